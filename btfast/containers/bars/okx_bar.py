"""OKX bars.

Source: OKX API v5, "Get candlesticks", "Get candlesticks history", "Candlesticks channel", and the same for
index price and mark price.
"""

from btfast._core.record import Field, Wire
from btfast.containers.bars.bar import BarData


class OkxBarData(BarData):
    """A row of ``candles``: ``[time, o, h, l, c, vol, volCcy, volCcyQuote, confirm]``."""

    exchange_name = "OKX"
    row_width = 9

    bar_status = Field(bool)
    wire = Wire(
        envelope="data",
        bar_symbol_name="arg.instId",
        server_time=0,
        open_time=0,
        open_price=1,
        high_price=2,
        low_price=3,
        close_price=4,
        volume=5,
        base_asset_volume=6,
        amount=7,
        quote_asset_volume=7,
        bar_status=8,
    )


class OkxPriceBarData(OkxBarData):
    """A row of ``index-candles`` or ``mark-price-candles``: ``[time, o, h, l, c, confirm]``."""

    row_width = 6
    wire = Wire(
        envelope="data",
        bar_symbol_name="arg.instId",
        server_time=0,
        open_time=0,
        open_price=1,
        high_price=2,
        low_price=3,
        close_price=4,
        bar_status=5,
    )
