"""Where OKX clients come in: REST paths with their limits, and the websocket paths."""

from aiohttp import web

from btfast.sim.limits import RecentLimit
from btfast.sim.okx import Query
from btfast.sim.okx_copying import COPYING_ENDPOINTS
from btfast.sim.okx_options import OPTION_ENDPOINTS
from btfast.sim.okx_platform import PLATFORM_ENDPOINTS
from btfast.sim.okx_rest import MARKET_ENDPOINTS, Endpoint
from btfast.sim.okx_spreads import SPREAD_ENDPOINTS
from btfast.sim.okx_statistics import STATISTICS_ENDPOINTS
from btfast.sim.okx_stream import OkxSocket
from btfast.sim.okx_wide_topics import BUSINESS, PUBLIC
from btfast.sim.rest import answer, fault_answer
from btfast.sim.venue import Product, VenueError

_ENDPOINTS = (
    MARKET_ENDPOINTS
    | OPTION_ENDPOINTS
    | PLATFORM_ENDPOINTS
    | STATISTICS_ENDPOINTS
    | SPREAD_ENDPOINTS
    | COPYING_ENDPOINTS
)


class OkxDoor:
    """Routes of all products, which OKX serves together."""

    def __init__(self, products: dict[str, Product]) -> None:
        self._products = products
        product = next(iter(products.values()))
        self._settings, self._faults = product.settings, product.hub.faults
        self._requests = RecentLimit(self._settings.okx_window)

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_route("*", "/api/v5/{name:.*}", self._rest)
        for path in (PUBLIC, BUSINESS):
            app.router.add_get(f"/ws/v5/{path}", self._stream)

    def usage(self) -> dict[str, int]:
        """Return how many requests are counted now, by endpoint and address."""
        return self._requests.usage()

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        return await OkxSocket(self._products, request.path.rpartition("/")[2]).serve(request)

    async def _rest(self, request: web.Request) -> web.Response:
        wrong = await fault_answer(self._faults, request.path)
        if wrong is not None:
            return wrong
        endpoint = _ENDPOINTS.get(request.path)
        if endpoint is None:
            return answer({"code": "404", "data": [], "msg": "Not Found"}, 404)
        if request.method != "GET":
            return answer({"code": "50115", "data": [], "msg": "Invalid request method"}, 405)
        if not self._fits(endpoint, request):
            return answer({"code": "50011", "data": [], "msg": "Too Many Requests"}, 429)
        try:
            return answer(
                {"code": "0", "msg": "", "data": endpoint.answer(Query(self._products, request.query))}
            )
        except VenueError as problem:
            return answer(problem.body, problem.status)

    def _fits(self, endpoint: Endpoint, request: web.Request) -> bool:
        own = request.query.get(endpoint.key, "") if endpoint.key else ""
        key = f"{request.path} {request.remote} {own}"
        return self._requests.spend(key, self._settings.okx_limit or endpoint.limit)
