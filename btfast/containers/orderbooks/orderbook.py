"""Order books: the levels of one message."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from btfast._core.orderbook import OrderBookRecord
from btfast._core.record import Field
from btfast.events import Depth
from btfast.records import frame_of_levels

Levels = NDArray[np.float64]


class OrderBookData(OrderBookRecord):
    """The levels of one message: a snapshot, a partial book or a diff.

    ``bids`` and ``asks`` are float64 arrays of shape (n, 2), price and volume, best first; None where the
    message lacks the side. The lists are made on demand.
    """

    event = "OrderBookEvent"
    event_class = Depth

    order_book_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)  # ms
    first_sequence = Field(int)  # the first update a diff holds
    last_sequence = Field(int)  # the last update the message holds
    previous_sequence = Field(int)  # the last update of the message before

    @property
    def order_book_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def order_book_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    @property
    def bid_price_list(self) -> list[float] | None:
        """Prices of the bids, best first."""
        return _column(self.bids, 0)

    @property
    def ask_price_list(self) -> list[float] | None:
        """Prices of the asks, best first."""
        return _column(self.asks, 0)

    @property
    def bid_volume_list(self) -> list[float] | None:
        """Volumes of the bids, best first."""
        return _column(self.bids, 1)

    @property
    def ask_volume_list(self) -> list[float] | None:
        """Volumes of the asks, best first."""
        return _column(self.asks, 1)

    @property
    def bid_trade_nums(self) -> list[float] | None:
        """Orders in every bid; None where the venue does not tell."""
        return None

    @property
    def ask_trade_nums(self) -> list[float] | None:
        """Orders in every ask; None where the venue does not tell."""
        return None

    def get_all_data(self) -> dict[str, Any]:
        """Return every field by name, the levels as plain lists."""
        every = super().get_all_data()
        del every["bids"], every["asks"]
        return every | {
            "bid_price_list": self.bid_price_list,
            "ask_price_list": self.ask_price_list,
            "bid_volume_list": self.bid_volume_list,
            "ask_volume_list": self.ask_volume_list,
            "bid_trade_nums": self.bid_trade_nums,
            "ask_trade_nums": self.ask_trade_nums,
        }

    def to_numpy(self) -> Levels:
        """Return the levels side by side: float64, shape (n, 4), as ``LocalOrderBook.levels`` gives them.

        Bid price, bid volume, ask price, ask volume; best first, nan where a side is short.
        """
        sides = [np.empty((0, 2)) if side is None else side for side in (self.bids, self.asks)]
        levels = np.full((max(map(len, sides)), 4), np.nan)
        for column, side in zip((0, 2), sides, strict=True):
            levels[: len(side), column : column + 2] = side
        return levels

    def to_frame(self) -> Any:
        """Return the levels as a pandas frame: bid_price, bid_volume, ask_price, ask_volume."""
        return frame_of_levels(self.to_numpy())

    def get_order_book_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.order_book_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_first_sequence(self) -> int | None:
        """Return the number of the first update that a diff holds."""
        return self.first_sequence

    def get_last_sequence(self) -> int | None:
        """Return the number of the last update that the message holds."""
        return self.last_sequence

    def get_previous_sequence(self) -> int | None:
        """Return the number of the last update of the message before."""
        return self.previous_sequence

    def get_bids(self) -> Levels | None:
        """Return the bids: float64, shape (n, 2), price and volume, best first."""
        return self.bids

    def get_asks(self) -> Levels | None:
        """Return the asks: float64, shape (n, 2), price and volume, best first."""
        return self.asks

    def get_bid_price_list(self) -> list[float] | None:
        """Return the prices of the bids, best first."""
        return self.bid_price_list

    def get_ask_price_list(self) -> list[float] | None:
        """Return the prices of the asks, best first."""
        return self.ask_price_list

    def get_bid_volume_list(self) -> list[float] | None:
        """Return the volumes of the bids, best first."""
        return self.bid_volume_list

    def get_ask_volume_list(self) -> list[float] | None:
        """Return the volumes of the asks, best first."""
        return self.ask_volume_list

    def get_bid_trade_nums(self) -> list[float] | None:
        """Return how many orders stand in every bid; None where the venue does not tell."""
        return self.bid_trade_nums

    def get_ask_trade_nums(self) -> list[float] | None:
        """Return how many orders stand in every ask; None where the venue does not tell."""
        return self.ask_trade_nums


def _column(levels: Levels | None, column: int) -> list[float] | None:
    return None if levels is None else levels[:, column].tolist()
