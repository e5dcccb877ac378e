"""Loggers by the documented name ``SpdLogManager``, over the standard library's ``logging``.

A library does not litter: records go to the logger ``btfast.<name>`` and from there wherever the program's
own logging sends them. A file is written only when ``BTFAST_LOG_DIR`` names a directory.
"""

import logging
import os
from collections.abc import MutableMapping
from datetime import time
from io import TextIOWrapper
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path
from typing import Any

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"

logging.getLogger("btfast").addHandler(logging.NullHandler())


class SpdLogger(logging.LoggerAdapter[logging.Logger]):
    """A logger that also answers to `warn`."""

    def warn(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Log a warning."""
        self.warning(msg, *args, **kwargs)

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """Return message and keywords as they are."""
        return msg, kwargs


class SpdLogManager:
    """Makes one logger.

    Args:
        file_name: Name of the log file in ``BTFAST_LOG_DIR``; directories in it are ignored.
        logger_name: The logger is called ``btfast.<logger_name>``.
        rotation_hour: With `rotation_minute`, the local time of day at which a new file begins.
        print_info: Whether records also go to stderr.
    """

    def __init__(
        self,
        file_name: str,
        logger_name: str,
        rotation_hour: int = 0,
        rotation_minute: int = 0,
        print_info: bool = False,
    ) -> None:
        self.file_name = Path(file_name).name
        self.logger_name = f"btfast.{logger_name}"
        self.rotation = time(rotation_hour, rotation_minute)
        self.print_info = print_info

    def create_logger(self) -> SpdLogger:
        """Return the logger; a second call adds no second handler."""
        logger = logging.getLogger(self.logger_name)
        if directory := os.environ.get("BTFAST_LOG_DIR"):
            self._add(
                logger, f"file {self.file_name}", _LateFile(Path(directory) / self.file_name, self.rotation)
            )
        if self.print_info:
            self._add(logger, "stderr", logging.StreamHandler())
        return SpdLogger(logger, {})

    @staticmethod
    def _add(logger: logging.Logger, name: str, handler: logging.Handler) -> None:
        if any(known.get_name() == name for known in logger.handlers):
            return
        handler.set_name(name)
        handler.setFormatter(logging.Formatter(_FORMAT))
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.INFO)
        logger.addHandler(handler)


class _LateFile(TimedRotatingFileHandler):
    """A daily log file whose directory, too, is made when the first record is written."""

    def __init__(self, path: Path, rotation: time) -> None:
        super().__init__(path, when="midnight", atTime=rotation, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()
