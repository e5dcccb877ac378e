"""Rules, the limiter over them, the gate, and who shares what."""

import asyncio
import threading
from itertools import count
from types import SimpleNamespace

import pytest

from btfast.exceptions import ConfigurationError, NotSupportedError, RateLimitError
from btfast.rate_limiter import (
    RateLimiter,
    RateLimitRule,
    RateLimitScope,
    RateLimitType,
    limiter_for,
    rate_limit,
)

SECOND = 1_000_000_000
DEPTH = "GET /api/v3/depth"
ORDER = "POST /api/v3/order"
STEPS = {"by": "limit", "steps": {100: 5, 500: 25, 1000: 50, 5000: 250}}
hosts = (f"venue-{number}.test" for number in count())  # what a host shares stays for the life of the process


class Clock:
    """A clock that is told the time; sleeping moves it."""

    def __init__(self) -> None:
        self.now = 5 * SECOND
        self.slept: list[float] = []

    def __call__(self) -> int:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += round(seconds * SECOND)


def rule(limit=10, name="weight", interval=60, **more) -> RateLimitRule:
    return RateLimitRule(name, RateLimitType.SLIDING_WINDOW, interval, limit, **more)


def limiter(*rules, clock=None, host=None) -> RateLimiter:
    clock = clock or Clock()
    return RateLimiter(rules, host=host, clock=clock, sleep=clock.sleep)


def used(of: RateLimiter) -> dict[tuple[str, str | None], int]:
    return {(row["rule"], row["path"]): row["used"] for row in of.get_status()}


class TestRule:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"limit": 0},
            {"limit": -1},
            {"limit": 1.5},
            {"limit": True},
            {"interval": 0},
            {"interval": -60},
            {"interval": float("nan")},
            {"interval": "60"},
            {"weight": 0},
            {"weight": -1},
            {"type": "leaky_bucket"},
            {"scope": "planet"},
            {"weight_map": {DEPTH: -1}},
            {"weight_map": {DEPTH: "5"}},
            {"weight_map": {DEPTH: {"by": "limit"}}},
            {"weight_map": {DEPTH: {"by": "limit", "steps": {}}}},
            {"weight_map": {DEPTH: {"by": "limit", "steps": {"many": 5}}}},
            {"weight_map": {DEPTH: {"by": "limit", "steps": {100: 0}}}},
            {"weight_map": {DEPTH: {"by": "limit", "steps": {100: 5}, "absent": 0}}},
            {"weight_map": {DEPTH: {"by": "limit", "steps": {100: 5}, "absence": 1}}},
            {"weight_map": {DEPTH: {"by": "symbol", "present": 0}}},
        ],
    )
    def test_a_rule_without_sense_is_refused_with_its_name(self, wrong):
        settings = {"name": "weight", "type": "sliding_window", "interval": 60, "limit": 10} | wrong
        with pytest.raises(ConfigurationError, match=rf"rate limit 'weight': {next(iter(wrong))}"):
            RateLimitRule(**settings)

    def test_settings_are_read_from_a_mapping_or_an_object(self):
        settings = {"name": "weight", "type": "token_bucket", "interval": 60, "limit": 10, "scope": "ip"}
        expected = RateLimitRule("weight", RateLimitType.TOKEN_BUCKET, 60, 10, RateLimitScope.IP)
        assert RateLimitRule.from_config(settings) == expected
        assert RateLimitRule.from_config(SimpleNamespace(**settings, endpoint=None)) == expected

    @pytest.mark.parametrize("missing", ["name", "type", "interval", "limit"])
    def test_missing_settings_are_named(self, missing):
        settings = {"name": "weight", "type": "sliding_window", "interval": 60, "limit": 10}
        del settings[missing]
        with pytest.raises(ConfigurationError, match=f"{missing} is missing"):
            RateLimitRule.from_config(settings)

    @pytest.mark.parametrize(
        ("path", "weight"),
        [
            ("GET /api/v3/depth", 5),  # method and path
            ("POST /api/v3/depth", 6),  # path
            ("GET /api/v3/ticker/24hr", 7),  # the longer glob
            ("GET /api/v3/trades", 8),  # the shorter glob
            ("DELETE /api/v3/order", 9),  # method
            ("DELETE /fapi/v1/depth", 9),
            ("GET /fapi/v1/depth", 3),  # none of them
            ("/api/v3/depth", 6),
        ],
    )
    def test_the_most_exact_key_gives_the_weight(self, path, weight):
        weights = {"DELETE": 9, "GET /api/v3/*": 8, "/api/v3/ticker/*": 7, "/api/v3/depth": 6, DEPTH: 5}
        assert rule(weight=3, weight_map=weights).weight_of(path) == weight

    def test_a_short_glob_goes_before_a_method(self):
        assert rule(weight_map={"GET": 9, "/*": 2}).weight_of(DEPTH) == 2

    @pytest.mark.parametrize(
        ("params", "weight"),
        [
            (None, 5),
            ({}, 5),
            ({"symbol": "BTCUSDT"}, 5),
            ({"limit": None}, 5),
            ({"limit": 1}, 5),
            ({"limit": 100}, 5),
            ({"limit": "100"}, 5),
            ({"limit": 101}, 25),
            ({"limit": 500}, 25),
            ({"limit": 1000}, 50),
            ({"limit": 5000}, 250),
            ({"limit": 6000}, 250),
        ],
    )
    def test_a_weight_follows_its_parameter_up_to_each_step(self, params, weight):
        assert rule(weight_map={DEPTH: STEPS}).weight_of(DEPTH).of(params) == weight

    @pytest.mark.parametrize(
        ("params", "weight"),
        [
            ({}, 80),
            ({"symbols": ["BTCUSDT", "ETHUSDT"]}, 2),
            ({"symbols": '["BTCUSDT","ETHUSDT","XRPUSDT"]'}, 40),
            ({"symbols": "BTCUSDT"}, 2),
        ],
    )
    def test_names_are_counted(self, params, weight):
        weights = {DEPTH: {"by": "symbols", "steps": {2: 2, 3: 40}, "absent": 80}}
        assert rule(weight_map=weights).weight_of(DEPTH).of(params) == weight

    def test_a_weight_follows_whether_its_parameter_is_sent(self):
        weight = rule(weight_map={DEPTH: {"by": "symbol", "present": 2, "absent": 80}}).weight_of(DEPTH)
        assert [weight.of({"symbol": "BTCUSDT"}), weight.of({})] == [2, 80]


class TestAcquire:
    def test_the_budget_is_granted_and_no_more(self):
        shop = limiter(rule(10, weight_map={DEPTH: 5}))
        assert [shop.try_acquire(DEPTH) for _ in range(3)] == [True, True, False]
        assert shop.reserve(DEPTH) == 60 * SECOND

    def test_what_no_rule_counts_is_granted(self):
        shop = limiter(rule(1, endpoint="/api/*", weight_map={ORDER: 0}))
        assert all(shop.try_acquire(path) for path in (ORDER, "GET /fapi/v1/time") for _ in range(5))

    def test_a_given_weight_takes_the_place_of_the_rules(self):
        shop = limiter(rule(10, weight_map={DEPTH: STEPS}))
        assert shop.try_acquire(DEPTH, 9, {"limit": 5000})
        assert used(shop) == {("weight", None): 9}

    def test_parameters_give_the_weight(self):
        shop = limiter(rule(100, weight_map={DEPTH: STEPS}), rule(7, "requests"))
        assert shop.try_acquire(DEPTH, params={"limit": 500})
        assert used(shop) == {("weight", None): 25, ("requests", None): 1}

    def test_several_rules_are_charged_together_or_not_at_all(self):
        shop = limiter(rule(10), rule(1, "orders", endpoint=ORDER))
        assert [shop.try_acquire(ORDER), shop.try_acquire(ORDER), shop.try_acquire(DEPTH)] == [
            True,
            False,
            True,
        ]
        assert used(shop) == {("weight", None): 2, ("orders", None): 1}

    def test_a_weight_above_the_limit_is_refused_at_once(self):
        shop = limiter(rule(10))
        for ask in (shop.try_acquire, shop.reserve, shop.acquire):
            with pytest.raises(
                RateLimitError, match="weight: weight 11 can never be granted: the limit is 10"
            ):
                ask(DEPTH, 11)

    def test_a_weight_that_is_not_positive_is_refused(self):
        with pytest.raises(ValueError, match="weight must be positive"):
            limiter(rule()).try_acquire(DEPTH, 0)

    @pytest.mark.parametrize("kind", [*RateLimitType])
    def test_no_type_lets_more_than_the_limit_through(self, kind):
        clock = Clock()
        shop = limiter(RateLimitRule("weight", kind, 60, 3), clock=clock)
        clock.now = 119 * SECOND
        assert [shop.try_acquire(DEPTH) for _ in range(4)] == [True, True, True, False]
        clock.now = 121 * SECOND
        assert not shop.try_acquire(DEPTH)

    def test_waiting_is_first_come_first_served_and_sleeps_once(self):
        clock = Clock()
        shop = limiter(rule(1), clock=clock)
        shop.acquire(DEPTH)
        assert shop.reserve(DEPTH) == 60 * SECOND
        shop.acquire(DEPTH)
        assert clock.slept == [120]

    def test_a_turn_beyond_the_timeout_is_not_booked(self):
        clock = Clock()
        shop = limiter(rule(1), clock=clock)
        shop.acquire(DEPTH, timeout=0)
        with pytest.raises(RateLimitError, match=r"GET /api/v3/depth: no turn within 1.5 s") as caught:
            shop.acquire(DEPTH, timeout=1.5)
        assert caught.value.retry_after == 60
        assert clock.slept == []
        assert shop.reserve(DEPTH) == 60 * SECOND

    def test_a_wait_that_is_interrupted_gives_its_turn_back(self):
        shop = limiter(rule(1))

        def interrupt(seconds):
            raise KeyboardInterrupt

        shop._sleep = interrupt
        shop.acquire(DEPTH)
        with pytest.raises(KeyboardInterrupt):
            shop.acquire(DEPTH)
        assert shop.reserve(DEPTH) == 60 * SECOND

    def test_the_async_wait_sleeps_in_the_event_loop(self, monkeypatch):
        clock = Clock()
        shop = limiter(rule(1), clock=clock)

        async def sleep(seconds):
            clock.sleep(seconds)

        monkeypatch.setattr(asyncio, "sleep", sleep)

        async def main():
            await shop.async_acquire(DEPTH)
            await shop.async_acquire(DEPTH, timeout=60)
            with pytest.raises(RateLimitError):
                await shop.async_acquire(DEPTH, timeout=59)

        asyncio.run(main())
        assert clock.slept == [60]

    def test_a_cancelled_async_wait_gives_its_turn_back(self):
        shop = limiter(rule(1))

        async def main():
            await shop.async_acquire(DEPTH)
            waiting = asyncio.create_task(shop.async_acquire(DEPTH))
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

        asyncio.run(main())
        assert shop.reserve(DEPTH) == 60 * SECOND

    def test_eight_threads_are_granted_exactly_the_limit(self):
        shop = RateLimiter([rule(5000, interval=3600), rule(16000, "requests", interval=3600)])
        granted = [0] * 8

        def take(number: int) -> None:
            granted[number] = sum(shop.try_acquire(DEPTH) for _ in range(2000))

        threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sum(granted) == 5000
        assert used(shop) == {("weight", None): 5000, ("requests", None): 5000}

    def test_another_store_is_not_supported_yet(self):
        with pytest.raises(NotSupportedError, match="'shm:budget'"):
            RateLimiter([], store="shm:budget")

    def test_two_rules_of_one_name_are_refused(self):
        with pytest.raises(ConfigurationError, match="'weight' stands there twice"):
            RateLimiter([rule(1), rule(2)])


class TestStatus:
    def test_a_row_says_what_is_left(self):
        shop = limiter(rule(10, scope=RateLimitScope.IP))
        shop.try_acquire(DEPTH, 4)
        assert shop.get_status() == [
            {
                "rule": "weight",
                "type": "sliding_window",
                "scope": "ip",
                "path": None,
                "limit": 10,
                "used": 4,
                "remaining": 6,
                "interval": 60,
            }
        ]

    @pytest.mark.parametrize("spelling", [str.upper, str.lower])
    def test_headers_raise_what_is_used(self, spelling):
        shop = limiter(
            rule(6000), rule(100, "orders", 10, scope=RateLimitScope.ENDPOINT), rule(9, "requests")
        )
        shop.try_acquire(ORDER)
        shop.sync(
            {spelling("X-MBX-USED-WEIGHT-1M"): "42", spelling("X-MBX-ORDER-COUNT-10S"): "7", "Date": "1"}
        )
        assert used(shop) == {("weight", None): 42, ("orders", ORDER): 7, ("requests", None): 1}

    def test_headers_never_lower_what_is_used(self):
        shop = limiter(rule(6000))
        shop.try_acquire(DEPTH, 50)
        shop.sync({"X-MBX-USED-WEIGHT-1M": "42"})
        assert used(shop) == {("weight", None): 50}

    @pytest.mark.parametrize(
        "headers",
        [
            {"X-MBX-USED-WEIGHT-1M": "many"},
            {"X-MBX-USED-WEIGHT-1M": "-5"},
            {"X-MBX-USED-WEIGHT-1M": "9" * 5000},
            {"X-MBX-USED-WEIGHT": "42"},
            {"X-MBX-USED-WEIGHT-1D": "42"},
        ],
    )
    def test_headers_that_say_nothing_are_ignored(self, headers):
        shop = limiter(rule(6000))
        shop.sync(headers)
        assert used(shop) == {("weight", None): 0}


class TestGate:
    def test_a_closed_gate_refuses_everything_until_it_opens(self):
        clock = Clock()
        shop = limiter(rule(), clock=clock)
        shop.close_gate(30, "HTTP 429")
        for ask in (shop.try_acquire, shop.reserve, shop.acquire):
            with pytest.raises(RateLimitError, match=r"closed for 30.0 s: HTTP 429") as caught:
                ask(DEPTH)
            assert caught.value.retry_after == 30
        assert shop.gate() == (30, "HTTP 429")
        clock.now += 30 * SECOND
        assert shop.gate() == (0, "")
        assert shop.try_acquire(DEPTH)
        assert used(shop) == {("weight", None): 1}

    def test_a_longer_ban_is_not_shortened(self):
        shop = limiter(rule())
        shop.close_gate(120, "HTTP 418")
        shop.close_gate(10, "HTTP 429")
        assert shop.gate() == (120, "HTTP 418")

    def test_who_waits_when_the_gate_closes_is_refused_and_gives_the_turn_back(self):
        clock = Clock()
        shop = limiter(rule(1), clock=clock)

        def sleep(seconds):
            clock.sleep(seconds)
            shop.close_gate(5, "HTTP 429")

        shop._sleep = sleep
        shop.acquire(DEPTH)
        with pytest.raises(RateLimitError, match="HTTP 429"):
            shop.acquire(DEPTH)
        assert used(shop) == {("weight", None): 0}


class TestScopes:
    def test_global_shares_one_window_over_all_paths(self):
        shop = limiter(rule(2))
        assert [shop.try_acquire(path) for path in (DEPTH, ORDER, "GET /other")] == [True, True, False]

    def test_endpoint_gives_each_matching_path_its_own_window(self):
        shop = limiter(rule(1, scope=RateLimitScope.ENDPOINT, endpoint="/api/v3/*"))
        paths = (DEPTH, DEPTH, ORDER, ORDER, "GET /fapi/v1/depth", "GET /fapi/v1/depth")
        assert [shop.try_acquire(path) for path in paths] == [True, False, True, False, True, True]
        assert used(shop) == {("weight", DEPTH): 1, ("weight", ORDER): 1}

    def test_ip_is_shared_by_every_limiter_of_the_host(self):
        clock, host = Clock(), next(hosts)
        spot = limiter(rule(2, scope=RateLimitScope.IP), rule(2, "own"), clock=clock, host=host)
        margin = limiter(rule(2, scope=RateLimitScope.IP, weight=2), clock=clock, host=host)
        other = limiter(rule(2, scope=RateLimitScope.IP), clock=clock, host=next(hosts))
        assert [shop.try_acquire(DEPTH) for shop in (spot, margin, other, spot, spot)] == [
            True,
            False,
            True,
            True,
            False,
        ]

    def test_a_host_shares_its_gate(self):
        clock, host = Clock(), next(hosts)
        spot, margin = limiter(clock=clock, host=host), limiter(clock=clock, host=host)
        spot.close_gate(9, "HTTP 418")
        assert margin.gate() == (9, "HTTP 418")
        assert limiter(clock=clock).gate() == (0, "")

    def test_a_host_has_one_limiter_for_the_same_rules(self):
        host = next(hosts)
        first = limiter_for(host, [rule(2, weight_map={DEPTH: 2})])
        assert limiter_for(host, [rule(2, weight_map={DEPTH: 2})]) is first
        assert limiter_for(next(hosts), [rule(2, weight_map={DEPTH: 2})]) is not first
        assert limiter_for(host, [rule(3)]) is not first


class TestDecorator:
    class Feed:
        def __init__(self, *rules):
            self._rate_limiter = limiter(*rules)

        @rate_limit
        def request(self, path, params=None, extra_data=None, is_sign=False):
            """Answer."""
            return path, params, is_sign

        @rate_limit
        async def async_request(self, path, is_sign=False):
            return path, is_sign

    def test_a_method_is_charged_before_it_runs(self):
        feed = self.Feed(rule(100, weight_map={DEPTH: STEPS}))
        assert feed.request(DEPTH, {"limit": 500}, is_sign=True) == (DEPTH, {"limit": 500}, True)
        assert feed.request(path=DEPTH) == (DEPTH, None, False)
        assert used(feed._rate_limiter) == {("weight", None): 30}
        assert feed.request.__doc__ == "Answer."

    def test_a_coroutine_is_charged_before_it_runs(self):
        feed = self.Feed(rule(100))
        assert asyncio.run(feed.async_request(DEPTH, True)) == (DEPTH, True)
        assert used(feed._rate_limiter) == {("weight", None): 1}

    def test_a_refused_method_does_not_run(self):
        feed = self.Feed(rule(1))
        feed._rate_limiter.close_gate(1, "HTTP 429")
        with pytest.raises(RateLimitError):
            feed.request(DEPTH)


def test_whoever_wakes_late_waits_for_room_anew() -> None:
    clock = Clock()
    limiter = RateLimiter(
        [RateLimitRule("weight", RateLimitType.SLIDING_WINDOW, 1, 2)],
        clock=clock,
        sleep=lambda s: clock.sleep(s + 0.9),
    )
    granted = []
    for _ in range(8):
        limiter.acquire(DEPTH)
        granted.append(clock.now)
    for start in granted:
        assert sum(start <= at < start + SECOND for at in granted) <= 2, granted


@pytest.mark.parametrize(
    "spelling", ["API.Example-limits.test", "api.example-limits.test:443", "u@api.example-limits.test."]
)
def test_a_host_is_one_however_it_is_spelled(spelling: str) -> None:
    rule = RateLimitRule("weight", RateLimitType.SLIDING_WINDOW, 60, 10, scope=RateLimitScope.IP)
    assert limiter_for(spelling, [rule]) is limiter_for("api.example-limits.test", [rule])


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_a_parameter_no_venue_takes_costs_the_most(value: float) -> None:
    rule = RateLimitRule("weight", RateLimitType.SLIDING_WINDOW, 60, 1000, weight_map={DEPTH: STEPS})
    limiter = RateLimiter([rule])
    limiter.try_acquire(DEPTH, params={"limit": value})
    assert limiter.get_status()[0]["used"] == 250
