"""Tickers: the best prices and the day statistics of one symbol."""

from typing import Any, ClassVar

from btfast._core.record import Field, Record
from btfast.events import Ticker, Top


class TickerData(Record):
    """Best prices and the last 24 hours of one symbol, as far as the message has them.

    Times are ms since the epoch, volumes base units (or contracts), turnovers quote units. What a message
    lacks is None.
    """

    event = "TickerEvent"
    event_class: ClassVar[type[Ticker] | type[Top]] = Ticker

    ticker_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)
    bid_price = Field(float)
    bid_volume = Field(float)
    ask_price = Field(float)
    ask_volume = Field(float)
    last_price = Field(float)
    last_volume = Field(float)
    open_price = Field(float)  # 24 hours ago
    high_price = Field(float)
    low_price = Field(float)
    prev_close = Field(float)  # the last trade before the 24 hours
    volume_24h = Field(float)
    turnover_24h = Field(float)
    price_change = Field(float)
    price_change_pct = Field(float)  # percent
    weighted_avg_price = Field(float)
    open_time = Field(float)
    close_time = Field(float)
    first_trade_id = Field(str)
    last_trade_id = Field(str)
    num_trades = Field(int)
    sequence = Field(int)

    @property
    def ticker_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def ticker_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    @property
    def high_24h(self) -> float | None:
        """The highest price of the last 24 hours."""
        return self.high_price

    @property
    def low_24h(self) -> float | None:
        """The lowest price of the last 24 hours."""
        return self.low_price

    def get_all_data(self) -> dict[str, Any]:
        """Return every field by name."""
        return super().get_all_data() | {"high_24h": self.high_24h, "low_24h": self.low_24h}

    def get_ticker_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.ticker_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

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

    def get_last_price(self) -> float | None:
        """Return the price of the last trade."""
        return self.last_price

    def get_last_volume(self) -> float | None:
        """Return the volume of the last trade."""
        return self.last_volume

    def get_open_price(self) -> float | None:
        """Return the price of 24 hours ago."""
        return self.open_price

    def get_high_price(self) -> float | None:
        """Return the highest price of the last 24 hours."""
        return self.high_price

    def get_low_price(self) -> float | None:
        """Return the lowest price of the last 24 hours."""
        return self.low_price

    def get_high_24h(self) -> float | None:
        """Return the highest price of the last 24 hours."""
        return self.high_24h

    def get_low_24h(self) -> float | None:
        """Return the lowest price of the last 24 hours."""
        return self.low_24h

    def get_prev_close(self) -> float | None:
        """Return the price of the last trade before the 24 hours."""
        return self.prev_close

    def get_volume_24h(self) -> float | None:
        """Return the volume of the last 24 hours, in base units or contracts."""
        return self.volume_24h

    def get_turnover_24h(self) -> float | None:
        """Return the turnover of the last 24 hours, in quote units."""
        return self.turnover_24h

    def get_price_change(self) -> float | None:
        """Return how far the price moved in 24 hours."""
        return self.price_change

    def get_price_change_pct(self) -> float | None:
        """Return how far the price moved in 24 hours, in percent."""
        return self.price_change_pct

    def get_weighted_avg_price(self) -> float | None:
        """Return the volume-weighted mean price of the last 24 hours."""
        return self.weighted_avg_price

    def get_open_time(self) -> float | None:
        """Return where the 24 hours begin, in ms."""
        return self.open_time

    def get_close_time(self) -> float | None:
        """Return where the 24 hours end, in ms."""
        return self.close_time

    def get_first_trade_id(self) -> str | None:
        """Return the id of the first trade of the 24 hours."""
        return self.first_trade_id

    def get_last_trade_id(self) -> str | None:
        """Return the id of the last trade of the 24 hours."""
        return self.last_trade_id

    def get_num_trades(self) -> int | None:
        """Return the number of trades of the 24 hours."""
        return self.num_trades

    def get_sequence(self) -> int | None:
        """Return the exchange's update number."""
        return self.sequence
