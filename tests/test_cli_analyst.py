"""``btfast record``, ``replay`` and ``plot``, one after the other, on the local venue."""

from pathlib import Path
from typing import Any

import pytest

from btfast.book_samples import book_samples
from btfast.capture import read_capture
from btfast.cli import main
from btfast.local_order_book import BookState, LocalOrderBook
from tests.captures import KEY, SYMBOL, session, written


@pytest.mark.parametrize(
    ("key", "symbols"),
    [("BINANCE___SPOT", ["BTC-USDT", "ETH-USDT"]), ("OKX___SWAP", ["BTC-USDT"])],
)
def test_what_is_recorded_gives_live_books(tmp_path: Path, capsys: Any, key: str, symbols: list[str]) -> None:
    pytest.importorskip("aiohttp")
    path = tmp_path / "capture.gz"
    assert main(["record", str(path), key, *symbols, "--venue", "sim", "--seconds", "3"]) == 0
    assert "recorded" in capsys.readouterr().out
    for symbol in symbols:
        samples = book_samples(path, key, symbol)
        assert len(samples) > 3
        assert (samples.states == BookState.LIVE).all()


def test_every_file_that_rolls_gives_a_live_book(tmp_path: Path) -> None:
    pytest.importorskip("aiohttp")
    path = tmp_path / "capture"
    call = [
        "record",
        str(path),
        "BINANCE___SPOT",
        SYMBOL,
        "--venue",
        "sim",
        "--seconds",
        "6",
        "--roll-mb",
        "0.03",
    ]
    assert main(call) == 0
    files = sorted(tmp_path.iterdir())
    assert len(files) > 1
    book = LocalOrderBook(KEY, SYMBOL)
    for _, frame in read_capture(files[1]):
        book.feed(frame)
    assert book.state is BookState.LIVE


def test_a_capture_is_plotted(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    path, out = written(tmp_path / "capture", session()), tmp_path / "book.png"
    assert main(["plot", str(path), str(out), "--every-ms", "20", "--depth", "10"]) == 0
    assert main(["plot", str(path), str(tmp_path / "latency.png"), "--latency", "--key", KEY]) == 0
    assert out.stat().st_size > 10_000


def test_a_capture_that_is_there_is_not_overwritten(tmp_path: Path, capsys: Any) -> None:
    path = written(tmp_path / "capture", session(3))
    assert main(["record", str(path), KEY, SYMBOL, "--venue", "sim", "--seconds", "1"]) == 1
    assert "not overwritten" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["absent", "empty"])
def test_what_cannot_be_plotted_is_said(tmp_path: Path, capsys: Any, word: str) -> None:
    (tmp_path / "empty").touch()
    assert main(["plot", str(tmp_path / word), str(tmp_path / "book.png")]) == 1
    assert word in capsys.readouterr().err
