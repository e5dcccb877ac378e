"""OKX mark prices. Source: OKX API v5, "Get mark price", "Mark price channel", "Index tickers channel"."""

from btfast._core.record import Field, Wire
from btfast.containers.markprices.mark_price import MarkPriceData


class OkxMarkPriceData(MarkPriceData):
    """Mark price from ``mark-price``, or index price from ``index-tickers``; both by REST and by channel."""

    exchange_name = "OKX"

    inst_type = Field(str)
    wire = Wire(
        envelope="data",
        inst_type="instType",
        mark_price_symbol_name="instId",
        server_time="ts",
        mark_price="markPx",
        index_price="idxPx",
    )

    def get_inst_type(self) -> str | None:
        """Return the exchange's instrument type, such as ``"SWAP"``."""
        return self.inst_type
