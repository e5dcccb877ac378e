"""HTTP and websockets over loopback, against servers that are told what to do."""

import base64
import gzip
import hashlib
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btfast.exceptions import ConfigurationError, NotSupportedError, RequestTimeoutError, TransportError
from btfast.feeds.transport import HttpTransport, WssTransport
from btfast.feeds.transport.frames import FrameReader, ProtocolError

PATIENCE = 10  # s; no test comes near it
SECRET = "/api/v3/order?symbol=BTCUSDT&signature=c0ffee"
Talk = Callable[[socket.socket], object]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Path:
    """A self-signed certificate for 127.0.0.1, with its key in the same file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = subprocess.run(
        [
            openssl,
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            *names,
            "-keyout",
            "-",
            "-out",
            "-",
        ],
        capture_output=True,
        check=True,
    )
    path.write_bytes(made.stdout)
    return path


class Server:
    """Accepts connections on a port the system picked and talks on each, one after the other."""

    def __init__(self, talk: Talk, tls: ssl.SSLContext | None = None) -> None:
        self.talk = talk
        self.tls = tls
        self.accepted = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.accepted += 1
                connection.settimeout(PATIENCE)
                with suppress(OSError), connection:
                    self.serve(connection)

    def serve(self, connection: socket.socket) -> None:
        if self.tls is None:
            self.talk(connection)
        else:
            with self.tls.wrap_socket(connection, server_side=True) as wrapped:
                self.talk(wrapped)

    def stop(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(PATIENCE)


@contextmanager
def serving(talk: Talk, certificate: Path | None = None) -> Iterator[Server]:
    tls = None
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
    server = Server(talk, tls)
    try:
        yield server
    finally:
        server.stop()


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def read_head(connection: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1) or b"\r\n\r\n"
    return head


def wait_for_end(connection: socket.socket) -> bytes:
    """Read until the other side closes; what it said."""
    said = b""
    while chunk := connection.recv(4096):
        said += chunk
    return said


class HttpTalk:
    """Gives the same answer to every request, and keeps what was asked."""

    def __init__(
        self, body: bytes = b"{}", status: str = "200 OK", *headers: str, length: int | None = None
    ) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
        self.answer = "\r\n".join([*lines, "", ""]).encode() + body
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []

    def __call__(self, connection: socket.socket) -> None:
        while (head := read_head(connection)).strip():
            self.heads.append(head)
            length = [
                line[15:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
            ]
            self.bodies.append(connection.recv(int(length[0])) if length and int(length[0]) else b"")
            connection.sendall(self.answer)
            if b"Connection: close" in self.answer:
                return


@contextmanager
def http(talk: Talk, certificate: Path | None = None, **more) -> Iterator[HttpTransport]:
    with serving(talk, certificate) as server:
        scheme = "https" if certificate else "http"
        transport = HttpTransport(f"{scheme}://{server.address}", "venue", **more)
        try:
            yield transport
        finally:
            transport.close()


class TestHttp:
    def test_an_answer_holds_status_body_headers_and_time(self):
        with http(HttpTalk(b'{"a":1}', "200 OK", "X-MBX-USED-WEIGHT-1M: 42")) as transport:
            answer = transport.send("GET", "/api/v3/time")
        assert (answer.status, answer.body, answer.headers["x-mbx-used-weight-1m"]) == (200, b'{"a":1}', "42")
        assert 0 < answer.elapsed_ns < PATIENCE * 1e9

    @pytest.mark.parametrize("status", ["400 Bad Request", "418 I'm a teapot", "429 Too Many", "503 Down"])
    def test_an_error_status_is_an_answer(self, status):
        with http(HttpTalk(b"<html>", status)) as transport:
            assert transport.send("GET", "/")[:2] == (int(status[:3]), b"<html>")

    def test_headers_and_body_arrive_as_given(self):
        talk = HttpTalk()
        with http(talk) as transport:
            transport.send("POST", "/order", {"X-KEY": "k"}, "symbol=€")
        assert talk.heads[0].startswith(b"POST /order HTTP/1.1\r\n")
        assert b"\r\nX-KEY: k\r\n" in talk.heads[0]
        assert talk.bodies == ["symbol=€".encode()]

    @pytest.mark.parametrize(
        "target",
        ["/a?q=%7Ea~b%2C%22&s=%EF%BC%91", "/a?x=%5B%22BTCUSDT%22%5D", "/a%20b?c=d+e&f=", "/?a=b%26c"],
    )
    def test_the_target_is_sent_byte_for_byte(self, target):
        talk = HttpTalk()
        with http(talk) as transport:
            transport.send("GET", target)
        assert talk.heads[0].split(b" ")[1] == target.encode()

    def test_a_connection_is_kept(self):
        talk = HttpTalk()
        with serving(talk) as server:
            transport = HttpTransport(f"http://{server.address}", "venue")
            for _ in range(3):
                transport.send("GET", "/")
            transport.close()
            assert server.accepted == 1
        assert len(talk.heads) == 3

    def test_a_compressed_body_is_decompressed(self):
        body = b"[" + b"1," * 50_000 + b"1]"
        with http(HttpTalk(gzip.compress(body), "200 OK", "Content-Encoding: gzip")) as transport:
            assert transport.send("GET", "/").body == body

    def test_a_chunked_body_is_put_together(self):
        def talk(connection):
            read_head(connection)
            head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            connection.sendall(head + b"3\r\nabc\r\n" + b"4\r\ndefg\r\n0\r\n\r\n")
            wait_for_end(connection)

        with http(talk) as transport:
            assert transport.send("GET", "/").body == b"abcdefg"

    def test_a_redirect_is_not_followed(self):
        with http(HttpTalk(b"", "302 Found", "Location: /elsewhere")) as transport:
            assert transport.send("GET", "/").status == 302

    @pytest.mark.parametrize("compressed", [False, True])
    def test_a_body_above_the_limit_is_refused(self, compressed):
        body = gzip.compress(bytes(200_000)) if compressed else bytes(200_000)
        headers = ["Content-Encoding: gzip"] if compressed else []
        talk = HttpTalk(body, "200 OK", "Connection: close", *headers)
        too_large = pytest.raises(
            TransportError, match="venue: GET /: the answer is larger than 100000 bytes"
        )
        with http(talk, max_bytes=100_000) as transport, too_large:
            transport.send("GET", "/")

    def test_silence_is_a_timeout_that_hides_the_query(self):
        timeout = pytest.raises(RequestTimeoutError)
        with http(wait_for_end, timeout=0.05) as transport, timeout as caught:
            transport.send("POST", SECRET)
        assert str(caught.value) == "venue: POST /api/v3/order: no whole answer in 0.05 s"

    def test_a_body_that_drips_is_cut_off(self):
        stop = threading.Event()

        def talk(connection):
            read_head(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not stop.wait(0.01):
                connection.sendall(b".")

        with http(talk, timeout=0.1) as transport:
            with pytest.raises(RequestTimeoutError):
                transport.send("GET", "/")
            stop.set()

    def test_a_refused_connection_says_so_and_hides_the_query(self):
        transport = HttpTransport(f"http://127.0.0.1:{unused_port()}", "venue")
        with pytest.raises(TransportError) as caught:
            transport.send("GET", SECRET)
        assert str(caught.value) == "venue: GET /api/v3/order: Connection refused"
        assert "signature" not in repr(caught.value.__cause__)

    @pytest.mark.parametrize(
        "said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", b"\x15\x03\r\n\r\n"]
    )
    def test_a_cut_or_senseless_answer_is_an_error_and_not_sent_again(self, said):
        def talk(connection):
            read_head(connection)
            connection.sendall(said)

        with serving(talk) as server:
            transport = HttpTransport(f"http://{server.address}", "venue")
            with pytest.raises(TransportError, match="venue: POST /api/v3/order: "):
                transport.send("POST", SECRET, body="{}")
            assert server.accepted == 1

    def test_an_unknown_certificate_is_refused(self, certificate):
        refused = pytest.raises(TransportError, match="CERTIFICATE_VERIFY_FAILED")
        with http(HttpTalk(), certificate) as transport, refused:
            transport.send("GET", "/")

    def test_a_certificate_of_ca_file_is_accepted(self, certificate):
        with http(HttpTalk(b"ok"), certificate, ca_file=str(certificate)) as transport:
            assert transport.send("GET", "/").body == b"ok"

    def test_threads_share_a_transport(self):
        def answer(connection):
            with connection, suppress(OSError):
                HttpTalk(b"ok")(connection)

        def talk(connection):
            threading.Thread(target=answer, args=(connection.dup(),), daemon=True).start()

        with http(talk) as transport:
            bodies: list[bytes] = []
            ask = lambda: bodies.append(transport.send("GET", "/").body)  # noqa: E731
            threads = [threading.Thread(target=ask) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE)
        assert bodies == [b"ok"] * 8

    def test_the_environment_names_the_proxy_once(self, monkeypatch):
        talk = HttpTalk(b"proxied")
        with serving(talk) as proxy:
            monkeypatch.setenv("http_proxy", f"http://{proxy.address}")
            transport = HttpTransport("http://venue.test", "venue")
            monkeypatch.delenv("http_proxy")
            assert transport.send("GET", "/time?a=1").body == b"proxied"
            transport.close()
        assert talk.heads[0].startswith(b"GET http://venue.test/time?a=1 HTTP/1.1")

    @pytest.mark.parametrize("url", ["ftp://venue.test", "venue.test", "http://", ""])
    def test_a_base_url_without_sense_is_refused(self, url):
        with pytest.raises(ConfigurationError):
            HttpTransport(url, "venue")

    def test_a_ca_file_that_is_not_there_is_refused(self):
        with pytest.raises(ConfigurationError, match=r"'/no/such.pem' is not a file"):
            HttpTransport("https://venue.test", "venue", ca_file="/no/such.pem")

    def test_a_target_stays_on_the_host(self):
        with pytest.raises(ValueError, match="a target begins with '/'"):
            HttpTransport("http://venue.test", "venue").send("GET", ".evil.test/")


def frame(payload: bytes, opcode: int = 1, *, final: bool = True, mask: bool = False, rsv: int = 0) -> bytes:
    """Return one frame as a server sends it."""
    size = len(payload)
    first = opcode | rsv << 4 | (0x80 if final else 0)
    if size < 126:
        head = struct.pack(">BB", first, size | mask << 7)
    elif size < 1 << 16:
        head = struct.pack(">BBH", first, 126 | mask << 7, size)
    else:
        head = struct.pack(">BBQ", first, 127 | mask << 7, size)
    return head + (b"\0\0\0\0" if mask else b"") + payload


def read_frame(connection: socket.socket) -> tuple[int, bytes]:
    """Return opcode and payload of one short frame as a client sends it."""
    first, second = recv_exactly(connection, 2)
    assert second & 0x80, "a client's frame is masked"
    mask = recv_exactly(connection, 4)
    payload = recv_exactly(connection, second & 0x7F)
    return first & 0x0F, bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def recv_exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        chunk = connection.recv(size - len(data))
        if not chunk:
            raise ConnectionError("the client is gone")
        data += chunk
    return data


def upgrade(connection: socket.socket) -> bytes:
    """Answer the handshake; return the client's."""
    head = read_head(connection)
    key = next(line[19:] for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key:"))
    accept = base64.b64encode(hashlib.sha1(key.strip() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    return head


class Client:
    """A transport with everything it was told."""

    def __init__(self, server: Server, **more) -> None:
        self.got: list[bytes] = []
        self.stamps: list[int] = []
        self.closed: list[tuple[int, str]] = []
        self.opened = threading.Event()
        scheme = "ws" if server.tls is None else "wss"
        self.transport = WssTransport(
            f"{scheme}://{server.address}/ws/secret-listen-key",
            on_message=self.on_message,
            on_open=self.opened.set,
            on_close=lambda code, reason: self.closed.append((code, reason)),
            venue="venue",
            **more,
        )

    def on_message(self, message: bytes, recv_ns: int) -> None:
        self.got.append(message)
        self.stamps.append(recv_ns)

    def run(self) -> threading.Thread:
        thread = threading.Thread(target=self.transport.run_forever, daemon=True)
        thread.start()
        assert self.opened.wait(PATIENCE)
        return thread


@contextmanager
def client(
    *said: bytes, certificate: Path | None = None, after: Talk = wait_for_end, **more
) -> Iterator[Client]:
    """Run a server that upgrades, says `said` and then does `after`."""

    def talk(connection):
        upgrade(connection)
        for part in said:
            connection.sendall(part)
        after(connection)

    with serving(talk, certificate) as server:
        yield Client(server, **more)


CLOSE = frame(struct.pack(">H", 1000) + b"bye", 8)


class TestWebsocket:
    def test_text_and_binary_are_delivered_as_bytes_with_the_time(self):
        begin = time.time_ns()
        with client(frame(b'{"a":1}'), frame(b"\x00\xff", 2), CLOSE) as subject:
            subject.transport.run_forever()
        assert subject.got == [b'{"a":1}', b"\x00\xff"]
        assert (
            begin
            <= subject.stamps[0]
            <= subject.stamps[1]
            <= subject.transport.last_recv_ns
            <= time.time_ns()
        )
        assert (subject.transport.messages, subject.transport.bytes) == (2, 9)
        assert subject.closed == [(1000, "bye")]

    def test_a_thousand_messages_in_one_packet_arrive_in_order(self):
        messages = [f'{{"u":{i}}}'.encode() for i in range(1000)]
        with client(b"".join(map(frame, messages)) + CLOSE) as subject:
            subject.transport.run_forever()
        assert subject.got == messages

    @pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536, 3_000_000])
    def test_every_length_arrives_whole(self, size):
        payload = bytes(i % 251 for i in range(size))
        with client(frame(payload) + frame(b"next") + CLOSE) as subject:
            subject.transport.run_forever()
        assert subject.got == [payload, b"next"]

    def test_fragments_are_delivered_as_one_message(self):
        parts = [frame(b"ab", final=False), frame(b"", 9), frame(b"cd", 0, final=False), frame(b"ef", 0)]
        with client(*parts, frame(b"next"), CLOSE) as subject:
            subject.transport.run_forever()
        assert subject.got == [b"abcdef", b"next"]

    def test_a_ping_is_answered_with_its_payload(self):
        answers: list[tuple[int, bytes]] = []

        def after(connection):
            answers.append(read_frame(connection))
            connection.sendall(CLOSE)
            answers.append(read_frame(connection))

        with client(frame(b"1700000000000", 9), after=after) as subject:
            subject.transport.run_forever()
        assert answers == [(10, b"1700000000000"), (8, struct.pack(">H", 1000))]
        assert subject.got == []

    @pytest.mark.parametrize(
        ("payload", "told"),
        [
            (b"", (1005, "")),
            (struct.pack(">H", 4004), (4004, "")),
            (struct.pack(">H", 1001) + b"\xff", (1001, "�")),
        ],
    )
    def test_the_server_may_close_with_any_code(self, payload, told):
        with client(frame(payload, 8)) as subject:
            subject.transport.run_forever()
        assert subject.closed == [told]

    def test_send_and_ping_reach_the_server_from_any_thread(self):
        seen: list[tuple[int, bytes]] = []

        def after(connection):
            seen.extend([read_frame(connection), read_frame(connection)])
            connection.sendall(CLOSE)

        with client(after=after) as subject:
            thread = subject.run()
            subject.transport.send("é{}")
            subject.transport.ping(b"alive")
            thread.join(PATIENCE)
        assert seen == [(1, "é{}".encode()), (9, b"alive")]

    def test_close_from_another_thread_ends_the_run_and_says_goodbye(self):
        seen: list[tuple[int, bytes]] = []
        with client(after=lambda connection: seen.append(read_frame(connection))) as subject:
            thread = subject.run()
            subject.transport.close()
            subject.transport.close()
            thread.join(PATIENCE)
            assert not thread.is_alive()
        assert seen == [(8, struct.pack(">H", 1000))]
        assert subject.closed == [(1000, "")]

    def test_close_in_a_callback_ends_the_run_at_once(self):
        with client(frame(b"1") + frame(b"2")) as subject:
            subject.on_message = lambda message, recv_ns: (
                subject.got.append(message),
                subject.transport.close(),
            )
            subject.transport._on_message = subject.on_message
            subject.transport.run_forever()
        assert subject.got == [b"1"]

    def test_close_before_the_run_ends_it(self):
        with client() as subject:
            subject.transport.close()
            subject.transport.run_forever()
        assert subject.closed == [(1000, "")]

    def test_sending_without_a_connection_is_an_error(self):
        with client(CLOSE) as subject:
            with pytest.raises(TransportError, match="not connected"):
                subject.transport.send("{}")
            subject.transport.run_forever()
            with pytest.raises(TransportError, match="not connected"):
                subject.transport.send("{}")

    def test_a_server_that_does_not_read_does_not_hold_up_close(self):
        never = threading.Event()
        with client(after=lambda connection: never.wait(PATIENCE), connect_timeout=0.2) as subject:
            thread = subject.run()
            with pytest.raises(RequestTimeoutError, match="nothing could be sent in time"):
                subject.transport.send("x" * 50_000_000)
            subject.transport.close()
            thread.join(PATIENCE)
            assert not thread.is_alive()
            never.set()

    @pytest.mark.parametrize(
        "said", [b"", b"\x81", frame(b"half a message")[:-3], frame(b"part", final=False)]
    )
    def test_a_cut_connection_is_an_error(self, said):
        with (
            client(frame(b"whole") + said, after=lambda connection: None) as subject,
            pytest.raises(TransportError, match=r"venue: websocket to 127.0.0.1: the connection was cut"),
        ):
            subject.transport.run_forever()
        assert subject.got == [b"whole"]
        assert subject.closed == []

    def test_a_reset_connection_is_an_error(self):
        def after(connection):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        with (
            client(after=after) as subject,
            pytest.raises(TransportError, match=r"Connection reset by peer|cut"),
        ):
            subject.transport.run_forever()

    @pytest.mark.parametrize(
        ("said", "complaint", "code"),
        [
            (frame(b"x" * 101), "a frame of 101 bytes, more than 100", 1009),
            (struct.pack(">BBQ", 0x82, 127, 2**63), f"a frame of {2**63} bytes", 1009),
            (
                frame(b"x" * 60, final=False) + frame(b"x" * 60, 0),
                "in fragments of more than 100 bytes",
                1009,
            ),
            (frame(b"masked", mask=True), "masked", 1002),
            (frame(b"x", rsv=4), "reserved bits", 1002),
            (frame(b"x", 3), "opcode 3", 1002),
            (frame(b"x", 11), "opcode 11", 1002),
            (frame(b"x", 0), "opcode 0", 1002),
            (frame(b"x", final=False) + frame(b"y"), "opcode 1", 1002),
            (frame(b"x", 9, final=False), "a control frame", 1002),
            (struct.pack(">BBH", 0x89, 126, 126) + b"x" * 126, "a frame of 126 bytes", 1009),
            (frame(b"x", 8), "half a code", 1002),
        ],
    )
    def test_a_breach_of_protocol_closes_with_its_code(self, said, complaint, code):
        seen: list[tuple[int, bytes]] = []
        with (
            client(
                frame(b"held") + said, after=lambda c: seen.append(read_frame(c)), max_size=100
            ) as subject,
            pytest.raises(TransportError, match=f"venue: websocket to 127.0.0.1: .*{complaint}"),
        ):
            subject.transport.run_forever()
        assert seen == [(8, struct.pack(">H", code))]
        assert subject.got == [b"held"]

    def test_a_callback_that_raises_ends_the_run(self):
        with client(frame(b"1")) as subject:
            subject.transport._on_message = lambda message, recv_ns: 1 / 0
            with pytest.raises(ZeroDivisionError):
                subject.transport.run_forever()

    def test_the_handshake_may_be_refused(self):
        with serving(HttpTalk(b"slow down", "429 Too Many Requests", "Connection: close")) as server:
            subject = Client(server)
            with pytest.raises(TransportError, match="handshake answered with 429") as caught:
                subject.transport.run_forever()
        assert "secret" not in str(caught.value)

    def test_a_redirect_is_not_followed(self):
        with (
            serving(HttpTalk(b"", "302 Found", "Location: ws://127.0.0.1:1/", "Connection: close")) as server,
            pytest.raises(TransportError, match="Redirect limit exhausted"),
        ):
            Client(server).transport.run_forever()

    def test_a_silent_handshake_is_a_timeout(self):
        with (
            serving(wait_for_end) as server,
            pytest.raises(
                RequestTimeoutError, match=r"venue: websocket to 127.0.0.1: no handshake in 0.05 s"
            ),
        ):
            Client(server, connect_timeout=0.05).transport.run_forever()

    def test_a_refused_connection_says_so(self):
        transport = WssTransport(f"ws://127.0.0.1:{unused_port()}/ws", on_message=print, venue="venue")
        with pytest.raises(TransportError, match=r"venue: websocket to 127.0.0.1: Connection refused"):
            transport.run_forever()

    def test_small_packets_are_not_held_back(self):
        with client() as subject:
            thread = subject.run()
            assert subject.transport._sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            subject.transport.close()
            thread.join(PATIENCE)

    def test_an_unknown_certificate_is_refused(self, certificate):
        refused = pytest.raises(TransportError, match="CERTIFICATE_VERIFY_FAILED")
        with client(certificate=certificate) as subject, refused:
            subject.transport.run_forever()

    def test_a_certificate_of_ca_file_is_accepted(self, certificate):
        payload = b"x" * 100_000
        said = frame(payload) + b"".join([frame(b"1")] * 2000)
        with client(said, CLOSE, certificate=certificate, ca_file=str(certificate)) as subject:
            subject.transport.run_forever()
        assert subject.got == [payload, *[b"1"] * 2000]

    def test_tls_is_read_and_written_at_the_same_time_and_closed_from_another_thread(self, certificate):
        def echo(connection):
            while True:
                opcode, payload = read_frame(connection)
                connection.sendall(frame(payload, opcode))
                if opcode == 8:
                    return

        with client(certificate=certificate, after=echo, ca_file=str(certificate)) as subject:
            thread = subject.run()
            senders = [
                threading.Thread(target=lambda: [subject.transport.send("x" * 100) for _ in range(200)])
                for _ in range(4)
            ]
            arrived = threading.Event()
            subject.transport._on_message = lambda message, recv_ns: (
                subject.got.append(message),
                len(subject.got) == 800 and arrived.set(),
            )
            for sender in senders:
                sender.start()
            assert arrived.wait(PATIENCE)
            subject.transport.close()
            thread.join(PATIENCE)
            assert not thread.is_alive()
        assert subject.got == [b"x" * 100] * 800

    def test_a_context_that_does_not_verify_is_refused(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        with pytest.raises(ConfigurationError, match="must verify"):
            WssTransport("wss://venue.test/ws", on_message=print, ssl_context=context)

    @pytest.mark.parametrize("option", [{"deflate": True}, {"spin_us": 50}])
    def test_options_of_later_transports_are_not_supported(self, option):
        with pytest.raises(NotSupportedError, match=next(iter(option))):
            WssTransport("wss://venue.test/ws", on_message=print, **option)

    @pytest.mark.parametrize("url", ["https://venue.test", "venue.test/ws", "wss://"])
    def test_a_url_without_sense_is_refused(self, url):
        with pytest.raises(ConfigurationError):
            WssTransport(url, on_message=print)

    def test_a_ping_is_short(self):
        with pytest.raises(ValueError, match="125"):
            WssTransport("ws://venue.test", on_message=print).ping(b"x" * 126)


class TestFrameReader:
    WIRE = b"".join(
        [
            frame(b"text"),
            frame(b"", 2),
            frame(b"a", final=False),
            frame(b"ping", 9),
            frame(b"b" * 200, 0),
            frame(b"c" * 70_000),
        ]
    )
    MESSAGES = ((1, b"text"), (2, b""), (9, b"ping"), (1, b"a" + b"b" * 200), (1, b"c" * 70_000))

    @pytest.mark.parametrize("cut", [*range(260), len(WIRE) - 70_000, len(WIRE) - 1])
    def test_a_split_at_any_byte_changes_nothing(self, cut):
        reader = FrameReader(1 << 20)
        got = [*reader.messages(self.WIRE[:cut]), *reader.messages(self.WIRE[cut:])]
        assert tuple(got) == self.MESSAGES

    def test_single_bytes_change_nothing(self):
        reader = FrameReader(1 << 20)
        got = [message for byte in self.WIRE[:300] for message in reader.messages(bytes([byte]))]
        assert tuple(got) == self.MESSAGES[:4]

    @settings(max_examples=300, deadline=None)
    @given(st.binary(max_size=400), st.integers(1, 50))
    def test_any_bytes_give_messages_or_a_protocol_error(self, wire, step):
        reader = FrameReader(100)
        with suppress(ProtocolError):
            for at in range(0, len(wire), step):
                for opcode, payload in reader.messages(wire[at : at + step]):
                    assert opcode in (1, 2, 8, 9, 10)
                    assert len(payload) <= 100
