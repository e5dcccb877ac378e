"""What both transports check before, and say after, a connection."""

from pathlib import Path
from urllib.parse import urlsplit

from btfast.exceptions import ConfigurationError


def checked_url(url: str, schemes: tuple[str, ...]) -> str:
    """Return `url` if it has one of `schemes` and a host."""
    parts = urlsplit(url)
    if parts.scheme not in schemes or not parts.hostname:
        where = f"{parts.scheme}://{parts.hostname or ''}"  # the rest may hold a key
        raise ConfigurationError(f"{where!r} does not begin a URL of {' or '.join(schemes)}")
    return url


def checked_file(ca_file: str | None) -> str | None:
    """Return `ca_file` if it is None or a file that is there."""
    if ca_file is not None and not Path(ca_file).is_file():
        raise ConfigurationError(f"ca_file {ca_file!r} is not a file")
    return ca_file


def root_of(error: BaseException) -> BaseException:
    """Return the error that began it all; what libraries wrap around it quotes the URL with its query."""
    while (earlier := error.__cause__ or error.__context__) is not None:
        error = earlier
    return error


def cause_of(error: BaseException) -> str:
    """Return what the operating system or the TLS library said, or the kind of the error."""
    root = root_of(error)
    said = getattr(root, "strerror", None)
    return said if isinstance(said, str) else type(root).__name__
