"""Pictures of a book over time and of a feed's latency (matplotlib, the extra ``plot``)."""

from collections.abc import Iterable
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from btfast.book_samples import BookSamples, Floats, book_samples
from btfast.capture import FilePath, read_capture
from btfast.exceptions import CaptureError, ConfigurationError

SIZE = (12.0, 7.5)  # inches
DPI = 120
COLUMNS, ROWS = 900, 320  # cells of a heat map at most
CLOCK = ("%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%H:%M:%S")  # of years down to seconds
LEVELS = 5  # that the imbalance is taken over
INK, BID, ASK, QUIET = "#222222", "#2166ac", "#c0392b", "#8a8a8a"

Capture = FilePath | Iterable[tuple[int, bytes]]


def plot_book(samples: BookSamples, path: FilePath) -> None:
    """Draw depth over time as a heat map with the mid, and below it the spread and the imbalance.

    Times without a LIVE book stay empty.

    Args:
        samples: On a grid of time the columns are of equal weight.
        path: The picture; its suffix says which kind.

    Raises:
        CaptureError: There is no sample of a LIVE book.
    """
    if not np.isfinite(samples.mid).any():
        raise CaptureError(f"{samples!r}: there is no LIVE book to draw")
    figure, (depth, spread, imbalance) = _figure(
        f"{samples.exchange_key}  {samples.symbol_name}", heights=(5.0, 1.0, 1.0)
    )
    when = _datetimes(samples.times)
    _draw_depth(figure, depth, samples)
    depth.set_ylabel(f"price ({_quote(samples)})")
    bps = samples.spread / samples.mid * 10_000
    spread.plot(when, bps, color=INK, linewidth=0.7, drawstyle="steps-post")
    spread.set_ylabel("spread (bps)")
    spread.set_ylim(0, max(float(np.nanmax(bps)) * 1.1, 1e-6))
    balance = samples.imbalance(LEVELS)
    imbalance.fill_between(when, balance, where=balance >= 0, color=BID, linewidth=0, step="post")
    imbalance.fill_between(when, balance, where=balance < 0, color=ASK, linewidth=0, step="post")
    imbalance.axhline(0, color=QUIET, linewidth=0.6)
    imbalance.set_ylim(-1, 1)
    imbalance.set_yticks((-1, 0, 1), ("-1 asks", "0", "1 bids"))
    imbalance.set_ylabel(f"imbalance\n({LEVELS} levels)")
    _finish(figure, imbalance, samples.times, path)


def plot_latency(
    capture: BookSamples | Capture, path: FilePath, key: str | None = None, symbol: str | None = None
) -> None:
    """Draw receive time less server time of a book's frames: over time, and how it is distributed.

    Args:
        capture: Samples at every update, or a capture.
        path: The picture; its suffix says which kind.
        key, symbol: Whose book; found out from the first lines of a file unless given.

    Raises:
        CaptureError: The capture cannot be read, or no frame tells the venue's time.
    """
    samples = capture if isinstance(capture, BookSamples) else _samples(capture, key, symbol, 1, None)
    latency = samples.latency
    known = np.isfinite(latency)
    if not known.any():
        raise CaptureError(f"{samples!r}: no frame tells the venue's time")
    times, latency = samples.times[known], latency[known]
    title = f"{samples.exchange_key}  {samples.symbol_name}  receive time less server time"
    figure, (over_time, histogram) = _figure(title, heights=(1.0, 1.0), shares_time=False)
    over_time.plot(_datetimes(times), latency, ".", color=BID, markersize=2, alpha=0.35, rasterized=True)
    over_time.set_ylabel("latency (ms)")
    _time_axis(over_time, times)
    low, high = np.percentile(latency, (0, 99.9))
    histogram.hist(latency, bins=np.linspace(low, max(high, low + 1), 160), color=BID)
    for share, style in ((50, "-"), (99, "--")):
        value = float(np.percentile(latency, share))
        histogram.axvline(value, color=ASK, linewidth=1.2, linestyle=style, label=f"p{share} {value:,.1f} ms")
    histogram.legend(frameon=False)
    histogram.set_xlabel("latency (ms); the offset of the two clocks is in it")
    histogram.set_ylabel("frames")
    _save(figure, path)


def plot_capture(
    capture: Capture,
    path: FilePath,
    key: str | None = None,
    symbol: str | None = None,
    *,
    depth: int = 200,
    every_ms: float | None = None,
) -> None:
    """Draw the book of a capture; see `plot_book`.

    Args:
        key, symbol: Whose book; found out from the first lines of a file unless given.
        depth: Levels a side.
        every_ms: Between two samples; as many as the picture has columns, unless given.
    """
    if every_ms is None and isinstance(capture, str | PathLike):
        stamps = [recv_ns for recv_ns, _ in read_capture(capture)]
        every_ms = max((max(stamps) - min(stamps)) // 1_000_000 / COLUMNS, 1.0) if stamps else 100.0
    plot_book(_samples(capture, key, symbol, depth, every_ms), path)


def _samples(
    capture: Capture, key: str | None, symbol: str | None, depth: int, every_ms: float | None
) -> BookSamples:
    if key is None or symbol is None:
        if not isinstance(capture, str | PathLike):
            raise ConfigurationError("key and symbol are found out for files only: name them")
        from btfast.replay import find_book  # needs the extra cli

        key, symbol = find_book(Path(capture), key, symbol)
    return book_samples(capture, key, symbol, depth, every_ms)


def _figure(title: str, heights: tuple[float, ...], shares_time: bool = True) -> tuple[Any, Any]:
    """Return a figure of panels one above the other, drawn without a display."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise ConfigurationError("pictures need matplotlib: pip install 'btfast[plot]'") from error
    figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(len(heights), 1, sharex=shares_time, height_ratios=heights)
    panels[0].set_title(title, loc="left", color=INK, fontsize=12)
    for panel in panels:
        panel.spines[["top", "right"]].set_visible(False)
        panel.tick_params(colors=INK, labelsize=9)
    return figure, panels


def _draw_depth(figure: Any, panel: Any, samples: BookSamples) -> None:
    from matplotlib.colors import LogNorm

    edges, volumes = _heat(samples)
    known = volumes[volumes > 0]
    times = _dates().date2num(_datetimes(_span(samples.times)))
    low, high = np.percentile(known, (5, 99.7))
    image = panel.imshow(
        np.ma.masked_equal(volumes, 0),
        extent=(*times, edges[0], edges[-1]),
        origin="lower",
        aspect="auto",
        cmap="viridis",
        norm=LogNorm(low, max(high, 2 * low)),
        interpolation="nearest",
    )
    panel.set_facecolor("#f4f4f4")
    when = _datetimes(samples.times)
    panel.plot(when, samples.mid, color="white", linewidth=2.2)
    panel.plot(when, samples.mid, color=ASK, linewidth=1.0, label="mid")
    panel.legend(loc="upper right", frameon=True, fontsize=9)
    panel.ticklabel_format(axis="y", useOffset=False, style="plain")
    bar = figure.colorbar(image, ax=panel, pad=0.01, aspect=30)
    bar.set_label(f"volume (base units or contracts) per {edges[1] - edges[0]:.6g} of price", color=INK)
    bar.ax.tick_params(labelsize=9)


def _heat(samples: BookSamples) -> tuple[Floats, Floats]:
    """Return edges of prices, shape (rows + 1,), and the mean volume between them, shape (rows, columns)."""
    known = samples[np.isfinite(samples.mid)]
    prices = np.concatenate((known.bids, known.asks), axis=1)[:, :, 0]
    reach = np.median(np.nanmax(np.abs(prices - known.mid[:, None]), axis=1))
    low, high = known.mid.min() - reach, known.mid.max() + reach
    tick = _tick(samples)
    step = max(np.ceil((high - low) / ROWS / tick), 1) * tick
    first = np.floor(low / step)
    rows, columns = int(np.ceil(high / step) - first) + 1, min(COLUMNS, len(samples))
    column = np.arange(len(samples)) * columns // len(samples)
    total = np.zeros(rows * columns)
    for side in (samples.bids, samples.asks):
        row = np.floor(side[:, :, 0] / step + 1e-6) - first
        inside = (row >= 0) & (row < rows)  # false for nan
        cell = row[inside].astype(np.int64) * columns + np.broadcast_to(column[:, None], row.shape)[inside]
        total += np.bincount(cell, side[:, :, 1][inside], rows * columns)
    weight = np.bincount(column, minlength=columns)
    return (first + np.arange(rows + 1)) * step, total.reshape(rows, columns) / weight


def _tick(samples: BookSamples) -> float:
    """Return the smallest step between prices that were sampled side by side."""
    steps = np.abs(np.diff(samples.bids[:, :, 0], axis=1))
    steps = steps[steps > 0]
    return float(f"{steps.min():.6g}") if len(steps) else float(np.nanmin(samples.spread)) or 1.0


def _datetimes(times: NDArray[np.int64]) -> NDArray[np.datetime64]:
    return times.astype("datetime64[ns]")


def _dates() -> Any:
    import matplotlib.dates

    return matplotlib.dates


def _span(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first and the last moment, a ms apart at least."""
    return np.array((times[0], max(times[-1], times[0] + 1_000_000)))


def _quote(samples: BookSamples) -> str:
    return samples.symbol_name.split("-")[1] if "-" in samples.symbol_name else "quote units"


def _time_axis(panel: Any, times: NDArray[np.int64]) -> None:
    dates = _dates()
    locator = dates.AutoDateLocator()
    panel.xaxis.set_major_locator(locator)
    panel.xaxis.set_major_formatter(
        dates.ConciseDateFormatter(locator, formats=CLOCK, zero_formats=CLOCK, show_offset=False)
    )
    panel.set_xlim(*_datetimes(_span(times)))
    panel.set_xlabel(f"receive time (UTC), {np.datetime_as_string(_datetimes(times[:1])[0], unit='D')}")


def _finish(figure: Any, lowest: Any, times: NDArray[np.int64], path: FilePath) -> None:
    _time_axis(lowest, times)
    figure.align_ylabels()
    _save(figure, path)


def _save(figure: Any, path: FilePath) -> None:
    try:
        figure.savefig(fspath(path))
    except (OSError, ValueError) as error:
        raise CaptureError(f"{fspath(path)}: the picture cannot be written: {error}") from error
