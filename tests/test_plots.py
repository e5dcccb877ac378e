"""Pictures: drawn without a display, of the size they should have, and empty where there is nothing."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("matplotlib")

from btfast.book_samples import book_samples
from btfast.exceptions import CaptureError, ConfigurationError
from btfast.plots import _heat, plot_book, plot_capture, plot_latency
from tests.captures import KEY, START, SYMBOL, delta, session, snapshot, written


def size_of(path: Path) -> tuple[int, ...]:
    """Return width and height of a PNG."""
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    return struct.unpack(">II", head[16:])


@pytest.mark.parametrize("every_ms", [None, 20])
def test_a_book_becomes_a_picture(tmp_path: Path, every_ms: int | None) -> None:
    plot_book(book_samples(session(), KEY, SYMBOL, 30, every_ms), tmp_path / "book.png")
    assert size_of(tmp_path / "book.png") == (1440, 900)


def test_a_gap_and_a_single_sample_can_be_drawn(tmp_path: Path) -> None:
    lines = session(60)
    del lines[40]
    plot_book(book_samples(lines, KEY, SYMBOL, 30, every_ms=5), tmp_path / "gap.png")
    plot_book(book_samples([(START, snapshot(1))], KEY, SYMBOL), tmp_path / "one.png")


def test_a_capture_becomes_a_picture_whosever_it_is(tmp_path: Path) -> None:
    path = written(tmp_path / "capture", session())
    plot_capture(path, tmp_path / "book.svg")
    assert SYMBOL in (tmp_path / "book.svg").read_text()


def test_the_heat_map_holds_the_mean_volume_of_every_price() -> None:
    samples = book_samples([(START, snapshot(1)), (START + 1, delta(2, [(99, 7)]))], KEY, SYMBOL, 2)
    edges, volumes = _heat(samples)
    assert volumes.shape == (len(edges) - 1, 2)
    for price, wanted in ((99, [2, 7]), (98, [3, 3]), (101, [1, 1]), (102, [4, 4])):
        row = np.searchsorted(edges, price, side="right") - 1
        assert volumes[row].tolist() == wanted
    assert volumes.sum() == 10 + 15


@pytest.mark.parametrize("form", ["file", "samples", "pairs"])
def test_latency_becomes_a_picture(tmp_path: Path, form: str) -> None:
    capture: Any = {"file": written(tmp_path / "capture", session()), "pairs": session()}.get(form)
    if capture is None:
        capture = book_samples(session(), KEY, SYMBOL, 1)
    plot_latency(capture, tmp_path / "latency.png", KEY, SYMBOL)
    assert size_of(tmp_path / "latency.png") == (1440, 900)


def test_what_cannot_be_drawn_is_said(tmp_path: Path) -> None:
    path = tmp_path / "book.png"
    with pytest.raises(CaptureError, match="no LIVE book"):
        plot_book(book_samples([], KEY, SYMBOL), path)
    with pytest.raises(CaptureError, match="no frame tells"):
        plot_latency(book_samples([(START, snapshot(1))], KEY, SYMBOL), path)
    with pytest.raises(ConfigurationError, match="name them"):
        plot_latency(session(), path)
    with pytest.raises(CaptureError, match="cannot be written"):
        plot_book(book_samples(session(), KEY, SYMBOL), tmp_path / "absent" / "book.png")
    assert not path.exists()
