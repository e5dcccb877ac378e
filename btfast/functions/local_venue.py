"""LocalVenue: the local venue (``python -m btfast.sim``) as a child process."""

import importlib.util
import json
import subprocess
import sys
from typing import Any

from btfast.exceptions import ConfigurationError

PATIENCE = 5.0  # s; how long the process may take to end


class LocalVenue:
    """A venue on loopback, in a process of its own that ends with this one.

    Args:
        options: Its options, as ``python -m btfast.sim --help`` lists them, with underscores.

    ``rest`` and ``wss`` are its base URLs; `urls` says those of a key.

    Raises:
        ConfigurationError: What it needs is not installed, or it refuses an option.
    """

    def __init__(self, **options: Any) -> None:
        if importlib.util.find_spec("aiohttp") is None:
            raise ConfigurationError("the local venue needs aiohttp: pip install 'btfast[sim]'")
        flags = [_flag(name, value) for name, value in options.items() if value is not False]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "btfast.sim", "--parent-pipe", *flags],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise ConfigurationError(f"the local venue did not start with {options}; it says why on stderr")
        said = json.loads(line)
        self.rest: str = said["rest"]
        self.wss: str = said["wss"]
        self._products: dict[str, dict[str, str]] = said["products"]

    def urls(self, key: str) -> tuple[str, str]:
        """Return the base URLs, REST and stream, of a registry key such as ``BINANCE___COIN_M``."""
        own = self._products.get(key, {})
        return own.get("rest", self.rest), own.get("wss", self.wss)

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _flag(name: str, value: Any) -> str:
    flag = "--" + name.replace("_", "-")
    return flag if value is True else f"{flag}={value}"
