"""Rules of a rate limiter: what counts, over which requests, and how much each costs."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from math import inf
from typing import Any, Self, cast

from btfast.exceptions import ConfigurationError


class RateLimitType(StrEnum):
    """How the venue counts."""

    SLIDING_WINDOW = "sliding_window"
    FIXED_WINDOW = "fixed_window"
    TOKEN_BUCKET = "token_bucket"


class RateLimitScope(StrEnum):
    """What shares a rule's window."""

    GLOBAL = "global"  # every request of one limiter
    ENDPOINT = "endpoint"  # nothing: each "METHOD /path" has a window of its own
    IP = "ip"  # every request to the host, from every limiter of the process


@dataclass(frozen=True, slots=True)
class StepWeight:
    """A weight that follows a parameter: up to and including each step; above the last, the last weight."""

    by: str
    steps: tuple[float, ...]  # ascending
    weights: tuple[int, ...]  # one a step, and one above them
    absent: int

    def of(self, params: Mapping[str, Any] | None) -> int:
        """Return the weight of a request with `params`; a list counts its members, a name counts one."""
        value = params.get(self.by) if params else None
        if value is None:
            return self.absent
        return self.weights[bisect_left(self.steps, _size(value))]


@dataclass(frozen=True, slots=True)
class RateLimitRule:
    """One limit of a venue.

    Args:
        name: What errors and `get_status` call it; "weight" or "order" in it ties it to the venue's headers.
        type: How the venue counts.
        interval: Length of the window in s.
        limit: Weight that a window may hold.
        scope: What shares the window.
        endpoint: Glob of the paths (``/api/v3/*``, ``POST /api/v3/order*``) that the rule counts; None: all.
        weight: Weight of a request that `weight_map` does not name.
        weight_map: Weights by path, ``METHOD path``, glob or method. A weight is a number (0: this rule does
            not count it), ``{by: limit, steps: {100: 5, 500: 25}, absent: 5}``, where `absent` is the first
            step's if left out, or ``{by: symbol, present: 2, absent: 80}``.
    """

    name: str
    type: RateLimitType
    interval: float
    limit: int
    scope: RateLimitScope = RateLimitScope.GLOBAL
    endpoint: str | None = None
    weight: int = 1
    weight_map: Mapping[str, Any] | None = None
    weights: Mapping[str, int | StepWeight] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        is_interval = isinstance(self.interval, int | float) and 0 < self.interval <= 1e6
        self._check(is_interval, "interval", self.interval, "seconds above 0, up to 1e6")
        self._check(_is_count(self.limit, 1), "limit", self.limit, "a whole number above 0")
        self._check(_is_count(self.weight, 1), "weight", self.weight, "a whole number above 0")
        self._check(self.type in [*RateLimitType], "type", self.type, " or ".join(RateLimitType))
        self._check(self.scope in [*RateLimitScope], "scope", self.scope, " or ".join(RateLimitScope))
        weights = {key: self._weight(key, value) for key, value in (self.weight_map or {}).items()}
        object.__setattr__(self, "type", RateLimitType(self.type))
        object.__setattr__(self, "scope", RateLimitScope(self.scope))
        object.__setattr__(self, "weights", weights)

    @classmethod
    def from_config(cls, settings: Any) -> Self:
        """Return the rule that a mapping, or an object with attributes of these names, describes."""
        if not isinstance(settings, Mapping):
            settings = {key: getattr(settings, key, None) for key in cls.__match_args__}
        given = {key: value for key, value in settings.items() if value is not None}
        for key in ("name", "type", "interval", "limit"):
            if key not in given:
                raise ConfigurationError(f"rate limit {given.get('name', '')!r}: {key} is missing")
        return cls(**given)

    @property
    def is_shared(self) -> bool:
        """Whether all paths share one window."""
        return self.scope is not RateLimitScope.ENDPOINT

    def weight_of(self, path: str) -> int | StepWeight:
        """Return the weight of ``METHOD /path``; 0 if this rule does not count it.

        The first found counts: the whole path, the bare path, the longest glob, the method, `weight`.
        """
        if self.endpoint is not None and not _matches(self.endpoint, path):
            return 0
        method, _, bare = path.rpartition(" ")
        matching = [key for key in self.weights if key != method and _matches(key, path)]
        keys = (path, bare, *sorted(matching, key=len, reverse=True), method)
        return next((self.weights[key] for key in keys if key in self.weights), self.weight)

    def _weight(self, key: str, value: Any) -> int | StepWeight:
        if _is_count(value, 0):
            return cast(int, value)
        weight = _read_steps(value)
        self._check(
            weight is not None, f"weight_map[{key!r}]", value, "a number, or by, steps or present, absent"
        )
        return cast(StepWeight, weight)

    def _check(self, holds: bool, what: str, found: Any, wanted: str) -> None:
        if not holds:
            raise ConfigurationError(f"rate limit {self.name!r}: {what} must be {wanted}, not {found!r}")


def _is_count(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _matches(pattern: str, path: str) -> bool:
    """Return whether a path, a method or a glob of either kind covers ``METHOD /path``."""
    method, _, bare = path.rpartition(" ")
    return pattern == method or fnmatchcase(path, pattern) or fnmatchcase(bare, pattern)


def _read_steps(settings: Any) -> StepWeight | None:
    """Return the weight that a mapping of `weight_map` describes, or None if it describes none."""
    match settings:
        case {"by": str(by), "steps": {**steps}, **more} if steps and all(_is_count(key, 0) for key in steps):
            ordered: dict[float, Any] = dict(sorted(cast(dict[int, Any], steps).items()))
        case {"by": str(by), "present": present, **more}:
            ordered = {inf: present}
        case _:
            return None
    weights = tuple(ordered.values())
    absent = cast(int, more.pop("absent", weights[0]))
    is_sound = all(_is_count(weight, 1) for weight in (absent, *weights))
    return StepWeight(by, tuple(ordered), (*weights, weights[-1]), absent) if is_sound and not more else None


def _size(value: Any) -> float:
    """Return a number as it is, and of a list, or of a text that is no number, how many it names."""
    if hasattr(value, "__len__") and not isinstance(value, str):
        return len(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value).count(",") + 1
    return number if number >= 0 else inf  # what no venue takes costs the most
