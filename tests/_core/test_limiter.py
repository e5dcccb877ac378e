"""The compiled window against the plain one, and what it promises."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btfast._core.limiter import SlidingWindow, acquire_all, reserve_all
from btfast.exceptions import RateLimitError
from tests.reference import limiter as reference

SECOND = 1_000_000_000
T0 = 5 * SECOND  # 0 would mean "now"

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["try_acquire", "reserve", "give_back", "raise_used", "used"]),
        st.integers(1, 7),  # weight
        st.integers(0, 12),  # ns that pass before
    ),
    max_size=120,
)


class Caller:
    """Makes the same calls on both windows and keeps the stamps that were granted."""

    def __init__(self, interval_ns: int, limit: int) -> None:
        self.compiled = SlidingWindow(interval_ns, limit)
        self.plain = reference.SlidingWindow(interval_ns, limit)
        self.granted: list[reference.Entry] = []

    def call(self, name: str, weight: int, now: int) -> None:
        match name:
            case "give_back":
                at, weight = self.granted[-1] if self.granted else (now + 1, weight)
                if at > now - self.plain.interval_ns and self._both(name, weight, at):  # it still counts
                    self.granted.pop()
            case "reserve":
                self.granted.append((now + self._both(name, weight, now), weight))
            case "try_acquire":
                if self._both(name, weight, now):
                    self.granted.append((now, weight))
            case "raise_used":
                self.compiled.raise_used(weight, now)
                self.plain.raise_used(weight, now)
            case "used":
                pass
        assert self.compiled.used(now) == self.plain.used(now)

    def _both(self, name: str, *args: int) -> int:
        answer = getattr(self.compiled, name)(*args)
        assert answer == getattr(self.plain, name)(*args), (name, args)
        return answer


@settings(max_examples=300, deadline=None)
@given(STEPS, st.integers(1, 40), st.integers(7, 20))
def test_every_call_answers_as_the_reference(steps, interval, limit):
    caller = Caller(interval, limit)
    now = T0
    for name, weight, passed in steps:
        now += passed
        caller.call(name, weight, now)


@settings(max_examples=300, deadline=None)
@given(STEPS, st.integers(1, 40), st.integers(7, 20))
def test_no_window_of_the_interval_holds_more_than_the_limit(steps, interval, limit):
    caller = Caller(interval, limit)
    now = T0
    for name, weight, passed in steps:
        now += passed
        if name != "raise_used":  # weight that others used cannot be prevented
            caller.call(name, weight, now)
    assert reference.heaviest_window(caller.granted, interval) <= limit


def test_a_greedy_caller_after_idle_gets_exactly_the_limit_in_each_interval():
    window = SlidingWindow(200_000_000, 1000)
    stamps = [(t, 1) for t in range(T0, T0 + 700_000_000, 100_000) if window.try_acquire(1, t)]
    assert len(stamps) == 4000
    assert reference.heaviest_window(stamps[::10], 200_000_000) == 100


def test_a_full_window_opens_when_its_oldest_stamp_is_one_interval_old():
    window = SlidingWindow(SECOND, 2)
    assert [window.try_acquire(1, T0 + i) for i in (0, 1, 2)] == [True, True, False]
    assert not window.try_acquire(1, T0 + SECOND - 1)
    assert window.try_acquire(1, T0 + SECOND)
    assert not window.try_acquire(1, T0 + SECOND)


def test_capacity_follows_the_limit():
    window = SlidingWindow(SECOND, 5000)
    assert sum(window.try_acquire(1, T0 + i) for i in range(6000)) == 5000


def test_a_ring_that_wraps_and_then_grows_loses_nothing():
    window = SlidingWindow(SECOND, 300)
    for i in range(50):
        window.try_acquire(1, T0 + i)
    later = T0 + SECOND + 49
    assert sum(window.try_acquire(1, later + i) for i in range(400)) == 300
    assert window.used(later + 400) == 300
    assert window.used(later + SECOND + 99) == 200


def test_reservations_are_served_in_order():
    window = SlidingWindow(SECOND, 2)
    assert [window.reserve(1, T0) for _ in range(5)] == [0, 0, SECOND, SECOND, 2 * SECOND]


def test_a_light_request_does_not_overtake_a_heavy_one():
    window = SlidingWindow(SECOND, 10)
    window.try_acquire(8, T0)
    assert window.reserve(5, T0 + 1) == SECOND - 1
    assert not window.try_acquire(1, T0 + 2)
    assert window.reserve(1, T0 + 2) == SECOND - 2


def test_bookings_ahead_are_not_used_yet():
    window = SlidingWindow(SECOND, 2)
    for _ in range(3):
        window.reserve(1, T0)
    assert window.used(T0) == 2
    assert window.used(T0 + SECOND) == 1


def test_only_the_newest_booking_is_given_back():
    window = SlidingWindow(SECOND, 1)
    waits = [window.reserve(1, T0) for _ in range(3)]
    assert not window.give_back(1, T0 + waits[1])
    assert window.give_back(1, T0 + waits[2])
    assert window.give_back(1, T0 + waits[1])
    assert window.reserve(1, T0) == SECOND
    assert not window.give_back(2, T0 + SECOND)


def test_a_booking_given_back_frees_nothing_that_is_used():
    window = SlidingWindow(SECOND, 1)
    window.try_acquire(1, T0)
    window.give_back(1, T0 + 1 + window.reserve(1, T0 + 1))
    assert not window.try_acquire(1, T0 + 2)
    assert window.try_acquire(1, T0 + SECOND)


def test_used_is_raised_and_never_lowered():
    window = SlidingWindow(SECOND, 10)
    window.try_acquire(3, T0)
    window.raise_used(8, T0 + 1)
    window.raise_used(5, T0 + 2)
    assert window.used(T0 + 2) == 8
    assert window.used(T0 + SECOND) == 5
    assert window.used(T0 + SECOND + 1) == 0


def test_used_is_raised_no_further_than_the_limit():
    window = SlidingWindow(SECOND, 10)
    window.raise_used(2**62, T0)
    assert window.used(T0) == 10
    assert window.reserve(10, T0) == SECOND


def test_used_is_raised_once_while_bookings_lie_ahead():
    window = SlidingWindow(SECOND, 10)
    window.try_acquire(4, T0)
    window.reserve(8, T0 + 1)
    for i in range(5):
        window.raise_used(6, T0 + 2 + i)
    assert window.used(T0 + 9) == 6
    assert window.used(T0 + SECOND) == 2 + 8


def test_time_that_steps_back_grants_nothing():
    window = SlidingWindow(SECOND, 2)
    window.try_acquire(1, T0)
    assert not window.try_acquire(1, T0 - 1)
    assert window.try_acquire(1, T0)


def test_without_a_time_the_monotonic_clock_is_read():
    window = SlidingWindow(3600 * SECOND, 3)
    assert [window.try_acquire() for _ in range(4)] == [True, True, True, False]
    assert 0 < window.reserve() <= 3600 * SECOND
    assert window.used() == 3


@pytest.mark.parametrize(("interval", "limit"), [(0, 1), (-1, 1), (1, 0), (1, -5), (2**60, 1), (1, 2**60)])
def test_a_window_without_sense_is_refused(interval, limit):
    with pytest.raises(ValueError, match=r"orders: (interval|limit) must be"):
        SlidingWindow(interval, limit, "orders")


@pytest.mark.parametrize("method", ["try_acquire", "reserve"])
@pytest.mark.parametrize("weight", [0, -1])
def test_a_weight_that_is_not_positive_is_refused(method, weight):
    with pytest.raises(ValueError, match="weight must be positive"):
        getattr(SlidingWindow(SECOND, 1), method)(weight, T0)


@pytest.mark.parametrize("method", ["try_acquire", "reserve"])
def test_a_weight_above_the_limit_is_refused_at_once(method):
    with pytest.raises(
        RateLimitError, match=r"orders: weight 6 can never be granted: the limit is 5 per 1 s"
    ):
        getattr(SlidingWindow(SECOND, 5, "orders"), method)(6, T0)


def test_several_windows_are_booked_together_or_not_at_all():
    wide, narrow = SlidingWindow(SECOND, 10), SlidingWindow(SECOND, 1)
    assert acquire_all((wide, narrow), (2, 1), T0) == 0
    assert acquire_all((wide, narrow), (2, 1), T0 + 1) == SECOND - 1
    assert (wide.used(T0 + 1), narrow.used(T0 + 1)) == (2, 1)


def test_a_common_reservation_waits_for_the_slowest_window():
    quick, slow = SlidingWindow(SECOND, 1), SlidingWindow(3 * SECOND, 1)
    assert reserve_all((quick, slow), (1, 1), T0) == 0
    assert reserve_all((quick, slow), (1, 1), T0) == 3 * SECOND
    assert quick.give_back(1, T0 + 3 * SECOND)
    assert slow.give_back(1, T0 + 3 * SECOND)


def test_a_reservation_further_away_than_allowed_books_nothing():
    window = SlidingWindow(SECOND, 1)
    window.try_acquire(1, T0)
    assert reserve_all((window,), (1,), T0, SECOND - 1) == SECOND
    assert reserve_all((window,), (1,), T0, SECOND) == SECOND
    assert reserve_all((window,), (1,), T0, 0) == 2 * SECOND


def test_no_windows_grant_everything():
    assert acquire_all((), (), T0) == 0


@pytest.mark.parametrize("take", [acquire_all, reserve_all])
def test_wrong_arguments_book_nothing(take):
    first, second = SlidingWindow(SECOND, 5), SlidingWindow(SECOND, 1)
    for windows, weights, error in [
        ((first, second), (1,), ValueError),
        ((first, first), (1, 1), ValueError),
        ((first, second), (1, 0), ValueError),
        ((first, second), (1, 2), RateLimitError),
        ((first, "second"), (1, 1), TypeError),
    ]:
        with pytest.raises(error):
            take(windows, weights, T0)
    assert first.used(T0) == second.used(T0) == 0


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(0, 9), st.booleans()), max_size=60),
    st.integers(3, 9),
    st.integers(3, 9),
)
def test_two_windows_keep_both_limits(calls, first_limit, second_limit):
    intervals, limits = (13, 29), (first_limit, second_limit)
    windows = tuple(SlidingWindow(*pair) for pair in zip(intervals, limits, strict=True))
    granted: list[tuple[int, int, int]] = []
    now = T0
    for first, second, passed, is_patient in calls:
        now += passed
        wait = (reserve_all if is_patient else acquire_all)(windows, (first, second), now)
        if is_patient or wait == 0:
            granted.append((now + wait, first, second))
    for i in (0, 1):
        entries = [(entry[0], entry[i + 1]) for entry in granted]
        assert reference.heaviest_window(entries, intervals[i]) <= limits[i]


def test_eight_threads_are_granted_exactly_the_limit():
    window = SlidingWindow(3600 * SECOND, 5000)
    granted = [0] * 8

    def take(number: int) -> None:
        granted[number] = sum(window.try_acquire(1) for _ in range(2000))

    threads = [threading.Thread(target=take, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(granted) == 5000
