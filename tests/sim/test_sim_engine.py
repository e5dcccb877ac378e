"""Books, bars and limits by themselves, with a clock that is told the time."""

from datetime import UTC, datetime

import pytest

from btfast.sim.bars import DAY, HOUR, MINUTE, Bars
from btfast.sim.binance import INTERVALS
from btfast.sim.clock import Clock
from btfast.sim.engine import ASK, BID, Collector, Instrument
from btfast.sim.flow import Generator, beats
from btfast.sim.limits import RecentLimit, WeightLimit
from btfast.sim.listing import Listing, Scale
from btfast.sim.listings import listings
from btfast.sim.okx import BARS
from btfast.sim.settings import Settings

BORN = 1_790_000_000_000
ALL = listings(["BTC-USDT", "DUST-USDT", "币安人生-USDT"], BORN)


class ToldClock(Clock):
    """A clock that stands still."""

    def now(self) -> int:
        return BORN


def instrument(listing: Listing, seed: int = 1, steps: int = 0) -> Instrument:
    """Return an instrument after so many steps of generated flow."""
    made = Instrument(listing, stride=30)
    flow = Generator(made, Settings(seed=seed, levels=100), ToldClock())
    for _ in range(steps):
        flow.step()
    return made


def content(made: Instrument) -> object:
    """Return everything that a seed decides."""
    return made.sequence, [side.top(len(side)) for side in made.book], list(made.trades)


@pytest.mark.parametrize(
    ("step", "decimals", "steps", "text"),
    [
        ("0.01", 8, 6000001, "60000.01000000"),
        ("0.10", 2, 600001, "60000.10"),
        ("0.1", None, 600000, "60000"),
        ("0.00000001", None, 12, "0.00000012"),
        ("1", None, 1200, "1200"),
    ],
)
def test_steps_become_text_and_text_becomes_steps(
    step: str, decimals: int | None, steps: int, text: str
) -> None:
    scale = Scale(step, decimals)
    assert scale.text(steps) == text
    assert scale.steps(text) == steps


@pytest.mark.parametrize(
    "listing", ALL, ids=lambda listing: f"{listing.venue}-{listing.product}-{listing.base}"
)
def test_the_book_never_crosses_and_trade_numbers_follow_each_other(listing: Listing) -> None:
    made = instrument(listing, steps=3000)
    assert made.book[BID].best < made.book[ASK].best
    assert min(made.book[BID].price(len(made.book[BID]) - 1), made.top()[1], made.top()[3]) > 0
    numbers = [trade.number for trade in made.trades]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_a_price_that_would_cross_is_refused() -> None:
    made = instrument(ALL[0])
    with pytest.raises(ValueError, match="cross"):
        made.put(BID, made.book[ASK].best, 1)


def test_the_same_seed_gives_the_same_flow_and_another_seed_another() -> None:
    assert content(instrument(ALL[0], 5, 500)) == content(instrument(ALL[0], 5, 500))
    assert content(instrument(ALL[0], 5, 500)) != content(instrument(ALL[0], 6, 500))


def test_a_collector_gives_each_change_once_and_chains() -> None:
    made = instrument(ALL[0])
    collector = Collector(made)
    made.collectors.append(collector)
    before = made.sequence
    best = made.book[BID].best
    made.put(BID, best, 77)
    made.put(BID, best, 0)
    diff = collector.take()
    assert diff is not None
    assert (diff.previous, diff.last, diff.bids, diff.asks) == (before, made.sequence, [(best, 0)], [])
    assert before < diff.first <= diff.last
    assert collector.take() is None


@pytest.mark.parametrize(
    ("period", "at", "opened"),
    [
        (INTERVALS["1m"], "2026-03-04T05:06:59", "2026-03-04T05:06:00"),
        (INTERVALS["1w"], "2026-03-04T05:06:59", "2026-03-02T00:00:00"),
        (INTERVALS["1M"], "2026-03-04T05:06:59", "2026-03-01T00:00:00"),
        (BARS["1D"], "2026-03-04T17:00:00", "2026-03-04T16:00:00"),
        (BARS["1Dutc"], "2026-03-04T17:00:00", "2026-03-04T00:00:00"),
        (BARS["1W"], "2026-03-08T17:00:00", "2026-03-08T16:00:00"),
        (BARS["3Mutc"], "2026-06-30T23:59:59", "2026-04-01T00:00:00"),
        (BARS["1M"], "2026-03-31T17:00:00", "2026-03-31T16:00:00"),
    ],
)
def test_bars_open_where_the_venue_opens_them(period: object, at: str, opened: str) -> None:
    moment, start = (
        int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000) for text in (at, opened)
    )
    assert period.floor(moment) == start  # type: ignore[attr-defined]
    assert period.floor(period.after(start) - 1) == start  # type: ignore[attr-defined]


def test_history_is_continuous_and_its_volumes_add_up() -> None:
    history = Bars(instrument(ALL[0]), seed=1, born=BORN)
    start = BORN - 3 * DAY
    hours = [history.bar(start + i * HOUR, start + (i + 1) * HOUR) for i in range(24)]
    day = history.bar(start, start + DAY)
    assert [bar.close for bar in hours[:-1]] == [bar.open for bar in hours[1:]]
    assert (hours[0].open, hours[-1].close) == (day.open, day.close)
    assert sum(bar.volume for bar in hours) == day.volume
    assert all(bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high for bar in hours)


def test_trades_of_this_run_make_the_newest_bars() -> None:
    made = instrument(ALL[0])
    history = Bars(made, seed=1, born=BORN)
    for price, size, late in ((100, 3, 1), (105, 2, 2), (95, 1, 61_000)):
        made.trade(price, [size], buyer_is_maker=False, time=BORN + late)
    minute = BORN // MINUTE * MINUTE
    bar = history.bar(minute + MINUTE, minute + 2 * MINUTE)
    assert (bar.open, bar.high, bar.low, bar.close, bar.volume, bar.count) == (95, 95, 95, 95, 1, 1)
    quiet = history.bar(minute + 2 * MINUTE, minute + 3 * MINUTE)
    assert (quiet.open, quiet.close, quiet.volume, quiet.last) == (95, 95, 0, -1)


def test_weight_counts_in_the_aligned_minute_and_going_on_is_banned() -> None:
    now = 600.0
    limit = WeightLimit(limit=10, ban_after=2, ban_seconds=90, now=lambda: now)
    assert [limit.spend("a", 5) for _ in range(6)] == [200, 200, 429, 429, 418, 418]
    assert limit.spend("b", 5) == 200
    now = 661.0
    assert (limit.spend("a", 1), limit.wait("a")) == (418, 29.0)
    now = 690.5
    assert (limit.spend("a", 1), limit.used("a")) == (200, 1)


def test_recent_requests_fall_out_of_the_window() -> None:
    now = 0.0
    limit = RecentLimit(2.0, now=lambda: now)
    assert [limit.spend("a", 2) for _ in range(3)] == [True, True, False]
    now = 2.0
    assert limit.spend("a", 2)


@pytest.mark.parametrize(
    ("rate", "interval", "expected"), [(20, 100, 2), (5, 100, 1), (1000, 100, 50), (200, 20, 4)]
)
def test_an_interval_is_a_whole_number_of_beats(rate: float, interval: float, expected: int) -> None:
    settings = Settings(rate=rate, interval_ms=interval)
    assert (beats(settings, 100), beats(settings, 1000)) == (expected, 10 * expected)
