"""Files of bars: CSV, NumPy, Parquet, and the part file of a download that is under way."""

import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from btfast.containers.bars.bar import BarSequence
from btfast.exceptions import ConfigurationError
from btfast.functions.files import replace_file

WHOLE = ("open_time", "close_time", "server_time", "num_trades", "bar_status")  # columns without fractions


class PartFile:
    """What a download read so far: a line that says of what, then a row a line as they came.

    Args:
        path: The file that the download is to make; this one has ``.part`` behind its name.
        told: What is downloaded; another download finds the file not to be its own.

    Raises:
        ConfigurationError: The kind of file is unknown, or its extra is not installed.
    """

    def __init__(self, path: Path, told: dict[str, Any]) -> None:
        _writer(path)
        self.path = path
        self._part = path.with_name(path.name + ".part")
        self._head = json.dumps(told).encode()

    def load(self, is_anew: bool = False) -> list[bytes]:
        """Return the rows of an earlier download, without one that was cut; begin the file if there is none.

        Args:
            is_anew: Whether to begin it in any case.

        Raises:
            ConfigurationError: The file belongs to another download.
        """
        content = self._part.read_bytes() if self._part.exists() and not is_anew else b""
        head, *rows = content.split(b"\n")[:-1] or [self._head]  # what follows the last line end was cut
        if head != self._head:
            raise ConfigurationError(
                f"{self._part} holds {head.decode(errors='replace')}, not {self._head.decode()}: "
                "delete it, or choose another path"
            )
        replace_file(self._part, b"".join(line + b"\n" for line in (head, *rows)))
        return rows

    def append(self, rows: list[bytes]) -> None:
        """Add the rows of a page, on disk when this returns."""
        with self._part.open("ab") as file:
            file.write(b"".join(row + b"\n" for row in rows))
            file.flush()
            os.fsync(file.fileno())

    def remove(self) -> None:
        """Delete the file."""
        self._part.unlink(missing_ok=True)


def write_bars(bars: BarSequence, path: Path) -> None:
    """Write bars to a file; the end of its name says how: ``.csv``, ``.npz`` or ``.parquet``.

    Times are ms since the epoch.

    Raises:
        ConfigurationError: The kind of file is unknown, or its extra is not installed.
    """
    columns = {name: _column(name, column) for name, column in bars.columns.items()}
    replace_file(path, _writer(path)(columns))


def _column(name: str, column: Any) -> Any:
    return column.astype(np.int64) if name in WHOLE and not np.isnan(column).any() else column


def _writer(path: Path) -> Any:
    writers = {".csv": _csv, ".npz": _npz, ".parquet": _parquet}
    if path.suffix not in writers:
        raise ConfigurationError(f"{path}: bars are written to {', '.join(writers)}, not {path.suffix!r}")
    if path.suffix == ".parquet":
        _pyarrow()
    return writers[path.suffix]


def _csv(columns: dict[str, Any]) -> bytes:
    lines = [",".join(columns)]
    lines += [",".join(map(repr, row)) for row in zip(*(c.tolist() for c in columns.values()), strict=True)]
    return ("\n".join(lines) + "\n").encode()


def _npz(columns: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **columns)
    return file.getvalue()


def _parquet(columns: dict[str, Any]) -> bytes:
    pyarrow = _pyarrow()
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), file)
    return file.getvalue()


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "Parquet needs the package pyarrow: pip install 'btfast[parquet]'"
        ) from error
    return pyarrow
