"""Settlement prices: at what contracts are delivered, exercised or settled."""

from typing import Any

from btfast._core.record import Field, Record


class SettlementPriceData(Record):
    """Settlement price of one contract, or the estimate of it; times in ms since the epoch."""

    event = "SettlementPriceEvent"

    settlement_price_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)  # ms since the epoch
    settlement_price = Field(float)

    @property
    def settlement_price_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def settlement_price_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_settlement_price_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.settlement_price_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_settlement_price(self) -> float | None:
        """Return the settlement price, or the estimate of it."""
        return self.settlement_price
