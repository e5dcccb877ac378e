"""Auctions: what a call auction would give if it ended now."""

from typing import Any

from btfast._core.record import Field, Record


class AuctionData(Record):
    """State of one call auction; times in ms since the epoch."""

    event = "AuctionEvent"

    auction_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)  # ms since the epoch
    auction_price = Field(float)
    matched_volume = Field(float)
    unmatched_volume = Field(float)
    auction_end_time = Field(float)
    auction_state = Field(str)  # as the exchange writes it

    @property
    def auction_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def auction_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_auction_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.auction_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_auction_price(self) -> float | None:
        """Return the equilibrium price."""
        return self.auction_price

    def get_matched_volume(self) -> float | None:
        """Return the volume that would trade."""
        return self.matched_volume

    def get_unmatched_volume(self) -> float | None:
        """Return the volume that would not."""
        return self.unmatched_volume

    def get_auction_end_time(self) -> float | None:
        """Return when the auction ends, in ms."""
        return self.auction_end_time

    def get_auction_state(self) -> str | None:
        """Return how far the auction is, as the exchange writes it."""
        return self.auction_state
