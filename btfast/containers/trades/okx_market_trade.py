"""OKX public trades.

Source: OKX API v5, "Get trades", "Get trades history", "Trades channel", "All trades channel", "Get option
trades", "Option trades channel", "Public block trades channel", "Public structure block trades channel".
"""

from typing import Any

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


class OkxOptionTradeData(OkxMarketTradeData):
    """Public trade of an option from ``public/option-trades`` or the ``option-trades`` channel."""

    family = Field(str)
    option_type = Field(str)  # "C" or "P"
    volatility = Field(float)  # a share
    forward_price = Field(float)
    index_price = Field(float)
    mark_price = Field(float)
    wire = Wire(
        envelope="data",
        trade_symbol_name="instId",
        server_time="ts",
        trade_id="tradeId",
        trade_price="px",
        trade_volume="sz",
        trade_accumulate_volume="sz",
        trade_side="side",
        trade_time="ts",
        family="instFamily",
        option_type="optType",
        volatility="fillVol",
        forward_price="fwdPx",
        index_price="idxPx",
        mark_price="markPx",
    )

    def get_family(self) -> str | None:
        """Return the instrument family."""
        return self.family

    def get_option_type(self) -> str | None:
        """Return ``"C"`` or ``"P"``."""
        return self.option_type

    def get_volatility(self) -> float | None:
        """Return the volatility implied by the price, as a share."""
        return self.volatility

    def get_forward_price(self) -> float | None:
        """Return the forward price."""
        return self.forward_price

    def get_index_price(self) -> float | None:
        """Return the index price."""
        return self.index_price

    def get_mark_price(self) -> float | None:
        """Return the mark price."""
        return self.mark_price


class OkxBlockTradeData(OkxOptionTradeData):
    """Block trade from ``public/block-trades`` or the ``public-block-trades`` channel."""

    group_id = Field(str)
    wire = Wire(
        envelope="data",
        **OkxOptionTradeData.wire.names | {"group_id": "groupId"},
    )

    def get_group_id(self) -> str | None:
        """Return the id that the legs of one trade share."""
        return self.group_id


class OkxStructureBlockTradeData(OkxMarketTradeData):
    """Block trade of several legs from the ``public-struc-block-trades`` channel; prices stand in the legs."""

    group_id = Field(str)
    legs = Field(list)
    wire = Wire(
        envelope="data",
        server_time="cTime",
        trade_id="blockTdId",
        trade_time="cTime",
        group_id="groupId",
        legs="legs",
    )

    def get_group_id(self) -> str | None:
        """Return the id that the legs share."""
        return self.group_id

    def get_legs(self) -> list[Any] | None:
        """Return the legs, as the exchange writes them."""
        return self.legs
