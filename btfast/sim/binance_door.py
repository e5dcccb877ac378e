"""Where Binance clients come in: REST paths with their weights and bans, and the websocket paths."""

import math
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import NamedTuple

from aiohttp import web

from btfast.sim.binance import COIN_M, OPTION, SPOT, SWAP, Query, error
from btfast.sim.binance_coin_rest import COIN_M_ENDPOINTS
from btfast.sim.binance_margin_rest import SAPI_ENDPOINTS
from btfast.sim.binance_option_rest import OPTION_ENDPOINTS
from btfast.sim.binance_rest import SPOT_ENDPOINTS, Endpoint
from btfast.sim.binance_stream import BinanceSocket
from btfast.sim.binance_swap_rest import SWAP_ENDPOINTS
from btfast.sim.binance_topics import MARKET, PUBLIC, Host
from btfast.sim.limits import WeightLimit
from btfast.sim.rest import answer, fault_answer
from btfast.sim.venue import Product, VenueError

SAPI = "sapi"
_POOL_WINDOW = 300
_WEIGHT_TEXT = (
    "Too much request weight used; current limit is {limit} request weight per 1 MINUTE. "
    "Please use WebSocket Streams for live updates to avoid polling the API."
)
_BAN_TEXT = (
    "Way too much request weight used; IP banned until {until}. "
    "Please use WebSocket Streams for live updates to avoid bans."
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Api(NamedTuple):
    """One of Binance's REST APIs: whose markets it tells of, its paths, and the limit it counts against."""

    product: str
    endpoints: Mapping[str, Endpoint]
    limit: str
    headers: tuple[str, ...] = ("X-MBX-USED-WEIGHT-1M",)


_SPOT = Api(SPOT, SPOT_ENDPOINTS, SPOT, ("X-MBX-USED-WEIGHT-1M", "X-MBX-USED-WEIGHT"))
_SAPI = Api(SPOT, SAPI_ENDPOINTS, SAPI, ("X-SAPI-USED-IP-WEIGHT-1M",))
_SWAP = Api(SWAP, SWAP_ENDPOINTS, SWAP)
_COIN_M = Api(COIN_M, COIN_M_ENDPOINTS, COIN_M)
_OPTION = Api(OPTION, OPTION_ENDPOINTS, OPTION)
_PATHS = {
    "/api/v3": _SPOT, "/sapi": _SAPI, "/fapi": _SWAP, "/futures/data": _SWAP, "/eapi": _OPTION, "/dapi": _COIN_M,
}  # fmt: skip
_COIN_M_PATHS = {"/dapi": _COIN_M, "/futures/data": _COIN_M}


class BinanceDoor:
    """Routes of all products; those of COIN-M are those of others too, and stand apart."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        self._products = products
        settings = products[SPOT].settings
        ban = settings.ban_after, settings.ban_seconds
        self._weights = {
            SPOT: WeightLimit(settings.weight_spot, *ban),
            SAPI: WeightLimit(settings.weight_sapi, *ban),
            SWAP: WeightLimit(settings.weight_swap, *ban),
            COIN_M: WeightLimit(settings.weight_coin_m, *ban),
            OPTION: WeightLimit(settings.weight_option, *ban),
        }
        self._pools = {
            "funding": WeightLimit(settings.funding_limit, *ban, _POOL_WINDOW),
            "data": WeightLimit(settings.futures_data_limit, *ban, _POOL_WINDOW),
        }

    def add_to(self, app: web.Application) -> None:
        """Add the routes of every host but COIN-M's; its REST API is here too."""
        spot, swap, coin_m, option = (self._products[name] for name in (SPOT, SWAP, COIN_M, OPTION))
        self._add_rest(app, _PATHS)
        self._add_streams(app, "", Host(spot, (spot,), (spot,)), None)
        host = Host(swap, (swap, option), (swap, coin_m))
        for tier in (PUBLIC, MARKET):
            self._add_streams(app, f"/{tier}", host, tier)

    def add_coin_m_to(self, app: web.Application) -> None:
        """Add the routes of COIN-M's hosts."""
        swap, coin_m = self._products[SWAP], self._products[COIN_M]
        self._add_rest(app, _COIN_M_PATHS)
        self._add_streams(app, "", Host(coin_m, (coin_m,), (swap, coin_m)), None)

    def usage(self) -> dict[str, dict[str, int]]:
        """Return the weight used in the current windows, by limit and address."""
        return {name: limit.usage() for name, limit in (self._weights | self._pools).items()}

    def _add_rest(self, app: web.Application, paths: Mapping[str, Api]) -> None:
        for path, api in paths.items():
            app.router.add_route("*", path + "/{name:.*}", partial(self._rest, api))

    def _add_streams(self, app: web.Application, prefix: str, host: Host, tier: str | None) -> None:
        async def bare(request: web.Request) -> web.StreamResponse:
            return await BinanceSocket(host, tier).serve(
                request, _names(request.match_info.get("streams", "")), False
            )

        async def combined(request: web.Request) -> web.StreamResponse:
            return await BinanceSocket(host, tier).serve(
                request, _names(request.query.get("streams", "")), True
            )

        app.router.add_get(f"{prefix}/ws", bare)
        app.router.add_get(prefix + "/ws/{streams:.*}", bare)
        app.router.add_get(f"{prefix}/stream", combined)

    async def _rest(self, api: Api, request: web.Request) -> web.Response:
        product = self._products[api.product]
        wrong = await fault_answer(product.hub.faults, request.path)
        if wrong is not None:
            return wrong
        endpoint = api.endpoints.get(request.path)
        if endpoint is None or request.method != "GET":
            return _no_path(product, request)
        query = Query(product, request.query)
        address = request.remote or ""
        refused = self._spend(api, endpoint, query, address)
        if refused is not None:
            return refused
        used = str(self._weights[api.limit].used(address))
        headers = dict.fromkeys(api.headers, used)
        try:
            _check_names(endpoint, request, product)
            return answer(endpoint.answer(query), headers=headers)
        except VenueError as problem:
            return answer(problem.body, problem.status, headers)

    def _spend(self, api: Api, endpoint: Endpoint, query: Query, address: str) -> web.Response | None:
        """Count the request; return the refusal, if it is one."""
        limits = [(self._weights[api.limit], endpoint.weight(query))]
        if endpoint.pool:
            limits.append((self._pools[endpoint.pool], 1))
        for limit, weight in limits:
            status = limit.spend(address, weight)
            if status == 200:
                continue
            wait = limit.wait(address)
            until = int((time.time() + wait) * 1000)
            text = _BAN_TEXT.format(until=until) if status == 418 else _WEIGHT_TEXT.format(limit=limit.limit)
            headers = {"Retry-After": str(math.ceil(wait)), api.headers[0]: str(limit.used(address))}
            return answer({"code": -1003, "msg": text}, status, headers)
        return None


def _names(joined: str) -> list[str]:
    return [name for name in joined.split("/") if name]


def _no_path(product: Product, request: web.Request) -> web.Response:
    if product.name == SPOT:
        return web.Response(
            status=404, text="<html><body><h2>404 Not found</h2></body></html>", content_type="text/html"
        )
    return answer({"code": -5000, "msg": f"Path {request.path}, Method {request.method} is invalid"}, 404)


def _check_names(endpoint: Endpoint, request: web.Request, product: Product) -> None:
    """Refuse what spot refuses: a parameter twice, or one that the endpoint does not read."""
    sent = [name for name, _ in request.query.items()]
    twice = next((name for name in sent if sent.count(name) > 1), None)
    if twice:
        raise error(-1101, f"Duplicate values for parameter '{twice}'.")
    if product.name != SPOT:
        return
    if sent and not endpoint.params:
        raise error(-1101, f"Too many parameters; expected '0' and received '{len(sent)}'.")
    read = sum(name in endpoint.params for name in sent)
    if read < len(sent):
        raise error(
            -1104,
            f"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{len(sent)}'.",
        )
