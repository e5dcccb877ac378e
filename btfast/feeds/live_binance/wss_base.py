"""Binance's public streams.

Sources: binance-spot-api-docs, web-socket-streams.md; USDⓈ-M Futures, "Websocket Market Streams" and
"Important WebSocket Change Notice".
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from btfast._core.record import Record
from btfast._core.scan import Peek
from btfast.containers.bars.binance_bar import BinanceWssBarData, BinanceWssContinuousBarData
from btfast.containers.exchanges.binance_exchange_data import BinanceExchangeDataSpot, BinanceExchangeDataSwap
from btfast.containers.fundingrates.binance_funding_rate import BinanceWssFundingRateData
from btfast.containers.liquidations.binance_liquidation_order import BinanceLiquidationOrderData
from btfast.containers.markprices.binance_mark_price import BinanceWssMarkPriceData
from btfast.containers.orderbooks.binance_orderbook import BinanceWssOrderBookData
from btfast.containers.tickers.binance_ticker import (
    BinanceWssBookTickerData,
    BinanceWssMiniTickerData,
    BinanceWssTickerData,
)
from btfast.containers.trades.binance_trade import BinanceAggTradeData, BinanceWssTradeData
from btfast.errors.binance_error_translator import BinanceErrorTranslator
from btfast.feeds.subscription import Arg, Reply
from btfast.feeds.wss_feed import WssFeed

BARE_PATHS = ["e", "s", "k.i"]  # of frames that do not come in the envelope of /stream
BARE_EVENTS: dict[str, str | None] = {  # kind of event by the word in a stream's name
    "aggTrade": "aggTrade",
    "avgPrice": "avgPrice",
    "depth": "depthUpdate",
    "forceOrder": "forceOrder",
    "kline": "kline",
    "markPrice": "markPriceUpdate",
    "miniTicker": "24hrMiniTicker",
    "ticker": "24hrTicker",
    "trade": "trade",
}
UNTOLD = (None, None, None)  # frames with neither; one stream can be told by that
STREAM = re.compile(r"(?P<symbol>[^@]+)@(?P<word>[a-zA-Z]+)(?P<levels>\d+)?(_(?P<period>\w+))?(@.*)?")
SYMBOL_PATHS = Peek("data.s", "data.o.s", "s", "o.s", "data.st", "st")
COIN_MARGINED = "2"  # the value of ``st``

BOTH: dict[str, type[Record] | None] = {
    "tick": BinanceWssBookTickerData,
    "bidAsk": BinanceWssBookTickerData,
    "book_ticker": BinanceWssBookTickerData,
    "ticker": BinanceWssTickerData,
    "mini_ticker": BinanceWssMiniTickerData,
    "all_mini_ticker": BinanceWssMiniTickerData,
    "depth": BinanceWssOrderBookData,
    "depth_partial": BinanceWssOrderBookData,
    "increDepthFlow": BinanceWssOrderBookData,
    "trade": BinanceWssTradeData,
    "agg_trade": BinanceAggTradeData,
    "kline": BinanceWssBarData,
}


class BinanceMarketWssData(WssFeed):
    """Public streams of Binance, on combined connections unless the URL names another kind."""

    error_translator_class = BinanceErrorTranslator
    bare_events: ClassVar[Mapping[str, str | None]] = BARE_EVENTS

    @property
    def is_bare(self) -> bool:
        """Whether frames come without the stream's name."""
        return urlsplit(self._params.wss_url).path.strip("/").split("/")[-1] == "ws"

    def route_paths(self) -> list[str]:
        """Return the dotted paths that tell a frame's stream."""
        return BARE_PATHS if self.is_bare else super().route_paths()

    def route_of(self, arg: Arg) -> tuple[str | None, ...] | None:
        """Return what stands at these paths in the frames of a stream."""
        if not self.is_bare:
            return super().route_of(arg)
        found = STREAM.fullmatch(str(arg))
        if found is None or found["word"] not in self.bare_events or found["levels"]:
            return UNTOLD
        event = self.bare_events[found["word"]]
        return (event, found["symbol"].upper(), found["period"])

    def read_reply(self, message: Any) -> Reply | None:
        """Return which request a message with an id, or an error, answers."""
        if not isinstance(message, dict) or not {"id", "code", "error"} & set(message):
            return None
        number = message.get("id")
        error = self.error_translator_class.translate(message, self.exchange_key)
        return Reply(None if number is None else str(number), error=error)

    def request_symbol_of(self, element: bytes) -> str | None:
        """Return the symbol of an element; None for coin-margined ones, which come along since 2026-06-30."""
        *symbols, kind, own_kind = SYMBOL_PATHS(element)
        if COIN_MARGINED in (kind, own_kind):
            return None
        return next((symbol for symbol in symbols if symbol is not None), "")


class BinanceMarketWssDataSpot(BinanceMarketWssData):
    """Public streams of spot."""

    exchange_key = "BINANCE___SPOT"
    exchange_data_class = BinanceExchangeDataSpot
    bare_events = BARE_EVENTS | {"bookTicker": None}
    routes = BOTH | {
        "ticker_window": BinanceWssTickerData,
        "all_ticker_window": BinanceWssTickerData,
        "avg_price": None,
        "reference_price": None,
        "block_trade": BinanceWssTradeData,
        "kline_timezone": BinanceWssBarData,
    }


class BinanceMarketWssDataSwap(BinanceMarketWssData):
    """Public streams of USDⓈ-M perpetuals."""

    exchange_key = "BINANCE___SWAP"
    exchange_data_class = BinanceExchangeDataSwap
    bare_events = BARE_EVENTS | {"bookTicker": "bookTicker"}
    routes = BOTH | {
        "market": BinanceWssBookTickerData,
        "tick_all": BinanceWssBookTickerData,
        "all_book_ticker": BinanceWssBookTickerData,
        "ticks": BinanceWssTickerData,
        "tickers": BinanceWssTickerData,
        "all_ticker": BinanceWssTickerData,
        "depth500": BinanceWssOrderBookData,
        "rpi_depth": BinanceWssOrderBookData,
        "continuous_kline": BinanceWssContinuousBarData,
        "mark_price": BinanceWssMarkPriceData,
        "all_mark_price": BinanceWssMarkPriceData,
        "clearPrice": BinanceWssMarkPriceData,
        "funding_rate": BinanceWssFundingRateData,
        "force_order": BinanceLiquidationOrderData,
        "liquidation": BinanceLiquidationOrderData,
        "liquidation_order": BinanceLiquidationOrderData,
        "all_force_order": BinanceLiquidationOrderData,
        "composite_index": None,
        "asset_index": None,
        "contract_info": None,
        "trading_session": None,
    }
