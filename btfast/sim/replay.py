"""Market flow from a capture, with its own numbers: lines ``<receive ns> <frame>``, plain or gzip."""

import asyncio
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from btfast.sim.engine import ASK, BID, Instrument
from btfast.sim.listing import Listing, Scale

_FINE = "0.00000001"
_BACKLOG = 1 << 20
_BATCH = 50
_LOOK = 0.01
_GZIP_MAGIC = b"\x1f\x8b"

Line = tuple[int, dict[str, Any]]


def fine(listing: Listing) -> Listing:
    """Return `listing` with steps fine enough for every price and size of a capture."""
    decimals = None if listing.venue == "okx" else 8
    price = Scale(_FINE, decimals)
    return replace(
        listing,
        price=price,
        size=Scale(_FINE, decimals),
        start=price.steps(listing.price.text(listing.start)),
    )


class Replay:
    """One instrument's frames, held ready; the book begins as the capture's first snapshot.

    Raises:
        ValueError: The capture holds no snapshot of the instrument.
    """

    def __init__(self, instrument: Instrument, path: str) -> None:
        self._instrument = instrument
        self._is_okx = instrument.listing.venue == "okx"
        self._lines = list(self._own(_lines(path)))
        self.done = 0
        first = next((i for i, line in enumerate(self._lines) if self._is_snapshot(line[1])), None)
        if first is None:
            raise ValueError(f"sim: no snapshot of {instrument.listing.symbol} in {path}")
        instrument.replays = True
        self._load(self._lines[first][1])
        if self._is_okx:
            del self._lines[: first + 1]

    @property
    def left(self) -> int:
        """How many frames are still to be sent."""
        return len(self._lines) - self.done

    async def run(self, speed: float, backlog: Callable[[], int]) -> None:
        """Apply and hand out frame after frame once somebody listens.

        Args:
            speed: Times the capture's own pace; 0 waits only for readers.
            backlog: Tells the bytes that readers have still to read.
        """
        while not self._instrument.is_watched("replay"):
            await asyncio.sleep(_LOOK)
        loop = asyncio.get_running_loop()
        begun, first = loop.time(), self._lines[0][0] if self._lines else 0
        for stamp, frame in self._lines:
            if speed:
                await asyncio.sleep(max(0.0, begun + (stamp - first) / 1e9 / speed - loop.time()))
            elif self.done % _BATCH == 0:
                await asyncio.sleep(0)
            while backlog() > _BACKLOG:
                await asyncio.sleep(0.001)
            self._apply(frame)
            self.done += 1

    def _own(self, lines: Iterator[Line]) -> Iterator[Line]:
        symbol = self._instrument.listing.symbol
        for stamp, frame in lines:
            if self._is_okx:
                if frame.get("arg", {}).get("instId") == symbol and str(
                    frame["arg"].get("channel")
                ).startswith("books"):
                    yield stamp, frame
            elif "lastUpdateId" in frame:
                yield stamp, frame
            else:
                inner = frame.get("data", frame)
                if isinstance(inner, dict) and inner.get("s") == symbol:
                    yield stamp, inner

    def _is_snapshot(self, frame: dict[str, Any]) -> bool:
        return frame.get("action") == "snapshot" if self._is_okx else "lastUpdateId" in frame

    def _load(self, frame: dict[str, Any]) -> None:
        inner = frame["data"][0] if self._is_okx else frame
        self._instrument.sequence = int(inner.get("seqId", 1) if self._is_okx else inner["lastUpdateId"])
        for side, name in ((BID, "bids"), (ASK, "asks")):
            own = self._instrument.book[side]
            for price, _ in own.top(len(own)):
                own.put(price, 0)
            self._put(side, inner[name])

    def _put(self, side: int, levels: list[list[str]]) -> None:
        price, size = self._instrument.listing.price, self._instrument.listing.size
        for level in levels:
            self._instrument.book[side].put(price.steps(level[0]), size.steps(level[1]))

    def _apply(self, frame: dict[str, Any]) -> None:
        if self._is_okx:
            self._apply_okx(frame)
        elif frame.get("e") == "depthUpdate":
            self._apply_binance(frame)
        elif frame.get("e") == "trade":
            listing = self._instrument.listing
            self._instrument.trade(
                listing.price.steps(frame["p"]), [listing.size.steps(frame["q"])], frame["m"], frame["T"]
            )
        self._instrument.step_done()

    def _apply_binance(self, frame: dict[str, Any]) -> None:
        if frame["u"] > self._instrument.sequence:
            self._put(BID, frame["b"])
            self._put(ASK, frame["a"])
            self._instrument.sequence = frame["u"]
        self._instrument.tell("replay", frame)

    def _apply_okx(self, frame: dict[str, Any]) -> None:
        inner = frame["data"][0]
        if frame["action"] == "snapshot":
            self._load(frame)
            numbers = {"prevSeqId": -1, "seqId": self._instrument.sequence}
            self._instrument.tell("replay", {**frame, "data": [{**inner, **numbers}]})
            return
        previous = self._instrument.sequence
        self._put(BID, inner["bids"])
        self._put(ASK, inner["asks"])
        self._instrument.sequence = int(inner.get("seqId", previous + 1))
        numbers = {"prevSeqId": int(inner.get("prevSeqId", previous)), "seqId": self._instrument.sequence}
        self._instrument.tell("replay", {**frame, "data": [{**inner, **numbers}]})


def _lines(path: str) -> Iterator[Line]:
    data = Path(path).read_bytes()
    text = gzip.decompress(data) if data.startswith(_GZIP_MAGIC) else data
    for line in text.splitlines():
        stamp, _, said = line.partition(b" ")
        frame = json.loads(said)
        if isinstance(frame, dict):
            yield int(stamp), frame
