"""What the local venue lists: figures in the manner of each venue, made here."""

from typing import NamedTuple

from btfast.sim.engine import Listing, Scale

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
_SWAP_CONTRACT_LOT = "0.01"


def listings(symbols: list[str]) -> list[Listing]:
    """Return every product's instruments of `symbols`, such as ``BTC-USDT``; OKX lists ASCII names only."""
    found: list[Listing] = []
    for symbol in symbols:
        base, _, quote = symbol.partition("-")
        if not base or not quote:
            raise ValueError(f"sim: a symbol is spelled BASE-QUOTE, got {symbol!r}")
        row = _ROWS.get(base, _OTHER)
        found += _binance(row, base, quote, len(found))
        if symbol.isascii():
            found += _okx(row, base, quote, len(found))
    return found


def _binance(row: _Row, base: str, quote: str, number: int) -> list[Listing]:
    spot = Scale(row.spot_tick, 8), Scale(row.spot_lot, 8)
    swap = Scale(row.swap_tick, _places(row.swap_tick)), Scale(row.swap_lot, _places(row.swap_lot))
    return [
        Listing(
            "binance",
            product,
            base + quote,
            base,
            quote,
            number + 1 + i,
            tick,
            lot,
            lot,
            "",
            *scales,
            scales[0].steps(row.price),
        )
        for i, (product, tick, lot, scales) in enumerate(
            (("spot", row.spot_tick, row.spot_lot, spot), ("swap", row.swap_tick, row.swap_lot, swap))
        )
    ]


def _okx(row: _Row, base: str, quote: str, number: int) -> list[Listing]:
    price = Scale(row.okx_tick)
    name = f"{base}-{quote}"
    return [
        Listing(
            "okx",
            "spot",
            name,
            base,
            quote,
            number + 1,
            row.okx_tick,
            row.okx_lot,
            row.spot_lot,
            "",
            price,
            Scale(row.okx_lot),
            price.steps(row.price),
        ),
        Listing(
            "okx",
            "swap",
            name + "-SWAP",
            base,
            quote,
            number + 2,
            row.okx_tick,
            _SWAP_CONTRACT_LOT,
            _SWAP_CONTRACT_LOT,
            row.contract,
            price,
            Scale(_SWAP_CONTRACT_LOT),
            price.steps(row.price),
        ),
    ]


def _places(step: str) -> int:
    return len(step.partition(".")[2])
