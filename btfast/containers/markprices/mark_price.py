"""Mark prices: what positions are valued at."""

from typing import Any

from btfast._core.record import Field, Record


class MarkPriceData(Record):
    """Mark price of one symbol, and the index behind it; times in ms since the epoch."""

    event = "MarkPriceEvent"

    mark_price_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)
    mark_price = Field(float)
    index_price = Field(float)
    settlement_price = Field(float)

    @property
    def mark_price_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def mark_price_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_mark_price_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.mark_price_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_mark_price(self) -> float | None:
        """Return the mark price."""
        return self.mark_price

    def get_index_price(self) -> float | None:
        """Return the index price."""
        return self.index_price

    def get_settlement_price(self) -> float | None:
        """Return the estimated settlement price."""
        return self.settlement_price
