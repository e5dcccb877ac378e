"""Binance bars, all products.

Sources: binance-spot-api-docs, rest-api.md ("Kline/Candlestick data", "UIKlines") and web-socket-streams.md
("Kline/Candlestick Streams"); developers.binance.com, futures and options, the pages on klines.
"""

from btfast._core.record import Field, Wire
from btfast.containers.bars.bar import BarData


class BinanceRequestBarData(BarData):
    """A row of ``klines``: twelve cells, the last of them unused."""

    exchange_name = "BINANCE"
    row_width = 12
    wire = Wire(
        open_time=0,
        open_price=1,
        high_price=2,
        low_price=3,
        close_price=4,
        volume=5,
        base_asset_volume=5,
        close_time=6,
        amount=7,
        quote_asset_volume=7,
        num_trades=8,
        taker_buy_base_asset_volume=9,
        taker_buy_quote_asset_volume=10,
    )


class BinanceWssBarData(BarData):
    """Bar from ``<symbol>@kline_<period>``."""

    exchange_name = "BINANCE"

    bar_status = Field(bool)
    period = Field(str)
    first_trade_id = Field(str)
    last_trade_id = Field(str)
    wire = Wire(
        envelope=("data", "k"),
        server_time="E",
        bar_symbol_name="s",
        open_time="t",
        close_time="T",
        period="i",
        first_trade_id="f",
        last_trade_id="L",
        open_price="o",
        high_price="h",
        low_price="l",
        close_price="c",
        volume="v",
        base_asset_volume="v",
        amount="q",
        quote_asset_volume="q",
        num_trades="n",
        taker_buy_base_asset_volume="V",
        taker_buy_quote_asset_volume="Q",
        bar_status="x",
    )

    def get_period(self) -> str | None:
        """Return the length of the bar, such as ``"1m"``."""
        return self.period

    def get_first_trade_id(self) -> str | None:
        """Return the id of the bar's first trade."""
        return self.first_trade_id

    def get_last_trade_id(self) -> str | None:
        """Return the id of the bar's last trade so far."""
        return self.last_trade_id


class BinanceWssContinuousBarData(BinanceWssBarData):
    """Bar from ``<pair>_<contract type>@continuousKline_<period>``; names the pair instead of a symbol."""

    contract_type = Field(str)
    wire = Wire(
        envelope=("data", "k"),
        **BinanceWssBarData.wire.names | {"bar_symbol_name": "ps", "contract_type": "ct"},
    )

    def get_contract_type(self) -> str | None:
        """Return the kind of contract, such as ``"PERPETUAL"``."""
        return self.contract_type


class BinanceWssIndexBarData(BinanceWssBarData):
    """Bar from ``<pair>@indexPriceKline_<period>`` of COIN-M; names the pair instead of a symbol, has no volume."""

    wire = Wire(envelope=("data", "k"), **BinanceWssBarData.wire.names | {"bar_symbol_name": "ps"})
