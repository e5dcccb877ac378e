"""Reference prices: what filters of orders are reckoned from."""

from typing import Any

from btfast._core.record import Field, Record


class ReferencePriceData(Record):
    """A mean or reference price of one symbol; times in ms since the epoch."""

    event = "ReferencePriceEvent"

    reference_price_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)  # ms since the epoch
    reference_price = Field(float)  # None where the exchange has none

    @property
    def reference_price_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def reference_price_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_reference_price_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.reference_price_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_reference_price(self) -> float | None:
        """Return the price; None where the exchange has none."""
        return self.reference_price
