"""Every documented name imports from its documented path, and has the documented attributes and getters.

The tables are the contract, written down once more: families first, then what a class of a venue adds. Each
field has an attribute and a getter, except those of NO_FIELD and GETTERS_ALONE.
"""

import importlib

import pytest

COMMON = "exchange_name symbol_name asset_type local_update_time server_time"
NO_FIELD = "event has_been_init_data"
METHODS = "init_data get_event get_all_data"

FAMILIES = {
    "ticker": "ticker_symbol_name bid_price ask_price bid_volume ask_volume last_price last_volume",
    "order_book": """
        bid_price_list ask_price_list bid_volume_list ask_volume_list bid_trade_nums ask_trade_nums
    """,
    "trade": """
        trade_id trade_symbol_name order_id client_order_id trade_side trade_offset trade_price
        trade_volume trade_accumulate_volume trade_type trade_time trade_fee trade_fee_symbol
    """,
    "bar": """
        open_time open_price high_price low_price close_price volume amount close_time
        quote_asset_volume base_asset_volume num_trades taker_buy_base_asset_volume
        taker_buy_quote_asset_volume bar_status
    """,
    "funding_rate": """
        pre_funding_rate pre_funding_time next_funding_rate next_funding_time max_funding_rate
        min_funding_rate current_funding_rate current_funding_time settlement_funding_rate
        settlement_status method
    """,
    "mark_price": "mark_price",
    "liquidation": "",
    "symbol": """
        maintain_margin_percent required_margin_percent base_asset quote_asset contract_multiplier
        price_unit price_digital max_price min_price qty_unit qty_digital min_qty max_qty
        base_asset_digital quote_asset_digital order_types time_in_force fee_digital fee_currency
    """,
    "open_interest": "open_interest_symbol_name open_interest",
    "price_limit": "price_limit_symbol_name buy_limit sell_limit",
    "index_price": "index_price_symbol_name index_price",
    "reference_price": "reference_price_symbol_name reference_price",
    "settlement_price": "settlement_price_symbol_name settlement_price",
    "contract_info": "contract_info_symbol_name contract_status contract_type list_time delist_time",
    "option_market": """
        option_market_symbol_name mark_price delta gamma theta vega mark_volatility bid_volatility
        ask_volatility
    """,
    "auction": "auction_symbol_name auction_price matched_volume unmatched_volume auction_end_time auction_state",
    "notice": "notice_state begin_time end_time",
}

DAY = "open_price high_price low_price prev_close volume_24h turnover_24h price_change price_change_pct"
LIQUIDATION = "inst_id inst_type trade_id price size side pos_side bankruptcy_price"
WARNING = "inst_id inst_type position pos_side position_ccy liquidation_price mark_price"
MARK = "mark_price_symbol_name index_price settlement_price"
OKX_SYMBOL = """
    underlying_index_name underlying_symbol_name max_twap_qty max_market_amount max_limit_amount
    max_market_qty max_limit_qty symbol_trading_type symbol_status contract_type max_leverage
    delist_time auction_end_time max_iceberg_qty max_stop_qty future_settlement list_time
    option_strike_price option_type contract_notional_value min_amount
"""
L2 = "action checksum bid_orders_list ask_orders_list bid_liquidation_list ask_liquidation_list"

CLASSES = [  # module under btfast.containers, class, family, what it adds
    ("tickers.ticker", "TickerData", "ticker", "high_24h low_24h"),
    ("tickers.binance_ticker", "BinanceTickerData", "ticker", DAY),
    ("tickers.binance_ticker", "BinanceWssTickerData", "ticker", DAY),
    ("tickers.binance_ticker", "BinanceRequestTickerData", "ticker", DAY),
    ("tickers.okx_ticker", "OkxTickerData", "ticker", "open_24h high_24h low_24h vol_24h vol_ccy_24h"),
    ("tickers.okx_ticker", "OkxRequestTickerData", "ticker", ""),
    ("tickers.okx_ticker", "OkxWssTickerData", "ticker", ""),
    ("orderbooks.orderbook", "OrderBookData", "order_book", "order_book_symbol_name"),
    ("orderbooks.binance_orderbook", "BinanceOrderBookData", "order_book", "order_book_symbol_name"),
    ("orderbooks.binance_orderbook", "BinanceRequestOrderBookData", "order_book", "order_book_symbol_name"),
    ("orderbooks.binance_orderbook", "BinanceWssOrderBookData", "order_book", "order_book_symbol_name"),
    ("orderbooks.okx_orderbook", "OkxOrderBookData", "order_book", "order_book_symbol_name"),
    ("orderbooks.okx_orderbook", "OkxRequestOrderBookData", "order_book", ""),
    ("orderbooks.okx_orderbook", "OkxWssOrderBookData", "order_book", ""),
    ("orderbooks.okx_l2_orderbook", "OkxL2OrderBookData", "order_book", L2),
    ("trades.trade", "TradeData", "trade", ""),
    ("trades.binance_trade", "BinanceTradeData", "trade", ""),
    ("trades.binance_trade", "BinanceWssTradeData", "trade", ""),
    ("trades.binance_trade", "BinanceAggTradeData", "trade", "first_trade_id last_trade_id"),
    ("trades.binance_trade", "BinanceRequestTradeData", "trade", ""),
    ("trades.binance_trade", "BinanceSwapWssTradeData", "trade", ""),
    ("trades.binance_trade", "BinanceSpotWssTradeData", "trade", ""),
    ("trades.okx_market_trade", "OkxMarketTradeData", "trade", ""),
    ("bars.bar", "BarData", "bar", ""),
    ("bars.binance_bar", "BinanceRequestBarData", "bar", ""),
    ("bars.binance_bar", "BinanceWssBarData", "bar", ""),
    ("bars.okx_bar", "OkxBarData", "bar", ""),
    ("fundingrates.funding_rate", "FundingRateData", "funding_rate", "event_type"),
    (
        "fundingrates.binance_funding_rate",
        "BinanceRequestFundingRateData",
        "funding_rate",
        "funding_rate_symbol_name next_funding_rate_time",
    ),
    (
        "fundingrates.binance_funding_rate",
        "BinanceRequestHistoryFundingRateData",
        "funding_rate",
        "funding_rate_symbol_name mark_price",
    ),
    (
        "fundingrates.binance_funding_rate",
        "BinanceWssFundingRateData",
        "funding_rate",
        "funding_rate_symbol_name",
    ),
    ("fundingrates.okx_funding_rate", "OkxFundingRateData", "funding_rate", "symbol"),
    ("markprices.mark_price", "MarkPriceData", "mark_price", ""),
    ("markprices.binance_mark_price", "BinanceMarkPrice", "mark_price", MARK),
    ("markprices.binance_mark_price", "BinanceRequestMarkPriceData", "mark_price", MARK),
    ("markprices.binance_mark_price", "BinanceWssMarkPriceData", "mark_price", MARK),
    ("markprices.okx_mark_price", "OkxMarkPriceData", "mark_price", "mark_price_symbol_name"),
    ("liquidations.liquidation", "LiquidationData", "liquidation", ""),
    ("liquidations.okx_liquidation_order", "OkxLiquidationOrderData", "liquidation", LIQUIDATION),
    ("liquidations.okx_liquidation_warning", "OkxLiquidationWarningData", "liquidation", WARNING),
    ("symbols.symbol", "SymbolData", "symbol", ""),
    ("symbols.binance_symbol", "BinanceSpotSymbolData", "symbol", "min_amount"),
    ("symbols.binance_symbol", "BinanceSwapSymbolData", "symbol", "min_amount"),
    ("symbols.okx_symbol", "OkxSymbolData", "symbol", OKX_SYMBOL),
    ("openinterests.okx_open_interest", "OkxOpenInterestData", "open_interest", "open_interest_ccy"),
    ("pricelimits.okx_price_limit", "OkxPriceLimitData", "price_limit", ""),
    ("symbols.binance_symbol", "BinanceCoinMSymbolData", "symbol", "min_amount delist_time"),
    ("symbols.binance_symbol", "BinanceOptionSymbolData", "symbol", "option_strike_price option_type"),
    ("tickers.binance_ticker", "BinanceRequestOptionTickerData", "ticker", f"{DAY} strike_price"),
    ("tickers.okx_ticker", "OkxIndexTickerData", "ticker", ""),
    ("tickers.okx_ticker", "OkxBlockTickerData", "ticker", "vol_24h vol_ccy_24h"),
    ("tickers.okx_ticker", "OkxSpreadTickerData", "ticker", ""),
    ("trades.binance_trade", "BinanceOptionWssTradeData", "trade", "execution_type"),
    ("trades.binance_trade", "BinanceOptionRequestTradeData", "trade", "quote_volume"),
    ("trades.okx_market_trade", "OkxOptionTradeData", "trade", "volatility forward_price"),
    ("trades.okx_market_trade", "OkxBlockTradeData", "trade", "group_id"),
    ("trades.okx_market_trade", "OkxStructureBlockTradeData", "trade", "legs group_id"),
    ("bars.binance_bar", "BinanceWssContinuousBarData", "bar", "contract_type"),
    ("bars.binance_bar", "BinanceWssIndexBarData", "bar", ""),
    ("bars.okx_bar", "OkxPriceBarData", "bar", ""),
    (
        "openinterests.binance_open_interest",
        "BinanceOpenInterestData",
        "open_interest",
        "open_interest_value",
    ),
    (
        "openinterests.binance_open_interest",
        "BinanceWssOpenInterestData",
        "open_interest",
        "open_interest_value",
    ),
    (
        "liquidations.binance_liquidation_order",
        "BinanceLiquidationOrderData",
        "liquidation",
        "price size side",
    ),
    ("indexprices.binance_index_price", "BinanceIndexPriceData", "index_price", ""),
    ("indexprices.binance_index_price", "BinanceCompositeIndexData", "index_price", "components"),
    ("indexprices.binance_index_price", "BinanceAssetIndexData", "index_price", "bid_rate ask_rate"),
    ("referenceprices.binance_reference_price", "BinanceAvgPriceData", "reference_price", "interval"),
    ("referenceprices.binance_reference_price", "BinanceReferencePriceData", "reference_price", ""),
    ("settlementprices.binance_settlement_price", "BinanceDeliveryPriceData", "settlement_price", ""),
    ("settlementprices.binance_settlement_price", "BinanceExerciseData", "settlement_price", "strike_price"),
    ("settlementprices.okx_settlement_price", "OkxEstimatedPriceData", "settlement_price", "settlement_type"),
    ("contractinfos.binance_contract_info", "BinanceContractInfoData", "contract_info", "brackets pair"),
    ("contractinfos.binance_contract_info", "BinanceOptionInfoData", "contract_info", "strike_price"),
    ("optionmarkets.binance_option_market", "BinanceRequestOptionMarketData", "option_market", ""),
    ("optionmarkets.binance_option_market", "BinanceWssOptionMarketData", "option_market", "bid_price"),
    ("optionmarkets.okx_option_market", "OkxOptionMarketData", "option_market", "delta_bs forward_price"),
    ("auctions.okx_auction", "OkxAuctionData", "auction", ""),
    ("notices.okx_notice", "OkxStatusData", "notice", "title system"),
    ("notices.okx_notice", "OkxAdlWarningData", "notice", "balance adl_type"),
    ("notices.okx_notice", "OkxEconomicEventData", "notice", "title importance"),
    ("notices.binance_notice", "BinanceTradingSessionData", "notice", ""),
]
GETTERS_ALONE = {"event_type", "symbol"}


@pytest.mark.parametrize(("module", "name", "family", "more"), CLASSES)
def test_container_has_its_documented_names(module: str, name: str, family: str, more: str) -> None:
    container = getattr(importlib.import_module(f"btfast.containers.{module}"), name)
    fields = set(f"{COMMON} {FAMILIES[family]} {more}".split())
    attributes = (fields - GETTERS_ALONE) | set(NO_FIELD.split()) | {f"{family}_info", f"{family}_data"}
    methods = set(METHODS.split()) | {f"get_{field}" for field in fields}
    assert sorted(each for each in attributes | methods if not hasattr(container, each)) == []


def test_answers_have_their_documented_names() -> None:
    from btfast.containers.requestdatas.request_data import RequestData

    names = "status data error get_data get_status get_input_data get_extra_data get_request_type"
    assert all(hasattr(RequestData, name) for name in names.split())


def test_events_import_from_one_place() -> None:
    import btfast.events

    assert btfast.events.__all__ == ["Bar", "Depth", "Ticker", "Top", "Trade"]


EXCHANGE_DATA = [  # module under btfast.containers.exchanges, what follows the name of the venue's class
    ("binance_exchange_data", "Binance", ["", "Spot", "Margin", "Swap", "Futures", "CoinM", "Option"]),
    ("binance_exchange_data", "Binance", ["Algo", "Wallet", "SubAccount", "Portfolio", "Grid", "Staking"]),
    ("binance_exchange_data", "Binance", ["Mining", "VipLoan"]),
    ("okx_exchange_data", "Okx", ["", "Spot", "Margin", "Swap", "Futures", "Option"]),
]


@pytest.mark.parametrize(("module", "venue", "kinds"), EXCHANGE_DATA)
def test_exchange_data_has_its_documented_names(module: str, venue: str, kinds: list[str]) -> None:
    found = importlib.import_module(f"btfast.containers.exchanges.{module}")
    names = """
        exchange_name rest_url acct_wss_url wss_url rest_paths wss_paths kline_periods reverse_kline_periods
        legal_currency status_dict get_symbol get_symbol_re get_period get_rest_path get_wss_path
    """
    for kind in kinds:
        data = getattr(found, f"{venue}ExchangeData{kind}")()
        assert [name for name in names.split() if not hasattr(data, name)] == []


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("live_binance.spot", "BinanceRequestDataSpot"),
        ("live_binance.margin", "BinanceRequestDataMargin"),
        ("live_binance.swap", "BinanceRequestDataSwap"),
        ("live_binance.futures", "BinanceRequestDataFutures"),
        ("live_binance.coin_m", "BinanceRequestDataCoinM"),
        ("live_binance.option", "BinanceRequestDataOption"),
        ("live_okx.spot", "OkxRequestDataSpot"),
        ("live_okx.margin", "OkxRequestDataMargin"),
        ("live_okx.swap", "OkxRequestDataSwap"),
        ("live_okx.futures", "OkxRequestDataFutures"),
        ("live_okx.option", "OkxRequestDataOption"),
    ],
)
def test_feeds_import_from_their_documented_paths(module: str, name: str) -> None:
    feed = getattr(importlib.import_module(f"btfast.feeds.{module}"), name)
    verbs = "get_kline get_tick call async_call fetch instruments download_history_bars"
    assert [verb for verb in verbs.split() if not hasattr(feed, verb)] == []
