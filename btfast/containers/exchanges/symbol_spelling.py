"""Symbols: the parts of one, and a template that turns them into an exchange's spelling and back."""

import re
from typing import NamedTuple, Self

_NAMES = re.compile(r"{(\w+)}")
_OURS = re.compile(r"([^-]+)-([^-]+)(?:-(\d{6})(?:-(\d+(?:\.\d+)?)-([CP]))?)?")
_FORBIDDEN = frozenset("/\\?&#%=@!*\"'<> ")  # what would mean something in a URL or a stream name
_PARTS = {
    "base": r"([^-]+?)",
    "quote": r"([^-]+)",
    "expiry": r"(\d{6})",
    "strike": r"(\d+(?:\.\d+)?)",
    "right": r"([CP])",
}


class SymbolParts(NamedTuple):
    """What a symbol says: ``BTC-USDT``, ``BTC-USDT-260925`` or ``BTC-USD-260925-100000-C``."""

    base: str
    quote: str
    expiry: str = ""  # year, month, day
    strike: str = ""
    right: str = ""  # "C" or "P"

    @classmethod
    def read(cls, symbol: str) -> Self | None:
        """Return the parts of one of our symbols, in upper case; None if it is none."""
        found = _OURS.fullmatch(symbol.upper())
        return cls(*(part or "" for part in found.groups())) if found else None

    @property
    def symbol(self) -> str:
        """Our spelling."""
        return "-".join(part for part in self if part)


class Spelling:
    """One of an exchange's ways to spell symbols.

    Args:
        template: Such as ``{base}{quote}_{expiry}``. A symbol has its parts, and a quote in any case.
        quotes: What a request symbol may end with, where no mark parts base and quote; the first is the quote
            of all symbols where the template does not say it.
    """

    def __init__(self, template: str, quotes: list[str]) -> None:
        self.template = template
        names = _NAMES.findall(template)
        self._names = names
        self._wanted = {"quote", *names}
        self._only_quote = quotes[0] if "quote" not in names and quotes else None
        parts = dict(_PARTS)
        if "}{" in template:
            parts["quote"] = f"({'|'.join(map(re.escape, quotes))})"
        self._pattern = self._compile(parts)

    @property
    def example(self) -> str:
        """A symbol that can be spelled so."""
        quote = self._only_quote or "USDT"
        parts = SymbolParts("BTC", quote, "260925", "100000", "C")._asdict()
        return "-".join(value for name, value in parts.items() if name in self._wanted)

    def spell(self, parts: SymbolParts) -> str | None:
        """Return the exchange's spelling; None for a symbol of another kind."""
        given = {name for name, value in parts._asdict().items() if value}
        if given != self._wanted or self._only_quote not in (None, parts.quote):
            return None
        return self.template.format(**parts._asdict())

    def read(self, request_symbol: str, base: str = "", quote: str = "") -> str | None:
        """Return our spelling of `request_symbol`, or None; `base` and `quote` help where they are known."""
        pattern = self._pattern
        if base and quote:
            pattern = self._compile(
                _PARTS | {"base": f"({re.escape(base)})", "quote": f"({re.escape(quote)})"}
            )
        found = pattern.fullmatch(request_symbol)
        if found is None:
            return None
        values = {"quote": self._only_quote or "", **dict(zip(self._names, found.groups(), strict=True))}
        return SymbolParts(**values).symbol

    def _compile(self, parts: dict[str, str]) -> re.Pattern[str]:
        text = re.escape(self.template)
        for name in self._names:
            text = text.replace(rf"\{{{name}\}}", parts[name])
        return re.compile(text)


def flaw_of(symbol: str) -> str | None:
    """Return what is wrong with the letters of a symbol, or None."""
    if not symbol.isprintable() or not _FORBIDDEN.isdisjoint(symbol):
        return "holds a character that no symbol has"
    return None
