"""Reading fields by a wire table, slow and obvious: the standard library's json, then every member."""

import json
import re
from collections.abc import Mapping
from typing import Any

QUOTED = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
WHOLE = re.compile(r"-?[0-9]+")
WORDS = {"true": True, "false": False, "1": True, "0": False}

Entry = tuple[tuple[str | int, ...], str]  # keys from the outside in, then the field


class Bare(str):
    """A number, kept as it was written."""


class Members(list[tuple[str, Any]]):
    """The members of an object, in order, with those that come twice."""


def decode(message: bytes) -> Any:
    """Return a message as lists, `Members`, text, `Bare`, True, False, None; ValueError if it is no JSON."""
    value = json.loads(
        message.decode(),
        object_pairs_hook=Members,
        parse_int=Bare,
        parse_float=Bare,
        parse_constant=_refuse,
    )
    _check(value)
    return value


def read(
    message: bytes, names: Mapping[str, Any], kinds: Mapping[str, type], envelope: tuple[str, ...]
) -> dict[str, Any]:
    """Return the fields that are not None; ValueError where the message or a field cannot be read."""
    return read_value(decode(message), names, kinds, envelope)


def read_value(
    value: Any, names: Mapping[str, Any], kinds: Mapping[str, type], envelope: tuple[str, ...]
) -> dict[str, Any]:
    """Return the fields of a decoded message that are not None; ValueError where a field cannot be read."""
    if not isinstance(value, list):
        raise ValueError("neither object nor array")
    entries = [
        (_path(name), field)
        for field, wire in names.items()
        for name in (wire if isinstance(wire, tuple) else (wire,))
    ]
    found: dict[str, Any] = {}
    _visit(value, entries, envelope, kinds, found)
    return {field: kept for field, kept in found.items() if kept is not None}


def convert(kind: type, value: Any) -> Any:
    """Return a JSON value as a field of a kind; None for null, and for the empty text unless it is a text."""
    if value is None or (value == "" and kind not in (str, list)):
        return None
    if kind is list:
        return plain(value)
    if isinstance(value, list):
        raise ValueError("no scalar")
    if kind is str:
        return str(value).lower() if isinstance(value, bool) else str(value)
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    if kind is bool:
        return WORDS[text] if text in WORDS else _refuse(text)
    if isinstance(value, bool) or not (WHOLE if kind is int else QUOTED).fullmatch(text):
        raise ValueError(f"no {kind.__name__}: {text}")
    number = kind(text)
    if abs(number) == float("inf") or (kind is int and not -(2**63) <= number < 2**63):
        raise ValueError(f"out of range: {text}")
    return number


def plain(value: Any) -> Any:
    """Return a decoded value as json would have given it."""
    if isinstance(value, Members):
        return {key: plain(inner) for key, inner in value}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return json.loads(value) if isinstance(value, Bare) else value


def _path(name: str | int) -> tuple[str | int, ...]:
    if isinstance(name, int):
        return (name,)
    *keys, last = name.split(".")
    return (*keys, int(last) if last.isdigit() else last)


def _visit(
    value: Any,
    entries: list[Entry],
    envelope: tuple[str, ...],
    kinds: Mapping[str, type],
    found: dict[str, Any],
) -> None:
    """Look at an object, at the cells of a row, or at the first element of an array."""
    if isinstance(value, Members):
        for key, inner in value:
            _member(key, inner, entries, envelope, kinds, found)
    elif isinstance(value, list) and value:
        if isinstance(value[0], list):
            _visit(value[0], entries, envelope, kinds, found)
        elif any(isinstance(path[0], int) for path, _ in entries):
            for place, inner in enumerate(value):
                _member(place, inner, entries, (), kinds, found)


def _member(
    key: str | int,
    value: Any,
    entries: list[Entry],
    envelope: tuple[str, ...],
    kinds: Mapping[str, type],
    found: dict[str, Any],
) -> None:
    inside = []
    for path, field in entries:
        if path == (key,):
            found[field] = convert(kinds[field], value)
        elif path[0] == key:
            inside.append((path[1:], field))
    if inside:
        _visit(value, inside, (), kinds, found)
    if key in envelope:
        _visit(value, entries, envelope, kinds, found)


def _check(value: Any) -> None:
    """Refuse half of a surrogate pair, which no UTF-8 can spell."""
    if isinstance(value, list):
        for inner in value:
            for each in inner if isinstance(inner, tuple) else (inner,):
                _check(each)
    elif isinstance(value, str):
        value.encode()


def _refuse(text: str) -> Any:
    raise ValueError(f"no value: {text}")
