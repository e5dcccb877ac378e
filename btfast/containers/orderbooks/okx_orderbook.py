"""OKX order books. Source: OKX API v5, "Get order book", "Get full order book", "Order book channel"."""

from btfast._core.record import Field, Wire
from btfast.containers.orderbooks.orderbook import OrderBookData


class OkxOrderBookData(OrderBookData):
    """Order book from ``market/books(-full)``, a channel of the ``books`` family or ``bbo-tbt``.

    A level is ``[price, volume, "0", number of orders]``.
    """

    exchange_name = "OKX"

    action = Field(str)  # "snapshot" or "update"; None where every message is a snapshot
    checksum = Field(int)  # deprecated by the venue: always 0
    wire = Wire(
        envelope="data",
        action="action",
        order_book_symbol_name=("arg.instId", "instId"),
        server_time="ts",
        last_sequence="seqId",
        previous_sequence="prevSeqId",
        checksum="checksum",
        bids="bids",
        asks="asks",
    )

    @property
    def bid_trade_nums(self) -> list[float] | None:
        """Orders in every bid."""
        return self.level_column(0, 3)

    @property
    def ask_trade_nums(self) -> list[float] | None:
        """Orders in every ask."""
        return self.level_column(1, 3)

    def get_action(self) -> str | None:
        """Return ``"snapshot"`` or ``"update"``; None where every message is a snapshot."""
        return self.action

    def get_checksum(self) -> int | None:
        """Return the checksum; the venue deprecated it and sends 0."""
        return self.checksum


class OkxRequestOrderBookData(OkxOrderBookData):
    """Order book from ``GET /api/v5/market/books(-full)``."""


class OkxWssOrderBookData(OkxOrderBookData):
    """Order book from a channel of the ``books`` family or ``bbo-tbt``."""
