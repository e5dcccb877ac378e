"""OKX's public channels. Source: OKX API v5, "WebSocket", "Subscribe", and the pages of the channels."""

from typing import Any

from btfast._core.record import Record
from btfast._core.scan import Peek
from btfast.containers.auctions.okx_auction import OkxAuctionData
from btfast.containers.bars.okx_bar import OkxBarData, OkxPriceBarData
from btfast.containers.exchanges.okx_exchange_data import (
    OkxExchangeDataFutures,
    OkxExchangeDataMargin,
    OkxExchangeDataOption,
    OkxExchangeDataSpot,
    OkxExchangeDataSwap,
)
from btfast.containers.fundingrates.okx_funding_rate import OkxFundingRateData
from btfast.containers.liquidations.okx_liquidation_order import OkxLiquidationOrderData
from btfast.containers.markprices.okx_mark_price import OkxMarkPriceData
from btfast.containers.notices.okx_notice import OkxAdlWarningData, OkxEconomicEventData, OkxStatusData
from btfast.containers.openinterests.okx_open_interest import OkxOpenInterestData
from btfast.containers.optionmarkets.okx_option_market import OkxOptionMarketData
from btfast.containers.orderbooks.okx_l2_orderbook import OkxL2OrderBookData
from btfast.containers.orderbooks.okx_orderbook import OkxWssOrderBookData
from btfast.containers.pricelimits.okx_price_limit import OkxPriceLimitData
from btfast.containers.settlementprices.okx_settlement_price import OkxEstimatedPriceData
from btfast.containers.symbols.okx_symbol import OkxSymbolData
from btfast.containers.tickers.okx_ticker import (
    OkxBlockTickerData,
    OkxIndexTickerData,
    OkxSpreadTickerData,
    OkxWssTickerData,
)
from btfast.containers.trades.okx_market_trade import (
    OkxBlockTradeData,
    OkxMarketTradeData,
    OkxOptionTradeData,
    OkxStructureBlockTradeData,
)
from btfast.errors.okx_error_translator import OkxErrorTranslator
from btfast.feeds.subscription import Arg, Reply, Stream, name_of
from btfast.feeds.wss_feed import WssFeed

SYMBOL = Peek("instId")

EVERY: dict[str, type[Record] | None] = {
    "tick": OkxWssTickerData,
    "bidAsk": OkxWssOrderBookData,
    "depth": OkxWssOrderBookData,
    "books": OkxWssOrderBookData,
    "increDepthFlow": OkxWssOrderBookData,
    "books50_l2_tbt": OkxL2OrderBookData,
    "books_l2_tbt": OkxL2OrderBookData,
    "books_rpi": OkxWssOrderBookData,
    "trades": OkxMarketTradeData,
    "trades_all": OkxMarketTradeData,
    "kline": OkxBarData,
    "kline_index": OkxPriceBarData,
    "kline_mark_price": OkxPriceBarData,
    "mark_price": OkxMarkPriceData,
    "price_limit": OkxPriceLimitData,
    "index_tickers": OkxIndexTickerData,
    "instruments": OkxSymbolData,
    "block_tickers": OkxBlockTickerData,
    "call_auction_details": OkxAuctionData,
    "economic_calendar": OkxEconomicEventData,
    "public_block_trades": OkxBlockTradeData,
    "public_struc_block_trades": OkxStructureBlockTradeData,
    "sprd_tickers": OkxSpreadTickerData,
    "status": OkxStatusData,
}
CONTRACTS: dict[str, type[Record] | None] = {
    "open_interest": OkxOpenInterestData,
    "estimated_price": OkxEstimatedPriceData,
    "liquidation_orders": OkxLiquidationOrderData,
    "adl_warning": OkxAdlWarningData,
}
OPTIONS: dict[str, type[Record] | None] = {
    "opt_summary": OkxOptionMarketData,
    "opt_trades": OkxOptionTradeData,
}


class OkxMarketWssData(WssFeed):
    """Public channels of OKX."""

    error_translator_class = OkxErrorTranslator
    arrays = frozenset(
        {"trades", "trades_all", "kline", "kline_index", "kline_mark_price", "public_block_trades"}
    )

    def on_message(self, frame: bytes, recv_ns: int) -> bool:
        """Hand a frame to those who want it; a stream's answers look like its data until it is confirmed."""
        stream = self._routes.get(self._peek(frame))
        if stream is None or not stream.is_confirmed:
            return False
        self.deliver(stream, frame)
        return True

    def route_of(self, arg: Arg) -> tuple[str | None, ...] | None:
        """Return channel and instrument; None for a subscription that is told by something else."""
        assert isinstance(arg, dict)
        return (arg["channel"], arg.get("instId")) if set(arg) <= {"channel", "instId"} else None

    def find_stream(self, message: Any) -> Stream | None:
        """Return the stream whose arg a message repeats."""
        is_data = isinstance(message, dict) and "event" not in message
        return self._stream_of(message) if is_data else None

    def read_reply(self, message: Any) -> Reply | None:
        """Return what a message with an event answers: each subscription has an answer of its own."""
        event = message.get("event") if isinstance(message, dict) else None
        if event == "error":
            error = self.error_translator_class.translate(message, self.exchange_key)
            return Reply(message.get("id"), error=error, is_whole=False)
        if event == "subscribe":
            return Reply(stream=self._stream_of(message))
        return Reply() if event == "unsubscribe" else None

    def spell_request(self, is_subscribe: bool, args: list[Arg], number: int) -> str:
        """Return the request with an id, which the answers repeat."""
        return f'{{"id": "{number}", {super().spell_request(is_subscribe, args, number)[1:]}'

    def request_symbol_of(self, element: bytes) -> str | None:
        """Return the instrument of an element."""
        return SYMBOL(element)[0] or ""

    def _stream_of(self, message: Any) -> Stream | None:
        arg = message.get("arg")
        return self._streams.get(name_of(arg)) if isinstance(arg, dict) else None


class OkxMarketWssDataSpot(OkxMarketWssData):
    """Public channels of spot."""

    exchange_key = "OKX___SPOT"
    exchange_data_class = OkxExchangeDataSpot
    routes = EVERY


class OkxMarketWssDataMargin(OkxMarketWssData):
    """Public channels of margin."""

    exchange_key = "OKX___MARGIN"
    exchange_data_class = OkxExchangeDataMargin
    routes = EVERY | {"liquidation_orders": OkxLiquidationOrderData}


class OkxMarketWssDataSwap(OkxMarketWssData):
    """Public channels of perpetuals."""

    exchange_key = "OKX___SWAP"
    exchange_data_class = OkxExchangeDataSwap
    routes = EVERY | CONTRACTS | OPTIONS | {"funding_rate": OkxFundingRateData}


class OkxMarketWssDataFutures(OkxMarketWssData):
    """Public channels of delivery contracts."""

    exchange_key = "OKX___FUTURES"
    exchange_data_class = OkxExchangeDataFutures
    routes = EVERY | CONTRACTS


class OkxMarketWssDataOption(OkxMarketWssData):
    """Public channels of options."""

    exchange_key = "OKX___OPTION"
    exchange_data_class = OkxExchangeDataOption
    routes = EVERY | CONTRACTS | OPTIONS
