"""The ``btfast`` command: every part through `main`, and as the process that a person starts."""

import gzip
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from btfast.cli import main
from btfast.exceptions import CaptureError
from btfast.local_order_book import BookState, LocalOrderBook
from btfast.replay import find_book, paced
from btfast.watch import percentiles
from tests.reference.venue import VENUES, OkxVenue, SpotVenue

ROOT = Path(__file__).parents[1]
START = 1_790_000_000_000_000_000  # ns
STEP = 10_000_000  # ns between lines
LAST_LINE = r"demo: ok books=\d+ messages=\d+ gaps=\d+ resyncs=\d+ p50_us=\d+\.\d p99_us=\d+\.\d"
WITHOUT_RICH = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "rich":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocker())
from btfast.cli import main
sys.exit(main())
"""

Output = pytest.CaptureFixture[str]


def frames(venue: Any, count: int = 40) -> list[bytes]:
    """Return what a connection hears: a snapshot, an acknowledgement, deltas."""
    return [venue.snapshot(), b'{"result":null,"id":1}', *[venue.delta() for _ in range(count)]]


def write(path: Path, lines: list[bytes]) -> Path:
    """Write frames as a capture, gzip where the name says so."""
    content = b"".join(b"%d %s\n" % (START + i * STEP, frame) for i, frame in enumerate(lines))
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def command(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command as a process, or code that starts it."""
    start = ["-c", code] if code else ["-m", "btfast.cli"]
    return subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=60,
    )


# --- exchanges, config check ---


def test_exchanges_are_listed_with_what_they_offer(capsys: Output) -> None:
    assert main(["exchanges"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert {"BINANCE___SPOT", "BINANCE___SWAP", "OKX___SPOT", "OKX___SWAP"} <= set(lines)
    spot = r"BINANCE___SPOT +https://api\.binance\.com +wss://stream\.binance\.com:9443 +\d+ requests, \d+ topics"
    assert re.fullmatch(spot, lines["BINANCE___SPOT"])


def test_packaged_settings_are_in_order(capsys: Output) -> None:
    assert main(["config", "check"]) == 0
    assert "binance: ok, spot, margin, swap, futures, coin_m, option\n" in capsys.readouterr().out
    assert main(["config", "check", "okx"]) == 0
    assert capsys.readouterr().out == "okx: ok, spot, margin, swap, futures, option\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("display_name:", "display_nam:", "unknown key 'display_nam' (did you mean 'display_name'?)"),
        ("symbol_format:", "symbol_formt:", "asset_types.spot.symbol_formt: unknown key"),
        ("id: binance", "id: binance\nid: binance", "duplicate key 'id'"),
        ("id: binance", "id: [binance", ""),
    ],
)
def test_broken_settings_are_told_by_file_line_and_key(
    tmp_path: Path, capsys: Output, old: str, new: str, said: str
) -> None:
    path = tmp_path / "mine.yaml"
    good = (ROOT / "configs" / "binance.yaml").read_text()
    path.write_text(good.replace(old, new, 1))
    assert main(["config", "check", "okx", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == "okx: ok, spot, margin, swap, futures, option\n"
    assert re.match(rf"{re.escape(str(path))}: mine\.yaml:\d+: ", err)
    assert said in err
    assert err.count("\n") == 1


def test_settings_nobody_has_are_told(capsys: Output) -> None:
    assert main(["config", "check", "nope", "/nowhere/nope.yaml"]) == 1
    err = capsys.readouterr().err
    assert "nope: no settings for exchange 'nope'. Available: ['binance', 'okx'" in err
    assert "/nowhere/nope.yaml: /nowhere/nope.yaml: cannot be read: No such file or directory" in err


# --- replay ---


@pytest.mark.parametrize("kind", VENUES)
@pytest.mark.parametrize("name", ["capture.txt", "capture.gz"])
def test_a_replay_finds_out_whose_book_it_is_and_shows_it(
    tmp_path: Path, capsys: Output, kind: Any, name: str
) -> None:
    venue = kind()
    path = write(tmp_path / name, frames(venue))
    assert main(["replay", str(path)]) == 0
    out = capsys.readouterr().out
    bids, asks = venue.book()
    assert f"{venue.key} BTC-USDT  LIVE" in out
    assert "42 in" in out
    assert "1 of other topics" in out
    assert f"{len(bids)} bids and {len(asks)} asks at the end" in out
    assert "0 gaps, 0 resyncs" in out
    assert all(f"{price:.10g}" in out for price, _ in [*bids[:5], *asks[:5]])


def test_a_replay_takes_key_and_symbol_as_given(tmp_path: Path, capsys: Output) -> None:
    venue = OkxVenue()
    path = write(tmp_path / "capture", frames(venue))
    assert main(["replay", str(path), "--key", venue.key, "--symbol", "BTC-USDT", "--depth", "1"]) == 0
    assert "LIVE" in capsys.readouterr().out
    assert main(["replay", str(path), "--key", venue.key, "--symbol", "ETH-USDT"]) == 1
    assert "42 of other topics" in capsys.readouterr().out


def test_a_replay_that_ends_in_a_gap_is_told(tmp_path: Path, capsys: Output) -> None:
    heard = frames(SpotVenue())
    path = write(tmp_path / "capture", heard[:20] + heard[21:])
    assert main(["replay", str(path)]) == 1
    out = capsys.readouterr().out
    assert "BINANCE___SPOT BTC-USDT  GAP a delta does not join" in out
    assert "1 gaps, 0 resyncs" in out


@pytest.mark.parametrize(
    ("name", "cut", "said"),
    [
        ("cut [bold] file", 20, "line 42 is cut"),
        ("cut.gz", 900, "the gzip stream is cut or broken after line"),
    ],
)
def test_of_a_cut_file_is_shown_what_was_read(
    tmp_path: Path, capsys: Output, name: str, cut: int, said: str
) -> None:
    path = write(tmp_path / name, frames(OkxVenue()))
    path.write_bytes(path.read_bytes()[:-cut])
    assert main(["replay", str(path)]) == 1
    out, err = capsys.readouterr()
    assert "OKX___SPOT BTC-USDT  LIVE" in out
    assert err.startswith(f"btfast: {path}: {said}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no known exchange's book takes its first lines; name --key and --symbol"),
        (b'1 {"some":"thing"}\n2 [/red]\n', "no known exchange's book takes its first lines"),
        (b"\x00\x01\x02", "no known exchange's book takes its first lines"),
    ],
)
def test_a_capture_of_nobody_is_told(tmp_path: Path, capsys: Output, content: bytes, said: str) -> None:
    path = tmp_path / "capture"
    path.write_bytes(content)
    assert main(["replay", str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"btfast: {path}: {said}")


@pytest.mark.parametrize("more", [[], ["--key", "BINANCE___SPOT", "--symbol", "BTC-USDT"]])
def test_a_capture_that_is_not_there_is_told(tmp_path: Path, capsys: Output, more: list[str]) -> None:
    assert main(["replay", str(tmp_path / "none"), *more]) == 1
    assert capsys.readouterr() == ("", f"btfast: {tmp_path / 'none'}: No such file or directory\n")


def test_the_book_is_found_among_several_symbols_and_behind_a_gap(tmp_path: Path) -> None:
    quiet, busy = SpotVenue(seed=1), SpotVenue(seed=2)
    quiet.symbol = "ETHUSDT"
    heard = [quiet.snapshot(), quiet.delta(), busy.snapshot(), *[busy.delta() for _ in range(9)]]
    busy.delta()
    path = write(tmp_path / "capture", [*heard, busy.delta()])
    assert find_book(path, None, None) == ("BINANCE___SPOT", "BTC-USDT")
    assert find_book(path, "BINANCE___SPOT", None) == ("BINANCE___SPOT", "BTC-USDT")
    assert find_book(path, None, "ETH-USDT") == ("BINANCE___SPOT", "ETH-USDT")
    with pytest.raises(CaptureError, match="name --key and --symbol"):
        find_book(path, "OKX___SPOT", None)


def test_a_replay_that_is_ended_shows_what_was_read(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = LocalOrderBook.feed

    def feed_and_end(book: LocalOrderBook, message: bytes) -> BookState:
        if book.version == 10:
            signal.raise_signal(signal.SIGTERM)
        return feed(book, message)

    path = write(tmp_path / "capture", frames(SpotVenue()))
    monkeypatch.setattr(LocalOrderBook, "feed", feed_and_end)
    before = signal.getsignal(signal.SIGTERM)
    assert main(["replay", str(path), "--key", "BINANCE___SPOT", "--symbol", "BTC-USDT"]) == 130
    assert signal.getsignal(signal.SIGTERM) is before
    out, err = capsys.readouterr()
    assert "11 in" in out
    assert err == ""


def test_a_pace_keeps_the_time_between_lines() -> None:
    now, slept = 5_000, []

    def sleep(seconds: float) -> None:
        nonlocal now
        slept.append(round(seconds, 6))
        now += round(seconds * 1e9)

    lines = [
        (START, b"a"),
        (START + 10**9, b"b"),
        (START + 10**9, b"c"),
        (START + 3 * 10**9, b"d"),
        (START, b"e"),
    ]
    for pace, waits in [(1.0, [1.0, 2.0]), (2.0, [0.5, 1.0]), (0.5, [2.0, 4.0]), (0.0, [])]:
        slept.clear()
        assert list(paced(lines, pace, lambda: now, sleep)) == [b"a", b"b", b"c", b"d", b"e"]
        assert slept == waits


def test_a_pace_makes_up_for_the_time_the_reader_took() -> None:
    times = iter([0, 0, 400_000_000])
    slept: list[float] = []
    list(paced([(0, b"a"), (10**9, b"b")], 1.0, lambda: next(times), slept.append))
    assert slept == [0.6]


# --- watch, demo ---


def test_watch_shows_a_live_book_of_the_local_venue(capsys: Output) -> None:
    assert (
        main(["watch", "BINANCE___SPOT", "BTC-USDT", "--venue", "sim", "--seconds", "2", "--depth", "3"]) == 0
    )
    out = capsys.readouterr().out
    assert "BTC-USDT LIVE" in out
    assert re.search(r"spread [\d.]+ +mid [\d.]+", out)
    assert re.search(r"[\d,]+ msg/s +p50 [\d,]+ µs +p99 [\d,]+ µs", out)
    assert re.search(r"gaps \d+ +resyncs \d+ +sequence \d+", out)


def test_watch_of_a_symbol_that_is_not_there_ends_not_live(capsys: Output) -> None:
    assert main(["watch", "OKX___SPOT", "NOPE-USDT", "--venue", "sim", "--seconds", "0.5"]) == 1
    assert "NOPE-USDT SYNCING" in capsys.readouterr().out


def test_demo_ends_with_its_figures() -> None:
    done = command("demo", "--seconds", "3")
    assert (done.returncode, done.stderr) == (0, "")
    *_, last = done.stdout.splitlines()
    assert re.fullmatch(LAST_LINE, last)
    figures = {name: float(value) for name, value in re.findall(r"(\w+)=([\d.]+)", last)}
    assert figures["books"] == 4
    assert min(figures["gaps"], figures["resyncs"]) >= 4
    assert figures["messages"] > 100
    assert 0 < figures["p50_us"] <= figures["p99_us"]


def test_a_demo_whose_books_do_not_get_live_has_failed(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("btfast.demo.START", 0.0)
    assert main(["demo", "--seconds", "3"]) == 1
    *_, last = capsys.readouterr().out.splitlines()
    assert re.match(r"demo: failed books=4 messages=\d+ gaps=0 resyncs=0 p50_us=", last)


def test_percentiles_of_nothing_are_nan() -> None:
    assert str(percentiles([])) == "(nan, nan)"
    assert percentiles([1_000] * 98 + [5_000] * 2) == (1.0, 5.0)


# --- errors ---


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["watch", "NOPE___SPOT", "BTC-USDT"], r"Unknown exchange .*: NOPE___SPOT\. Available: \["),
        (
            ["replay", "{}", "--key", "NOPE___SPOT", "--symbol", "BTC-USDT"],
            "Unknown exchange .*: NOPE___SPOT",
        ),
        (["replay", "{}", "--key", "NOPE___SPOT"], "Unknown exchange .*: NOPE___SPOT"),
        (
            ["replay", "{}", "--key", "BINANCE___SPOT", "--symbol", "BTCUSDT"],
            "binance: symbol 'BTCUSDT' must",
        ),
    ],
)
def test_what_is_not_known_is_one_line_on_stderr(
    tmp_path: Path, capsys: Output, arguments: list[str], said: str
) -> None:
    capture = write(tmp_path / "capture", frames(SpotVenue(), 1))
    assert main([argument.format(capture) for argument in arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(f"btfast: {said}.*\n", err)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nope"],
        ["config"],
        ["watch", "BINANCE___SPOT"],
        ["watch", "BINANCE___SPOT", "BTC-USDT", "--depth", "0"],
        ["watch", "BINANCE___SPOT", "BTC-USDT", "--depth", "many"],
        ["watch", "BINANCE___SPOT", "BTC-USDT", "--venue", "moon"],
        ["replay", "x", "--pace", "-1"],
        ["replay", "x", "--pace", "nan"],
        ["demo", "--seconds", "soon"],
    ],
)
def test_a_wrong_call_is_told_with_the_usage(capsys: Output, arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert capsys.readouterr().err.startswith("usage: btfast")


def test_the_command_is_a_process_too() -> None:
    assert command("--version").stdout.startswith("btfast ")
    done = command("watch", "NOPE___SPOT", "BTC-USDT")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"btfast: Unknown exchange .*: NOPE___SPOT\. Available: \[.*\]\n", done.stderr)


@pytest.mark.parametrize("arguments", [["demo"], ["watch", "BINANCE___SPOT", "BTC-USDT"], ["replay", "x"]])
def test_without_rich_the_extra_is_named(arguments: list[str]) -> None:
    done = command(*arguments, code=WITHOUT_RICH)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "btfast: this command needs the package rich: pip install 'btfast[cli]'\n"


@pytest.mark.parametrize("arguments", [["exchanges"], ["config", "check"]])
def test_without_rich_the_rest_works(arguments: list[str]) -> None:
    assert command(*arguments, code=WITHOUT_RICH).returncode == 0


def test_exchanges_on_the_local_venue_are_those_of_its_process(capsys: Output) -> None:
    assert main(["exchanges", "--venue", "sim"]) == 0
    assert all("http://127.0.0.1:" in line for line in capsys.readouterr().out.splitlines())


def test_a_capture_served_by_the_local_venue_ends_as_it_does_without(tmp_path: Path, capsys: Output) -> None:
    path = write(tmp_path / "capture", frames(SpotVenue()))
    assert main(["replay", str(path), "--venue", "sim"]) == 0
    served = capsys.readouterr().out
    assert main(["replay", str(path)]) == 0
    ours = re.findall(r"│.*│", capsys.readouterr().out)
    assert "LIVE" in served
    assert [row.split() for row in re.findall(r"│.*│", served)] == [row.split() for row in ours]
