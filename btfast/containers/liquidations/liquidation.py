"""Liquidations: orders by which the exchange closes a position."""

from typing import Any

from btfast._core.record import Field, Record


class LiquidationData(Record):
    """A liquidation order, or the warning of one; times in ms since the epoch."""

    event = "LiquidationEvent"

    liquidation_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)

    @property
    def liquidation_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def liquidation_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_liquidation_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.liquidation_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time
