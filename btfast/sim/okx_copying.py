"""OKX's public data of copy trading and trading bots: one lead trader, a history made from the seed."""

from collections.abc import Callable, Mapping
from typing import Any

from btfast.sim.bars import DAY
from btfast.sim.okx import SWAP, Query, error, plain
from btfast.sim.okx_rest import Endpoint
from btfast.sim.okx_rows import Row
from btfast.sim.venue import Market

TRADER = "540D011FDACCB47A"
_HISTORY = 30  # positions closed, one a day


def leader(answer: Callable[[Query, Market], list[Any]]) -> Callable[[Query], list[Any]]:
    """Return an endpoint about the one lead trader, who trades the first swap."""

    def ask(query: Query) -> list[Any]:
        if query.text("uniqueCode") != TRADER:
            raise error("59263", "Only lead traders can be asked for.")
        return answer(query, _traded(query))

    return ask


def _traders(query: Query) -> list[Any]:
    market, day = _traded(query), query.clock.now() // DAY * DAY
    ratios = [{"beginTs": str(day - i * DAY), "pnlRatio": _share(market, day - i * DAY)} for i in range(2)]
    rank = {
        "accCopyTraderNum": "3536",
        "aum": "1509265.3238",
        "ccy": "USDT",
        "copyState": "0",
        "copyTraderNum": "999",
        "leadDays": "156",
        "maxCopyTraderNum": "1000",
        "nickName": "Leader",
        "pnl": "48805.1105",
        "pnlRatio": "1.6898",
        "pnlRatios": ratios,
        "portLink": "",
        "traderInsts": [market.symbol],
        "uniqueCode": TRADER,
        "winRatio": "0.6957",
    }
    return [{"dataVer": str(day), "ranks": [rank], "totalPage": "1"}]


def _gains(days: int) -> Callable[[Query, Market], list[Any]]:
    def answer(query: Query, market: Market) -> list[Any]:
        newest = query.clock.now() // (days * DAY) * days * DAY
        times = [newest - i * days * DAY for i in range(7)]
        return [
            {
                "beginTs": str(time),
                "pnl": plain(100 * float(_share(market, time))),
                "pnlRatio": _share(market, time),
            }
            for time in times
        ]

    return answer


def _statistics(query: Query, market: Market) -> list[Any]:
    return [
        {
            "avgSubPosNotional": "213.1038",
            "ccy": "USDT",
            "curCopyTraderPnl": "96.8071",
            "investAmt": "265.0952",
            "lossDays": "1",
            "profitDays": "2",
            "winRatio": "0.6667",
        }
    ]


def _preferences(query: Query, market: Market) -> list[Any]:
    return [{"ccy": market.instrument.listing.base, "ratio": "1"}]


def _copiers(query: Query, market: Market) -> list[Any]:
    day = query.clock.now() // DAY * DAY
    copier = {"beginCopyTime": str(day), "nickName": "Copier", "pnl": "983.34854", "portLink": ""}
    counts = {"copyTraderNumChg": "1", "copyTraderNumChgRatio": "0.5"}
    return [{"ccy": "USDT", "copyTotalPnl": "2060.12242", **counts, "copyTraders": [copier]}]


def _open(query: Query, market: Market) -> list[Any]:
    opened = query.clock.now() // DAY * DAY
    gain = {"markPx": plain(market.mark()), "upl": "0.0728", "uplRatio": "0.0044"}
    return [_position(market, opened) | gain]


def _closed(query: Query, market: Market) -> list[Any]:
    newest = query.clock.now() // DAY * DAY
    times = query.page([newest - i * DAY for i in range(1, _HISTORY + 1)])
    return [
        _position(market, time)
        | {"closeAvgPx": _price(market, time + DAY // 2), "closeTime": str(time + DAY // 2)}
        | {"pnl": "0.252", "pnlRatio": "0.0593"}
        for time in times
    ]


def _position(market: Market, time: int) -> Row:
    return {
        "ccy": "USDT",
        "instId": market.symbol,
        "instType": "SWAP",
        "lever": "5",
        "margin": "16.23304",
        "mgnMode": "isolated",
        "openAvgPx": _price(market, time),
        "openTime": str(time),
        "posSide": "long",
        "subPos": "4",
        "subPosId": str(time),
        "uniqueCode": TRADER,
    }


def _grid(query: Query) -> list[Any]:
    market, kind = query.market(), query.text("algoOrdType")
    low, high = market.instrument.mid * 0.9, market.instrument.mid * 1.1
    return [
        {
            "algoOrdType": kind,
            "annualizedRate": "1.5849",
            "ccy": market.instrument.listing.quote,
            "direction": query.sent.get("direction", ""),
            "duration": query.sent.get("duration") or "7D",
            "gridNum": "5",
            "instId": market.symbol,
            "lever": "0",
            "maxPx": plain(high),
            "minInvestment": "0.8955",
            "minPx": plain(low),
            "perGridProfitRatio": "4.5662",
            "perMaxProfitRate": "0.0733",
            "perMinProfitRate": "0.0561",
            "runType": "1",
            "sourceCcy": "",
        }
    ]


def _signals(query: Query) -> list[Any]:
    market = query.market()
    asked = [query.text(name) for name in ("timeframe", "thold", "timePeriod")]
    return [{"triggerNum": str(int(300 * market.chance("/".join(asked))))}]


def _exchanges(_: Query) -> list[Any]:
    return [{"exchId": "did:ethr:0x0000000000000000000000000000000000000001", "exchName": "Example"}]


def _traded(query: Query) -> Market:
    return next(iter(query.products[SWAP].markets.values()))


def _share(market: Market, time: int) -> str:
    return plain(round(market.chance(f"gain{time}") - 0.4, 4))


def _price(market: Market, time: int) -> str:
    return market.instrument.listing.price.text(market.bars.bar(time - 1000, time).close)


_ANSWERS: Mapping[str, tuple[Callable[[Query], Any], int]] = {
    "copytrading/public-lead-traders": (_traders, 5),
    "copytrading/public-weekly-pnl": (leader(_gains(7)), 5),
    "copytrading/public-pnl": (leader(_gains(1)), 5),
    "copytrading/public-stats": (leader(_statistics), 5),
    "copytrading/public-preference-currency": (leader(_preferences), 5),
    "copytrading/public-current-subpositions": (leader(_open), 5),
    "copytrading/public-subpositions-history": (leader(_closed), 5),
    "copytrading/public-copy-traders": (leader(_copiers), 5),
    "tradingBot/grid/ai-param": (_grid, 20),
    "tradingBot/public/rsi-back-testing": (_signals, 20),
    "asset/exchange-list": (_exchanges, 12),
}
COPYING_ENDPOINTS = {f"/api/v5/{path}": Endpoint(*answer) for path, answer in _ANSWERS.items()}
