"""The local venue as one aiohttp application: both venues' REST and streams, and the control."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from btfast.sim.bars import Bars
from btfast.sim.binance import STRIDES
from btfast.sim.binance_door import BinanceDoor
from btfast.sim.clock import Clock
from btfast.sim.control import Control
from btfast.sim.engine import Instrument
from btfast.sim.faults import Faults
from btfast.sim.flow import Generator, drive
from btfast.sim.hub import Hub, dumps
from btfast.sim.listing import Listing
from btfast.sim.listings import listings
from btfast.sim.okx import STRIDE
from btfast.sim.okx_door import OkxDoor
from btfast.sim.replay import Replay, fine
from btfast.sim.settings import Settings
from btfast.sim.venue import PRODUCTS, Market, Product

_HOST = "127.0.0.1"


class LocalVenue:
    """Everything of one run."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._clock = Clock()
        self._hub = Hub(Faults())
        self._replay: Replay | None = None
        self._steps: list[tuple[Instrument, Callable[[], None]]] = []
        self._products = {venue: self._venue(venue) for venue in PRODUCTS}
        for listing in listings(settings.listed(), self._clock.now()):
            self._list(listing)
        binance, okx = BinanceDoor(self._products["binance"]), OkxDoor(self._products["okx"])
        self.control = Control(self._products, binance, okx, self._replay)
        self.application = web.Application()
        for door in (okx, binance, self.control):
            door.add_to(self.application)
        self.coin_m = web.Application()
        binance.add_coin_m_to(self.coin_m)
        self.application.cleanup_ctx.append(self._flow)
        self.application.on_shutdown.append(self._leave)

    def _venue(self, venue: str) -> dict[str, Product]:
        names = sorted(set(PRODUCTS[venue].values()))
        return {name: Product(venue, name, {}, self._settings, self._clock, self._hub) for name in names}

    def _list(self, listing: Listing) -> None:
        """Put an instrument on its venue, with the flow that moves it."""
        settings = self._settings
        stride = STRIDE if listing.venue == "okx" else STRIDES[listing.product]
        if _is_captured(listing, settings):
            instrument = Instrument(fine(listing), stride)
            self._replay = Replay(instrument, settings.capture)
            step: Callable[[], None] = _stand_still
        else:
            instrument = Instrument(listing, stride)
            step = Generator(instrument, settings, self._clock).step
        bars = Bars(instrument, settings.seed, self._clock.now())
        products = self._products[listing.venue]
        on = _underlying(products["spot"], listing) if listing.right else None
        market = Market(instrument, bars, self._clock, settings.seed, on)
        products[listing.product].markets[listing.symbol] = market
        self._steps.append((instrument, step))

    async def _flow(self, _: web.Application) -> AsyncIterator[None]:
        count = len(self._steps)
        work = [
            drive(instrument, step, self._settings, i / count)
            for i, (instrument, step) in enumerate(self._steps)
        ]
        if self._replay is not None:
            work.append(self._replay.run(self._settings.speed, self._hub.backlog))
        tasks = [asyncio.create_task(job) for job in work]
        for task in tasks:
            task.add_done_callback(self._stop_on_failure)
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _leave(self, _: web.Application) -> None:
        for connection in tuple(self._hub.connections):
            connection.leave()

    def _stop_on_failure(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            print(f"sim: the flow failed: {task.exception()!r}", file=sys.stderr, flush=True)
            self.control.stopped.set()


async def run(settings: Settings) -> None:
    """Serve on loopback until told to stop; print one JSON line first."""
    venue = LocalVenue(settings)
    runners = [await _serve(venue.application, settings.port)]
    runners.append(await _serve(venue.coin_m, settings.port_coin_m))
    loop, stopped = asyncio.get_running_loop(), venue.control.stopped
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    if settings.parent_pipe:
        loop.add_reader(sys.stdin.fileno(), _on_parent, stopped)
    where, coin_m = (_where(runner) for runner in runners)
    print(dumps({**where, "products": {"BINANCE___COIN_M": coin_m}, "pid": os.getpid()}), flush=True)
    await stopped.wait()
    for runner in runners:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(runner.cleanup(), 3)


async def _serve(application: web.Application, port: int) -> web.AppRunner:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, _HOST, port).start()
    return runner


def _where(runner: web.AppRunner) -> dict[str, str]:
    host, port = runner.addresses[0][:2]
    return {"rest": f"http://{host}:{port}", "wss": f"ws://{host}:{port}"}


def _on_parent(stopped: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stopped.set()


def _is_captured(listing: Listing, settings: Settings) -> bool:
    venue, _, product = settings.capture_key.lower().partition("___")
    held = PRODUCTS.get(venue, {}).get(product)
    named = venue, held, settings.capture_symbol
    return bool(settings.capture) and named == (listing.venue, listing.product, listing.name)


def _underlying(spot: Product, listing: Listing) -> Market:
    """Return the spot market that an option is on."""
    markets = (market.instrument.listing for market in spot.markets.values())
    found = next(own for own in markets if (own.base, own.quote) == (listing.base, "USDT"))
    return spot.markets[found.symbol]


def _stand_still() -> None:
    """Leave the book to the replay."""
