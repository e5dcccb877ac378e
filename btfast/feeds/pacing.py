"""How fast a client may open connections, and speak on one of them."""

from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

from btfast.config_schema import StreamConfig
from btfast.rate_limiter import RateLimiter, RateLimitRule, RateLimitScope, RateLimitType

SECOND, HOUR = 1_000_000_000, 3_600_000_000_000  # ns


class Pacer:
    """Counts what goes out on one connection: messages in any second, requests in any hour.

    Args:
        messages_per_second: Everything that is sent.
        requests_per_hour: Subscriptions and their ends; ``math.inf`` where the venue does not count them.
        clock: Gives ns that never step back.
    """

    def __init__(
        self, messages_per_second: float, requests_per_hour: float, clock: Callable[[], int]
    ) -> None:
        self._clock = clock
        self._messages: deque[int] = deque(maxlen=max(int(messages_per_second), 1))
        is_counted = requests_per_hour < float("inf")
        self._requests: deque[int] | None = deque(maxlen=int(requests_per_hour)) if is_counted else None

    def delay(self) -> float:
        """Return the seconds until a request may go out; 0.0 is now."""
        waits = [_wait(self._messages, SECOND, self._clock())]
        if self._requests is not None:
            waits.append(_wait(self._requests, HOUR, self._clock()))
        return max(waits) / 1e9

    def count(self, is_request: bool = True) -> None:
        """Count one message that goes out now."""
        now = self._clock()
        self._messages.append(now)
        if is_request and self._requests is not None:
            self._requests.append(now)


def opening_limiter(manners: StreamConfig, url: str) -> RateLimiter:
    """Return the limiter of connections, which all feeds of the host share."""
    rule = RateLimitRule(
        name="openings",
        type=RateLimitType.SLIDING_WINDOW,
        interval=manners.openings_interval,
        limit=manners.openings,
        scope=RateLimitScope.IP,
    )
    return RateLimiter([rule], host=urlsplit(url).netloc)


def _wait(sent: deque[int], span: int, now: int) -> int:
    return max(sent[0] + span - now, 0) if len(sent) == sent.maxlen else 0
