"""Price limits: the bounds that an exchange sets to orders."""

from typing import Any

from btfast._core.record import Field, Record


class PriceLimitData(Record):
    """Price bounds of one symbol; times in ms since the epoch."""

    event = "PriceLimitEvent"

    price_limit_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)
    buy_limit = Field(float)  # the highest price of a buy
    sell_limit = Field(float)  # the lowest price of a sell

    @property
    def price_limit_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def price_limit_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_price_limit_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.price_limit_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_buy_limit(self) -> float | None:
        """Return the highest price of a buy."""
        return self.buy_limit

    def get_sell_limit(self) -> float | None:
        """Return the lowest price of a sell."""
        return self.sell_limit
