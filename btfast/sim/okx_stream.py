"""OKX's websocket manners (www.okx.com/docs-v5, "WebSocket", "Connect", "Subscribe")."""

import asyncio
import json
import time
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from btfast.sim.hub import Connection, Topic, dumps, text_frame
from btfast.sim.okx_topics import VIP, make_topic, path_of, topic_name
from btfast.sim.okx_wide_topics import LOGIN
from btfast.sim.venue import Product

_HOUR = 3600.0
_CLOSE_WITHIN = 1.0
_MOST_BYTES = 64 << 10
_IDLE_CLOSE = 4004
_BAD_REQUEST_CLOSE = 4002
_MOVED = (
    "Wrong URL or channel:{channel} doesn't exist on this URL. It has been moved to '{path}'; "
    "please subscribe there."
)
_UNKNOWN = (
    "Wrong URL or {arg} doesn't exist. "
    "Please use the correct URL, channel and parameters referring to API document."
)


class OkxSocket:
    """One client's connection to ``/ws/v5/public`` or ``/ws/v5/business``."""

    def __init__(self, products: dict[str, Product], path: str) -> None:
        self._products = products
        self._path = path
        product = next(iter(products.values()))
        self._hub, self._settings = product.hub, product.settings
        self._active = 0.0

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Hold the conversation until either side ends it."""
        socket = web.WebSocketResponse(compress=False, timeout=_CLOSE_WITHIN)
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        connection = Connection(socket, request.transport, "okx", f"okx/{self._path}")
        self._hub.connections.add(connection)
        self._active = time.monotonic()
        keeper = asyncio.create_task(self._keep(connection))
        try:
            async for message in socket:
                await self._hear(connection, message)
        finally:
            keeper.cancel()
            self._hub.close(connection)
        return socket

    async def _hear(self, connection: Connection, message: WSMessage) -> None:
        self._active = time.monotonic()
        if message.type is not WSMsgType.TEXT:
            return
        if message.data == "ping":
            connection.write(text_frame(b"pong"))
        elif len(message.data) > _MOST_BYTES:
            await connection.socket.close(code=_BAD_REQUEST_CLOSE, message=b"Invalid request")
        else:
            self._answer(connection, message.data)

    async def _keep(self, connection: Connection) -> None:
        """Close a connection on which nothing moved in either direction."""
        sent = connection.sent
        while True:
            await asyncio.sleep(max(0.01, self._active + self._settings.idle - time.monotonic()))
            if connection.sent != sent:
                sent, self._active = connection.sent, time.monotonic()
            elif time.monotonic() - self._active >= self._settings.idle:
                message = f"No data received in {self._settings.idle:g}s.".encode()
                await connection.socket.close(code=_IDLE_CLOSE, message=message)
                return

    def _answer(self, connection: Connection, text: str) -> None:
        try:
            request = json.loads(text)
        except json.JSONDecodeError:
            request = None
        if not isinstance(request, dict) or not isinstance(request.get("args"), list) or not request["args"]:
            self._refuse(connection, "60012", f"Invalid request: {text}", {})
            return
        echo = {"id": request["id"]} if "id" in request else {}
        if connection.is_too_fast(self._settings.okx_requests, _HOUR):
            self._refuse(connection, "60014", "Requests too frequent", echo)
        elif request.get("op") in ("subscribe", "unsubscribe"):
            for arg in request["args"]:
                self._obey(connection, request["op"], arg, echo)
        else:
            self._refuse(connection, "60012", f"Invalid request: {text}", echo)

    def _obey(self, connection: Connection, op: str, arg: Any, echo: dict[str, Any]) -> None:
        problem = self._problem(arg)
        if problem is None and op == "unsubscribe":
            connection.asked.pop(topic_name(arg), None)
            self._hub.leave(connection, topic_name(arg))
        elif problem is None:
            topic = self._hub.join(
                connection, "okx", topic_name(arg), lambda: make_topic(self._products, arg)
            )
            if topic is not None:
                self._welcome(connection, topic, arg, echo)
                return
            problem = "60018", _UNKNOWN.format(arg=_spelled(arg))
        if problem is not None:
            self._refuse(connection, *problem, echo)
        else:
            connection.say(echo | {"event": op, "arg": arg, "connId": connection.name})

    def _welcome(self, connection: Connection, topic: Topic, arg: Any, echo: dict[str, Any]) -> None:
        connection.asked[topic.name] = None
        connection.say(echo | {"event": "subscribe", "arg": arg, "connId": connection.name})
        first = topic.hello() if topic.hello else None
        if first is not None:
            connection.write(text_frame(first.encode()))

    def _problem(self, arg: Any) -> tuple[str, str] | None:
        """Return code and text of what is wrong with a subscription."""
        if not isinstance(arg, dict) or not isinstance(arg.get("channel"), str):
            return "60013", "Invalid args"
        path = path_of(arg["channel"])
        if path is None:
            return "60018", _UNKNOWN.format(arg=_spelled(arg))
        if path != self._path:
            return "64001", _MOVED.format(channel=arg["channel"], path=f"/{path}")
        if arg["channel"] in LOGIN:
            return "60011", "Please log in"
        if arg["channel"] in VIP and not self._settings.vip:
            return "64003", "Your trading fee tier doesn't meet the requirement to access this channel"
        return None

    def _refuse(self, connection: Connection, code: str, message: str, echo: dict[str, Any]) -> None:
        connection.say(echo | {"event": "error", "code": code, "msg": message, "connId": connection.name})


def _spelled(arg: dict[str, str]) -> str:
    return ",".join(f"{name}:{value}" for name, value in arg.items())


def notice(connection: Connection) -> str:
    """Return what is said 60 s before a service upgrade."""
    message = "The connection will soon be closed for a service upgrade. Please reconnect."
    return dumps({"event": "notice", "code": "64008", "msg": message, "connId": connection.name})
