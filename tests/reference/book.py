"""An order book that is two dicts, sorted whenever somebody looks: slow and obvious."""

import zlib
from collections.abc import Iterable
from math import nan

Level = tuple[float, float]  # price, volume
Text = tuple[str, str]  # price, volume, as the venue wrote them


class Book:
    """What ``btfast._core.book.Book`` must hold."""

    def __init__(self) -> None:
        self._bids: dict[float, float] = {}
        self._asks: dict[float, float] = {}

    def load(self, bids: Iterable[Level], asks: Iterable[Level]) -> None:
        """Replace the whole book."""
        self._bids.clear()
        self._asks.clear()
        self.apply(bids, asks)

    def apply(self, bids: Iterable[Level], asks: Iterable[Level]) -> None:
        """Set levels to new volumes; 0 deletes."""
        for held, levels in ((self._bids, bids), (self._asks, asks)):
            for price, volume in levels:
                if volume:
                    held[price] = volume
                else:
                    held.pop(price, None)

    def bids(self, count: int | None = None) -> list[Level]:
        """Return the bids, best first."""
        return sorted(self._bids.items(), reverse=True)[:count]

    def asks(self, count: int | None = None) -> list[Level]:
        """Return the asks, best first."""
        return sorted(self._asks.items())[:count]

    def top(self) -> tuple[float, float, float, float]:
        """Return best bid, its volume, best ask, its volume; nan where a side is empty."""
        bid = max(self._bids, default=nan)
        ask = min(self._asks, default=nan)
        return bid, self._bids.get(bid, nan), ask, self._asks.get(ask, nan)


class TextBook:
    """What ``btfast._core.book.TextBook`` must hold."""

    def __init__(self) -> None:
        self.bids: dict[float, Text] = {}
        self.asks: dict[float, Text] = {}

    def apply(self, bids: Iterable[Text], asks: Iterable[Text]) -> None:
        """Set levels to new volumes; 0 deletes."""
        for held, levels in ((self.bids, bids), (self.asks, asks)):
            for price, volume in levels:
                held.pop(float(price), None)
                if float(volume):
                    held[float(price)] = price, volume

    def checksum(self) -> int:
        """Return the CRC32 of the best 25 levels a side, alternating, as a signed 32-bit number."""
        bids = [self.bids[price] for price in sorted(self.bids, reverse=True)[:25]]
        asks = [self.asks[price] for price in sorted(self.asks)[:25]]
        texts: list[str] = []
        for rank in range(25):
            for side in (bids, asks):
                texts += side[rank] if rank < len(side) else ()
        crc = zlib.crc32(":".join(texts).encode())
        return crc - (1 << 32) if crc >> 31 else crc
