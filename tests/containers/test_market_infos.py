"""Index, reference and settlement prices, contract infos, option markets, auctions and notices of every venue."""

from typing import Any

import pytest

from btfast.containers.auctions.okx_auction import OkxAuctionData
from btfast.containers.bars.binance_bar import BinanceWssIndexBarData
from btfast.containers.contractinfos.binance_contract_info import (
    BinanceContractInfoData,
    BinanceOptionInfoData,
)
from btfast.containers.fundingrates.binance_funding_rate import BinanceRequestFundingRateData
from btfast.containers.indexprices.binance_index_price import (
    BinanceAssetIndexData,
    BinanceCompositeIndexData,
    BinanceIndexPriceData,
)
from btfast.containers.markprices.binance_mark_price import BinanceRequestMarkPriceData
from btfast.containers.notices.binance_notice import BinanceTradingSessionData
from btfast.containers.notices.okx_notice import OkxAdlWarningData, OkxEconomicEventData, OkxStatusData
from btfast.containers.openinterests.binance_open_interest import (
    BinanceOpenInterestData,
    BinanceWssOpenInterestData,
)
from btfast.containers.optionmarkets.binance_option_market import (
    BinanceRequestOptionMarketData,
    BinanceWssOptionMarketData,
)
from btfast.containers.optionmarkets.okx_option_market import OkxOptionMarketData
from btfast.containers.referenceprices.binance_reference_price import (
    BinanceAvgPriceData,
    BinanceReferencePriceData,
)
from btfast.containers.settlementprices.binance_settlement_price import (
    BinanceDeliveryPriceData,
    BinanceExerciseData,
)
from btfast.containers.settlementprices.okx_settlement_price import OkxEstimatedPriceData
from btfast.containers.tickers.binance_ticker import BinanceRequestOptionTickerData, BinanceRequestTickerData
from btfast.containers.tickers.okx_ticker import OkxBlockTickerData, OkxSpreadTickerData
from btfast.containers.trades.binance_trade import BinanceOptionRequestTradeData, BinanceOptionWssTradeData
from btfast.containers.trades.okx_market_trade import (
    OkxBlockTradeData,
    OkxOptionTradeData,
    OkxStructureBlockTradeData,
)
from tests.containers.checks import Case, assert_reads

T = 1795300000123.0
END = 1798185600000.0
DAY = 86_400_000.0
OPTION = "ABC-261225-120-C"
OKX_OPTION = "ABC-USD-261225-120-C"
GREEKS = {"delta": 0.55, "gamma": 0.0125, "theta": -0.25, "vega": 0.375}
VOLATILITIES = {"mark_volatility": 0.62, "bid_volatility": 0.61, "ask_volatility": 0.63}
OPTION_MARK = {"option_market_symbol_name": OPTION, "mark_price": 12.45, **GREEKS, **VOLATILITIES}
OPTION_MARK |= {"high_price_limit": 25.5, "low_price_limit": 0.1, "risk_free_rate": 0.05}
INDEX = {"server_time": T, "index_price": 121.7025}
ASSET_INDEX = {
    "index_price_symbol_name": "ABCUSD",
    "server_time": T,
    "index_price": 121.5,
    "bid_buffer": 0.05,
    "ask_buffer": 0.06,
    "bid_rate": 115.425,
    "ask_rate": 128.79,
    "auto_bid_buffer": 0.02,
    "auto_ask_buffer": 0.03,
    "auto_bid_rate": 119.07,
    "auto_ask_rate": 125.145,
}
OPTION_SUMMARY = {
    "option_market_symbol_name": OKX_OPTION,
    "server_time": T,
    "inst_type": "OPTION",
    "underlying": "ABC-USD",
    "delta": 0.0045,
    "gamma": 0.25,
    "theta": -0.002,
    "vega": 0.0031,
    "delta_bs": 0.55,
    "gamma_bs": 0.0125,
    "theta_bs": -0.25,
    "vega_bs": 0.375,
    "leverage": 9.75,
    "at_the_money_volatility": 0.59,
    "forward_price": 122.5,
    **VOLATILITIES,
}
ESTIMATE = {
    "inst_type": "FUTURES",
    "settlement_price_symbol_name": "ABC-USD-261225",
    "server_time": T,
    "settlement_price": 122.25,
}
OKX_TRADE = {
    "trade_symbol_name": OKX_OPTION,
    "server_time": T,
    "trade_time": T,
    "trade_price": 0.1,
    "trade_volume": 5.0,
    "trade_accumulate_volume": 5.0,
    "volatility": 0.62,
    "forward_price": 122.5,
    "index_price": 121.7025,
    "mark_price": 0.1025,
}
SPREAD = "ABC-USDT_ABC-USDT-SWAP"

CASES: list[Case] = [
    (BinanceIndexPriceData, "binance/wss_index_price", INDEX | {"index_price_symbol_name": "ABCUSD"}),
    (BinanceIndexPriceData, "binance/wss_option_index", INDEX | {"index_price_symbol_name": "ABCUSDT"}),
    (BinanceIndexPriceData, "binance/option_index", INDEX),
    (
        BinanceCompositeIndexData,
        "binance/wss_composite_index",
        {
            "index_price_symbol_name": "ABCUSDT",
            "server_time": T,
            "index_price": 554.25,
            "base_asset": "baseAsset",
            "components": [{"b": "XYZ", "q": "USDT", "w": "1.5", "W": "0.25", "i": "33.5"}],
        },
    ),
    (
        BinanceCompositeIndexData,
        "binance/swap_index_info",
        {
            "index_price_symbol_name": "ABCUSDT",
            "server_time": T,
            "base_asset": "baseAsset",
            "components": [
                {
                    "baseAsset": "XYZ",
                    "quoteAsset": "USDT",
                    "weightInQuantity": "1.5",
                    "weightInPercentage": "0.25",
                }
            ],
        },
    ),
    (BinanceAssetIndexData, "binance/wss_asset_index", ASSET_INDEX),
    (BinanceAssetIndexData, "binance/swap_asset_index", ASSET_INDEX),
    (
        BinanceAvgPriceData,
        "binance/wss_avg_price",
        {
            "reference_price_symbol_name": "ABCUSDT",
            "server_time": T,
            "reference_price": 121.625,
            "interval": "5m",
            "trade_time": T - 10,
        },
    ),
    (
        BinanceAvgPriceData,
        "binance/spot_avg_price",
        {"reference_price": 121.625, "minutes": 5, "trade_time": T},
    ),
    (
        BinanceReferencePriceData,
        "binance/wss_reference_price",
        {"reference_price_symbol_name": "ABCUSDT", "server_time": T, "reference_price": 121.5},
    ),
    (
        BinanceReferencePriceData,
        "binance/spot_reference_price",
        {"reference_price_symbol_name": "ABCUSDT", "server_time": T, "reference_price": 121.5},
    ),
    (
        BinanceContractInfoData,
        "binance/wss_contract_info",
        {
            "contract_info_symbol_name": "ABCUSD_261225",
            "server_time": T,
            "pair": "ABCUSD",
            "contract_type": "CURRENT_QUARTER",
            "contract_status": "TRADING",
            "list_time": 1780000000000.0,
            "delist_time": END,
            "brackets": [{"bs": 1, "bnf": 0, "bnc": 5000, "mmr": 0.01, "cf": 0, "mi": 21, "ma": 50}],
        },
    ),
    (
        BinanceOptionInfoData,
        "binance/wss_option_symbol",
        {
            "contract_info_symbol_name": OPTION,
            "server_time": T,
            "underlying": "ABCUSDT",
            "quote_asset": "USDT",
            "option_type": "CALL",
            "strike_price": 120.0,
            "unit": 1.0,
            "contract_status": "TRADING",
            "list_time": 1780000000000.0,
            "delist_time": END,
        },
    ),
    (
        BinanceTradingSessionData,
        "binance/wss_trading_session",
        {"server_time": T, "begin_time": T - 1000, "end_time": T + 1000, "notice_state": "REGULAR"},
    ),
    (BinanceRequestOptionMarketData, "binance/option_mark", OPTION_MARK),
    (
        BinanceWssOptionMarketData,
        "binance/wss_option_mark_price",
        OPTION_MARK
        | {
            "server_time": T,
            "index_price": 121.7025,
            "settlement_price": 0.0,
            "bid_price": 12.4,
            "bid_volume": 1.5,
            "ask_price": 12.6,
            "ask_volume": 2.5,
        },
    ),
    (OkxOptionMarketData, "okx/opt_summary", OPTION_SUMMARY),
    (OkxOptionMarketData, "okx/wss_opt_summary", OPTION_SUMMARY),
    (
        BinanceRequestOptionTickerData,
        "binance/option_ticker",
        {
            "ticker_symbol_name": OPTION,
            "server_time": T,
            "bid_price": 12.4,
            "ask_price": 12.6,
            "last_price": 12.5,
            "last_volume": 0.1,
            "open_price": 13.0,
            "high_price": 14.5,
            "high_24h": 14.5,
            "low_price": 12.0,
            "low_24h": 12.0,
            "volume_24h": 7.25,
            "turnover_24h": 95.5,
            "price_change": -0.5,
            "price_change_pct": -0.04,
            "open_time": T - DAY,
            "close_time": T,
            "first_trade_id": "5",
            "num_trades": 9,
            "strike_price": 120.0,
            "exercise_price": 121.7025,
        },
    ),
    (
        BinanceRequestTickerData,
        "binance/coin_m_ticker_24hr",
        {
            "ticker_symbol_name": "ABCUSD_PERP",
            "server_time": T,
            "last_price": 121.75,
            "last_volume": 7.0,
            "open_price": 120.5,
            "high_price": 126.5,
            "high_24h": 126.5,
            "low_price": 119.75,
            "low_24h": 119.75,
            "volume_24h": 48210.0,
            "base_volume_24h": 3981.25,
            "price_change": 1.25,
            "price_change_pct": 1.037,
            "weighted_avg_price": 121.1,
            "open_time": T - DAY,
            "close_time": T,
            "first_trade_id": "100",
            "last_trade_id": "200",
            "num_trades": 101,
        },
    ),
    (
        BinanceRequestMarkPriceData,
        "binance/coin_m_premium_index",
        {
            "mark_price_symbol_name": "ABCUSD_261225",
            "server_time": T,
            "mark_price": 122.765,
            "index_price": 121.7025,
            "settlement_price": 121.69,
            "next_funding_time": 0.0,
        },
    ),
    (
        BinanceRequestFundingRateData,
        "binance/coin_m_premium_index",
        {
            "funding_rate_symbol_name": "ABCUSD_261225",
            "server_time": T,
            "next_funding_time": 0.0,
        },
    ),
    (
        BinanceOpenInterestData,
        "binance/coin_m_open_interest_hist",
        {
            "open_interest_symbol_name": "ABCUSD",
            "server_time": T,
            "open_interest": 20403.0,
            "open_interest_value": 1676.25,
        },
    ),
    (
        BinanceOpenInterestData,
        "binance/option_open_interest",
        {
            "open_interest_symbol_name": OPTION,
            "server_time": T,
            "open_interest": 12.25,
            "open_interest_value": 1491.5,
        },
    ),
    (
        BinanceWssOpenInterestData,
        "binance/wss_option_open_interest",
        {
            "open_interest_symbol_name": OPTION,
            "server_time": T,
            "open_interest": 12.25,
            "open_interest_value": 1491.5,
        },
    ),
    (
        BinanceOptionWssTradeData,
        "binance/wss_option_trade",
        {
            "trade_symbol_name": OPTION,
            "server_time": T,
            "trade_id": "300",
            "trade_price": 12.5,
            "trade_volume": 0.1,
            "trade_time": T - 3,
            "is_buyer_maker": False,
            "trade_side": "buy",
            "trade_type": "taker",
            "execution_type": "MARKET",
        },
    ),
    (
        BinanceOptionRequestTradeData,
        "binance/option_trades",
        {
            "trade_symbol_name": OPTION,
            "server_time": T,
            "trade_id": "300",
            "trade_price": 12.5,
            "trade_volume": 0.1,
            "quote_volume": 1.25,
            "trade_time": T,
            "side": -1,
            "trade_side": "sell",
        },
    ),
    (
        OkxOptionTradeData,
        "okx/wss_option_trades",
        OKX_TRADE | {"trade_id": "88", "trade_side": "sell", "family": "ABC-USD", "option_type": "C"},
    ),
    (
        OkxBlockTradeData,
        "okx/wss_public_block_trades",
        OKX_TRADE | {"trade_id": "89", "trade_side": "buy", "group_id": "g1"},
    ),
    (
        OkxStructureBlockTradeData,
        "okx/wss_public_struc_block_trades",
        {
            "server_time": T,
            "trade_time": T,
            "trade_id": "439161457415012352",
            "group_id": "g1",
            "legs": [{"instId": OKX_OPTION, "side": "sell", "sz": "4", "px": "0.1", "tradeId": "90"}],
        },
    ),
    (
        BinanceDeliveryPriceData,
        "binance/delivery_price",
        {"server_time": T - 300000, "settlement_price": 122.25},
    ),
    (
        BinanceExerciseData,
        "binance/option_exercise_history",
        {
            "settlement_price_symbol_name": "ABC-261120-120-C",
            "server_time": T - 300000,
            "strike_price": 120.0,
            "settlement_price": 122.25,
            "result": "REALISTIC_VALUE_STRICKEN",
        },
    ),
    (OkxEstimatedPriceData, "okx/estimated_price", ESTIMATE),
    (OkxEstimatedPriceData, "okx/wss_estimated_price", ESTIMATE | {"settlement_type": "delivery"}),
    (
        OkxAuctionData,
        "okx/wss_call_auction_details",
        {
            "auction_symbol_name": "ABC-USDT",
            "server_time": T,
            "auction_price": 121.5,
            "matched_volume": 100.5,
            "unmatched_volume": 3.25,
            "auction_end_time": T + 60000,
            "auction_state": "call_auction",
        },
    ),
    (
        OkxStatusData,
        "okx/wss_status",
        {
            "server_time": T,
            "notice_state": "scheduled",
            "begin_time": T + 60000,
            "end_time": T + 120000,
            "pre_open_begin_time": T + 110000,
            "title": "Trading account",
            "href": "",
            "service_type": "0",
            "system": "unified",
            "maintenance_type": "1",
            "environment": "1",
            "reschedule_reason": "",
        },
    ),
    (
        OkxAdlWarningData,
        "okx/wss_adl_warning",
        {
            "server_time": T,
            "notice_state": "warning",
            "inst_type": "SWAP",
            "family": "ABC-USDT",
            "balance": 1280.5,
            "currency": "USDT",
            "max_balance": 1500.25,
            "max_balance_time": T - 60000,
            "adl_type": "bal_adl_start",
            "adl_balance": 1050.25,
            "adl_end_balance": 1200.5,
            "decline_rate": 0.3,
            "adl_rate": 0.3,
            "adl_end_rate": 0.2,
        },
    ),
    (
        OkxEconomicEventData,
        "okx/wss_economic_calendar",
        {
            "server_time": T + 5,
            "begin_time": T,
            "calendar_id": "319275",
            "region": "Germany",
            "category": "Producer Prices",
            "title": "PPI",
            "reference_time": T - DAY,
            "actual": "0.5%",
            "previous": "0.4%",
            "forecast": "0.6%",
            "initial_previous": "0.3%",
            "importance": "2",
            "unit": "%",
            "currency": "",
        },
    ),
    (
        OkxBlockTickerData,
        "okx/wss_block_tickers",
        {
            "inst_type": "SWAP",
            "ticker_symbol_name": "ABC-USDT-SWAP",
            "server_time": T,
            "volume_24h": 125.0,
            "vol_24h": 125.0,
            "vol_ccy_24h": 12.5,
        },
    ),
    (
        OkxSpreadTickerData,
        "okx/wss_sprd_tickers",
        {
            "ticker_symbol_name": SPREAD,
            "server_time": T,
            "bid_price": 4.25,
            "bid_volume": 1.0,
            "ask_price": 4.75,
            "ask_volume": 3.0,
            "last_price": 4.5,
            "last_volume": 2.0,
            "open_price": 4.0,
            "open_24h": 4.0,
            "high_price": 5.0,
            "high_24h": 5.0,
            "low_price": 3.5,
            "low_24h": 3.5,
            "volume_24h": 62.0,
            "vol_24h": 62.0,
        },
    ),
]


@pytest.mark.parametrize(("container", "name", "fields"), CASES)
def test_fields_are_those_of_the_message(container: type[Any], name: str, fields: dict[str, Any]) -> None:
    assert_reads(container, name, fields)


def test_a_reference_price_that_there_is_not_is_none() -> None:
    price = BinanceReferencePriceData({"e": "referencePrice", "s": "ABCUSDT", "r": None, "t": 5})
    assert price.get_reference_price() is None
    assert price.get_server_time() == 5.0


def test_bars_of_an_index_name_the_pair() -> None:
    k = {"t": 5, "T": 9, "s": "0", "o": "1", "h": "2", "l": "0.5", "c": "1.5", "x": True}
    bar = BinanceWssIndexBarData(
        {"e": "indexPrice_kline", "E": 10, "ps": "ABCUSD", "k": k}, "ABC-USD", "COIN_M"
    )
    assert (bar.get_bar_symbol_name(), bar.get_close_price(), bar.get_bar_status()) == ("ABCUSD", 1.5, True)
