"""Binance's websocket manners (web-socket-streams.md, "General WSS information")."""

import asyncio
import json
import time
from functools import partial
from typing import Any

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from btfast.sim.binance import SPOT
from btfast.sim.binance_topics import Host, tier
from btfast.sim.binance_wide_topics import make_topic
from btfast.sim.hub import Connection

_METHODS = ("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY")
_MAX_ID_LENGTH = 36
_CLOSE_WITHIN = 1.0


class Refusal(Exception):
    """A control message that is answered with an error: code 0 to 3."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.answer = {"code": code, "msg": message}


class BinanceSocket:
    """One client's connection to a host; `tier_name` is set on USDⓈ-M."""

    def __init__(self, host: Host, tier_name: str | None) -> None:
        self._host, self._product = host, host.own
        self._tier = tier_name
        settings, is_spot = host.own.settings, host.own.name == SPOT
        self._ping_every = settings.ping_spot if is_spot else settings.ping_swap
        self._pong_within = settings.pong_spot if is_spot else settings.pong_swap
        self._messages = settings.messages_spot if is_spot else settings.messages_swap
        self._unanswered: dict[bytes, float] = {}

    async def serve(
        self, request: web.Request, streams: list[str], is_combined: bool
    ) -> web.WebSocketResponse:
        """Hold the conversation until either side ends it."""
        socket = web.WebSocketResponse(autoping=False, compress=False, timeout=_CLOSE_WITHIN)
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        connection = Connection(socket, request.transport, "binance", self._place, is_combined)
        self._product.hub.connections.add(connection)
        keeper = asyncio.create_task(self._keep(connection))
        try:
            await self._subscribe(connection, streams)
            async for message in socket:
                await self._hear(connection, message)
        finally:
            keeper.cancel()
            self._product.hub.close(connection)
        return socket

    @property
    def _place(self) -> str:
        return f"binance/{self._product.name}"

    async def _hear(self, connection: Connection, message: WSMessage) -> None:
        if connection.is_too_fast(self._messages, 1.0):
            await connection.socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"Too many requests")
        elif message.type is WSMsgType.PING:
            await connection.socket.pong(message.data)
        elif message.type is WSMsgType.PONG:
            self._unanswered.pop(bytes(message.data), None)
        elif message.type is WSMsgType.TEXT:
            await self._answer(connection, message.data)

    async def _keep(self, connection: Connection) -> None:
        """Ping, drop a client that does not answer with the same payload, and end at the end of life."""
        end = connection.opened + self._product.settings.life
        while time.monotonic() < end:
            await asyncio.sleep(min(self._ping_every, max(0.0, end - time.monotonic())))
            now = time.monotonic()
            if any(sent + self._pong_within <= now for sent in self._unanswered.values()):
                connection.transport.abort()
                return
            payload = str(self._product.clock.now()).encode()
            self._unanswered[payload] = now
            await connection.socket.ping(payload)
        await connection.socket.close(code=WSCloseCode.GOING_AWAY, message=b"24 hours")

    async def _answer(self, connection: Connection, text: str) -> None:
        request: Any = None
        try:
            request = json.loads(text)
            result = await self._obey(connection, *_read(request))
        except json.JSONDecodeError as problem:
            connection.say(
                {
                    "code": 3,
                    "msg": f"Invalid JSON: {problem.msg} at line {problem.lineno} column {problem.colno}",
                }
            )
        except Refusal as refusal:
            known = request.get("id") if isinstance(request, dict) else None
            connection.say(refusal.answer | ({"id": known} if _is_id(known) else {}))
        else:
            connection.say({"result": result, "id": request["id"]})

    async def _obey(self, connection: Connection, method: str, params: list[Any]) -> object:
        if method == "LIST_SUBSCRIPTIONS":
            return list(connection.asked)
        if method.endswith("_PROPERTY"):
            return _property(connection, method, params)
        if not params or not all(isinstance(name, str) for name in params):
            raise Refusal(2, "Invalid request: params must be a non-empty array of stream names")
        if method == "SUBSCRIBE":
            await self._subscribe(connection, params)
        else:
            for name in params:
                connection.asked.pop(name, None)
                self._product.hub.leave(connection, name)
        return None

    async def _subscribe(self, connection: Connection, names: list[str]) -> None:
        """Join the streams that exist on this tier; the others are counted and silently absent."""
        for name in names:
            connection.asked[name] = None
            if self._tier in (None, tier(name)):
                make = partial(make_topic, self._host, name)
                self._product.hub.join(connection, self._place, name, make)
        if len(connection.asked) > self._product.settings.streams:
            await connection.socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"Too many streams")


def _read(request: object) -> tuple[str, list[Any]]:
    if not isinstance(request, dict):
        raise Refusal(2, "Invalid request: expected an object")
    for key in ("method", "id"):
        if key not in request:
            raise Refusal(2, f"Invalid request: missing field `{key}`")
    if not _is_id(request["id"]):
        raise Refusal(
            2, "Invalid request: request ID must be an unsigned integer, a string of up to 36 letters or null"
        )
    method = request["method"]
    if method not in _METHODS:
        known = ", ".join(f"`{name}`" for name in _METHODS)
        raise Refusal(2, f"Invalid request: unknown variant `{method}`, expected one of {known}")
    params = request.get("params", [])
    if not isinstance(params, list):
        raise Refusal(2, "Invalid request: params must be an array")
    return method, params


def _is_id(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _MAX_ID_LENGTH
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _property(connection: Connection, method: str, params: list[Any]) -> object:
    if not params or not isinstance(params[0], str):
        raise Refusal(2, "Invalid request: property name must be a string")
    if params[0] != "combined":
        raise Refusal(0, "Unknown property")
    if method == "GET_PROPERTY":
        return connection.is_combined
    if len(params) != 2 or not isinstance(params[1], bool):
        raise Refusal(1, "Invalid value type: expected Boolean")
    connection.is_combined = params[1]
    return None
