"""A capture to arrays: ``book_samples`` beside orjson and SortedDict doing the same.

Run with ``pytest benchmarks/bench_book_samples.py``, or ``python -m benchmarks.bench_book_samples`` for the ratios
alone. One capture is generated; the genuine ones of the oracle data are used, too, where they are present.
Both sides start from the file, read every line, and keep 20 levels a side; where the file is gzip, both spend the same
time in zlib, which is nearly half of ours: so each capture is also taken unpacked.
"""

import gzip
import os
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import orjson
import pytest
from sortedcontainers import SortedDict

from benchmarks.workloads import message, stream
from btfast.book_samples import book_samples
from btfast.capture import GZIP

DATA = Path(
    os.environ.get("BTFAST_ORACLES") or Path(__file__).parents[1] / ".." / "shared" / "data"
).resolve()
START, STEP = 1_795_305_600_000_000_000, 10_000_000  # ns
DEPTH = 20
ROUNDS = 7


class Case(NamedTuple):
    """A capture, whose book it is, and how deltas of it join: by their first number or by the one before."""

    file: str  # "" for the generated one
    key: str
    symbol: str
    chain: str


CASES = {
    "generated": Case("", "BINANCE___SPOT", "BTC-USDT", "U"),
    "genuine-spot": Case("binance_depth/spot_ethusdt_20240808.gz", "BINANCE___SPOT", "ETH-USDT", "U"),
    "genuine-swap": Case("binance_depth/usdm_btcusdt_20240808.gz", "BINANCE___SWAP", "BTC-USDT", "pu"),
}
Samples = tuple[Any, Any, Any]


class Plain:
    """One Binance book in two SortedDicts, as one would write it by hand."""

    def __init__(self, chain: str) -> None:
        self.bids, self.asks = SortedDict(), SortedDict()  # bids by the negative price
        self.chain = chain
        self.last: int | None = None
        self.waiting: list[dict[str, Any]] = []

    def feed(self, frame: bytes) -> bool:
        """Take one frame; tell whether the book changed."""
        message = orjson.loads(frame)
        if "lastUpdateId" in message:
            self.load(message)
            return True
        data = message.get("data", message)
        if data.get("e") != "depthUpdate":
            return False
        if self.last is None:
            self.waiting.append(data)
            return False
        return self.apply(data)

    def load(self, snapshot: dict[str, Any]) -> None:
        self.bids.update((-float(price), float(volume)) for price, volume in snapshot["bids"])
        self.asks.update((float(price), float(volume)) for price, volume in snapshot["asks"])
        self.last = self.joined = snapshot["lastUpdateId"]
        for data in self.waiting:
            self.apply(data)

    def apply(self, data: dict[str, Any]) -> bool:
        assert self.last is not None
        is_first = self.last == self.joined
        if is_first and (data["u"] <= self.last if self.chain == "U" else data["u"] < self.last):
            return False
        follows = data["U"] == self.last + 1 if self.chain == "U" else data["pu"] == self.last
        assert follows or (is_first and data["U"] <= self.last + 1), "a gap"
        self.change(self.bids, data["b"], -1.0)
        self.change(self.asks, data["a"], 1.0)
        self.last = data["u"]
        return True

    def change(self, side: Any, levels: list[list[str]], sign: float) -> None:
        for price, volume in levels:
            key, number = sign * float(price), float(volume)
            if number:
                side[key] = number
            else:
                side.pop(key, None)

    def sample(self, bids: Any, asks: Any) -> None:
        best = [(-key, volume) for key, volume in islice(self.bids.items(), DEPTH)]
        bids[: len(best)] = best
        best = list(islice(self.asks.items(), DEPTH))
        asks[: len(best)] = best


def plain_samples(path: Path, chain: str, every_ms: int | None) -> Samples:
    """Return times, bids and asks as `book_samples` does, by orjson and SortedDict."""
    book, times = Plain(chain), list[int]()
    bids, asks = (np.full((100_000, DEPTH, 2), np.nan) for _ in range(2))
    step = (every_ms or 0) * 1_000_000
    due, stamp = 0, 0

    def reach(stamp: int) -> None:
        nonlocal due
        while due and due < stamp:
            book.sample(bids[len(times)], asks[len(times)])
            times.append(due)
            due += step

    content = path.read_bytes()
    for line in (gzip.decompress(content) if content[:2] == GZIP else content).splitlines():
        text, frame = line.split(b" ", 1)
        stamp = int(text)
        reach(stamp)
        if not book.feed(frame):
            continue
        if not step:
            book.sample(bids[len(times)], asks[len(times)])
            times.append(stamp)
        elif not due:
            due = -(-stamp // step) * step
    reach(stamp + 1)
    return np.array(times), bids[: len(times)], asks[: len(times)]


def our_samples(path: Path, case: Case, every_ms: int | None) -> Samples:
    """Return times, bids and asks of `book_samples`."""
    samples = book_samples(path, case.key, case.symbol, DEPTH, every_ms)
    return samples.times, samples.bids, samples.asks


def generated(folder: Path) -> Path:
    """Write a capture of W3-50, with three best-price frames to each delta."""
    deltas = stream("W3-50")
    ticker = b'{"stream":"btcusdt@bookTicker","data":%b}' % message("W5")
    frames = [deltas.snapshot]
    for delta in deltas.messages:
        frames += [b'{"stream":"btcusdt@depth@100ms","data":%b}' % delta, ticker, ticker, ticker]
    lines = b"".join(b"%d %b\n" % (START + place * STEP, frame) for place, frame in enumerate(frames))
    path = folder / "generated.gz"
    path.write_bytes(gzip.compress(lines, 6))
    return path


def unpacked(path: Path, folder: Path) -> Path:
    """Return a copy of a capture that is not compressed."""
    plain = folder / path.stem
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    return plain


def require_equal(path: Path, case: Case, every_ms: int | None) -> None:
    """Raise AssertionError unless both sides give the same numbers."""
    for ours, plain in zip(
        our_samples(path, case, every_ms), plain_samples(path, case.chain, every_ms), strict=True
    ):
        np.testing.assert_array_equal(ours, plain)


def ratio(path: Path, case: Case, every_ms: int | None) -> float:
    """Return how many times as long the plain side takes; medians of turns taken."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        start = perf_counter()
        our_samples(path, case, every_ms)
        between = perf_counter()
        plain_samples(path, case.chain, every_ms)
        took[0].append(between - start)
        took[1].append(perf_counter() - between)
    return median(took[1]) / median(took[0])


@pytest.mark.parametrize("every_ms", [None, 100])
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["gzip", "plain"])
@pytest.mark.parametrize("side", ["compiled", "reference"])
def bench_samples(
    benchmark: Any, tmp_path: Path, name: str, every_ms: int | None, form: str, side: str
) -> None:
    """Sample one capture."""
    case = CASES[name]
    path = DATA / case.file if case.file else generated(tmp_path)
    if not path.is_file():
        pytest.skip(f"no oracle data at {DATA}")
    if form == "plain":
        path = unpacked(path, tmp_path)
    require_equal(path, case, every_ms)
    if side == "compiled":
        benchmark(our_samples, path, case, every_ms)
    else:
        benchmark.pedantic(plain_samples, (path, case.chain, every_ms), rounds=3)


def main() -> None:
    """Print the ratio of every case."""
    with TemporaryDirectory() as folder:
        for name, case in CASES.items():
            path = DATA / case.file if case.file else generated(Path(folder))
            if not path.is_file():
                continue
            for form, file in (("gzip", path), ("plain", unpacked(path, Path(folder)))):
                for every_ms in (None, 100):
                    require_equal(file, case, every_ms)
                    times = ratio(file, case, every_ms)
                    print(f"{name} {form} every_ms={every_ms}: {times:.1f} times as fast")


if __name__ == "__main__":
    main()
