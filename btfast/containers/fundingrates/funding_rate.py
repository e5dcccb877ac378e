"""Funding rates: what longs pay shorts."""

from typing import Any

from btfast._core.record import Field, Record


class FundingRateData(Record):
    """Funding rate of one symbol, as a share (0.0001 is one basis point); times in ms since the epoch."""

    event = "FundingEvent"

    funding_rate_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)
    pre_funding_rate = Field(float)
    pre_funding_time = Field(float)
    current_funding_rate = Field(float)
    current_funding_time = Field(float)
    next_funding_rate = Field(float)
    next_funding_time = Field(float)
    max_funding_rate = Field(float)
    min_funding_rate = Field(float)
    settlement_funding_rate = Field(float)
    settlement_status = Field(str)
    method = Field(str)

    @property
    def funding_rate_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def funding_rate_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_event_type(self) -> str:
        """Return what kind of event this is."""
        return self.event

    def get_funding_rate_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.funding_rate_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_pre_funding_rate(self) -> float | None:
        """Return the rate of the funding before."""
        return self.pre_funding_rate

    def get_pre_funding_time(self) -> float | None:
        """Return when the funding before was paid, in ms."""
        return self.pre_funding_time

    def get_current_funding_rate(self) -> float | None:
        """Return the rate of this funding."""
        return self.current_funding_rate

    def get_current_funding_time(self) -> float | None:
        """Return when this funding is or was paid, in ms."""
        return self.current_funding_time

    def get_next_funding_rate(self) -> float | None:
        """Return the rate foreseen for the next funding."""
        return self.next_funding_rate

    def get_next_funding_time(self) -> float | None:
        """Return when the next funding is paid, in ms."""
        return self.next_funding_time

    def get_max_funding_rate(self) -> float | None:
        """Return the upper bound of the rate."""
        return self.max_funding_rate

    def get_min_funding_rate(self) -> float | None:
        """Return the lower bound of the rate."""
        return self.min_funding_rate

    def get_settlement_funding_rate(self) -> float | None:
        """Return the rate that is being settled, or was settled last."""
        return self.settlement_funding_rate

    def get_settlement_status(self) -> str | None:
        """Return how far the settlement is, as the exchange writes it."""
        return self.settlement_status

    def get_method(self) -> str | None:
        """Return how funding is collected, as the exchange writes it."""
        return self.method
