"""HTTP to one venue, on a pool of kept connections."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from btfast.exceptions import RequestTimeoutError, TransportError
from btfast.feeds.transport.network import cause_of, checked_file, checked_url, root_of

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

POOL_SIZE = 32  # connections kept, for as many threads that send at the same time
READ_SIZE = 1 << 16  # bytes


class HttpAnswer(NamedTuple):
    """What came back."""

    status: int
    body: bytes  # decompressed
    headers: Mapping[str, str]  # looked up in any case
    elapsed_ns: int  # from the first byte sent to the last received


class HttpTransport:
    """Requests to one venue; threads may share it.

    Args:
        base_url: Scheme and host, and the path that every target lies under.
        venue: What errors call the other side.
        timeout: Seconds to connect, and without a byte; a body that still drips after as long is cut off.
        proxies: ``{"https": url}``; None takes the environment's, once.
        ca_file: PEM file of the authorities to trust in the place of the usual ones.
        max_bytes: Size of the largest decompressed body.
    """

    def __init__(
        self,
        base_url: str,
        venue: str,
        timeout: float = 10.0,
        proxies: Mapping[str, str] | None = None,
        *,
        ca_file: str | None = None,
        max_bytes: int = 64 << 20,
    ) -> None:
        from requests import Session
        from requests.adapters import HTTPAdapter
        from requests.utils import get_environ_proxies

        self.base_url = checked_url(base_url, ("http", "https")).rstrip("/")
        self.venue = venue
        self.timeout = timeout
        self.max_bytes = max_bytes
        self._session = Session()
        self._session.trust_env = False  # the environment and netrc are not read again for each request
        self._session.proxies = dict(get_environ_proxies(base_url) if proxies is None else proxies)
        self._session.verify = checked_file(ca_file) or True
        self._session.mount(self.base_url, HTTPAdapter(pool_maxsize=POOL_SIZE, max_retries=0))

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: str | bytes | None = None,
        *,
        timeout: float | None = None,
    ) -> HttpAnswer:
        """Send one request, once, and return its answer, whatever the status; redirects are not followed.

        Args:
            method: ``GET``, ``POST``, …
            target: Path and query, percent-encoded; they are sent as they are.
            headers: Headers beyond the usual ones.
            body: Text is sent as UTF-8.
            timeout: Takes the place of the transport's own.

        Raises:
            RequestTimeoutError: No whole answer in time; the request may have arrived.
            TransportError: The network failed or the answer is too large; the request may have arrived.
        """
        from requests import RequestException, Timeout
        from urllib3.exceptions import HTTPError
        from urllib3.exceptions import TimeoutError as SilenceError

        call = f"{self.venue}: {method} {target.partition('?')[0]}"
        seconds = self.timeout if timeout is None else timeout
        begin = time.monotonic_ns()
        try:
            request = self._prepare(method, target, headers, body)
            with self._session.send(request, stream=True, timeout=seconds, allow_redirects=False) as response:
                content = self._read(response, begin + int(seconds * 1e9))
        except (Timeout, SilenceError, TimeoutError) as error:
            raise RequestTimeoutError(f"{call}: no whole answer in {seconds:g} s") from root_of(error)
        except (RequestException, HTTPError, OSError) as error:
            raise TransportError(f"{call}: {cause_of(error)}") from root_of(error)
        except _TooLargeError:
            raise TransportError(f"{call}: the answer is larger than {self.max_bytes} bytes") from None
        return HttpAnswer(response.status_code, content, response.headers, time.monotonic_ns() - begin)

    def close(self) -> None:
        """Close the connections that are kept."""
        self._session.close()

    def _prepare(
        self, method: str, target: str, headers: Mapping[str, str] | None, body: str | bytes | None
    ) -> "PreparedRequest":
        from requests import Request

        if not target.startswith("/"):
            raise ValueError(f"{self.venue}: a target begins with '/'")
        url = self.base_url + target
        data = body.encode() if isinstance(body, str) else body
        request = self._session.prepare_request(Request(method, url, headers=headers, data=data))
        request.url = url  # requests spells escapes its own way, and a signature covers ours
        return request

    def _read(self, response: "Response", deadline_ns: int) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := response.raw.read1(READ_SIZE, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > self.max_bytes:
                raise _TooLargeError
            if time.monotonic_ns() > deadline_ns:
                raise TimeoutError
        return b"".join(parts)


class _TooLargeError(Exception):
    """The body exceeds `max_bytes`."""
