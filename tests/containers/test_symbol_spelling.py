"""Spelling: every symbol comes back from the venue's spelling as it went, on every product."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btfast.containers.exchanges.binance_exchange_data import (
    BinanceExchangeDataCoinM,
    BinanceExchangeDataFutures,
    BinanceExchangeDataMargin,
    BinanceExchangeDataOption,
    BinanceExchangeDataSpot,
    BinanceExchangeDataSwap,
)
from btfast.containers.exchanges.exchange_data import ExchangeData
from btfast.containers.exchanges.okx_exchange_data import (
    OkxExchangeDataFutures,
    OkxExchangeDataMargin,
    OkxExchangeDataOption,
    OkxExchangeDataSpot,
    OkxExchangeDataSwap,
)
from btfast.containers.exchanges.symbol_spelling import Spelling, SymbolParts

ASSETS = st.text(string.ascii_uppercase + string.digits + "币安Ⓢ_", min_size=1, max_size=8)
DATES = st.dates().map(lambda date: date.strftime("%y%m%d"))
STRIKES = st.one_of(st.integers(1, 10**7).map(str), st.decimals("0.0001", "9999", places=4).map(str))
RIGHTS = st.sampled_from("CP")
USD, STABLE = st.just("USD"), st.sampled_from(["USDT", "USDC"])


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("-".join)


PRODUCTS: list[
    tuple[type[ExchangeData], st.SearchStrategy[str], bool]
] = [  # the last: told apart without help
    (BinanceExchangeDataSpot, joined(ASSETS, ASSETS), False),
    (BinanceExchangeDataMargin, joined(ASSETS, ASSETS), False),
    (BinanceExchangeDataSwap, joined(ASSETS, STABLE), False),
    (BinanceExchangeDataFutures, joined(ASSETS, STABLE, DATES), False),
    (BinanceExchangeDataCoinM, joined(ASSETS, USD), True),
    (BinanceExchangeDataCoinM, joined(ASSETS, USD, DATES), True),
    (BinanceExchangeDataOption, joined(ASSETS, USD, DATES, STRIKES, RIGHTS), True),
    (OkxExchangeDataSpot, joined(ASSETS, ASSETS), True),
    (OkxExchangeDataMargin, joined(ASSETS, ASSETS), True),
    (OkxExchangeDataSwap, joined(ASSETS, st.sampled_from(["USDT", "USD", "USD_UM"])), True),
    (OkxExchangeDataFutures, joined(ASSETS, st.sampled_from(["USDT", "USD", "USD_UM"]), DATES), True),
    (OkxExchangeDataOption, joined(ASSETS, ASSETS, DATES, STRIKES, RIGHTS), True),
]


@pytest.mark.parametrize(("kind", "symbols", "is_marked"), PRODUCTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_symbol_comes_back_as_it_went(
    kind: type[ExchangeData], symbols: st.SearchStrategy[str], is_marked: bool, data: st.DataObject
) -> None:
    symbol = data.draw(symbols)
    mine, fresh = kind(), kind()
    request_symbol = mine.get_symbol(symbol)
    assert mine.get_symbol_re(request_symbol) == symbol
    fresh.learn_symbols({request_symbol: symbol})
    assert fresh.get_symbol_re(request_symbol) == symbol
    assert fresh.get_symbol(symbol) == request_symbol
    if is_marked:
        assert kind().get_symbol_re(request_symbol) == symbol


@pytest.mark.parametrize(
    ("kind", "symbols", "is_marked"), [product for product in PRODUCTS if not product[2]]
)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_known_base_and_quote_tell_what_no_mark_does(
    kind: type[ExchangeData], symbols: st.SearchStrategy[str], is_marked: bool, data: st.DataObject
) -> None:
    symbol = data.draw(symbols)
    base, quote, *_ = symbol.split("-")
    assert kind().read_symbol(kind().get_symbol(symbol), base, quote) == symbol


@pytest.mark.parametrize(
    ("symbol", "parts"),
    [
        ("btc-usdt", ("BTC", "USDT", "", "", "")),
        ("BTC-USD-260925", ("BTC", "USD", "260925", "", "")),
        ("BTC-USD-260925-0.15-P", ("BTC", "USD", "260925", "0.15", "P")),
    ],
)
def test_parts_are_those_between_the_dashes(symbol: str, parts: tuple[str, ...]) -> None:
    assert SymbolParts.read(symbol) == parts
    assert SymbolParts(*parts).symbol == symbol.upper()


@pytest.mark.parametrize(
    "symbol",
    ["", "BTC", "BTC-USD-26", "BTC-USD-PERP", "BTC-USD-260925-C", "BTC-USD-260925-1-X", "A-B-260925-1-C-D"],
)
def test_what_is_no_symbol_has_no_parts(symbol: str) -> None:
    assert SymbolParts.read(symbol) is None


@pytest.mark.parametrize(
    ("template", "example"),
    [
        ("{base}{quote}", "BTC-USDT"),
        ("{base}{quote}_{expiry}", "BTC-USDT-260925"),
        ("{base}-{expiry}-{strike}-{right}", "BTC-USDT-260925-100000-C"),
    ],
)
def test_an_example_is_spelled_by_its_own_template(template: str, example: str) -> None:
    spelling = Spelling(template, ["USDT"])
    assert spelling.example == example
    parts = SymbolParts.read(example)
    assert parts is not None
    assert spelling.spell(parts) is not None
