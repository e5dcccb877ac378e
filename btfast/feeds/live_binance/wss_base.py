"""Binance's public streams.

Sources: binance-spot-api-docs, web-socket-streams.md; developers.binance.com, "Websocket Market Streams" of the
futures and options, "Important WebSocket Change Notice".
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from btfast._core.record import Record
from btfast._core.scan import Peek
from btfast.containers.bars.binance_bar import (
    BinanceWssBarData,
    BinanceWssContinuousBarData,
    BinanceWssIndexBarData,
)
from btfast.containers.contractinfos.binance_contract_info import (
    BinanceContractInfoData,
    BinanceOptionInfoData,
)
from btfast.containers.exchanges.binance_exchange_data import (
    BinanceExchangeData,
    BinanceExchangeDataCoinM,
    BinanceExchangeDataFutures,
    BinanceExchangeDataMargin,
    BinanceExchangeDataOption,
    BinanceExchangeDataSpot,
    BinanceExchangeDataSwap,
)
from btfast.containers.fundingrates.binance_funding_rate import BinanceWssFundingRateData
from btfast.containers.indexprices.binance_index_price import (
    BinanceAssetIndexData,
    BinanceCompositeIndexData,
    BinanceIndexPriceData,
)
from btfast.containers.liquidations.binance_liquidation_order import BinanceLiquidationOrderData
from btfast.containers.markprices.binance_mark_price import BinanceWssMarkPriceData
from btfast.containers.notices.binance_notice import BinanceTradingSessionData
from btfast.containers.openinterests.binance_open_interest import BinanceWssOpenInterestData
from btfast.containers.optionmarkets.binance_option_market import BinanceWssOptionMarketData
from btfast.containers.orderbooks.binance_orderbook import BinanceWssOrderBookData
from btfast.containers.referenceprices.binance_reference_price import (
    BinanceAvgPriceData,
    BinanceReferencePriceData,
)
from btfast.containers.tickers.binance_ticker import (
    BinanceWssBookTickerData,
    BinanceWssMiniTickerData,
    BinanceWssTickerData,
)
from btfast.containers.trades.binance_trade import (
    BinanceAggTradeData,
    BinanceOptionWssTradeData,
    BinanceWssTradeData,
)
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
USDM, COIN_M = "1", "2"  # the values of ``st``
PERPETUAL = re.compile(r"[^_]+")
DELIVERY = re.compile(r".+_\d{6}")

EVERY: dict[str, type[Record] | None] = {
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
CONTRACTS: dict[str, type[Record] | None] = {
    "market": BinanceWssBookTickerData,
    "tick_all": BinanceWssBookTickerData,
    "all_book_ticker": BinanceWssBookTickerData,
    "ticks": BinanceWssTickerData,
    "tickers": BinanceWssTickerData,
    "all_ticker": BinanceWssTickerData,
    "depth500": BinanceWssOrderBookData,
    "continuous_kline": BinanceWssContinuousBarData,
    "mark_price": BinanceWssMarkPriceData,
    "clearPrice": BinanceWssMarkPriceData,
    "force_order": BinanceLiquidationOrderData,
    "liquidation": BinanceLiquidationOrderData,
    "liquidation_order": BinanceLiquidationOrderData,
    "all_force_order": BinanceLiquidationOrderData,
    "contract_info": BinanceContractInfoData,
}
USDM_ONLY: dict[str, type[Record] | None] = {
    "all_mark_price": BinanceWssMarkPriceData,
    "rpi_depth": BinanceWssOrderBookData,
}


class BinanceMarketWssData(WssFeed):
    """Public streams of Binance, on combined connections unless the URL names another kind."""

    error_translator_class = BinanceErrorTranslator
    bare_events: ClassVar[Mapping[str, str | None]] = BARE_EVENTS
    foreign: ClassVar[str | None] = None  # the value of ``st`` in what comes along of others since 2026-06-30
    own_symbols: ClassVar[re.Pattern[str]] = re.compile(".+")

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
        """Return the symbol of an element; None for another product's, which may come along."""
        *symbols, kind, own_kind = SYMBOL_PATHS(element)
        if self.foreign is not None and self.foreign in (kind, own_kind):
            return None
        symbol = next((symbol for symbol in symbols if symbol is not None), "")
        return symbol if not symbol or self.own_symbols.fullmatch(symbol) else None


class BinanceMarketWssDataSpot(BinanceMarketWssData):
    """Public streams of spot."""

    exchange_key = "BINANCE___SPOT"
    exchange_data_class: ClassVar[type[BinanceExchangeData]] = BinanceExchangeDataSpot
    bare_events = BARE_EVENTS | {"bookTicker": None}
    routes = EVERY | {
        "ticker_window": BinanceWssTickerData,
        "all_ticker_window": BinanceWssTickerData,
        "avg_price": BinanceAvgPriceData,
        "reference_price": BinanceReferencePriceData,
        "block_trade": BinanceWssTradeData,
        "kline_timezone": BinanceWssBarData,
    }


class BinanceMarketWssDataMargin(BinanceMarketWssDataSpot):
    """Public streams of margin, which are those of spot."""

    exchange_key = "BINANCE___MARGIN"
    exchange_data_class = BinanceExchangeDataMargin


class BinanceMarketWssDataSwap(BinanceMarketWssData):
    """Public streams of USDⓈ-M perpetuals."""

    exchange_key = "BINANCE___SWAP"
    exchange_data_class: ClassVar[type[BinanceExchangeData]] = BinanceExchangeDataSwap
    bare_events = BARE_EVENTS | {"bookTicker": "bookTicker"}
    foreign = COIN_M
    own_symbols = PERPETUAL
    routes = (
        EVERY
        | CONTRACTS
        | USDM_ONLY
        | {
            "funding_rate": BinanceWssFundingRateData,
            "composite_index": BinanceCompositeIndexData,
            "asset_index": BinanceAssetIndexData,
            "trading_session": BinanceTradingSessionData,
        }
    )


class BinanceMarketWssDataFutures(BinanceMarketWssDataSwap):
    """Public streams of USDⓈ-M delivery contracts."""

    exchange_key = "BINANCE___FUTURES"
    exchange_data_class = BinanceExchangeDataFutures
    own_symbols = DELIVERY
    routes = EVERY | CONTRACTS | USDM_ONLY


class BinanceMarketWssDataCoinM(BinanceMarketWssData):
    """Public streams of COIN-M contracts."""

    exchange_key = "BINANCE___COIN_M"
    exchange_data_class = BinanceExchangeDataCoinM
    bare_events = BARE_EVENTS | {"bookTicker": "bookTicker"}
    foreign = USDM
    routes = (
        EVERY
        | CONTRACTS
        | {
            "funding_rate": BinanceWssFundingRateData,
            "pair_mark_price": BinanceWssMarkPriceData,
            "index_price": BinanceIndexPriceData,
            "index_price_kline": BinanceWssIndexBarData,
            "mark_price_kline": BinanceWssBarData,
        }
    )


class BinanceMarketWssDataOption(BinanceMarketWssData):
    """Public streams of options."""

    exchange_key = "BINANCE___OPTION"
    exchange_data_class = BinanceExchangeDataOption
    bare_events = BARE_EVENTS | {"bookTicker": "bookTicker", "optionTicker": "24hrTicker"}
    routes = {
        "tick": BinanceWssBookTickerData,
        "bidAsk": BinanceWssBookTickerData,
        "book_ticker": BinanceWssBookTickerData,
        "ticker": BinanceWssTickerData,
        "all_ticker": BinanceWssTickerData,
        "depth": BinanceWssOrderBookData,
        "depth_partial": BinanceWssOrderBookData,
        "increDepthFlow": BinanceWssOrderBookData,
        "trade": BinanceOptionWssTradeData,
        "agg_trade": BinanceOptionWssTradeData,
        "all_trade": BinanceOptionWssTradeData,
        "kline": BinanceWssBarData,
        "mark_price": BinanceWssOptionMarketData,
        "index_price": BinanceIndexPriceData,
        "open_interest": BinanceWssOpenInterestData,
        "contract_info": BinanceOptionInfoData,
    }
