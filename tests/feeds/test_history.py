"""History: pages followed to the end in both directions, holes that are told, downloads that go on."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from btfast.error_framework import UnifiedError, UnifiedErrorCode
from btfast.exceptions import ConfigurationError, DataGapError, TransportError
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.request_feed import RequestFeed
from btfast.feeds.transport import HttpAnswer
from tests.feeds.replay import answer, told_limiter

S = "ABC-USDT"
MINUTE = 60_000
T0 = 1_795_219_200_000  # a midnight, ms
NOW = T0 + 10_000 * MINUTE


class Venue:
    """Serves the bars it has, a minute each, as Binance or OKX page them; `fail_at` are requests that fail."""

    def __init__(self, is_okx: bool, missing: set[int] | None = None, last: int = 9_999) -> None:
        self.is_okx = is_okx
        self.bars = [n for n in range(last + 1) if n not in (missing or set())]
        self.fail_at: dict[int, Exception | HttpAnswer] = {}
        self.asked: list[dict[str, int]] = []

    def send(self, method: str, target: str, *_: Any, **__: Any) -> HttpAnswer:
        query = {k: int(v[0]) for k, v in parse_qs(urlsplit(target).query).items() if v[0].isdigit()}
        self.asked.append(query)
        failure = self.fail_at.get(len(self.asked))
        if isinstance(failure, Exception):
            raise failure
        return failure or answer(self._okx(query) if self.is_okx else self._binance(query))

    def close(self) -> None:
        pass

    def _binance(self, query: dict[str, int]) -> Any:
        start, end = query.get("startTime", 0), query.get("endTime", NOW)
        found = [n for n in self.bars if start <= T0 + n * MINUTE <= end][: query["limit"]]
        return [
            [T0 + n * MINUTE, *["1.5"] * 4, "7", T0 + (n + 1) * MINUTE - 1, "9", n, "1", "1", "0"]
            for n in found
        ]

    def _okx(self, query: dict[str, int]) -> Any:
        after, before = query.get("after", NOW + 1), query.get("before", 0)
        found = [n for n in self.bars if before < T0 + n * MINUTE < after][-query["limit"] :]
        rows = [[str(T0 + n * MINUTE), *["1.5"] * 4, "7", "8", "9", "1"] for n in reversed(found)]
        return {"code": "0", "msg": "", "data": rows}


VENUES: list[tuple[type[RequestFeed], bool, int]] = [  # feed, whether it is OKX, bars of a page
    (BinanceRequestDataSpot, False, 1000),
    (OkxRequestDataSwap, True, 100),
]


def make(feed_class: type[RequestFeed], venue: Venue, now: int = NOW) -> RequestFeed:
    limiter, _ = told_limiter()
    return feed_class(transport=venue, rate_limiter=limiter, clock=lambda: now / 1000)


def span(first: int, last: int) -> dict[str, int]:
    return {"start_time": T0 + first * MINUTE, "end_time": T0 + last * MINUTE}


def numbers(bars: Any) -> list[int]:
    return [int(time - T0) // MINUTE for time in bars.open_time]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("btfast.feeds.feed.sleep", lambda seconds: None)


@pytest.fixture(params=VENUES, ids=["binance", "okx"])
def kind(request: pytest.FixtureRequest) -> Iterator[tuple[type[RequestFeed], bool, int]]:
    yield request.param


class TestPages:
    def test_both_ends_are_followed_to_the_end(self, kind: Any) -> None:
        feed_class, is_okx, page = kind
        venue = Venue(is_okx)
        got = make(feed_class, venue).get_kline(S, "1m", **span(10, 2 * page + 40))
        assert numbers(got.data) == list(range(10, 2 * page + 41))
        assert len(venue.asked) == 3
        assert got.status
        assert got.get_request_type() == "get_kline"
        assert got.data[0].get_open_price() == 1.5

    @pytest.mark.parametrize(
        ("words", "first", "last"),
        [
            ({"count": 2500}, 7500, 9999),
            ({"count": 1500, "end_time": T0 + 5000 * MINUTE}, 3501, 5000),
            ({"count": 1500, "start_time": T0 + 500 * MINUTE}, 500, 1999),
            ({"count": 1500, **span(500, 9000)}, 500, 1999),
        ],
    )
    def test_more_than_a_page_is_counted_from_the_end_that_is_told(
        self, kind: Any, words: dict[str, int], first: int, last: int
    ) -> None:
        feed_class, is_okx, _ = kind
        got = make(feed_class, Venue(is_okx)).get_kline(S, "1m", **words)
        assert numbers(got.data) == list(range(first, last + 1))

    def test_what_fits_a_page_is_one_request(self, kind: Any) -> None:
        feed_class, is_okx, page = kind
        venue = Venue(is_okx)
        assert len(make(feed_class, venue).get_kline(S, "1m", page).data) == page
        assert len(make(feed_class, venue).get_kline(S, "1m").data) == 100
        assert len(venue.asked) == 2

    def test_a_short_page_is_followed_too(self, kind: Any) -> None:
        feed_class, is_okx, _ = kind

        class Stingy(Venue):
            def send(self, method: str, target: str, *args: Any, **more: Any) -> HttpAnswer:
                return super().send(
                    method, target.replace("limit=1000", "limit=7").replace("limit=100", "limit=7")
                )

        got = make(feed_class, Stingy(is_okx)).get_kline(S, "1m", **span(0, 40))
        assert numbers(got.data) == list(range(41))

    def test_a_bar_that_has_not_closed_is_not_missed(self, kind: Any) -> None:
        feed_class, is_okx, _ = kind
        venue = Venue(is_okx, last=199)
        got = make(feed_class, venue, T0 + 200 * MINUTE + 5).get_kline(S, "1m", **span(0, 5000))
        assert numbers(got.data) == list(range(200))

    def test_a_future_gives_them_and_the_queue(self, kind: Any) -> None:
        feed_class, is_okx, _ = kind
        feed = make(feed_class, Venue(is_okx))
        got = feed.async_get_kline(S, "1m", **span(0, 1500)).result(10)
        assert len(got.data) == 1501
        feed.close()

    def test_a_refusal_is_an_answer(self, kind: Any) -> None:
        feed_class, is_okx, _ = kind
        venue = Venue(is_okx)
        no = (
            {"code": "51001", "msg": "no", "data": []}
            if is_okx
            else {"code": -1121, "msg": "Invalid symbol."}
        )
        venue.fail_at[1] = answer(no, 400)
        got = make(feed_class, venue).get_kline(S, "1m", **span(0, 5000))
        assert not got.status
        assert isinstance(got.error, UnifiedError)
        assert got.error.error_type is UnifiedErrorCode.INVALID_SYMBOL


class TestHoles:
    @pytest.mark.parametrize(
        ("missing", "holes"),
        [
            ({700}, [(700, 700)]),
            ({700, 701, 702, 1400}, [(700, 702), (1400, 1400)]),
            (set(range(120)), [(0, 119)]),
            (set(range(2000, 2101)), [(2000, 2100)]),
            (set(range(300, 1700)), [(300, 1699)]),
        ],
    )
    def test_a_hole_is_told_and_the_rest_is_kept(
        self, kind: Any, missing: set[int], holes: list[tuple[int, int]]
    ) -> None:
        feed_class, is_okx, _ = kind
        with pytest.raises(DataGapError, match=r"get_kline ABC-USDT 1m: no bars from 20\d\d-") as caught:
            make(feed_class, Venue(is_okx, missing)).get_kline(S, "1m", **span(0, 2100))
        assert [((a - T0) // MINUTE, (b - T0) // MINUTE) for a, b in caught.value.missing] == holes
        assert numbers(caught.value.data) == [n for n in range(2101) if n not in missing]

    def test_a_range_without_any_bar_is_a_hole(self, kind: Any) -> None:
        feed_class, is_okx, _ = kind
        with pytest.raises(DataGapError) as caught:
            make(feed_class, Venue(is_okx, set(range(5000)))).get_kline(S, "1m", **span(10, 300))
        assert caught.value.missing == [(T0 + 10 * MINUTE, T0 + 300 * MINUTE)]
        assert len(caught.value.data) == 0

    def test_a_page_that_does_not_come_leaves_what_was_read(self, kind: Any) -> None:
        feed_class, is_okx, page = kind
        venue = Venue(is_okx)
        no = {"code": "50011", "msg": "slow"} if is_okx else {"code": -1003, "msg": "slow"}
        venue.fail_at[3] = answer(no, 429)
        with pytest.raises(DataGapError, match="a page did not come: ") as caught:
            make(feed_class, venue).get_kline(S, "1m", **span(0, 9000))
        assert len(caught.value.data) == 2 * page
        assert isinstance(caught.value.__cause__, UnifiedError)

    def test_months_of_any_length_follow_each_other(self) -> None:
        opens = np.array(["2026-01", "2026-02", "2026-03", "2026-04", "2026-06"], "datetime64[M]")
        times = [int(time) for time in opens.astype("datetime64[ms]").astype("int64")]
        rows = [[time, *["1.5"] * 4, "7", time + 1, "9", 1, "1", "1", "0"] for time in times]

        class Monthly(Venue):
            def _binance(self, query: dict[str, int]) -> Any:
                return [row for row in rows if query["startTime"] <= row[0] <= query["endTime"]]

        bounds = {"start_time": times[0], "end_time": times[-1]}
        with pytest.raises(DataGapError) as caught:
            make(BinanceRequestDataSpot, Monthly(False)).get_kline(S, "1M", **bounds)
        assert len(caught.value.missing) == 1
        assert times[3] < caught.value.missing[0][0] < times[4]


class TestDownload:
    def test_columns_are_returned_and_progress_is_told(self, kind: Any) -> None:
        feed_class, is_okx, page = kind
        told: list[tuple[int, int]] = []
        bars = make(feed_class, Venue(is_okx)).download_history_bars(
            S, "1m", *span(0, 2 * page - 1).values(), progress=lambda done, total: told.append((done, total))
        )
        assert bars.close_price.shape == (2 * page,)
        assert told == [(page, 2 * page), (2 * page, 2 * page)]

    def test_an_ended_download_goes_on(self, kind: Any, tmp_path: Path) -> None:
        feed_class, is_okx, page = kind
        path, whole = tmp_path / "bars.csv", span(0, 3 * page - 1)
        broken = Venue(is_okx)
        broken.fail_at = {n: TransportError("gone") for n in range(3, 20)}
        with pytest.raises(DataGapError, match="gone"):
            make(feed_class, broken).download_history_bars(S, "1m", *whole.values(), path=path)
        part = tmp_path / "bars.csv.part"
        part.write_bytes(part.read_bytes() + b"[17952192000")  # killed while it wrote a row
        assert not path.exists()

        venue = Venue(is_okx)
        bars = make(feed_class, venue).download_history_bars(S, "1m", *whole.values(), path=path)
        assert numbers(bars) == list(range(3 * page))
        assert len(venue.asked) == 1
        assert not part.exists()
        rows = list(csv.DictReader(path.read_text().splitlines()))
        assert [int(row["open_time"]) for row in rows] == [T0 + n * MINUTE for n in range(3 * page)]
        assert rows[0]["open_price"] == "1.5"

    def test_a_part_of_another_download_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv.part").write_text('{"of": "something"}\n')
        feed = make(BinanceRequestDataSpot, Venue(False))
        with pytest.raises(ConfigurationError, match="delete it, or choose another path"):
            feed.download_history_bars(S, "1m", *span(0, 5).values(), path=tmp_path / "a.csv")

    def test_an_unknown_kind_of_file_is_refused_before_anything_is_asked(self, tmp_path: Path) -> None:
        venue = Venue(False)
        with pytest.raises(ConfigurationError, match=r"bars are written to .csv, .npz, .parquet, not '.xls'"):
            make(BinanceRequestDataSpot, venue).download_history_bars(
                S, "1m", *span(0, 5).values(), path=tmp_path / "a.xls"
            )
        assert not venue.asked

    def test_numpy_and_parquet_hold_the_columns(self, kind: Any, tmp_path: Path) -> None:
        feed_class, is_okx, _ = kind
        feed = make(feed_class, Venue(is_okx))
        bars = feed.download_history_bars(S, "1m", *span(0, 50).values(), path=tmp_path / "a.npz")
        with np.load(tmp_path / "a.npz") as held:
            assert held["close_price"].tolist() == bars.close_price.tolist()
        parquet = pytest.importorskip("pyarrow.parquet")
        feed.download_history_bars(S, "1m", *span(0, 50).values(), path=tmp_path / "a.parquet")
        table = parquet.read_table(tmp_path / "a.parquet")
        assert table["open_time"].to_pylist() == [T0 + n * MINUTE for n in range(51)]

    def test_a_hole_is_raised_with_the_file_written(self, kind: Any, tmp_path: Path) -> None:
        feed_class, is_okx, _ = kind
        path = tmp_path / "a.csv"
        with pytest.raises(DataGapError):
            make(feed_class, Venue(is_okx, {7})).download_history_bars(
                S, "1m", *span(0, 20).values(), path=path
            )
        assert len(path.read_text().splitlines()) == 21
        assert not (tmp_path / "a.csv.part").exists()

    def test_only_closed_bars_are_read(self, kind: Any) -> None:
        feed_class, is_okx, _ = kind
        feed = make(feed_class, Venue(is_okx), T0 + 100 * MINUTE + 30_000)
        assert numbers(feed.download_history_bars(S, "1m", T0, NOW))[-1] == 99


def test_rows_stand_in_the_part_file_as_they_came(tmp_path: Path) -> None:
    venue = Venue(False)
    venue.fail_at = {n: TransportError("gone") for n in range(2, 20)}
    with pytest.raises(DataGapError):
        make(BinanceRequestDataSpot, venue).download_history_bars(
            S, "1m", *span(0, 1500).values(), path=tmp_path / "a.csv"
        )
    head, *rows = (tmp_path / "a.csv.part").read_text().splitlines()
    assert json.loads(head)["of"] == "BINANCE___SPOT: get_kline ABC-USDT 1m"
    assert json.loads(rows[0])[0] == T0
    assert len(rows) == 1000
