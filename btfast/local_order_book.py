"""LocalOrderBook: one symbol's live book, kept from a venue's frames."""

import threading
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from btfast._core.live import BookState, LiveBook
from btfast._core.scan import Peek
from btfast._core.sequence import SequenceRule
from btfast.exceptions import NotSupportedError
from btfast.records import frame_of_levels
from btfast.registry import ExchangeRegistry

__all__ = ["BookState", "LocalOrderBook"]


class LocalOrderBook(LiveBook):
    """One symbol's live book: sequence rule, trust state, views and measures.

    Feed it stream frames with ``apply`` and REST snapshots with ``load_snapshot``; neither raises for what came
    over the wire. Read ``state`` before trusting a price: reads work in every state and give what was last committed.

    Args:
        exchange_key: A registry key such as ``"BINANCE___SPOT"``; its settings say how the venue's frames chain.
        symbol_name: Our spelling, such as ``"BTC-USDT"``.
        tick_size: The smallest step of a price; None finds a grid at every snapshot.
        capacity: Levels a side that are kept at most (100,000 unless given); the worst fall away.

    Raises:
        ExchangeNotFoundError: Nobody registered the key.
        NotSupportedError: The exchange has no rule for a book.

    Example:
        >>> book = LocalOrderBook("BINANCE___SPOT", "BTC-USDT")
        >>> book.load_snapshot('{"lastUpdateId":7,"bids":[["99.5","2"]],"asks":[["100.5","1"]]}').name
        'LIVE'
        >>> book.bids(20)
        array([[99.5,  2. ]])
    """

    def __init__(
        self, exchange_key: str, symbol_name: str, tick_size: float | None = None, capacity: int | None = None
    ) -> None:
        request_symbol = ExchangeRegistry.create_exchange_data(exchange_key).get_symbol(symbol_name)
        super().__init__(_rule(exchange_key), request_symbol, tick_size, capacity)
        self.exchange_key = exchange_key
        self.symbol_name = symbol_name
        told = self.rule.table["snapshot"]
        self._peek = Peek(told["told_by"], told.get("symbol", "symbol"))
        self._is_live = threading.Event()
        self.on_state(LocalOrderBook._note_state)

    def feed(self, message: bytes | str) -> BookState:
        """Take a stream frame or a REST snapshot, whichever it is, as the lines of a capture come.

        A snapshot whose head names another symbol is passed over.
        """
        told, symbol = self._peek(message[:80])  # what tells a snapshot stands at its head
        if told is None:
            return self.apply(message)
        return self.load_snapshot(message) if symbol in (None, self.request_symbol) else self.state

    def wait_live(self, timeout: float) -> bool:
        """Wait until the book is LIVE, at most `timeout` s; return whether it is."""
        return self._is_live.wait(timeout)

    def _note_state(self) -> None:
        if self.state is BookState.LIVE:
            self._is_live.set()
        else:
            self._is_live.clear()

    def microprice(self, n: int = 1) -> float:
        """Return the mid weighted by the volumes of the best `n` levels: nearer the ask when bids weigh more."""
        weight = (1 + self.imbalance(n)) / 2
        return self.best_ask * weight + self.best_bid * (1 - weight)

    def imbalance(self, n: int) -> float:
        """Return (bid volume - ask volume) / both over the best `n` levels: -1 to 1, nan when there is none."""
        bids, asks = self.bids(n)[:, 1].sum(), self.asks(n)[:, 1].sum()
        return float((bids - asks) / (bids + asks)) if bids + asks > 0 else float("nan")

    def cost_to_fill(self, side: str, volume: float) -> float:
        """Return what taking `volume` costs.

        Args:
            side: ``"buy"`` takes asks, ``"sell"`` takes bids.
            volume: Base units or contracts.

        Returns:
            Sum of price times volume (quote units for a linear instrument); nan when the book holds less.
        """
        levels = self.asks() if _is_buy(side) else self.bids()
        before = np.cumsum(levels[:, 1]) - levels[:, 1]
        taken = np.clip(volume - before, 0.0, levels[:, 1])
        if volume < 0 or float(levels[:, 1].sum()) < volume:
            return float("nan")
        return float(taken @ levels[:, 0])

    def vwap(self, side: str, volume: float) -> float:
        """Return the mean price of taking `volume`; nan when the book holds less. See `cost_to_fill`."""
        return self.cost_to_fill(side, volume) / volume if volume > 0 else float("nan")

    def to_numpy(self, n: int | None = None) -> NDArray[np.float64]:
        """Return the best `n` levels, or all, side by side; see `levels`."""
        return self.levels(n)

    def to_frame(self, n: int | None = None) -> Any:
        """Return the best `n` levels, or all, as a pandas frame: bid_price, bid_volume, ask_price, ask_volume."""
        return frame_of_levels(self.levels(n))

    def __repr__(self) -> str:
        return (
            f"<LocalOrderBook {self.exchange_key} {self.symbol_name} {self.state.name}"
            f" {self.best_bid:.12g}/{self.best_ask:.12g} sequence={self.sequence}>"
        )


@cache
def _rule(exchange_key: str) -> SequenceRule:
    """Return the rule of a key; its books share it, and with it the room that messages are parsed into."""
    data = ExchangeRegistry.create_exchange_data(exchange_key)
    if not data.asset.sequence:
        raise NotSupportedError(
            f"{data.exchange_name}: no order book rule for asset type {data.asset_type!r}"
        )
    return SequenceRule(data.asset.sequence)


def _is_buy(side: str) -> bool:
    if side not in ("buy", "sell"):
        raise ValueError(f"side is 'buy' or 'sell', not {side!r}")
    return side == "buy"
