"""Trades: one that anybody struck, or one of our own."""

from typing import Any

from btfast._core.record import Field, Record
from btfast.events import Trade


class TradeData(Record):
    """One trade; what belongs to our own trades only (order ids, fee) is None on public ones.

    Times are ms since the epoch, the volume is in base units (or contracts). Ids are text.
    """

    event = "TradeEvent"
    event_class = Trade

    trade_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)
    trade_id = Field(str)
    trade_price = Field(float)
    trade_volume = Field(float)
    trade_time = Field(float)
    is_buyer_maker = Field(bool)  # whether the buyer's order was in the book
    order_id = Field(str)
    client_order_id = Field(str)
    trade_offset = Field(str)
    trade_accumulate_volume = Field(float)  # filled of the order so far
    trade_fee = Field(float)
    trade_fee_symbol = Field(str)

    @property
    def trade_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def trade_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    @property
    def trade_side(self) -> str | None:
        """The taker's side, ``"buy"`` or ``"sell"``."""
        if self.is_buyer_maker is None:
            return None
        return "sell" if self.is_buyer_maker else "buy"

    @property
    def trade_type(self) -> str | None:
        """``"maker"`` where the buyer's order was in the book, otherwise ``"taker"``."""
        if self.is_buyer_maker is None:
            return None
        return "maker" if self.is_buyer_maker else "taker"

    def get_all_data(self) -> dict[str, Any]:
        """Return every field by name."""
        return super().get_all_data() | {"trade_side": self.trade_side, "trade_type": self.trade_type}

    def get_trade_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.trade_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_trade_id(self) -> str | None:
        """Return the exchange's id of the trade."""
        return self.trade_id

    def get_trade_price(self) -> float | None:
        """Return the price of the trade."""
        return self.trade_price

    def get_trade_volume(self) -> float | None:
        """Return the volume of the trade, in base units or contracts."""
        return self.trade_volume

    def get_trade_time(self) -> float | None:
        """Return when the trade was struck, in ms."""
        return self.trade_time

    def get_trade_side(self) -> str | None:
        """Return ``"buy"`` or ``"sell"``: the taker's side of a public trade, our side of our own."""
        return self.trade_side

    def get_trade_type(self) -> str | None:
        """Return ``"maker"`` or ``"taker"``: the buyer's part in a public trade, our part in our own."""
        return self.trade_type

    def get_is_buyer_maker(self) -> bool | None:
        """Return whether the buyer's order was in the book."""
        return self.is_buyer_maker

    def get_order_id(self) -> str | None:
        """Return the exchange's id of our order."""
        return self.order_id

    def get_client_order_id(self) -> str | None:
        """Return our id of our order."""
        return self.client_order_id

    def get_trade_offset(self) -> str | None:
        """Return whether the trade opened or closed a position."""
        return self.trade_offset

    def get_trade_accumulate_volume(self) -> float | None:
        """Return what of the order is filled so far."""
        return self.trade_accumulate_volume

    def get_trade_fee(self) -> float | None:
        """Return the fee, as the exchange signs it."""
        return self.trade_fee

    def get_trade_fee_symbol(self) -> str | None:
        """Return the currency of the fee."""
        return self.trade_fee_symbol
