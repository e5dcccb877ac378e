"""Binance order books, spot and USDⓈ-M futures.

Sources: binance-spot-api-docs, rest-api.md ("Order book") and web-socket-streams.md ("Partial Book Depth
Streams", "Diff. Depth Stream"); developers.binance.com, USDⓈ-M futures, the pages of the same names.
"""

from btfast._core.record import Field, Wire
from btfast.containers.orderbooks.orderbook import OrderBookData


class BinanceOrderBookData(OrderBookData):
    """Order book of Binance."""

    exchange_name = "BINANCE"

    transaction_time = Field(float)  # ms; futures only

    def get_transaction_time(self) -> float | None:
        """Return when the last change was made, in ms; None on spot."""
        return self.transaction_time


class BinanceRequestOrderBookData(BinanceOrderBookData):
    """Answer of ``depth``: names no symbol, and on spot no time."""

    wire = Wire(
        order_book_symbol_name="s",
        server_time="E",
        transaction_time="T",
        last_sequence="lastUpdateId",
        bids="bids",
        asks="asks",
    )


class BinanceWssOrderBookData(BinanceOrderBookData):
    """Diff from ``<symbol>@depth`` or partial book from ``<symbol>@depth<levels>``.

    A partial book of spot names its symbol only in the stream's name: `order_book_symbol_name` is None there.
    """

    wire = Wire(
        envelope="data",
        order_book_symbol_name="s",
        server_time="E",
        transaction_time="T",
        first_sequence="U",
        last_sequence=("u", "lastUpdateId"),
        previous_sequence="pu",
        bids=("b", "bids"),
        asks=("a", "asks"),
    )
