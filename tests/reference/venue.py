"""Venues in a few lines: seeded streams of depth frames with their snapshots, and the book they must end in."""

import json
import zlib
from random import Random
from typing import Any

Side = dict[str, str]


class Venue:
    """A book that changes at random and tells of it in one venue's words.

    Args:
        seed: Of the flow.
        levels: Levels a side at the start.
    """

    symbol = "BTCUSDT"

    def __init__(self, seed: int = 1, levels: int = 50) -> None:
        self.random = Random(seed)
        self.sequence = 1_000
        self.bids: Side = {f"{100 - i / 10:.1f}": self._volume() for i in range(1, levels + 1)}
        self.asks: Side = {f"{100 + i / 10:.1f}": self._volume() for i in range(1, levels + 1)}

    def _volume(self) -> str:
        return f"{self.random.randint(1, 10**6) / 1000:.3f}"

    def change(self, count: int = 6) -> tuple[list[list[str]], list[list[str]]]:
        """Change some levels of both sides; return them as [price, volume] in the venue's texts."""
        return self._change(self.bids, -1, count), self._change(self.asks, 1, count)

    def _change(self, side: Side, sign: int, count: int) -> list[list[str]]:
        changed: Side = {}
        for _ in range(count):
            price = f"{100 + sign * self.random.randint(1, 120) / 10:.1f}"
            if price in side and len(side) > 5 and self.random.random() < 0.4:
                changed[price] = "0.000"
                del side[price]
            else:
                changed[price] = side[price] = self._volume()
        return [[price, volume] for price, volume in changed.items()]

    def book(self) -> tuple[list[list[float]], list[list[float]]]:
        """Return bids and asks as [price, volume], best first."""
        bids = sorted(([float(p), float(v)] for p, v in self.bids.items()), reverse=True)
        return bids, sorted([float(p), float(v)] for p, v in self.asks.items())

    def texts(self) -> tuple[list[list[str]], list[list[str]]]:
        """Return the same in the venue's texts."""
        bids = sorted(([p, v] for p, v in self.bids.items()), key=lambda level: -float(level[0]))
        return bids, sorted(([p, v] for p, v in self.asks.items()), key=lambda level: float(level[0]))

    def snapshot(self) -> bytes:
        """Return a REST snapshot of the book as it is."""
        raise NotImplementedError

    def delta(self) -> bytes:
        """Change the book and return the frame that tells of it."""
        raise NotImplementedError

    @staticmethod
    def _pack(message: Any) -> bytes:
        return json.dumps(message, separators=(",", ":")).encode()


class SpotVenue(Venue):
    """Binance spot: ``U`` follows the last ``u``."""

    key = "BINANCE___SPOT"

    def snapshot(self) -> bytes:
        bids, asks = self.texts()
        return self._pack({"lastUpdateId": self.sequence, "bids": bids, "asks": asks})

    def delta(self) -> bytes:
        first = self.sequence + 1
        self.sequence += self.random.randint(1, 9)
        bids, asks = self.change()
        data = {
            "e": "depthUpdate",
            "E": 1,
            "s": self.symbol,
            "U": first,
            "u": self.sequence,
            "b": bids,
            "a": asks,
        }
        return self._pack({"stream": "btcusdt@depth@100ms", "data": data})


class SwapVenue(Venue):
    """Binance USDⓈ-M: ``pu`` is the last ``u``; numbers jump."""

    key = "BINANCE___SWAP"

    def snapshot(self) -> bytes:
        bids, asks = self.texts()
        return self._pack({"lastUpdateId": self.sequence, "E": 1, "T": 1, "bids": bids, "asks": asks})

    def delta(self) -> bytes:
        previous, first = self.sequence, self.sequence + self.random.randint(1, 50)
        self.sequence = first + self.random.randint(0, 90)
        bids, asks = self.change()
        data = {
            "e": "depthUpdate",
            "E": 1,
            "T": 1,
            "s": self.symbol,
            "U": first,
            "u": self.sequence,
            "pu": previous,
        }
        return self._pack({"stream": "btcusdt@depth@100ms", "data": data | {"b": bids, "a": asks}})


class OkxVenue(Venue):
    """OKX ``books``: the stream brings its own snapshot; ``prevSeqId`` is the last ``seqId``."""

    key = "OKX___SPOT"
    symbol = "BTC-USDT"
    checksummed = False

    def snapshot(self) -> bytes:
        return self._frame("snapshot", *self.texts(), previous=-1)

    def rest_snapshot(self) -> bytes:
        """Return the REST answer instead."""
        bids, asks = self.texts()
        data = {"asks": asks, "bids": bids, "ts": "1", "seqId": self.sequence}
        return self._pack({"code": "0", "msg": "", "data": [data]})

    def delta(self) -> bytes:
        previous = self.sequence
        self.sequence += self.random.randint(1, 40)
        return self._frame("update", *self.change(), previous=previous)

    def keep_alive(self) -> bytes:
        """Return the frame that says nothing changed."""
        return self._frame("update", [], [], previous=self.sequence)

    def restart(self) -> bytes:
        """Return a delta after which numbers begin anew, as after maintenance."""
        previous, self.sequence = self.sequence, 3
        return self._frame("update", *self.change(), previous=previous)

    def _frame(self, action: str, bids: list[list[str]], asks: list[list[str]], previous: int) -> bytes:
        data = {
            "asks": [[*level, "0", "1"] for level in asks],
            "bids": [[*level, "0", "1"] for level in bids],
            "ts": "1",
            "checksum": self.checksum() if self.checksummed else 0,
            "prevSeqId": previous,
            "seqId": self.sequence,
        }
        return self._pack(
            {"arg": {"channel": "books", "instId": self.symbol}, "action": action, "data": [data]}
        )

    def checksum(self) -> int:
        """Return the signed CRC32 of the best 25 levels a side, bids and asks in turn."""
        bids, asks = self.texts()
        parts = []
        for i in range(25):
            parts += [":".join(side[i]) for side in (bids, asks) if i < len(side)]
        value = zlib.crc32(":".join(parts).encode())
        return value - (1 << 32) if value >= 1 << 31 else value


class ChecksummedVenue(OkxVenue):
    """OKX as it was before checksums became 0."""

    checksummed = True


VENUES: list[type[Any]] = [SpotVenue, SwapVenue, OkxVenue, ChecksummedVenue]
