"""Readers by key, logging, balances and capabilities: small things used everywhere."""

import logging
from pathlib import Path
from typing import Any

import pytest

from btfast.balance_utils import simple_balance_handler
from btfast.exceptions import DataParseError
from btfast.feeds.capability import Capability, capabilities_of
from btfast.functions.log_message import SpdLogManager
from btfast.functions.utils import (
    from_dict_get_bool,
    from_dict_get_float,
    from_dict_get_int,
    from_dict_get_string,
    same_asset_type,
    update_extra_data,
)

READERS = [from_dict_get_float, from_dict_get_int, from_dict_get_string, from_dict_get_bool]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("data", [{}, {"k": None}, {"k": ""}])
def test_absent_is_the_default(reader: Any, data: dict[str, Any]) -> None:
    assert reader(data, "k") is None
    assert reader(data, "k", "default") == "default"


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (from_dict_get_float, "0.10", 0.1),
        (from_dict_get_float, 7, 7.0),
        (from_dict_get_float, 0, 0.0),
        (from_dict_get_int, "9007199254740993", 9007199254740993),
        (from_dict_get_int, 12.0, 12),
        (from_dict_get_string, 12, "12"),
        (from_dict_get_string, "x", "x"),
        (from_dict_get_bool, True, True),
        (from_dict_get_bool, "False", False),
        (from_dict_get_bool, "1", True),
        (from_dict_get_bool, 0, False),
    ],
)
def test_value_is_read(reader: Any, value: Any, expected: Any) -> None:
    found = reader({"k": value}, "k")
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (from_dict_get_float, "dear"),
        (from_dict_get_float, []),
        (from_dict_get_float, "nan"),
        (from_dict_get_float, "-inf"),
        (from_dict_get_int, "1.5"),
        (from_dict_get_int, 1.5),
        (from_dict_get_int, float("inf")),
        (from_dict_get_int, {}),
        (from_dict_get_bool, "yes"),
        (from_dict_get_bool, 2),
        (from_dict_get_bool, []),
    ],
)
def test_value_of_another_kind_is_refused(reader: Any, value: Any) -> None:
    with pytest.raises(DataParseError, match="'k' must be"):
        reader({"k": value}, "k")


def test_extra_data_is_a_new_dict() -> None:
    given = {"a": 1, "b": 2}
    assert update_extra_data(given, b=3, c=4) == {"a": 1, "b": 3, "c": 4}
    assert given == {"a": 1, "b": 2}
    assert update_extra_data(None, a=1) == {"a": 1}


@pytest.mark.parametrize(
    ("one", "other", "same"), [("spot", "SPOT", True), ("SWAP", "spot", False), (None, "spot", False)]
)
def test_asset_types_are_compared_without_case(one: str | None, other: str, same: bool) -> None:
    assert same_asset_type(one, other) is same


@pytest.fixture
def no_handlers() -> Any:
    """Name a logger that has no handlers, before and after."""
    name = "test_utils"
    yield name
    logger = logging.getLogger(f"btfast.{name}")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def test_logger_writes_nothing_by_default(
    no_handlers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BTFAST_LOG_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    logger = SpdLogManager("./logs/feed.log", no_handlers, 0, 0, False).create_logger()
    logger.logger.propagate = False
    logger.logger.addHandler(logging.NullHandler())
    logger.warn("100% of nothing")
    logger.logger.propagate = True
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_log_file_is_made_by_the_first_record(
    no_handlers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BTFAST_LOG_DIR", str(tmp_path / "logs"))
    logger = SpdLogManager(
        file_name="./other/feed.log", logger_name=no_handlers, print_info=False
    ).create_logger()
    assert list(tmp_path.iterdir()) == []
    SpdLogManager(file_name="feed.log", logger_name=no_handlers).create_logger()
    logger.warn("100% odd")
    logger.info("fine")
    lines = (tmp_path / "logs" / "feed.log").read_text().splitlines()
    assert [line.split(maxsplit=2)[2] for line in lines] == [
        f"WARNING btfast.{no_handlers} 100% odd",
        f"INFO btfast.{no_handlers} fine",
    ]


def test_records_reach_the_programs_own_logging(no_handlers: str, caplog: pytest.LogCaptureFixture) -> None:
    SpdLogManager("feed.log", no_handlers).create_logger().warn("heard")
    assert caplog.messages == ["heard"]


def test_print_info_writes_to_stderr(no_handlers: str, capsys: pytest.CaptureFixture[str]) -> None:
    SpdLogManager("feed.log", no_handlers, print_info=True).create_logger().info("shown")
    assert capsys.readouterr().err.endswith("shown\n")


class Balance:
    """A balance of four numbers."""

    def __init__(self, currency: str, *numbers: float | None) -> None:
        self.currency = currency
        self.available, self.used, self.margin, self.profit = numbers

    def get_currency(self) -> str:
        return self.currency

    def get_available_margin(self) -> float | None:
        return self.available

    def get_used_margin(self) -> float | None:
        return self.used

    def get_margin(self) -> float | None:
        return self.margin

    def get_unrealized_profit(self) -> float | None:
        return self.profit


def test_balances_add_up_by_currency() -> None:
    spot = Balance("BTC", 1.0, 0.5, None, None)
    swap = Balance("USDT", 80.0, None, 100.0, -7.0)
    empty = Balance("USDT", None, None, None, None)
    assert simple_balance_handler([spot, swap, spot, empty]) == {
        "BTC": {"cash": 2.0, "value": 3.0},
        "USDT": {"cash": 80.0, "value": 93.0},
    }
    assert simple_balance_handler([]) == {}


def test_capabilities_are_the_paths() -> None:
    assert capabilities_of({"get_tick": "GET /t", "no_core_verb": "GET /x"}) == {Capability.GET_TICK}
    assert Capability("make_order") is Capability.MAKE_ORDER
