"""What the local venue lists: figures in the manner of each venue, made here."""

from typing import NamedTuple

from btfast.sim.contracts import contracts
from btfast.sim.listing import Listing, Scale

OPENED = 1_577_836_800_000  # 2020-01-01, ms: no bar is older


class _Row(NamedTuple):
    price: str
    spot_tick: str
    spot_lot: str
    swap_tick: str
    swap_lot: str
    okx_tick: str
    okx_lot: str
    contract: str


_ROWS = {
    "BTC": _Row("60000", "0.01", "0.00001", "0.10", "0.001", "0.1", "0.00000001", "0.01"),
    "ETH": _Row("2500", "0.01", "0.0001", "0.01", "0.001", "0.01", "0.000001", "0.1"),
    "BNB": _Row("600", "0.01", "0.001", "0.010", "0.01", "0.1", "0.0001", "0.01"),
    "SOL": _Row("150", "0.01", "0.001", "0.0100", "0.01", "0.01", "0.000001", "1"),
}
_OTHER = _Row("1.25", "0.0001", "0.1", "0.0001", "0.1", "0.0001", "0.0001", "10")
_BRINGS_CONTRACTS = "USDT"
_SWAP_LOT = "0.01"  # OKX contracts come in hundredths


def listings(symbols: list[str], now: int) -> list[Listing]:
    """Return every product's instruments of `symbols`, such as ``BTC-USDT``; OKX lists ASCII names only.

    Args:
        symbols: Each is listed on spot and as a linear perpetual; those on ``USDT`` bring further contracts.
        now: What the dates of contracts start from, ms.
    """
    found: list[Listing] = []
    bases: list[str] = []
    for symbol in symbols:
        base, _, quote = symbol.partition("-")
        if quote == _BRINGS_CONTRACTS:
            bases.append(base)
        row = _ROWS.get(base, _OTHER)
        found += _binance(row, base, quote, len(found))
        if symbol.isascii():
            found += _okx(row, base, quote, len(found))
    return found + contracts(bases, len(found) + 1, now)


def _binance(row: _Row, base: str, quote: str, number: int) -> list[Listing]:
    name = base + quote
    spot, swap = row.spot_tick, row.swap_tick
    prices = Scale(spot, 8), Scale(swap, _places(swap))
    sizes = Scale(row.spot_lot, 8), Scale(row.swap_lot, _places(row.swap_lot))
    starts = [scale.steps(row.price) for scale in prices]
    spot_terms = spot, row.spot_lot, row.spot_lot, "", prices[0], sizes[0], starts[0]
    swap_terms = swap, row.swap_lot, row.swap_lot, "", prices[1], sizes[1], starts[1], name, "PERPETUAL"
    return [
        Listing("binance", "spot", name, base, quote, number + 1, *spot_terms),
        Listing("binance", "swap", name, base, quote, number + 2, *swap_terms),
    ]


def _okx(row: _Row, base: str, quote: str, number: int) -> list[Listing]:
    name, price = f"{base}-{quote}", Scale(row.okx_tick)
    start = price.steps(row.price)
    spot_terms = row.okx_tick, row.okx_lot, row.spot_lot, "", price, Scale(row.okx_lot), start
    swap_terms = row.okx_tick, _SWAP_LOT, _SWAP_LOT, row.contract, price, Scale(_SWAP_LOT), start, name
    return [
        Listing("okx", "spot", name, base, quote, number + 1, *spot_terms),
        Listing("okx", "swap", name + "-SWAP", base, quote, number + 2, *swap_terms),
    ]


def _places(step: str) -> int:
    return len(step.partition(".")[2])
