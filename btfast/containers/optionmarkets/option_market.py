"""Option markets: mark price, implied volatilities and greeks of an option."""

from typing import Any

from btfast._core.record import Field, Record


class OptionMarketData(Record):
    """What an exchange reckons of one option; times in ms since the epoch."""

    event = "OptionMarketEvent"

    option_market_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)  # ms since the epoch
    mark_price = Field(float)
    delta = Field(float)
    gamma = Field(float)
    theta = Field(float)
    vega = Field(float)
    mark_volatility = Field(float)  # share, as all volatilities
    bid_volatility = Field(float)
    ask_volatility = Field(float)

    @property
    def option_market_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def option_market_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_option_market_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.option_market_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_mark_price(self) -> float | None:
        """Return the mark price of the option."""
        return self.mark_price

    def get_delta(self) -> float | None:
        """Return how the price moves with the underlying."""
        return self.delta

    def get_gamma(self) -> float | None:
        """Return how delta moves with the underlying."""
        return self.gamma

    def get_theta(self) -> float | None:
        """Return how the price moves with a day."""
        return self.theta

    def get_vega(self) -> float | None:
        """Return how the price moves with volatility."""
        return self.vega

    def get_mark_volatility(self) -> float | None:
        """Return the volatility implied by the mark price, as a share."""
        return self.mark_volatility

    def get_bid_volatility(self) -> float | None:
        """Return the volatility implied by the best bid, as a share."""
        return self.bid_volatility

    def get_ask_volatility(self) -> float | None:
        """Return the volatility implied by the best ask, as a share."""
        return self.ask_volatility
