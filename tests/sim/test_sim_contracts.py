"""What the local venue lists beside perpetuals, by itself: dates, terms, what options are worth."""

from datetime import UTC, datetime

import pytest

from btfast.sim.contracts import QUARTERS, deliveries, expiries
from btfast.sim.engine import BID, Instrument
from btfast.sim.fixture import local_venue
from btfast.sim.listings import listings
from btfast.sim.options import greeks

NOW = 1_790_000_000_000  # 2026-09-21
ALL = {listing.symbol: listing for listing in listings(["BTC-USDT", "DUST-USDT"], NOW)}


def milliseconds(day: str) -> int:
    """Return 08:00 UTC of a day."""
    return int(datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "months", "soonest", "expected"),
    [
        ("2026-11-23", QUARTERS, 3, ["2026-12-25", "2027-03-26"]),
        ("2026-09-21", QUARTERS, 3, ["2026-09-25", "2026-12-25"]),
        ("2026-09-24", QUARTERS, 3, ["2026-12-25", "2027-03-26"]),
        ("2026-11-23", tuple(range(1, 13)), 28, ["2026-12-25", "2027-01-29"]),
        ("2026-12-31", tuple(range(1, 13)), 1, ["2027-01-29", "2027-02-26"]),
    ],
)
def test_contracts_end_on_last_fridays(
    now: str, months: tuple[int, ...], soonest: int, expected: list[str]
) -> None:
    assert expiries(milliseconds(now), months, soonest) == [milliseconds(day) for day in expected]


def test_past_deliveries_are_newest_first() -> None:
    days = [milliseconds(day) for day in ("2026-09-25", "2026-06-26", "2026-03-27")]
    assert deliveries(milliseconds("2026-01-01"), milliseconds("2026-11-23")) == days


def test_an_option_at_the_money_is_worth_what_the_books_say() -> None:
    call, put = (greeks(100, 100, 1, 0.2, is_call) for is_call in (True, False))
    assert call.price == pytest.approx(7.965567, abs=1e-6)  # 100 * (N(0.1) - N(-0.1))
    assert put.price == pytest.approx(call.price)
    assert (call.delta, put.delta) == pytest.approx((0.539828, -0.460172), abs=1e-6)
    assert call.vega == pytest.approx(0.396953, abs=1e-6)  # of one percent
    assert call.theta == pytest.approx(-100 * 0.396953 * 0.2 / 2 / 365 / 1, rel=1e-5)


def test_an_option_that_ended_is_worth_what_it_pays() -> None:
    assert greeks(120, 100, 0, 0.5, True) == (20, 0, 0, 0, 0)
    assert greeks(120, 100, 0, 0.5, False).price == 0


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("BTCUSDT", "BTC-USDT"),
        ("BTCUSDT_261225", "BTC-USDT-261225"),
        ("BTCUSD_PERP", "BTC-USD"),
        ("BTCUSD_261225", "BTC-USD-261225"),
        ("BTC-261030-54000-C", "BTC-USDT-261030-54000-C"),
        ("BTC-USD-SWAP", "BTC-USD"),
        ("BTC-USDT-261225", "BTC-USDT-261225"),
        ("BTC-USD-261030-66000-P", "BTC-USD-261030-66000-P"),
    ],
)
def test_a_listing_has_the_name_that_clients_use(symbol: str, name: str) -> None:
    assert ALL[symbol].name == name


def test_numbers_of_listings_are_their_own() -> None:
    numbers = [listing.number for listing in ALL.values()]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("symbol", "volume", "price", "turnover", "coins"),
    [
        ("BTCUSDT_261225", 2000, 600_000, 2 * 60_000.0, 2.0),  # lots of 0.001
        ("BTCUSD_PERP", 12, 600_000, 12 * 100 / 60_000, 12 * 100 / 60_000),
        ("BTC-USD-261030-54000-C", 50, 300, 50 * 0.01 * 0.03, 0.5),  # in coins
    ],
)
def test_contracts_come_to_money_or_coins(
    symbol: str, volume: int, price: int, turnover: float, coins: float
) -> None:
    listing = ALL[symbol]
    assert listing.turnover(volume, volume * price) == pytest.approx(turnover)
    assert listing.coins(volume, 60_000.0) == pytest.approx(coins)


def test_a_topic_wakes_an_instrument() -> None:
    made, woken = Instrument(ALL["BTCUSD_PERP"], stride=60), []
    made.wake = lambda: woken.append(made.listeners)
    made.watch("best", print)
    assert woken == [1]
    made.unwatch("best", print)
    assert made.listeners == 0
    assert not made.book[BID]


def test_an_instrument_that_nobody_listens_to_still_moves() -> None:
    with local_venue(symbols="BTC-USDT", rate=200, interval_ms=10) as venue:
        place = "binance", "coin_m", "BTCUSD_PERP"
        first = venue.book(*place)["sequence"]
        assert any(venue.book(*place)["sequence"] != first for _ in range(5000))
