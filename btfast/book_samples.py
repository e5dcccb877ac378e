"""BookSamples: a capture through a LocalOrderBook into arrays, and what can be measured on them."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from os import PathLike, fspath
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from btfast._core.samples import Sampler
from btfast.capture import FilePath, read_blocks, split_line
from btfast.exceptions import CaptureError, ConfigurationError
from btfast.local_order_book import BookState, LocalOrderBook
from btfast.records import pandas

Floats = NDArray[np.float64]

MS = 1_000_000  # ns
ARRAYS = ("times", "bids", "asks", "states", "server_times")
WORDS = ("exchange_key", "symbol_name")


@dataclass(frozen=True, eq=False, slots=True)
class BookSamples:
    """The best levels of one book at T moments.

    A sample that was taken while the book was not LIVE holds nan, and `states` says why; so no gap is passed over in
    silence, and what is measured on it is nan, too. All measures are float64, shape (T,), made when asked for.

    Attributes:
        times: int64, shape (T,): receive time, ns since the epoch.
        bids, asks: float64, shape (T, depth, 2): price and volume, best first, nan where the side is short.
        states: int8, shape (T,): `BookState` of the book.
        server_times: float64, shape (T,): the venue's time of the last change, ms since the epoch; nan where it is
            not told.
    """

    times: NDArray[np.int64]
    bids: Floats
    asks: Floats
    states: NDArray[np.int8]
    server_times: Floats
    exchange_key: str = ""
    symbol_name: str = ""

    @property
    def depth(self) -> int:
        """Levels a side."""
        return int(self.bids.shape[1])

    @property
    def live(self) -> Self:
        """The samples of a book that was LIVE."""
        return self[self.states == BookState.LIVE]

    @property
    def mid(self) -> Floats:
        """Halfway between the best prices."""
        return (self.bids[:, 0, 0] + self.asks[:, 0, 0]) / 2

    @property
    def spread(self) -> Floats:
        """Best ask less best bid, in quote units."""
        return self.asks[:, 0, 0] - self.bids[:, 0, 0]

    @property
    def latency(self) -> Floats:
        """Receive time less server time, in ms; where sampled on a grid, the age of the venue's last change.

        The offset of the two clocks is in it, so that it may be negative.
        """
        whole, rest = np.divmod(self.times, MS)
        latency: Floats = whole - self.server_times + rest / MS
        return latency

    def imbalance(self, n: int = 1) -> Floats:
        """Return (bid volume - ask volume) / both over the best `n` levels: -1 to 1."""
        bids, asks = (np.nansum(side[:, :n, 1], axis=1) for side in (self.bids, self.asks))
        with np.errstate(invalid="ignore"):
            imbalance: Floats = (bids - asks) / (bids + asks)
        return imbalance

    def microprice(self, n: int = 1) -> Floats:
        """Return the mid weighted by the volumes of the best `n` levels: nearer the ask when bids weigh more."""
        weight = (1 + self.imbalance(n)) / 2
        return self.asks[:, 0, 0] * weight + self.bids[:, 0, 0] * (1 - weight)

    def depth_within(self, bps: float) -> tuple[Floats, Floats]:
        """Return the volumes of bids and of asks no further than `bps` basis points from the mid.

        Only the levels that were sampled count: take `depth` large enough.
        """
        reach = self.mid[:, None] * bps / 10_000
        near = (
            side[:, :, 1] * (np.abs(side[:, :, 0] - self.mid[:, None]) <= reach)
            for side in (self.bids, self.asks)
        )
        bids, asks = (np.where(np.isnan(self.mid), np.nan, np.nansum(volumes, axis=1)) for volumes in near)
        return bids, asks

    def cost_to_fill(self, side: str, volume: float) -> Floats:
        """Return what taking `volume` costs.

        Args:
            side: ``"buy"`` takes asks, ``"sell"`` takes bids.
            volume: Base units or contracts.

        Returns:
            Sum of price times volume (quote units for a linear instrument); nan where the sampled levels hold less.
        """
        if side not in ("buy", "sell"):
            raise ValueError(f"side is 'buy' or 'sell', not {side!r}")
        levels = np.nan_to_num(self.asks if side == "buy" else self.bids)
        prices, volumes = levels[:, :, 0], levels[:, :, 1]
        total = np.cumsum(volumes, axis=1)
        taken = np.clip(volume - (total - volumes), 0.0, volumes)
        is_enough = (volume >= 0) & (total[:, -1] >= volume) & (self.states == BookState.LIVE)
        return np.where(is_enough, (taken * prices).sum(axis=1), np.nan)

    def to_frame(self) -> Any:
        """Return a pandas frame indexed by time (UTC, ns), a column a number: ``bid_price_0``, ``bid_volume_0``, …"""
        pd = pandas()
        index = pd.DatetimeIndex(self.times, tz="UTC", name="time")
        return pd.DataFrame(self._columns(), index=index, copy=False)

    def save(self, path: FilePath) -> None:
        """Write the samples into a file: ``.npz``, or ``.parquet`` with a column a number (needs pyarrow)."""
        if _suffix(path) == ".npz":
            words = {word: getattr(self, word) for word in WORDS}
            np.savez(fspath(path), **{name: getattr(self, name) for name in ARRAYS}, **words)
            return
        pa, parquet = _pyarrow()
        times = pa.array(self.times, pa.timestamp("ns", tz="UTC"))
        table = pa.table({"time": times, **self._columns()})
        words = {f"btfast.{word}": getattr(self, word) for word in WORDS}
        parquet.write_table(table.replace_schema_metadata(words), fspath(path))

    @classmethod
    def load(cls, path: FilePath) -> Self:
        """Return what `save` wrote.

        Raises:
            CaptureError: There is no such file, or it holds something else.
        """
        try:
            return cls._load_npz(path) if _suffix(path) == ".npz" else cls._load_parquet(path)
        except (OSError, KeyError, ValueError, EOFError) as error:
            raise CaptureError(f"{fspath(path)}: no samples of a book: {error}") from error

    def __len__(self) -> int:
        return len(self.times)

    def __getitem__(self, index: slice | NDArray[Any]) -> Self:
        """Return some of the samples: those of a slice, of a mask, or at positions."""
        if isinstance(index, int):
            raise TypeError(
                "one sample is samples[i : i + 1]; its levels are samples.bids[i] and samples.asks[i]"
            )
        return replace(self, **{name: getattr(self, name)[index] for name in ARRAYS})

    def __repr__(self) -> str:
        return (
            f"<BookSamples {self.exchange_key} {self.symbol_name} {len(self)} of {self.depth} levels a side>"
        )

    def _columns(self) -> dict[str, NDArray[Any]]:
        columns: dict[str, NDArray[Any]] = {"state": self.states, "server_time": self.server_times}
        for side, levels in (("bid", self.bids), ("ask", self.asks)):
            for level in range(self.depth):
                columns[f"{side}_price_{level}"] = levels[:, level, 0]
                columns[f"{side}_volume_{level}"] = levels[:, level, 1]
        return columns

    @classmethod
    def _load_npz(cls, path: FilePath) -> Self:
        with np.load(path, allow_pickle=False) as held:
            return cls(*(held[name] for name in ARRAYS), *(str(held[word]) for word in WORDS))

    @classmethod
    def _load_parquet(cls, path: FilePath) -> Self:
        _, parquet = _pyarrow()
        table = parquet.read_table(fspath(path))
        held = {name: table[name].to_numpy() for name in table.column_names}
        depth = (len(held) - 3) // 4
        bids, asks = (
            np.stack([held[f"{side}_{what}_{i}"] for i in range(depth) for what in ("price", "volume")], 1)
            for side in ("bid", "ask")
        )
        shape = (len(table), depth, 2)
        times, words = held["time"].astype(np.int64), table.schema.metadata or {}
        return cls(
            times,
            bids.reshape(shape),
            asks.reshape(shape),
            held["state"],
            held["server_time"],
            *(words[f"btfast.{word}".encode()].decode() for word in WORDS),
        )


def book_samples(
    capture: FilePath | Iterable[tuple[int, bytes]],
    exchange_key: str,
    symbol_name: str,
    depth: int = 20,
    every_ms: float | None = None,
) -> BookSamples:
    """Run a capture through a `LocalOrderBook` and sample its best levels.

    Args:
        capture: A file of lines ``<receive time, ns> <frame>``, plain or gzip; or (receive time, frame) pairs.
        exchange_key: Such as ``"BINANCE___SPOT"``.
        symbol_name: Our spelling, such as ``"BTC-USDT"``.
        depth: Levels a side.
        every_ms: None samples after every line that changed the book, or its state. A number samples at its multiples,
            in ms of receive time, from the first LIVE book to the last line: what the book was after all lines up to
            that moment, that moment's included.

    Raises:
        CaptureError: The capture cannot be read to its end. Its attribute ``samples`` holds the samples up to there.
    """
    book = LocalOrderBook(exchange_key, symbol_name)
    told_by = book.rule.table["snapshot"]["told_by"].rpartition(".")[2].encode()
    every_ns = 0 if every_ms is None else round(every_ms * MS)
    if every_ms is not None and every_ns < 1:
        raise ValueError(f"every_ms is a positive number of ms or None, not {every_ms!r}")
    sampler = Sampler(book, BookState.LIVE, told_by, depth, every_ns)
    try:
        if isinstance(capture, str | PathLike):
            _feed_file(sampler, capture)
        else:
            for recv_ns, frame in capture:
                sampler.feed_frame(recv_ns, frame)
    except CaptureError as error:
        error.samples = BookSamples(*sampler.finish(), exchange_key, symbol_name)
        raise
    return BookSamples(*sampler.finish(), exchange_key, symbol_name)


class _CallableModule(ModuleType):
    """Makes ``btfast.book_samples(…)`` work also where somebody imported this module, which then has that name."""

    def __call__(self, *args: Any, **kwargs: Any) -> BookSamples:
        return book_samples(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableModule


def _feed_file(sampler: Sampler, path: FilePath) -> None:
    """Feed a file block by block; what the sampler cannot read at once is looked at here, line by line."""
    passed = 0  # empty lines
    for block in read_blocks(path):
        place = sampler.take(block)
        while place < len(block):
            end = block.find(b"\n", place) + 1 or len(block)
            line = block[place:end]
            if line.strip():
                sampler.feed_frame(*split_line(path, sampler.lines + passed + 1, line))
            else:
                passed += 1
            place = sampler.take(block, end)


def _suffix(path: FilePath) -> str:
    suffix = Path(path).suffix
    if suffix not in (".npz", ".parquet"):
        raise ValueError(f"{fspath(path)}: samples are kept as .npz or .parquet")
    return suffix


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise ConfigurationError("Parquet files need pyarrow: pip install 'btfast[parquet]'") from error
    return pyarrow, pyarrow.parquet
