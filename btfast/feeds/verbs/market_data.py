"""Market data: time, instruments, tickers, order books, trades and bars."""

from typing import Any

from btfast.containers.requestdatas.request_data import RequestData
from btfast.feeds.request_future import RequestFuture
from btfast.feeds.verbs.verbs import BARS, Extra, Request, Symbols, Verbs


class MarketDataVerbs(Verbs):
    """What anybody may ask of any market."""

    def _ping(self, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build("ping", extra_data, **kwargs)

    def ping(self, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Ask whether the venue is there."""
        return self.request(*self._ping(extra_data, **kwargs))

    def async_ping(self, extra_data: Extra = None, **kwargs: Any) -> RequestFuture:
        """Ask whether the venue is there."""
        return self.submit(*self._ping(extra_data, **kwargs))

    def _get_server_time(self, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build("get_server_time", extra_data, **kwargs)

    def get_server_time(self, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Return the venue's time: ``[ms]``, a float."""
        return self.request(*self._get_server_time(extra_data, **kwargs))

    def async_get_server_time(self, extra_data: Extra = None, **kwargs: Any) -> RequestFuture:
        """Ask for the venue's time."""
        return self.submit(*self._get_server_time(extra_data, **kwargs))

    def _get_exchange_info(self, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build_instruments("get_exchange_info", extra_data, **kwargs)

    def get_exchange_info(self, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Return all instruments; from then on symbols are spelled without loss."""
        return self.request(*self._get_exchange_info(extra_data, **kwargs))

    def async_get_exchange_info(self, extra_data: Extra = None, **kwargs: Any) -> RequestFuture:
        """Ask for all instruments."""
        return self.submit(*self._get_exchange_info(extra_data, **kwargs))

    def _get_contract(self, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build_instruments("get_contract", extra_data, **kwargs)

    def get_contract(self, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Return all instruments, by the older name."""
        return self.request(*self._get_contract(extra_data, **kwargs))

    def async_get_contract(self, extra_data: Extra = None, **kwargs: Any) -> RequestFuture:
        """Ask for all instruments, by the older name."""
        return self.submit(*self._get_contract(extra_data, **kwargs))

    def _get_tick(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build("get_tick", extra_data, symbol=symbol, **kwargs)

    def get_tick(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Return the best bid and ask of `symbol`, and what else the venue tells beside."""
        return self.request(*self._get_tick(symbol, extra_data, **kwargs))

    def async_get_tick(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> RequestFuture:
        """Ask for the best bid and ask."""
        return self.submit(*self._get_tick(symbol, extra_data, **kwargs))

    def _get_ticker(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build("get_ticker", extra_data, symbol=symbol, **kwargs)

    def get_ticker(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Return the statistics of `symbol` over a window that rolls: 24 hours, or ``window="4h"``."""
        return self.request(*self._get_ticker(symbol, extra_data, **kwargs))

    def async_get_ticker(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> RequestFuture:
        """Ask for the statistics over a window that rolls."""
        return self.submit(*self._get_ticker(symbol, extra_data, **kwargs))

    def _get_tickers(self, symbols: Symbols = None, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build_tickers("get_tickers", symbols, extra_data, **kwargs)

    def get_tickers(self, symbols: Symbols = None, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Return the statistics of 24 hours of `symbols`, or of all."""
        return self.request(*self._get_tickers(symbols, extra_data, **kwargs))

    def async_get_tickers(
        self, symbols: Symbols = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestFuture:
        """Ask for the statistics of 24 hours of `symbols`, or of all."""
        return self.submit(*self._get_tickers(symbols, extra_data, **kwargs))

    def _get_info(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build("get_info", extra_data, symbol=symbol, **kwargs)

    def get_info(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Return the statistics of 24 hours of `symbol`."""
        return self.request(*self._get_info(symbol, extra_data, **kwargs))

    def async_get_info(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> RequestFuture:
        """Ask for the statistics of 24 hours."""
        return self.submit(*self._get_info(symbol, extra_data, **kwargs))

    def _get_price_ticker(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build("get_price_ticker", extra_data, symbol=symbol, **kwargs)

    def get_price_ticker(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Return the price of the last trade in `symbol`."""
        return self.request(*self._get_price_ticker(symbol, extra_data, **kwargs))

    def async_get_price_ticker(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> RequestFuture:
        """Ask for the price of the last trade."""
        return self.submit(*self._get_price_ticker(symbol, extra_data, **kwargs))

    def _get_avg_price(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build("get_avg_price", extra_data, symbol=symbol, **kwargs)

    def get_avg_price(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Return the mean price of the last minutes, as decoded JSON."""
        return self.request(*self._get_avg_price(symbol, extra_data, **kwargs))

    def async_get_avg_price(self, symbol: str, extra_data: Extra = None, **kwargs: Any) -> RequestFuture:
        """Ask for the mean price of the last minutes."""
        return self.submit(*self._get_avg_price(symbol, extra_data, **kwargs))

    def _get_depth(self, symbol: str, count: int = 20, extra_data: Extra = None, **kwargs: Any) -> Request:
        count = kwargs.pop("size", count)
        return self._build("get_depth", extra_data, symbol=symbol, count=count, **kwargs)

    def get_depth(self, symbol: str, count: int = 20, extra_data: Extra = None, **kwargs: Any) -> RequestData:
        """Return the order book of `symbol`, `count` (or `size`) levels a side, best first."""
        return self.request(*self._get_depth(symbol, count, extra_data, **kwargs))

    def async_get_depth(
        self, symbol: str, count: int = 20, extra_data: Extra = None, **kwargs: Any
    ) -> RequestFuture:
        """Ask for the order book of `symbol`, `count` (or `size`) levels a side."""
        return self.submit(*self._get_depth(symbol, count, extra_data, **kwargs))

    def _get_trades(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> Request:
        return self._build("get_trades", extra_data, symbol=symbol, count=count, **kwargs)

    def get_trades(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestData:
        """Return the last `count` trades of anybody in `symbol`."""
        return self.request(*self._get_trades(symbol, count, extra_data, **kwargs))

    def async_get_trades(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestFuture:
        """Ask for the last trades."""
        return self.submit(*self._get_trades(symbol, count, extra_data, **kwargs))

    def _get_new_price(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> Request:
        return self._build("get_new_price", extra_data, symbol=symbol, count=count, **kwargs)

    def get_new_price(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestData:
        """Return the last `count` trades, by the older name."""
        return self.request(*self._get_new_price(symbol, count, extra_data, **kwargs))

    def async_get_new_price(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestFuture:
        """Ask for the last trades, by the older name."""
        return self.submit(*self._get_new_price(symbol, count, extra_data, **kwargs))

    def _get_agg_trades(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> Request:
        return self._build("get_agg_trades", extra_data, symbol=symbol, count=count, **kwargs)

    def get_agg_trades(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestData:
        """Return trades put together by taker and price, from `start_time` to `end_time` (ms)."""
        return self.request(*self._get_agg_trades(symbol, count, extra_data, **kwargs))

    def async_get_agg_trades(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestFuture:
        """Ask for trades put together by taker and price."""
        return self.submit(*self._get_agg_trades(symbol, count, extra_data, **kwargs))

    def _get_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> Request:
        return self._build(
            "get_kline", extra_data, symbol=symbol, period=period, count=count or BARS, **kwargs
        )

    def get_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestData:
        """Return bars of `symbol`, oldest first, from as many pages as it takes.

        Args:
            count: How many; unless told 100, or all where both ends are.
            kwargs: ``start_time`` and ``end_time`` (ms) bound their opening, both included.

        Raises:
            DataGapError: Bars did not come; those that came are in it.
        """
        words = {"symbol": symbol, "period": period, "count": count, **kwargs}
        return self.request_bars("get_kline", words, extra_data)

    def async_get_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestFuture:
        """Ask for bars."""
        words = {"symbol": symbol, "period": period, "count": count, **kwargs}
        return self.submit_bars("get_kline", words, extra_data)

    def _get_ui_klines(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> Request:
        return self._build(
            "get_ui_klines", extra_data, symbol=symbol, period=period, count=count or BARS, **kwargs
        )

    def get_ui_klines(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestData:
        """Return bars as the venue's charts show them, oldest first."""
        words = {"symbol": symbol, "period": period, "count": count, **kwargs}
        return self.request_bars("get_ui_klines", words, extra_data)

    def async_get_ui_klines(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestFuture:
        """Ask for bars as the venue's charts show them."""
        words = {"symbol": symbol, "period": period, "count": count, **kwargs}
        return self.submit_bars("get_ui_klines", words, extra_data)
