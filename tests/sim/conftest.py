"""Local venues as child processes, and a websocket client that is plain enough to see every frame."""

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pytest
import websocket

from btfast.sim.fixture import LocalVenueProcess, local_venue

PATIENCE = 5.0


class Client:
    """One websocket connection; messages come decoded, ``pong`` as text."""

    def __init__(self, url: str) -> None:
        self.socket = websocket.create_connection(url, timeout=PATIENCE)

    def send(self, message: object) -> None:
        """Send text as it is and everything else as JSON."""
        self.socket.send(message if isinstance(message, str) else json.dumps(message))

    def text(self) -> str:
        """Return the next message as it came."""
        return str(self.socket.recv())

    def receive(self) -> Any:
        """Return the next message."""
        return json.loads(self.text())

    def until(self, is_it: Callable[[Any], bool], most: int = 2000) -> Any:
        """Return the next message that is the one looked for."""
        for _ in range(most):
            message = self.receive()
            if is_it(message):
                return message
        raise AssertionError(f"not among {most} messages")

    def frame(self) -> Any:
        """Return the next frame, whatever it is."""
        return self.socket.recv_frame()  # type: ignore[no-untyped-call]

    def close_code(self, most: int = 2000) -> int:
        """Return the code of the close frame that the venue sends; 0 when it just drops the connection."""
        for _ in range(most):
            try:
                frame = self.frame()
            except (websocket.WebSocketConnectionClosedException, ConnectionError):
                return 0
            if frame.opcode == websocket.ABNF.OPCODE_CLOSE:
                return int(struct.unpack("!H", frame.data[:2])[0])
        raise AssertionError(f"not closed within {most} frames")


@pytest.fixture(scope="session")
def venue() -> Iterator[LocalVenueProcess]:
    """A venue with quick cadences, for tests that leave it as it is."""
    with local_venue(seed=7, rate=200, interval_ms=10, levels=300) as running:
        yield running


@pytest.fixture(scope="session")
def brisk() -> Iterator[LocalVenueProcess]:
    """A venue of one symbol with five hundred diffs a second."""
    with local_venue(seed=8, symbols="BTC-USDT", rate=500, interval_ms=2, levels=300) as running:
        yield running


@pytest.fixture
def connect() -> Iterator[Callable[[str], Client]]:
    """Open clients that are closed after the test."""
    opened: list[Client] = []

    def open_client(url: str) -> Client:
        opened.append(Client(url))
        return opened[-1]

    yield open_client
    for client in opened:
        client.socket.shutdown()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Contracts:
    """Symbols whose spelling depends on the day."""

    day: str
    quarter: str
    coin_quarter: str
    option: str
    okx_future: str
    okx_option: str

    def fill(self, text: str) -> str:
        """Put the symbols into a text with their names in braces."""
        return text.format(**asdict(self))

    def stream(self, text: str) -> str:
        """Put the symbols into the name of a Binance stream, which has them in lower case."""
        return text.format(**{name: symbol.lower() for name, symbol in asdict(self).items()})


@pytest.fixture(scope="session")
def contracts(venue: LocalVenueProcess) -> Contracts:
    """The first dated contracts and options on BTC, as the venue lists them."""

    def okx(kind: str, family: str) -> str:
        listed = venue.get("/api/v5/public/instruments", instType=kind, instFamily=family)["data"]
        return str(listed[0]["instId"])

    futures = {
        row["pair"]: row["symbol"]
        for path in ("/fapi/v1", "/dapi/v1")
        for row in venue.get(f"{path}/exchangeInfo")["symbols"]
        if row["contractType"] == "CURRENT_QUARTER"
    }
    option = venue.get("/eapi/v1/exchangeInfo")["optionSymbols"][0]["symbol"]
    return Contracts(
        day=option.split("-")[1],
        quarter=futures["BTCUSDT"],
        coin_quarter=futures["BTCUSD"],
        option=option,
        okx_future=okx("FUTURES", "BTC-USDT"),
        okx_option=okx("OPTION", "BTC-USD"),
    )
