"""Every exception that btfast raises.

BtfastError
├── ConfigurationError        settings that cannot be used: names file, line and key (also a ValueError)
├── ExchangeNotFoundError     a registry key nobody registered (also a ValueError)
├── DataParseError            a message that is not what it should be: names container and position (also a ValueError)
├── InvalidSymbolError        a symbol that cannot be spelled for this exchange (also a ValueError)
├── NotSupportedError         a verb, topic or option that this exchange has not (also a NotImplementedError)
├── AuthenticationError       a signed call without a key; nothing was sent
├── BookNotLiveError          a book that is asked for a price while it may be wrong
├── CaptureError              a capture that cannot be read, or written; has ``samples``
├── DataGapError              history with a hole in it: has ``missing`` and ``data``, what was read
├── TransportError            the network failed: names venue, call and cause (also a ConnectionError)
│   └── RequestTimeoutError   no answer in time (also a TimeoutError)
├── RateLimitError            the budget is used up, or the venue closed the gate; has ``retry_after`` in seconds
└── UnifiedError              an error that the venue answered with (``btfast.error_framework``)

InstrumentFileWarning         a kept list of instruments that is broken, too old or cannot be written (a UserWarning)
"""

from typing import Any


class BtfastError(Exception):
    """Base of every exception that btfast raises."""


class ConfigurationError(BtfastError, ValueError):
    """Settings that cannot be used."""


class ExchangeNotFoundError(BtfastError, ValueError):
    """A registry key that nobody registered."""


class DataParseError(BtfastError, ValueError):
    """A message that is not what it should be."""


class InvalidSymbolError(BtfastError, ValueError):
    """A symbol that cannot be spelled for this exchange."""


class NotSupportedError(BtfastError, NotImplementedError):
    """A verb, topic or option that this exchange does not have."""


class AuthenticationError(BtfastError):
    """A signed call without a key; nothing was sent."""


class BookNotLiveError(BtfastError):
    """A book that is asked for a price while it may be wrong."""


class CaptureError(BtfastError):
    """A capture that cannot be read, or written.

    What `book_samples` made of the part before is in `samples`; None where nobody sampled.
    """

    samples: Any = None


class DataGapError(BtfastError):
    """History with a hole in it; what was read is kept.

    Args:
        message: What was asked, of whom, and what did not come.
        missing: The holes, each ``(first, last)`` in ms since the epoch, both included.
        data: What came: a sequence of bars.
    """

    def __init__(self, message: str, missing: list[tuple[int, int]], data: Any) -> None:
        super().__init__(message)
        self.missing = missing
        self.data = data


class InstrumentFileWarning(UserWarning):
    """A kept list of instruments that is broken, too old or cannot be written; work goes on."""


class TransportError(BtfastError, ConnectionError):
    """The network failed; the message names the venue, the call and the cause."""


class RequestTimeoutError(TransportError, TimeoutError):
    """No answer came in time."""


class RateLimitError(BtfastError):
    """The budget is used up, or the venue closed the gate.

    Args:
        message: What was asked, of whom, and what came back.
        retry_after: Seconds until the call may be tried again, or None where nobody said.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
