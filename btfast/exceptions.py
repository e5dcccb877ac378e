"""Every exception that btfast raises.

BtfastError
├── ConfigurationError        settings that cannot be used: names file, line and key (also a ValueError)
├── ExchangeNotFoundError     a registry key nobody registered (also a ValueError)
├── DataParseError            a message that is not what it should be: names container and position (also a ValueError)
├── InvalidSymbolError        a symbol that cannot be spelled for this exchange (also a ValueError)
├── NotSupportedError         a verb, topic or option that this exchange has not (also a NotImplementedError)
├── AuthenticationError       a signed call without a key; nothing was sent
├── BookNotLiveError          a book that is asked for a price while it may be wrong
├── CaptureError              a capture file that cannot be read
├── TransportError            the network failed: names venue, call and cause (also a ConnectionError)
│   └── RequestTimeoutError   no answer in time (also a TimeoutError)
├── RateLimitError            the budget is used up, or the venue closed the gate; has ``retry_after`` in seconds
└── UnifiedError              an error that the venue answered with (``btfast.error_framework``)
"""


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
    """A capture file that cannot be read."""


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
