"""The control of the local venue under ``/sim``: faults, state, the true book, shutdown. Answers are JSON."""

import asyncio
import json
from fnmatch import fnmatchcase

from aiohttp import web

from btfast.sim.binance_door import BinanceDoor
from btfast.sim.faults import BOOK_KINDS, CONNECTION_KINDS, Fault
from btfast.sim.hub import Connection, dumps, text_frame
from btfast.sim.okx_door import OkxDoor
from btfast.sim.okx_stream import notice
from btfast.sim.replay import Replay
from btfast.sim.rest import answer
from btfast.sim.venue import PRODUCTS, Market, Product


class Control:
    """What a test may ask of the venue, beside what the venue's clients may."""

    def __init__(
        self,
        products: dict[str, dict[str, Product]],
        binance: BinanceDoor,
        okx: OkxDoor,
        replay: Replay | None,
    ) -> None:
        product = products["okx"]["spot"]
        self.stopped = asyncio.Event()
        self._products = products
        self._hub, self._clock = product.hub, product.clock
        self._binance, self._okx = binance, okx
        self._replay = replay

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post("/sim/fault", self._fault)
        app.router.add_get("/sim/state", self._state)
        app.router.add_get("/sim/book", self._book)
        app.router.add_post("/sim/shutdown", self._shutdown)

    async def _fault(self, request: web.Request) -> web.Response:
        try:
            fault = self._hub.faults.ask(await request.json())
        except (json.JSONDecodeError, ValueError) as problem:
            return answer({"error": str(problem)}, 400)
        hit = 0
        if fault.kind in CONNECTION_KINDS:
            hit = await self._strike(fault)
        elif fault.kind in BOOK_KINDS:
            hit = self._renumber(fault)
        elif fault.kind == "skew":
            self._clock.offset = fault.ms
        if hit:
            self._hub.faults.injected[fault.kind] += hit
        return answer({"kind": fault.kind, "hit": hit})

    async def _strike(self, fault: Fault) -> int:
        """Cut, close or warn the connections meant; return how many."""
        meant = [connection for connection in self._hub.connections if _is_meant(fault, connection)]
        for connection in meant:
            if fault.kind == "cut":
                connection.transport.abort()
            elif fault.kind == "close":
                await connection.socket.close(code=fault.status)
            else:
                connection.write(text_frame(self._farewell(connection).encode()))
        return len(meant)

    def _farewell(self, connection: Connection) -> str:
        if connection.venue == "okx":
            return notice(connection)
        event = {"e": "serverShutdown", "E": self._clock.now()}
        return dumps({"stream": "!serverShutdown", "data": event} if connection.is_combined else event)

    def _renumber(self, fault: Fault) -> int:
        """Set the numbers of OKX books back, or have them say that nothing is new; return how many."""
        markets = [m for product in self._products["okx"].values() for m in product.markets.values()]
        meant = [market for market in markets if fnmatchcase(f"books:{market.symbol}", fault.stream)]
        for market in meant:
            if fault.kind == "reset":
                market.instrument.sequence //= 2
            else:
                market.instrument.tell("keep_alive", None)
        return len(meant)

    async def _state(self, _: web.Request) -> web.Response:
        hub = self._hub
        connections = [
            {
                "id": connection.name,
                "place": connection.place,
                "combined": connection.is_combined,
                "subscriptions": list(connection.asked),
                "sent": connection.sent,
            }
            for connection in hub.connections
        ]
        return answer(
            {
                "connections": connections,
                "messages_sent": hub.sent(),
                "streams": {f"{place}/{name}": topic.sent for (place, name), topic in hub.topics.items()},
                "faults": dict(hub.faults.injected),
                "weights": self._binance.usage() | {"okx": self._okx.usage()},
                "replay": {"done": self._replay.done, "left": self._replay.left} if self._replay else None,
            }
        )

    async def _book(self, request: web.Request) -> web.Response:
        try:
            market = self._market(request)
        except KeyError:
            return answer({"error": f"sim: no book for {dict(request.query)}"}, 404)
        return answer(market.book_state())

    def _market(self, request: web.Request) -> Market:
        asked = request.query
        product = PRODUCTS[asked["venue"]][asked["product"]]
        return self._products[asked["venue"]][product].markets[asked["symbol"]]

    async def _shutdown(self, _: web.Request) -> web.Response:
        asyncio.get_running_loop().call_later(0.05, self.stopped.set)
        return answer({"stopped": True})


def _is_meant(fault: Fault, connection: Connection) -> bool:
    if any(fault.hits(topic) for topic in connection.topics.values()):
        return True
    return fault.stream == fault.product == "*" and fnmatchcase(connection.venue, fault.venue)
