"""Every field of a container against the message it was made from, read by the standard library's json.

Numbers keep their text here, so that a price is compared with ``float`` of what the venue wrote.
"""

import json
import math
import re
import struct
from collections.abc import Iterator
from typing import Any

from btfast._core.scan import split

SELECT = re.compile(r"(\w+)\[(\w+)=([^]]+)\]")  # filters[filterType=LOT_SIZE]
TRUTHS = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}
NAN = float("nan")


class Bare(str):
    """A number as it was written."""


def decode(message: bytes | str) -> Any:
    """Return a message as Python objects, numbers as their text."""
    return json.loads(message, parse_float=Bare, parse_int=Bare)


def differences(container: type[Any], message: bytes) -> list[str]:
    """Return what a container reads otherwise than json does, from bytes, text and decoded objects; then its event."""
    wanted = expected_fields(container, decode(message))
    found: list[str] = []
    for form in (message, message.decode(), json.loads(message)):
        made = container(form)
        found += field_differences(made, wanted)
    if container.event_class is not None:
        found += event_differences(container(message), container.read_event(message))
    return [f"{container.__name__}: {difference} in {message[:300]!r}" for difference in found]


def field_differences(made: Any, wanted: dict[str, list[Any]]) -> list[str]:
    """Return the fields, and the getters of fields, that are none of the values that the message has for them."""
    found = []
    for name, values in wanted.items():
        got = getattr(made, name)
        if not any(same(got, value) for value in values):
            found.append(f"{name} is {got!r}, not {values!r}")
        getter = getattr(made, f"get_{name}", None)
        if getter is not None and not same(getter(), got):
            found.append(f"get_{name}() is {getter()!r}, and the field {got!r}")
    return found


def event_differences(made: Any, event: Any) -> list[str]:
    """Return what an event and its container read differently; what both derive by other rules is left out.

    Ids are numbers on some events, and an absent number is NaN.
    """
    found = []
    for name, got in event.get_all_data().items():
        wanted = getattr(made, name)
        is_absent = wanted is None and (got is None or same(got, NAN) or _is_empty(got))
        is_read = name in type(made).wire.names or name == "trade_side"
        if is_read and not (
            is_absent or same(got, wanted) or (isinstance(wanted, str) and str(got) == wanted)
        ):
            found.append(f"event: {name} is {got!r}, and in the container {wanted!r}")
    return found


def expected_fields(container: type[Any], message: Any) -> dict[str, list[Any]]:
    """Return the values that a decoded message has for each field of a container; None where it has none."""
    wire = container.wire
    kinds = {field.name: field.kind for field in wire.fields}
    nodes = list(_nodes(message, wire.envelope))
    wanted: dict[str, list[Any]] = {}
    for field, names in wire.names.items():
        raw = [
            _at(node, name) for node in nodes for name in (names if isinstance(names, tuple) else (names,))
        ]
        read = _levels if field in ("bids", "asks") else _READERS[kinds[field]]
        wanted[field] = [read(value) for value in raw if value is not None] or [None]
    return wanted


def elements(message: bytes, path: str) -> list[bytes]:
    """Return the text of each element of the array at a path, and check that they are what json reads."""
    array = decode(message)
    for key in path.split(".") if path else ():
        array = array[key]
    parts = split(message, path)
    assert [decode(part) for part in parts] == array
    return parts


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal: of one type, floats bit for bit, arrays element for element."""
    if hasattr(one, "tolist"):
        one = one.tolist()
    if hasattr(other, "tolist"):
        other = other.tolist()
    if isinstance(one, float) and isinstance(other, float):
        return struct.pack("d", one) == struct.pack("d", other) or (math.isnan(one) and math.isnan(other))
    return type(one) is type(other) and bool(one == other)


def _nodes(value: Any, envelope: tuple[str, ...]) -> Iterator[Any]:
    """Yield the message and what lies in its envelopes, a list being entered at its first element."""
    while isinstance(value, list) and value and isinstance(value[0], dict | list):
        value = value[0]
    yield value
    for key in envelope:
        if isinstance(value, dict) and isinstance(value.get(key), dict | list):
            yield from _nodes(value[key], envelope)


def _at(node: Any, name: str | int) -> Any:
    if isinstance(name, int):
        return node[name] if isinstance(node, list) and len(node) > name else None
    for key in re.findall(r"[^.[]+(?:\[[^]]*\])?", name):
        found = SELECT.fullmatch(key)
        if not isinstance(node, dict):
            return None
        if found:
            rows = [row for row in node.get(found[1], ()) if row.get(found[2]) == found[3]]
            node = rows[0] if rows else None
        else:
            node = node.get(key)
    return node


def _levels(value: Any) -> list[list[float]]:
    return [[float(level[0]), float(level[1])] for level in value]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Bare):
        return json.loads(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, dict) else value


_READERS: dict[type, Any] = {
    float: lambda value: None if value == "" else float(value),
    int: lambda value: None if value == "" else int(value),
    bool: lambda value: None if value == "" else TRUTHS[value],
    str: _text,
    list: _plain,
}


def _is_empty(value: Any) -> bool:
    return hasattr(value, "shape") and len(value) == 0
