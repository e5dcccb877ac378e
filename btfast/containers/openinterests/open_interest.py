"""Open interest: the contracts that are open."""

from typing import Any

from btfast._core.record import Field, Record


class OpenInterestData(Record):
    """Open interest of one symbol, in contracts or base units as the venue counts it; times in ms."""

    event = "OpenInterestEvent"

    open_interest_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)
    open_interest = Field(float)

    @property
    def open_interest_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def open_interest_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_open_interest_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.open_interest_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_open_interest(self) -> float | None:
        """Return the open interest, as the venue counts it."""
        return self.open_interest
