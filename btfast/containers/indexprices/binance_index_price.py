"""Binance index prices.

Sources: developers.binance.com, COIN-M futures, "Index Price Stream"; USDⓈ-M futures, "Composite Index Symbol
Information", "Multi-Assets Mode Asset Index"; options, "Index Price Streams", "Symbol Price Ticker".
"""

from typing import Any

from btfast._core.record import Field, Wire
from btfast.containers.indexprices.index_price import IndexPriceData


class BinanceIndexPriceData(IndexPriceData):
    """Index price from ``<pair>@indexPrice`` of COIN-M, ``!index@arr`` of options, or options' ``index``."""

    exchange_name = "BINANCE"
    wire = Wire(
        envelope="data",
        index_price_symbol_name=("s", "i"),
        server_time=("E", "time"),
        index_price=("p", "indexPrice"),
    )


class BinanceCompositeIndexData(IndexPriceData):
    """Index of several assets from ``<symbol>@compositeIndex``, or ``indexInfo`` without its price."""

    exchange_name = "BINANCE"

    base_asset = Field(str)  # what the weights are of
    components = Field(list)  # assets and their weights
    wire = Wire(
        envelope="data",
        index_price_symbol_name=("s", "symbol"),
        server_time=("E", "time"),
        index_price="p",
        base_asset=("C", "component"),
        components=("c", "baseAssetList"),
    )

    def get_base_asset(self) -> str | None:
        """Return what the weights are of."""
        return self.base_asset

    def get_components(self) -> list[Any] | None:
        """Return the assets of the index and their weights, as the exchange writes them."""
        return self.components


class BinanceAssetIndexData(IndexPriceData):
    """What an asset counts as margin in multi-assets mode, from ``!assetIndex@arr`` or ``assetIndex``."""

    exchange_name = "BINANCE"

    bid_buffer = Field(float)  # share
    ask_buffer = Field(float)  # share
    bid_rate = Field(float)
    ask_rate = Field(float)
    auto_bid_buffer = Field(float)  # of automatic exchange
    auto_ask_buffer = Field(float)
    auto_bid_rate = Field(float)
    auto_ask_rate = Field(float)
    wire = Wire(
        envelope="data",
        index_price_symbol_name=("s", "symbol"),
        server_time=("E", "time"),
        index_price=("i", "index"),
        bid_buffer=("b", "bidBuffer"),
        ask_buffer=("a", "askBuffer"),
        bid_rate=("B", "bidRate"),
        ask_rate=("A", "askRate"),
        auto_bid_buffer=("q", "autoExchangeBidBuffer"),
        auto_ask_buffer=("g", "autoExchangeAskBuffer"),
        auto_bid_rate=("Q", "autoExchangeBidRate"),
        auto_ask_rate=("G", "autoExchangeAskRate"),
    )

    def get_bid_buffer(self) -> float | None:
        """Return the buffer below the index, as a share."""
        return self.bid_buffer

    def get_ask_buffer(self) -> float | None:
        """Return the buffer above the index, as a share."""
        return self.ask_buffer

    def get_bid_rate(self) -> float | None:
        """Return the rate at which the asset counts."""
        return self.bid_rate

    def get_ask_rate(self) -> float | None:
        """Return the rate at which a debt counts."""
        return self.ask_rate

    def get_auto_bid_buffer(self) -> float | None:
        """Return the buffer below the index in automatic exchange."""
        return self.auto_bid_buffer

    def get_auto_ask_buffer(self) -> float | None:
        """Return the buffer above the index in automatic exchange."""
        return self.auto_ask_buffer

    def get_auto_bid_rate(self) -> float | None:
        """Return the rate of automatic exchange of the asset."""
        return self.auto_bid_rate

    def get_auto_ask_rate(self) -> float | None:
        """Return the rate of automatic exchange of a debt."""
        return self.auto_ask_rate
