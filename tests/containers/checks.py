"""What holds for every container, whatever it is about."""

import json
import pickle
from pathlib import Path
from typing import Any

from btfast._core.record import Record

DATA = Path(__file__).parents[1] / "data"
GIVEN = {"exchange_name", "symbol_name", "asset_type", "local_update_time"}

Case = tuple[type[Any], str, dict[str, Any]]  # container, message in tests/data, every field that is not None


def message(name: str) -> bytes:
    """Return a message of tests/data, such as ``"okx/ticker"``."""
    return (DATA / f"{name}.json").read_bytes()


def present(container: Record, given: set[str] = GIVEN) -> dict[str, Any]:
    """Return the fields that the message had."""
    every = container.get_all_data().items()
    return {name: value for name, value in every if name not in given and value is not None}


def assert_reads(container: type[Any], name: str, fields: dict[str, Any], given: set[str] = GIVEN) -> None:
    """Check that a message gives these fields and no others, in every form it may come in."""
    raw = message(name)
    decoded = json.loads(raw)
    stream = {"stream": "abcusdt@something", "data": decoded}
    forms: list[Any] = [raw, raw.decode(), bytearray(raw), memoryview(raw), decoded]
    if container.wire.envelope[:1] == ("data",) and "data" not in decoded:
        forms += [stream, json.dumps(stream)]
    for form in forms:
        made = container(form, "ABC-USDT", "SPOT", isinstance(form, dict))
        assert not made.has_been_init_data
        assert present(made, given) == fields
        assert made.init_data() is made
        assert made.data is form
    _assert_getters(container(raw, "ABC-USDT", "SPOT"))


def _assert_getters(made: Any) -> None:
    for name, value in made.get_all_data().items():
        if hasattr(made, f"get_{name}"):
            assert getattr(made, f"get_{name}")() == value, name
    assert made.get_event() == made.event
    assert json.loads(str(made)) == json.loads(json.dumps(made.get_all_data()))
    again = pickle.loads(pickle.dumps(made))
    assert present(again) == present(made)
