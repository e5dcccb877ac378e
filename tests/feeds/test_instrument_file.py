"""Instruments kept on disk: their age, broken files, and a venue that cannot be asked."""

import warnings
from pathlib import Path
from typing import Any

import pytest

from btfast.error_framework import UnifiedError
from btfast.exceptions import InstrumentFileWarning, TransportError
from btfast.feeds.instrument_file import InstrumentFile, cache_dir
from btfast.feeds.live_binance.coin_m import BinanceRequestDataCoinM
from btfast.feeds.live_binance.futures import BinanceRequestDataFutures
from btfast.feeds.live_binance.option import BinanceRequestDataOption
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_okx.option import OkxRequestDataOption
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.request_feed import RequestFeed
from tests.feeds.replay import Replay, answer, message, told_limiter

SPOT = message("binance/spot_exchange_info")
DAY = 86_400.0


class Told:
    """A clock that is told the time."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BTFAST_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("btfast.feeds.feed.sleep", lambda seconds: None)
    return tmp_path


def make(
    *answers: Any, clock: Told | None = None, kind: type[RequestFeed] = BinanceRequestDataSpot
) -> tuple[RequestFeed, Replay]:
    replay = Replay(*answers)
    return kind(transport=replay, rate_limiter=told_limiter()[0], clock=clock or Told()), replay


def file_in(directory: Path) -> Path:
    return next((directory / "instruments").iterdir())


@pytest.mark.parametrize(
    ("kind", "name", "symbols"),
    [
        (BinanceRequestDataSpot, "binance/spot_exchange_info", ["ABC-USDT", "币ABC-USDT"]),
        (BinanceRequestDataSwap, "binance/futures_exchange_info", ["ABC-USDT"]),
        (BinanceRequestDataFutures, "binance/futures_exchange_info", ["ABC-USDT-261225"]),
        (BinanceRequestDataCoinM, "binance/coin_m_exchange_info", ["ABC-USD", "ABC-USD-261225"]),
        (
            BinanceRequestDataOption,
            "binance/option_exchange_info",
            ["ABC-USD-261225-120-C", "ABC-USD-261225-0.5-P"],
        ),
        (OkxRequestDataSwap, "okx/instruments", ["ABC-USDT"]),
    ],
)
def test_instruments_go_by_our_spelling(kind: type[RequestFeed], name: str, symbols: list[str]) -> None:
    feed, _ = make(answer(message(name)), kind=kind)
    found = feed.instruments()
    assert list(found) == symbols
    assert [feed.exchange_data.get_symbol(symbol) for symbol in found] == [
        i.symbol_name for i in found.values()
    ]


def test_options_of_okx_are_asked_for_a_family_at_a_time() -> None:
    families = {"code": "0", "msg": "", "data": [["ABC-USD", "XYZ-USD"]]}
    one, two = (
        {"code": "0", "msg": "", "data": [{"instId": f"{base}-USD-261225-120-C", "instType": "OPTION"}]}
        for base in ("ABC", "XYZ")
    )
    feed, replay = make(answer(families), answer(one), answer(two), kind=OkxRequestDataOption)
    assert list(feed.instruments()) == ["ABC-USD-261225-120-C", "XYZ-USD-261225-120-C"]
    assert [sent.target for sent in replay.sent] == [
        "/api/v5/public/underlying?instType=OPTION",
        "/api/v5/public/instruments?instType=OPTION&instFamily=ABC-USD",
        "/api/v5/public/instruments?instType=OPTION&instFamily=XYZ-USD",
    ]
    again, silent = make(kind=OkxRequestDataOption)
    assert len(again.instruments()) == 2
    assert not silent.sent


def test_what_is_fresh_is_read_from_disk(directory: Path) -> None:
    clock = Told()
    make(answer(SPOT), clock=clock)[0].instruments()
    clock.now += DAY
    feed, replay = make(clock=clock)
    assert feed.instruments()["ABC-USDT"].get_price_unit() == 0.01
    assert not replay.sent
    assert feed.exchange_data.get_symbol_re("币ABCUSDT") == "币ABC-USDT"
    assert file_in(directory).read_bytes().endswith(SPOT)


@pytest.mark.parametrize(("later", "max_age"), [(DAY + 1, DAY), (-1.0, DAY), (11.0, 10.0)])
def test_what_is_stale_or_of_the_future_is_asked_for_again(later: float, max_age: float) -> None:
    clock = Told()
    make(answer(SPOT), clock=clock)[0].instruments()
    clock.now += later
    feed, replay = make(answer(SPOT), clock=clock)
    feed.instruments(max_age)
    assert len(replay.sent) == 1
    assert make(clock=clock)[0].instruments(max_age)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"not json\n{}",
        b"[]\n",
        b'{"format": 2, "time": 1, "lengths": [], "sha256": ""}\n',
        b'{"format": 1, "time": "x", "lengths": [], "sha256": ""}\n',
        b'{"format": 1, "time": 1000000.0, "lengths": [2], "sha256": "0"}\n{}',
    ],
)
def test_a_broken_file_is_told_and_replaced(directory: Path, content: bytes) -> None:
    make(answer(SPOT))[0].instruments()
    path = file_in(directory)
    path.write_bytes(content)
    with pytest.warns(InstrumentFileWarning, match="is broken and will be replaced"):
        found = make(answer(SPOT))[0].instruments()
    assert "ABC-USDT" in found
    assert make()[0].instruments().keys() == found.keys()


def test_a_cut_file_is_told_and_replaced(directory: Path) -> None:
    make(answer(SPOT))[0].instruments()
    path = file_in(directory)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.warns(InstrumentFileWarning, match="its content is not what was written"):
        assert make(answer(SPOT))[0].instruments()


def test_bodies_that_are_whole_but_no_instruments_are_replaced(directory: Path) -> None:
    file = InstrumentFile.of(BinanceRequestDataSpot().exchange_data)
    file.save([b'{"symbols": 7}'], Told.now)
    with pytest.warns(InstrumentFileWarning, match="is broken and will be replaced"):
        assert "ABC-USDT" in make(answer(SPOT))[0].instruments()


@pytest.mark.parametrize("failure", [TransportError("gone"), answer({"code": -1003, "msg": "slow"}, 429)])
def test_what_is_old_serves_while_the_venue_cannot_be_asked(failure: Any) -> None:
    clock = Told()
    make(answer(SPOT), clock=clock)[0].instruments()
    clock.now += 2 * DAY
    with pytest.warns(InstrumentFileWarning, match="is 172800 s old, but the venue cannot be asked"):
        assert "ABC-USDT" in make(*[failure] * 4, clock=clock)[0].instruments()


def test_without_a_file_the_venues_error_is_raised() -> None:
    with pytest.raises(TransportError):
        make(*[TransportError("gone")] * 4)[0].instruments()
    with pytest.raises(UnifiedError):
        make(answer({"code": -1003, "msg": "slow"}, 429))[0].instruments()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("BTFAST_CACHE_DIR", str(tmp_path / "taken"))
    with pytest.warns(InstrumentFileWarning):
        assert "ABC-USDT" in make(answer(SPOT))[0].instruments()


def test_each_host_has_a_file_of_its_own(directory: Path) -> None:
    make(answer(SPOT))[0].instruments()
    replay = Replay(answer(SPOT))
    BinanceRequestDataSpot(transport=replay, rate_limiter=told_limiter()[0], testnet=True).instruments()
    assert len(list((directory / "instruments").iterdir())) == 2


def test_nothing_is_left_beside_the_file(directory: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        make(answer(SPOT))[0].instruments()
    assert len(list((directory / "instruments").iterdir())) == 1


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, ".cache/btfast"),
        ("linux", {"XDG_CACHE_HOME": "/somewhere"}, "/somewhere/btfast"),
        ("darwin", {}, "Library/Caches/btfast"),
        ("linux", {"BTFAST_CACHE_DIR": "/own"}, "/own"),
    ],
)
def test_the_place_is_the_systems_unless_told(
    platform: str, variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.delenv("BTFAST_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache_dir() == Path.home() / expected
