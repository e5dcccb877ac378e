"""Binance tickers, all products.

Sources: binance-spot-api-docs, rest-api.md ("24hr ticker price change statistics", "Symbol order book
ticker", "Symbol price ticker") and web-socket-streams.md (ticker streams); developers.binance.com, USDⓈ-M
futures, COIN-M futures and options, the pages of the same names. Streams of COIN-M have the volume in contracts and
the turnover in base units.
"""

from btfast._core.record import Field, Wire
from btfast.containers.tickers.ticker import TickerData
from btfast.events import Top


class BinanceTickerData(TickerData):
    """Ticker of Binance."""

    exchange_name = "BINANCE"


class BinanceRequestTickerData(BinanceTickerData):
    """Answer of ``ticker/24hr``, ``ticker/bookTicker`` or ``ticker/price``."""

    base_volume_24h = Field(float)
    wire = Wire(
        ticker_symbol_name="symbol",
        server_time=("time", "closeTime"),  # the 24 h answer has only its closing time
        bid_price="bidPrice",
        bid_volume="bidQty",
        ask_price="askPrice",
        ask_volume="askQty",
        last_price=("lastPrice", "price"),
        last_volume="lastQty",
        open_price="openPrice",
        high_price=("highPrice", "high24h"),
        low_price=("lowPrice", "low24h"),
        prev_close="prevClosePrice",
        volume_24h="volume",
        turnover_24h="quoteVolume",
        price_change="priceChange",
        price_change_pct="priceChangePercent",
        weighted_avg_price="weightedAvgPrice",
        open_time="openTime",
        close_time="closeTime",
        first_trade_id="firstId",
        last_trade_id="lastId",
        num_trades="count",
        sequence="lastUpdateId",
        base_volume_24h="baseVolume",
    )

    def get_base_volume_24h(self) -> float | None:
        """Return the volume of the last 24 hours in base units; None but in COIN-M, which counts contracts."""
        return self.base_volume_24h


class BinanceRequestOptionTickerData(BinanceTickerData):
    """Answer of options' ``ticker``."""

    strike_price = Field(float)
    exercise_price = Field(float)
    wire = Wire(
        ticker_symbol_name="symbol",
        server_time="closeTime",
        bid_price="bidPrice",
        ask_price="askPrice",
        last_price="lastPrice",
        last_volume="lastQty",
        open_price="open",
        high_price="high",
        low_price="low",
        volume_24h="volume",
        turnover_24h="amount",
        price_change="priceChange",
        price_change_pct="priceChangePercent",
        open_time="openTime",
        close_time="closeTime",
        first_trade_id="firstTradeId",
        num_trades="tradeCount",
        strike_price="strikePrice",
        exercise_price="exercisePrice",
    )

    def get_strike_price(self) -> float | None:
        """Return the strike price."""
        return self.strike_price

    def get_exercise_price(self) -> float | None:
        """Return the estimated settlement price, an hour before expiry; otherwise the index price."""
        return self.exercise_price


class BinanceWssTickerData(BinanceTickerData):
    """Ticker from ``<symbol>@ticker``, ``@ticker_<window>``, ``@bookTicker``, ``@miniTicker`` or ``@optionTicker``."""

    wire = Wire(
        envelope="data",
        ticker_symbol_name="s",
        server_time="E",
        bid_price="b",
        bid_volume="B",
        ask_price="a",
        ask_volume="A",
        last_price="c",
        last_volume="Q",
        open_price="o",
        high_price="h",
        low_price="l",
        prev_close="x",
        volume_24h="v",
        turnover_24h="q",
        price_change="p",
        price_change_pct="P",
        weighted_avg_price="w",
        open_time="O",
        close_time="C",
        first_trade_id="F",
        last_trade_id="L",
        num_trades="n",
        sequence="u",
    )


class BinanceWssBookTickerData(BinanceTickerData):
    """Best prices from ``<symbol>@bookTicker``; spot sends neither event type nor time."""

    event_class = Top
    wire = Wire(
        envelope="data",
        ticker_symbol_name="s",
        server_time="E",
        bid_price="b",
        bid_volume="B",
        ask_price="a",
        ask_volume="A",
        sequence="u",
    )


class BinanceWssMiniTickerData(BinanceTickerData):
    """Day statistics from ``<symbol>@miniTicker``."""

    wire = Wire(
        envelope="data",
        ticker_symbol_name="s",
        server_time="E",
        last_price="c",
        open_price="o",
        high_price="h",
        low_price="l",
        volume_24h="v",
        turnover_24h="q",
    )
