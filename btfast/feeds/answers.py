"""Reading answers beyond what ``Normalizer`` does; each is called as ``(input_data, extra_data)``.

All of them give ``(data, status)`` and raise `DataParseError` for a body that is not what it should be.
"""

from collections.abc import Callable, Collection
from typing import Any

import orjson

from btfast.containers.exchanges.exchange_data import ExchangeData
from btfast.exceptions import DataParseError, InvalidSymbolError

ExtraData = dict[str, Any]
Normalize = Callable[[Any, ExtraData], tuple[Any, bool]]


def decode_json(input_data: Any, extra_data: ExtraData | None = None) -> tuple[Any, bool]:
    """Return the whole body as Python objects: what a verb without a container gives."""
    if not isinstance(input_data, bytes | bytearray | memoryview | str):
        return input_data, input_data is not None
    try:
        return orjson.loads(input_data), True
    except orjson.JSONDecodeError as error:
        raise DataParseError(f"the answer is not JSON: {error}") from error


class TimeReader:
    """Reads the venue's clock: ``[ms]``, a float.

    Args:
        path: The keys and positions that lead to it.
    """

    def __init__(self, *path: str | int) -> None:
        self.path = path

    def __call__(self, input_data: Any, extra_data: ExtraData | None = None) -> tuple[list[float], bool]:
        value, _ = decode_json(input_data)
        try:
            for step in self.path:
                value = value[step]
            return [float(value)], True
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise DataParseError(f"no time at {self.path} of the answer") from error


class EachSymbol:
    """Gives every container of an answer about many symbols its own.

    Args:
        normalize: Makes the containers.
        field: Their field with the exchange's spelling.
        spell: Turns that into ours.
        wanted: The exchange's spelling of the symbols to keep; None keeps all.
    """

    def __init__(
        self, normalize: Normalize, field: str, spell: Callable[[str], str], wanted: Collection[str] | None
    ) -> None:
        self.normalize = normalize
        self.field = field
        self.spell = spell
        self.wanted = wanted

    def __call__(self, input_data: Any, extra_data: ExtraData) -> tuple[list[Any], bool]:
        containers, status = self.normalize(input_data, extra_data)
        named = [(getattr(container, self.field), container) for container in containers]
        return [self._name(*pair) for pair in named if self.wanted is None or pair[0] in self.wanted], status

    def _name(self, request_symbol: str, container: Any) -> Any:
        try:
            symbol = self.spell(request_symbol)
        except InvalidSymbolError:  # not learned yet; the container still tells the exchange's own
            return container
        return type(container)(container.message, symbol, container.asset_type).init_data()


class SymbolTeacher:
    """Teaches the exchange data how symbols are spelled, from the list of instruments that it passes on."""

    def __init__(self, normalize: Normalize, exchange_data: ExchangeData) -> None:
        self.normalize = normalize
        self.exchange_data = exchange_data

    def __call__(self, input_data: Any, extra_data: ExtraData) -> tuple[list[Any], bool]:
        instruments, status = self.normalize(input_data, extra_data)
        symbols = {}
        for instrument in instruments:
            name, base, quote = instrument.symbol_name, instrument.base_asset, instrument.quote_asset
            symbol = self.exchange_data.read_symbol(name, base, quote) if name and base and quote else None
            if symbol is not None:
                symbols[name] = symbol
        self.exchange_data.learn_symbols(symbols)
        return instruments, status
