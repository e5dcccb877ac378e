"""Keep requests within a venue's limits: windows by rule, and the gate that a ban closes.

A request finds room under all the rules that count it, or takes none. Every rule, whatever its type, is
enforced by the exact sliding window of ``btfast._core.limiter``: what passes that, never exceeds a fixed
window or a token bucket of the same figures. Who waits for one rule keeps the place under all of them.
"""

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from inspect import iscoroutinefunction, signature
from typing import Any, NamedTuple, TypeVar, cast

from btfast._core.limiter import SlidingWindow, acquire_all, reserve_all
from btfast.exceptions import ConfigurationError, NotSupportedError, RateLimitError
from btfast.rate_rules import RateLimitRule, RateLimitScope, RateLimitType, StepWeight

__all__ = ["RateLimitRule", "RateLimitScope", "RateLimitType", "RateLimiter", "limiter_for", "rate_limit"]

SECOND = 1_000_000_000  # ns
TARDY = 5_000_000  # ns that a wake-up may be late
USED_HEADER = re.compile(r"-(?:used-(weight)|(order)-count)-(\d{1,6})([smhd])$", re.IGNORECASE)
UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

Method = TypeVar("Method", bound=Callable[..., Any])
Params = Mapping[str, Any] | None


class RateLimiter:
    """The limits of one host. Paths are ``METHOD /path``, as the settings write them.

    Args:
        rules: The rules; their names differ.
        store: Only None, the memory of this process, so far.
        host: Shares ``ip`` rules and the gate with every limiter of that host in the process; None: alone.
        clock: Gives ns that never step back, above 0; CLOCK_MONOTONIC by default.
        sleep: Called with seconds by `acquire`; `time.sleep` by default.

    Example:
        >>> rule = RateLimitRule("weight", RateLimitType.SLIDING_WINDOW, interval=60, limit=5)
        >>> limiter = RateLimiter([rule])
        >>> [limiter.try_acquire("GET /api/v3/depth", weight=2) for _ in range(3)]
        [True, True, False]
    """

    def __init__(
        self,
        rules: Iterable[RateLimitRule],
        store: str | None = None,
        *,
        host: str | None = None,
        clock: Callable[[], int] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if store is not None:
            raise NotSupportedError(f"rate limiter: store {store!r} is not supported, only None is")
        self._host = _Host() if host is None else _hosts.setdefault(plain_host(host), _Host())
        self._clock = clock
        self._sleep = sleep
        self.rules = tuple(rules)
        self._windows: dict[tuple[str, str], SlidingWindow] = {}  # (rule, path; "" where paths share it)
        self._routes: dict[str, _Route] = {}
        for rule in self.rules:
            if [other.name for other in self.rules].count(rule.name) > 1:
                raise ConfigurationError(f"rate limit {rule.name!r} stands there twice")
            if rule.is_shared:
                self._window(rule, "")

    def try_acquire(self, path: str, weight: int | None = None, params: Params = None) -> bool:
        """Book the weight of one request and return True, or return False at once.

        Args:
            path: ``METHOD /path``.
            weight: Takes the place of the weight that the rules give.
            params: The request's parameters, for weights that follow one.

        Raises:
            RateLimitError: The gate is closed, or the weight exceeds a limit and can never be granted.
        """
        windows, weights = self._charge(path, weight, params)
        return acquire_all(windows, weights, self._clock() if self._clock else 0) == 0

    def reserve(self, path: str, weight: int | None = None, params: Params = None) -> int:
        """Book the next free moment, first come first served, and return the ns to wait until then."""
        windows, weights = self._charge(path, weight, params)
        return reserve_all(windows, weights, self._clock() if self._clock else 0)

    def acquire(
        self, path: str, weight: int | None = None, timeout: float | None = None, params: Params = None
    ) -> None:
        """Wait for the turn of one request; books nothing if that is more than `timeout` s away.

        Raises:
            RateLimitError: The turn is too far away, the gate is closed, or the weight can never be granted.
        """
        while not self.try_acquire(path, weight, params):
            with self._book(path, weight, timeout, params) as due:
                while (left := due - self._now()) > 0:
                    self._sleep(left / SECOND)
                self._check_gate(path)
            if self._now() - due <= TARDY:
                return  # whoever wakes later than its turn asks anew: what was booked for then counts as used

    async def async_acquire(
        self, path: str, weight: int | None = None, timeout: float | None = None, params: Params = None
    ) -> None:
        """Wait as `acquire` does, without holding up the event loop; a cancelled wait gives its turn back."""
        while not self.try_acquire(path, weight, params):
            import asyncio

            with self._book(path, weight, timeout, params) as due:
                while (left := due - self._now()) > 0:
                    await asyncio.sleep(left / SECOND)
                self._check_gate(path)
            if self._now() - due <= TARDY:
                return

    def sync(self, headers: Mapping[str, str]) -> None:
        """Raise the windows to what an answer's ``…-USED-WEIGHT-1M`` and ``…-ORDER-COUNT-10S`` headers say.

        A header belongs to the rules of its interval with "weight" or "order" in their name.
        """
        for name, value in headers.items():
            found = USED_HEADER.search(name)
            if found and re.fullmatch(r"\d{1,15}", value):
                kind = (found[1] or found[2]).lower()
                self._raise_used(kind, int(found[3]) * UNIT_SECONDS[found[4].lower()], int(value))

    def close_gate(self, seconds: float, reason: str) -> None:
        """Refuse every request to this host for `seconds`, as ``Retry-After`` demands; a longer ban stays."""
        until = self._now() + int(seconds * SECOND)
        with _shared_lock:
            if until > self._host.closed_until:
                self._host.closed_until = until
                self._host.reason = reason

    def gate(self) -> tuple[float, str]:
        """Return the seconds until requests may go out again, and the reason; ``(0.0, "")`` when open."""
        left = self._host.closed_until - self._now()
        return (left / SECOND, self._host.reason) if left > 0 else (0.0, "")

    def get_status(self) -> list[dict[str, Any]]:
        """Return one row a window; `path` is None where paths share it, `interval` is in s."""
        rules = {rule.name: rule for rule in self.rules}
        return [
            self._status(rules[name], path, window) for (name, path), window in tuple(self._windows.items())
        ]

    def _status(self, rule: RateLimitRule, path: str, window: SlidingWindow) -> dict[str, Any]:
        used = window.used(self._now())
        return {
            "rule": rule.name,
            "type": rule.type.value,
            "scope": rule.scope.value,
            "path": path or None,
            "limit": rule.limit,
            "used": used,
            "remaining": max(rule.limit - used, 0),
            "interval": rule.interval,
        }

    def _now(self) -> int:
        return self._clock() if self._clock else time.monotonic_ns()

    def _charge(
        self, path: str, weight: int | None, params: Params
    ) -> tuple[tuple[SlidingWindow, ...], tuple[int, ...]]:
        """Return the windows that a request must pass, and its weight on each."""
        if self._host.closed_until:
            self._check_gate(path)
        route = self._routes.get(path) or self._resolve(path)
        if weight is not None:
            return route.windows, (weight,) * len(route.windows)
        if route.weights is not None:
            return route.windows, route.weights
        return route.windows, tuple(w if isinstance(w, int) else w.of(params) for w in route.rule_weights)

    def _check_gate(self, path: str) -> None:
        seconds, reason = self.gate()
        if seconds:
            raise RateLimitError(f"{path}: the venue's gate is closed for {seconds:.1f} s: {reason}", seconds)

    def _book(self, path: str, weight: int | None, timeout: float | None, params: Params) -> "_Booking":
        windows, weights = self._charge(path, weight, params)
        now = self._now()
        longest = -1 if timeout is None else max(int(timeout * SECOND), 0)
        wait = reserve_all(windows, weights, now, longest)
        if 0 <= longest < wait:
            raise RateLimitError(
                f"{path}: no turn within {timeout} s, but in {wait / 1e9:.3f} s", wait / SECOND
            )
        return _Booking(windows, weights, now + wait)

    def _resolve(self, path: str) -> "_Route":
        rules = [rule for rule in self.rules if rule.weight_of(path) != 0]
        weights = tuple(rule.weight_of(path) for rule in rules)
        windows = tuple(self._window(rule, "" if rule.is_shared else path) for rule in rules)
        fixed = tuple(weight for weight in weights if isinstance(weight, int))
        route = _Route(windows, weights, fixed if len(fixed) == len(weights) else None)
        return self._routes.setdefault(path, route)

    def _window(self, rule: RateLimitRule, path: str) -> SlidingWindow:
        """Return the one window of `rule` for `path`; two threads that make it get the same."""
        window = SlidingWindow(round(rule.interval * SECOND), rule.limit, f"{rule.name} {path}".rstrip())
        if rule.scope is RateLimitScope.IP:
            window = self._host.windows.setdefault((rule.name, window.interval_ns, rule.limit), window)
        return self._windows.setdefault((rule.name, path), window)

    def _raise_used(self, kind: str, interval: int, used: int) -> None:
        names = {rule.name for rule in self.rules if rule.interval == interval and kind in rule.name.lower()}
        for (name, _), window in tuple(self._windows.items()):
            if name in names:
                window.raise_used(used, self._clock() if self._clock else 0)


def plain_host(host: str) -> str:
    """Return a host as one name: ``user@API.Example.com.:443`` is ``api.example.com``."""
    name = host.rpartition("@")[2].lower()
    for port in (":443", ":80"):
        name = name.removesuffix(port)
    return name.rstrip(".")


def limiter_for(host: str, rules: Iterable[RateLimitRule]) -> RateLimiter:
    """Return the limiter that every feed of `host` with these rules shares in this process."""
    wanted = tuple(rules)
    with _shared_lock:
        known = _hosts.setdefault(plain_host(host), _Host()).limiters
        for limiter in known:
            if limiter.rules == wanted:
                return limiter
        known.append(RateLimiter(wanted, host=host))
        return known[-1]


def rate_limit(method: Method) -> Method:
    """Let a method that takes ``path="METHOD /path"`` wait for its turn at ``self._rate_limiter`` first.

    ``params``, if the method has it, is what weights by parameter look at.
    """
    names = signature(method)

    def request(*args: Any, **kwargs: Any) -> dict[str, Any]:
        given = names.bind(*args, **kwargs).arguments
        return {"path": given["path"], "params": given.get("params")}

    @wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        self._rate_limiter.acquire(**request(self, *args, **kwargs))
        return method(self, *args, **kwargs)

    @wraps(method)
    async def async_call(self: Any, *args: Any, **kwargs: Any) -> Any:
        await self._rate_limiter.async_acquire(**request(self, *args, **kwargs))
        return await method(self, *args, **kwargs)

    return cast(Method, async_call if iscoroutinefunction(method) else call)


class _Route(NamedTuple):
    """What one path is charged."""

    windows: tuple[SlidingWindow, ...]
    rule_weights: tuple[int | StepWeight, ...]
    weights: tuple[int, ...] | None  # None where a weight follows a parameter


class _Booking(NamedTuple):
    """A turn that was booked ahead: as a context, its time; leaving by an exception gives it back."""

    windows: tuple[SlidingWindow, ...]
    weights: tuple[int, ...]
    due: int

    def __enter__(self) -> int:
        return self.due

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            for window, weight in zip(self.windows, self.weights, strict=True):
                window.give_back(weight, self.due)


@dataclass(slots=True)
class _Host:
    """What every limiter of one host shares."""

    windows: dict[tuple[str, int, int], SlidingWindow] = field(default_factory=dict)  # rule, interval, limit
    closed_until: int = 0  # ns
    reason: str = ""
    limiters: list[RateLimiter] = field(default_factory=list)


_hosts: dict[str, _Host] = {}
_shared_lock = threading.Lock()  # around changes of what limiters share
