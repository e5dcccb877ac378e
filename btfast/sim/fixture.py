"""The local venue for tests: started as a child process, ended with it. Needs the standard library only."""

import contextlib
import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

from btfast.sim.settings import Settings

_PATIENCE = 20.0


class LocalVenueProcess:
    """A running local venue.

    Attributes:
        rest: Base URL of every REST API, such as ``http://127.0.0.1:43210``.
        wss: Base URL of every stream, such as ``ws://127.0.0.1:43210``.
        products: Base URLs of the keys that have their own, such as ``BINANCE___COIN_M``.
    """

    def __init__(self, **settings: object) -> None:
        Settings(**settings)  # type: ignore[arg-type]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "btfast.sim", "--parent-pipe", *_flags(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise RuntimeError(
                f"sim: ended with status {self._process.returncode} before it said where it is"
            )
        said = json.loads(line)
        self.rest: str = said["rest"]
        self.wss: str = said["wss"]
        self.products: dict[str, dict[str, str]] = said["products"]

    def get(self, path: str, key: str = "", **params: object) -> Any:
        """Return the decoded answer of a REST request, errors included; `key` says whose URL if it has its own."""
        query = "?" + urllib.parse.urlencode(params) if params else ""
        base = self.products[key]["rest"] if key else self.rest
        return _ask(urllib.request.Request(base + path + query))

    def fault(self, kind: str, **what: object) -> Any:
        """Ask for a fault; see `btfast.sim.faults`."""
        body = json.dumps({"kind": kind, **what}).encode()
        said = _ask(urllib.request.Request(self.rest + "/sim/fault", data=body, method="POST"))
        if "error" in said:
            raise ValueError(said["error"])
        return said

    def state(self) -> Any:
        """Return connections, messages sent, faults injected, weights used."""
        return self.get("/sim/state")

    def book(self, venue: str, product: str, symbol: str) -> Any:
        """Return the true book: ``sequence``, ``bids``, ``asks``."""
        return self.get("/sim/book", venue=venue, product=product, symbol=symbol)

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextlib.contextmanager
def local_venue(**settings: object) -> Iterator[LocalVenueProcess]:
    """Run a local venue; `settings` are the fields of `btfast.sim.settings.Settings`."""
    venue = LocalVenueProcess(**settings)
    try:
        yield venue
    finally:
        venue.close()


def _flags(settings: dict[str, object]) -> list[str]:
    flags = []
    for name, value in settings.items():
        flag = "--" + name.replace("_", "-")
        if value is True:
            flags.append(flag)
        elif value is not False:
            flags.append(f"{flag}={value}")
    return flags


def _ask(request: urllib.request.Request) -> Any:
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as problem:
        return json.loads(problem.read())
