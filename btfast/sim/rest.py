"""What both venues' REST doors share: faults asked for, and answers as JSON."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from btfast.sim.faults import Faults
from btfast.sim.hub import dumps


async def fault_answer(faults: Faults, path: str) -> web.Response | None:
    """Wait out a latency that was asked for; return the answer that was asked for instead of the true one."""
    slow = faults.rest("rest_latency", path)
    if slow is not None:
        await asyncio.sleep(slow.ms / 1000)
    wrong = faults.rest("http_status", path)
    return web.Response(status=wrong.status, text=wrong.body) if wrong is not None else None


def answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a JSON answer."""
    return web.Response(
        status=status,
        body=dumps(body).encode(),
        headers=headers,
        content_type="application/json",
        charset="utf-8",
    )
