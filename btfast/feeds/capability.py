"""What a feed can do: one member per core verb, whose value is the verb's key in the settings."""

from collections.abc import Container
from enum import StrEnum


class Capability(StrEnum):
    """A core verb."""

    GET_SERVER_TIME = "get_server_time"
    GET_EXCHANGE_INFO = "get_exchange_info"
    GET_CONTRACT = "get_contract"
    GET_TICK = "get_tick"
    GET_TICKERS = "get_tickers"
    GET_DEPTH = "get_depth"
    GET_TRADES = "get_trades"
    GET_AGG_TRADES = "get_agg_trades"
    GET_KLINE = "get_kline"
    GET_MARK_PRICE = "get_mark_price"
    GET_MARK_PRICE_KLINE = "get_mark_price_kline"
    GET_INDEX_PRICE_KLINE = "get_index_price_kline"
    GET_CONTINUOUS_KLINE = "get_continuous_kline"
    GET_FUNDING_RATE = "get_funding_rate"
    GET_HISTORY_FUNDING_RATE = "get_history_funding_rate"
    GET_OPEN_INTEREST = "get_open_interest"
    GET_OPEN_INTEREST_HIST = "get_open_interest_hist"
    GET_LONG_SHORT_RATIO = "get_long_short_ratio"
    GET_TAKER_BUY_SELL_VOLUME = "get_taker_buy_sell_volume"

    MAKE_ORDER = "make_order"
    MAKE_ORDERS = "make_orders"
    AMEND_ORDER = "amend_order"
    CANCEL_REPLACE_ORDER = "cancel_replace_order"
    CANCEL_ORDER = "cancel_order"
    CANCEL_ORDERS = "cancel_orders"
    CANCEL_ALL = "cancel_all"
    CLOSE_POSITION = "close_position"
    QUERY_ORDER = "query_order"
    GET_OPEN_ORDERS = "get_open_orders"
    GET_ALL_ORDERS = "get_all_orders"
    GET_ORDER_HISTORY = "get_order_history"
    GET_DEALS = "get_deals"

    GET_BALANCE = "get_balance"
    GET_ACCOUNT = "get_account"
    GET_POSITION = "get_position"
    GET_INCOME = "get_income"
    GET_FEE = "get_fee"
    GET_LEVERAGE_BRACKET = "get_leverage_bracket"
    SET_LEVERAGE = "set_leverage"
    SET_MARGIN_MODE = "set_margin_mode"
    GET_POSITION_MODE = "get_position_mode"
    SET_POSITION_MODE = "set_position_mode"


def capabilities_of(rest_paths: Container[str]) -> set[Capability]:
    """Return the verbs for which there is a path."""
    return {capability for capability in Capability if capability.value in rest_paths}
