"""Binance trades, all products: public ones, and fills of our own orders.

Sources: binance-spot-api-docs, rest-api.md ("Recent trades list", "Compressed/Aggregate trades list",
"Account trade list"), web-socket-streams.md ("Trade Streams", "Aggregate Trade Streams") and
user-data-stream.md ("executionReport"); developers.binance.com, USDⓈ-M futures, the pages of the same names
and "Event: Order Update".
"""

from typing import Any

from btfast._core.record import Field, Wire
from btfast.containers.trades.trade import TradeData


class BinanceWssTradeData(TradeData):
    """Public trade from ``<symbol>@trade``."""

    exchange_name = "BINANCE"
    wire = Wire(
        envelope="data",
        trade_symbol_name="s",
        server_time="E",
        trade_id="t",
        trade_price="p",
        trade_volume="q",
        trade_time="T",
        is_buyer_maker="m",
    )


class BinanceAggTradeData(TradeData):
    """Trades of one taker at one price, from ``<symbol>@aggTrade`` or, without event time, ``aggTrades``."""

    exchange_name = "BINANCE"

    first_trade_id = Field(str)
    last_trade_id = Field(str)
    normal_volume = Field(float)  # without trades against retail price improvement orders; futures only
    wire = Wire(
        envelope="data",
        trade_symbol_name="s",
        server_time="E",
        trade_id="a",
        trade_price="p",
        trade_volume="q",
        normal_volume="nq",
        first_trade_id="f",
        last_trade_id="l",
        trade_time="T",
        is_buyer_maker="m",
    )

    def get_first_trade_id(self) -> str | None:
        """Return the id of the first trade put together here."""
        return self.first_trade_id

    def get_last_trade_id(self) -> str | None:
        """Return the id of the last trade put together here."""
        return self.last_trade_id

    def get_normal_volume(self) -> float | None:
        """Return the volume without trades against retail price improvement orders; None on spot."""
        return self.normal_volume


class BinanceOptionWssTradeData(TradeData):
    """Public trade of an option from ``<symbol>@optionTrade`` or ``<underlying>@optionTrade``."""

    exchange_name = "BINANCE"

    execution_type = Field(str)
    wire = Wire(
        envelope="data",
        trade_symbol_name="s",
        server_time="E",
        trade_id="t",
        trade_price="p",
        trade_volume="q",
        trade_time="T",
        execution_type="X",
        is_buyer_maker="m",
    )

    def get_execution_type(self) -> str | None:
        """Return the kind of trade, as the exchange writes it: ``MARKET`` or ``BLOCK``."""
        return self.execution_type


class BinanceOptionRequestTradeData(TradeData):
    """Public trade of an option, from options' ``trades`` or ``blockTrades``; a side of -1 is a sell."""

    exchange_name = "BINANCE"

    side = Field(int)  # 1 or -1
    quote_volume = Field(float)
    wire = Wire(
        trade_symbol_name="symbol",
        server_time="time",
        trade_id=("tradeId", "id"),
        trade_price="price",
        trade_volume="qty",
        quote_volume="quoteQty",
        trade_time="time",
        side="side",
    )

    @property
    def trade_side(self) -> str | None:
        """The taker's side, ``"buy"`` or ``"sell"``."""
        if self.side is None:
            return None
        return "sell" if self.side < 0 else "buy"

    def get_quote_volume(self) -> float | None:
        """Return the volume of the trade, in quote units."""
        return self.quote_volume


class BinanceTradeData(TradeData):
    """Fill of one of our orders."""

    exchange_name = "BINANCE"

    side = Field(str)  # ours, as the exchange writes it
    is_buyer = Field(bool)  # whether we bought
    is_maker = Field(bool)  # whether our order was in the book
    realized_pnl = Field(float)  # futures only
    position_side = Field(str)  # futures only

    @property
    def trade_side(self) -> str | None:
        """Our side, ``"buy"`` or ``"sell"``; the taker's where the trade is not ours."""
        if self.side is not None:
            return self.side.lower()
        if self.is_buyer is None:
            return super().trade_side
        return "buy" if self.is_buyer else "sell"

    @property
    def trade_type(self) -> str | None:
        """``"maker"`` or ``"taker"``: our part, or the buyer's where the trade is not ours."""
        if self.is_maker is None:
            return super().trade_type
        return "maker" if self.is_maker else "taker"

    def get_realized_pnl(self) -> float | None:
        """Return what the fill realized; None on spot."""
        return self.realized_pnl

    def get_position_side(self) -> str | None:
        """Return the side of the position, as the exchange writes it; None on spot."""
        return self.position_side


class BinanceRequestTradeData(BinanceTradeData):
    """Answer of ``trades`` and ``historicalTrades`` (public), ``myTrades`` and ``userTrades`` (our own)."""

    quote_volume = Field(float)
    wire = Wire(
        trade_symbol_name="symbol",
        server_time="time",
        trade_id="id",
        trade_price="price",
        trade_volume="qty",
        quote_volume="quoteQty",
        trade_time="time",
        is_buyer_maker="isBuyerMaker",
        order_id="orderId",
        side="side",
        is_buyer=("isBuyer", "buyer"),
        is_maker=("isMaker", "maker"),
        trade_fee="commission",
        trade_fee_symbol="commissionAsset",
        realized_pnl="realizedPnl",
        position_side="positionSide",
    )

    def get_quote_volume(self) -> float | None:
        """Return the volume of the trade, in quote units."""
        return self.quote_volume


FILL: dict[str, Any] = {
    "server_time": "E",
    "trade_symbol_name": "s",
    "client_order_id": "c",
    "side": "S",
    "order_id": "i",
    "trade_id": "t",
    "trade_price": "L",
    "trade_volume": "l",
    "trade_accumulate_volume": "z",
    "trade_fee": "n",
    "trade_fee_symbol": "N",
    "is_maker": "m",
    "trade_time": "T",
}


class BinanceSpotWssTradeData(BinanceTradeData):
    """Fill from the user data event ``executionReport``."""

    wire = Wire(envelope="event", **FILL)


class BinanceSwapWssTradeData(BinanceTradeData):
    """Fill from the user data event ``ORDER_TRADE_UPDATE``."""

    wire = Wire(envelope="o", realized_pnl="rp", position_side="ps", **FILL)
