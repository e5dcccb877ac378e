"""Binance option mark prices. Source: developers.binance.com, options, "Option Mark Price", "Mark Price" (stream)."""

from btfast._core.record import Field, Wire
from btfast.containers.optionmarkets.option_market import OptionMarketData


class BinanceOptionMarket(OptionMarketData):
    """Option market of Binance."""

    exchange_name = "BINANCE"

    high_price_limit = Field(float)  # of buys
    low_price_limit = Field(float)  # of sells
    risk_free_rate = Field(float)

    def get_high_price_limit(self) -> float | None:
        """Return the highest price of a buy."""
        return self.high_price_limit

    def get_low_price_limit(self) -> float | None:
        """Return the lowest price of a sell."""
        return self.low_price_limit

    def get_risk_free_rate(self) -> float | None:
        """Return the interest rate reckoned with."""
        return self.risk_free_rate


class BinanceRequestOptionMarketData(BinanceOptionMarket):
    """Answer of options' ``mark``."""

    wire = Wire(
        option_market_symbol_name="symbol",
        mark_price="markPrice",
        delta="delta",
        gamma="gamma",
        theta="theta",
        vega="vega",
        mark_volatility="markIV",
        bid_volatility="bidIV",
        ask_volatility="askIV",
        high_price_limit="highPriceLimit",
        low_price_limit="lowPriceLimit",
        risk_free_rate="riskFreeInterest",
    )


class BinanceWssOptionMarketData(BinanceOptionMarket):
    """One option of ``<underlying>@optionMarkPrice``."""

    index_price = Field(float)
    settlement_price = Field(float)  # estimated
    bid_price = Field(float)
    bid_volume = Field(float)
    ask_price = Field(float)
    ask_volume = Field(float)
    wire = Wire(
        envelope="data",
        option_market_symbol_name="s",
        server_time="E",
        mark_price="mp",
        index_price="i",
        settlement_price="P",
        bid_price="bo",
        ask_price="ao",
        bid_volume="bq",
        ask_volume="aq",
        bid_volatility="b",
        ask_volatility="a",
        mark_volatility="vo",
        high_price_limit="hl",
        low_price_limit="ll",
        risk_free_rate="rf",
        delta="d",
        theta="t",
        gamma="g",
        vega="v",
    )

    def get_index_price(self) -> float | None:
        """Return the index price of the underlying."""
        return self.index_price

    def get_settlement_price(self) -> float | None:
        """Return the estimated settlement price."""
        return self.settlement_price

    def get_bid_price(self) -> float | None:
        """Return the best bid."""
        return self.bid_price

    def get_bid_volume(self) -> float | None:
        """Return the volume of the best bid."""
        return self.bid_volume

    def get_ask_price(self) -> float | None:
        """Return the best ask."""
        return self.ask_price

    def get_ask_volume(self) -> float | None:
        """Return the volume of the best ask."""
        return self.ask_volume
