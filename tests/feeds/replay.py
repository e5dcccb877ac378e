"""A transport that replays answers, and a clock that is told the time."""

import json
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from btfast.feeds.transport import HttpAnswer
from btfast.rate_limiter import RateLimiter, RateLimitRule

DATA = Path(__file__).parent.parent / "data"


class Sent(NamedTuple):
    """One request as it left the feed."""

    method: str
    target: str
    headers: dict[str, str]
    body: str | bytes | None
    timeout: float | None


class Replay:
    """Takes requests down and gives the answers it was given, in turn; an exception among them is raised."""

    def __init__(self, *answers: HttpAnswer | Exception) -> None:
        self.answers = deque(answers)
        self.sent: list[Sent] = []
        self.is_closed = False

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: str | bytes | None = None,
        *,
        timeout: float | None = None,
    ) -> HttpAnswer:
        self.sent.append(Sent(method, target, dict(headers or {}), body, timeout))
        answer = self.answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.is_closed = True


class Clock:
    """Nanoseconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 10**9
        self.slept: list[float] = []

    def __call__(self) -> int:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += round(seconds * 1e9)


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpAnswer:
    """Return an answer; what is no bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpAnswer(status, content, dict(headers or {}), 1)


def message(name: str) -> bytes:
    """Return a message of ``tests/data``, such as ``okx/ticker``."""
    return (DATA / f"{name}.json").read_bytes()


def told_limiter(*rules: RateLimitRule) -> tuple[RateLimiter, Clock]:
    """Return a limiter of its own whose time is told."""
    clock = Clock()
    return RateLimiter(rules, clock=clock, sleep=clock.sleep), clock
