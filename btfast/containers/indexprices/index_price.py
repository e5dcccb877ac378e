"""Index prices: what contracts follow."""

from typing import Any

from btfast._core.record import Field, Record


class IndexPriceData(Record):
    """Price of one index; times in ms since the epoch."""

    event = "IndexPriceEvent"

    index_price_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)  # ms since the epoch
    index_price = Field(float)

    @property
    def index_price_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def index_price_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_index_price_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.index_price_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_index_price(self) -> float | None:
        """Return the index price."""
        return self.index_price
