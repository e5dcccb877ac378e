"""OKX public trades.

Source: OKX API v5, "Get trades", "Get trades history", "Trades channel", "All trades channel".
"""

from btfast._core.record import Field, Wire
from btfast.containers.trades.trade import TradeData


class OkxMarketTradeData(TradeData):
    """Public trade, as an object or as a row ``[id, price, volume, side, time]``."""

    exchange_name = "OKX"

    trade_side = Field(str)
    source = Field(str)  # "0" for ordinary orders
    count = Field(int)  # trades put together; `trades` channel only
    sequence = Field(int)  # of the order book; `trades` channel only
    wire = Wire(
        envelope="data",
        trade_symbol_name="instId",
        server_time=("ts", 4),
        trade_id=("tradeId", 0),
        trade_price=("px", 1),
        trade_volume=("sz", 2),
        trade_accumulate_volume=("sz", 2),
        trade_side=("side", 3),
        trade_time=("ts", 4),
        source="source",
        count="count",
        sequence="seqId",
    )

    def get_source(self) -> str | None:
        """Return where the order came from: ``"0"`` for ordinary orders."""
        return self.source

    def get_count(self) -> int | None:
        """Return how many trades are put together here."""
        return self.count

    def get_sequence(self) -> int | None:
        """Return the order book's update number after the trade."""
        return self.sequence
