"""The futures of the ``async_`` calls, and where these run."""

import asyncio
from collections.abc import Generator
from concurrent.futures import Future
from typing import Any

from btfast.containers.requestdatas.request_data import RequestData
from btfast.functions.worker_pool import WorkerPool

__all__ = ["RequestFuture", "WorkerPool"]


class RequestFuture(Future[RequestData]):
    """The answer to come: wait with ``result(timeout)``, or ``await`` it in any event loop."""

    def __await__(self) -> Generator[Any, None, RequestData]:
        import asyncio  # who awaits has it already

        return asyncio.wrap_future(self).__await__()
