"""One websocket connection, read in the thread that runs it."""

import select
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from btfast.exceptions import ConfigurationError, NotSupportedError, RequestTimeoutError, TransportError
from btfast.feeds.transport.frames import (
    BINARY,
    CLOSE,
    NO_STATUS,
    NORMAL,
    PING,
    PONG,
    TEXT,
    FrameReader,
    ProtocolError,
    read_close,
)
from btfast.feeds.transport.network import cause_of, checked_file, checked_url, root_of

READ_SIZE = 1 << 16  # bytes
GOODBYE_TIMEOUT = 0.1  # s; how long `close` tries to send its frame
NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class WssTransport:
    """One connection from handshake to close; another one needs another transport.

    Args:
        url: ``wss://…`` (or ``ws://…``) with its path.
        on_message: Called in the running thread with each whole message and the wall-clock ns at which its
            last bytes were read. UTF-8 is not checked: who reads the message does that.
        spin_us: Only 0: the thread sleeps until there is something to read.
        ssl_context: Takes the place of the usual context; it must verify certificate and host name.
        deflate: Only False: compression is not offered.
        on_open: Called in the running thread after the handshake.
        on_close: Called in the running thread with code and reason, when either side has closed in order.
        ca_file: PEM file of the authorities to trust in the place of the usual ones.
        connect_timeout: Seconds for each step of the handshake, and for `send`.
        max_size: Bytes of the largest message.
        venue: What errors call the other side.

    ``messages`` and ``bytes`` count what was delivered; ``last_recv_ns`` is the wall clock of the last read.
    """

    def __init__(
        self,
        url: str,
        on_message: Callable[[bytes, int], object],
        spin_us: int = 0,
        ssl_context: ssl.SSLContext | None = None,
        *,
        deflate: bool = False,
        on_open: Callable[[], object] | None = None,
        on_close: Callable[[int, str], object] | None = None,
        ca_file: str | None = None,
        connect_timeout: float = 10.0,
        max_size: int = 16 << 20,
        venue: str = "",
    ) -> None:
        if spin_us != 0:
            raise NotSupportedError(f"websocket: spin_us={spin_us} is not supported, only 0 is")
        if deflate:
            raise NotSupportedError("websocket: deflate=True is not supported")
        self._url = checked_url(url, ("ws", "wss"))
        self._call = f"{venue}: websocket to {urlsplit(url).hostname}"  # the path may hold a listen key
        self._tls = _context(ssl_context, ca_file) if url.startswith("wss:") else None
        self._on_message = on_message
        self._on_open = on_open
        self._on_close = on_close
        self._timeout = connect_timeout
        self._max_size = max_size
        self.messages = 0
        self.bytes = 0
        self.last_recv_ns = 0
        self._is_closing = False
        self._sock: socket.socket | None = None
        self._sending = threading.Lock()  # around whole frames
        self._io = threading.Lock()  # around calls that never wait: TLS cannot read and write at once

    def run_forever(self) -> None:
        """Connect and read until `close` is called or the server closes.

        Raises:
            RequestTimeoutError: The handshake, or a pong, took too long.
            TransportError: The network failed, the handshake was refused, or the server broke the protocol.
        """
        sock = self._connect()
        try:
            if self._on_open is not None:
                self._on_open()
            code, reason = self._read(sock)
        except ProtocolError as error:
            self._say_goodbye(error.code)
            raise TransportError(f"{self._call}: {error}") from error
        except TransportError:
            if not self._is_closing:
                raise
            code, reason = NORMAL, ""
        finally:
            self._drop(sock)
        if self._on_close is not None:
            self._on_close(code, reason)

    def send(self, text: str) -> None:
        """Send one text message, from any thread.

        Raises:
            TransportError: There is no connection, or it failed.
        """
        self._send_frame(TEXT, text.encode(), self._timeout)

    def ping(self, payload: bytes = b"") -> None:
        """Send one ping, from any thread; `payload` is at most 125 bytes."""
        if len(payload) > 125:
            raise ValueError(f"{self._call}: a ping carries at most 125 bytes, not {len(payload)}")
        self._send_frame(PING, payload, self._timeout)

    def close(self) -> None:
        """End `run_forever`, from any thread and as often as wanted; what was not delivered is dropped."""
        if self._is_closing:
            return
        self._is_closing = True
        if (sock := self._sock) is not None:
            self._say_goodbye(NORMAL)
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # wakes the reader and leaves TLS as it is

    def _connect(self) -> socket.socket:
        import websocket

        try:
            connection = websocket.create_connection(
                self._url, timeout=self._timeout, sslopt={"context": self._tls}, redirect_limit=0
            )
        except (TimeoutError, websocket.WebSocketTimeoutException) as error:
            message = f"{self._call}: no handshake in {self._timeout:g} s"
            raise RequestTimeoutError(message) from root_of(error)
        except websocket.WebSocketBadStatusException as error:
            raise TransportError(f"{self._call}: handshake answered with {error.status_code}") from None
        except OSError as error:
            raise TransportError(f"{self._call}: {cause_of(error)}") from root_of(error)
        except (websocket.WebSocketException, ValueError) as error:
            raise TransportError(f"{self._call}: {error}") from root_of(error)
        sock = connection.sock
        assert sock is not None
        sock.setblocking(False)
        self._sock = sock
        return sock

    def _read(self, sock: socket.socket) -> tuple[int, str]:
        """Deliver messages until the end; return code and reason of the close."""
        reader = FrameReader(self._max_size)
        readable = select.poll()
        readable.register(sock, select.POLLIN)
        while not self._is_closing:
            chunk = self._receive(sock, readable)
            self.last_recv_ns = time.time_ns()
            for opcode, payload in reader.messages(chunk):
                if self._is_closing:
                    break
                if opcode <= BINARY:
                    self.messages += 1
                    self.bytes += len(payload)
                    self._on_message(payload, self.last_recv_ns)
                elif opcode == PING:
                    self._send_frame(PONG, payload, self._timeout)
                elif opcode == CLOSE:
                    return self._answer_close(payload)
        return NORMAL, ""

    def _receive(self, sock: socket.socket, readable: select.poll) -> bytes:
        """Wait for bytes and return them."""
        while True:
            try:
                with self._io:
                    chunk = sock.recv(READ_SIZE)
            except NOT_NOW:
                readable.poll()
                continue
            except OSError as error:
                raise TransportError(f"{self._call}: {cause_of(error)}") from error
            if not chunk:
                raise TransportError(f"{self._call}: the connection was cut")
            return chunk

    def _answer_close(self, payload: bytes) -> tuple[int, str]:
        code, reason = read_close(payload)
        self._say_goodbye(NORMAL if code == NO_STATUS else code)
        return code, reason

    def _say_goodbye(self, code: int) -> None:
        """Send a close frame if that takes no time; nothing is lost if it does not."""
        with suppress(TransportError):
            self._send_frame(CLOSE, code.to_bytes(2), GOODBYE_TIMEOUT)

    def _send_frame(self, opcode: int, payload: bytes, timeout: float) -> None:
        from websocket import ABNF

        frame: bytes = ABNF.create_frame(payload, opcode).format()
        if not self._sending.acquire(timeout=timeout):
            raise RequestTimeoutError(f"{self._call}: nothing could be sent in {timeout:g} s")
        try:
            self._write(frame, time.monotonic() + timeout)
        finally:
            self._sending.release()

    def _write(self, frame: bytes, deadline: float) -> None:
        sock = self._sock
        if sock is None:
            raise TransportError(f"{self._call}: not connected")
        writable = select.poll()
        writable.register(sock, select.POLLOUT)
        rest = memoryview(frame)
        while rest:
            try:
                with self._io:
                    rest = rest[sock.send(rest) :]
            except NOT_NOW:
                if not writable.poll(max(deadline - time.monotonic(), 0) * 1e3):
                    raise RequestTimeoutError(f"{self._call}: nothing could be sent in time") from None
            except OSError as error:
                raise TransportError(f"{self._call}: {cause_of(error)}") from error

    def _drop(self, sock: socket.socket) -> None:
        self._sock = None
        sock.close()


def _context(given: ssl.SSLContext | None, ca_file: str | None) -> ssl.SSLContext:
    """Return a TLS context that verifies certificate and host name."""
    if given is None:
        try:
            return ssl.create_default_context(cafile=checked_file(ca_file))
        except ssl.SSLError as error:
            raise ConfigurationError(f"ca_file {ca_file!r} holds no certificate that can be read") from error
    if given.verify_mode != ssl.CERT_REQUIRED or not given.check_hostname:
        raise ConfigurationError("websocket: ssl_context must verify the certificate and the host name")
    return given
