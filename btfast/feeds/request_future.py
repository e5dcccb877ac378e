"""The answer to come of an ``async_`` call."""

from collections.abc import Generator
from concurrent.futures import Future
from typing import Any

from btfast.containers.requestdatas.request_data import RequestData


class RequestFuture(Future[RequestData]):
    """The answer to come: wait with ``result(timeout)``, or ``await`` it in any event loop."""

    def __await__(self) -> Generator[Any, None, RequestData]:
        import asyncio  # who awaits has it already

        return asyncio.wrap_future(self).__await__()
