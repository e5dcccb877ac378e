"""Instruments on disk: the venue's answers as they came, and when."""

import hashlib
import json
import os
import re
import sys
import warnings
from pathlib import Path
from typing import NamedTuple, Self

from btfast.containers.exchanges.exchange_data import ExchangeData
from btfast.exceptions import InstrumentFileWarning
from btfast.functions.files import replace_file

_FORMAT = 1


class Kept(NamedTuple):
    """What a file holds: the bodies of the answers, and when they came (s since the epoch)."""

    time: float
    bodies: list[bytes]


class InstrumentFile:
    """One file: a line of JSON (format, time, lengths and digest of the bodies), then the bodies.

    Args:
        path: Where it stands.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, exchange_data: ExchangeData) -> Self:
        """Return the file for an asset type of a venue, at the host that is asked."""
        host = re.sub(r"\W+", "_", exchange_data.rest_url.partition("://")[2]).strip("_")
        return cls(cache_dir() / "instruments" / f"{exchange_data.exchange_name}-{host}.dat")

    def load(self) -> Kept | None:
        """Return what was kept; None where there is nothing, or, with a warning, where it is broken."""
        try:
            head, _, rest = self.path.read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        except OSError as error:
            self.warn(f"cannot be read: {error.strerror}")
            return None
        try:
            return _read(json.loads(head), rest)
        except (ValueError, KeyError, TypeError) as error:
            self.warn(f"is broken and will be replaced: {error}")
            return None

    def save(self, bodies: list[bytes], time: float) -> None:
        """Put the bodies in the place of what was kept, all of them or, with a warning, none."""
        lengths = [len(body) for body in bodies]
        rest = b"".join(bodies)
        head = {
            "format": _FORMAT,
            "time": time,
            "lengths": lengths,
            "sha256": hashlib.sha256(rest).hexdigest(),
        }
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.path, json.dumps(head).encode() + b"\n" + rest)
        except OSError as error:
            self.warn(f"cannot be written: {error.strerror}")

    def warn(self, what: str) -> None:
        """Warn of the file."""
        warnings.warn(f"{self.path}: {what}", InstrumentFileWarning, stacklevel=3)


def cache_dir() -> Path:
    """Return where btfast keeps files: ``BTFAST_CACHE_DIR``, or the place that the system has for such."""
    own = os.environ.get("BTFAST_CACHE_DIR")
    if own:
        return Path(own)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "btfast"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "btfast"


def _read(head: dict[str, object], rest: bytes) -> Kept:
    if head["format"] != _FORMAT:
        raise ValueError(f"its format is {head['format']}, not {_FORMAT}")
    lengths, time = head["lengths"], head["time"]
    if not isinstance(lengths, list) or not isinstance(time, int | float):
        raise TypeError("its first line is not what it should be")
    if hashlib.sha256(rest).hexdigest() != head["sha256"]:
        raise ValueError("its content is not what was written")
    bodies, start = [], 0
    for length in lengths:
        bodies.append(rest[start : start + length])
        start += length
    return Kept(time, bodies)
