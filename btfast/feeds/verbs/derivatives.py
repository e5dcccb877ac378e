"""Market data of derivatives: mark price, funding, open interest and positioning."""

from typing import Any

from btfast.containers.requestdatas.request_data import RequestData
from btfast.feeds.request_future import RequestFuture
from btfast.feeds.verbs.verbs import BARS, Extra, Request, Verbs


class DerivativesVerbs(Verbs):
    """What anybody may ask of a market of contracts."""

    def _get_mark_price(self, symbol: str | None = None, extra_data: Extra = None, **kwargs: Any) -> Request:
        return self._build("get_mark_price", extra_data, symbol=symbol, **kwargs)

    def get_mark_price(
        self, symbol: str | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestData:
        """Return the mark price of `symbol`, or of all."""
        return self.request(*self._get_mark_price(symbol, extra_data, **kwargs))

    def async_get_mark_price(
        self, symbol: str | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestFuture:
        """Ask for the mark price of `symbol`, or of all."""
        return self.submit(*self._get_mark_price(symbol, extra_data, **kwargs))

    def _get_mark_price_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> Request:
        return self._build(
            "get_mark_price_kline", extra_data, symbol=symbol, period=period, count=count or BARS, **kwargs
        )

    def get_mark_price_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestData:
        """Return bars of the mark price, oldest first."""
        words = {"symbol": symbol, "period": period, "count": count, **kwargs}
        return self.request_bars("get_mark_price_kline", words, extra_data)

    def async_get_mark_price_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestFuture:
        """Ask for bars of the mark price."""
        words = {"symbol": symbol, "period": period, "count": count, **kwargs}
        return self.submit_bars("get_mark_price_kline", words, extra_data)

    def _get_index_price_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> Request:
        return self._build(
            "get_index_price_kline", extra_data, symbol=symbol, period=period, count=count or BARS, **kwargs
        )

    def get_index_price_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestData:
        """Return bars of the index that `symbol` follows, oldest first."""
        words = {"symbol": symbol, "period": period, "count": count, **kwargs}
        return self.request_bars("get_index_price_kline", words, extra_data)

    def async_get_index_price_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestFuture:
        """Ask for bars of the index."""
        words = {"symbol": symbol, "period": period, "count": count, **kwargs}
        return self.submit_bars("get_index_price_kline", words, extra_data)

    def _get_continuous_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> Request:
        return self._build(
            "get_continuous_kline", extra_data, symbol=symbol, period=period, count=count or BARS, **kwargs
        )

    def get_continuous_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestData:
        """Return bars of the pair's contract of a `contract_type`, the perpetual unless given."""
        words = {"symbol": symbol, "period": period, "count": count, **kwargs}
        return self.request_bars("get_continuous_kline", words, extra_data)

    def async_get_continuous_kline(
        self,
        symbol: str,
        period: str = "1m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestFuture:
        """Ask for bars of a kind of contract."""
        words = {"symbol": symbol, "period": period, "count": count, **kwargs}
        return self.submit_bars("get_continuous_kline", words, extra_data)

    def _get_funding_rate(
        self, symbol: str | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> Request:
        return self._build("get_funding_rate", extra_data, symbol=symbol, **kwargs)

    def get_funding_rate(
        self, symbol: str | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestData:
        """Return the funding rate that is being formed."""
        return self.request(*self._get_funding_rate(symbol, extra_data, **kwargs))

    def async_get_funding_rate(
        self, symbol: str | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestFuture:
        """Ask for the funding rate that is being formed."""
        return self.submit(*self._get_funding_rate(symbol, extra_data, **kwargs))

    def _get_history_funding_rate(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> Request:
        return self._build("get_history_funding_rate", extra_data, symbol=symbol, count=count, **kwargs)

    def get_history_funding_rate(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestData:
        """Return funding rates that were paid, from `start_time` to `end_time` (ms)."""
        return self.request(*self._get_history_funding_rate(symbol, count, extra_data, **kwargs))

    def async_get_history_funding_rate(
        self, symbol: str, count: int | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestFuture:
        """Ask for funding rates that were paid."""
        return self.submit(*self._get_history_funding_rate(symbol, count, extra_data, **kwargs))

    def _get_open_interest(
        self, symbol: str | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> Request:
        return self._build("get_open_interest", extra_data, symbol=symbol, **kwargs)

    def get_open_interest(
        self, symbol: str | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestData:
        """Return how much is open in `symbol`."""
        return self.request(*self._get_open_interest(symbol, extra_data, **kwargs))

    def async_get_open_interest(
        self, symbol: str | None = None, extra_data: Extra = None, **kwargs: Any
    ) -> RequestFuture:
        """Ask how much is open."""
        return self.submit(*self._get_open_interest(symbol, extra_data, **kwargs))

    def _get_open_interest_hist(
        self,
        symbol: str,
        period: str = "5m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> Request:
        return self._build(
            "get_open_interest_hist", extra_data, symbol=symbol, period=period, count=count, **kwargs
        )

    def get_open_interest_hist(
        self,
        symbol: str,
        period: str = "5m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestData:
        """Return how much was open, period by period."""
        return self.request(*self._get_open_interest_hist(symbol, period, count, extra_data, **kwargs))

    def async_get_open_interest_hist(
        self,
        symbol: str,
        period: str = "5m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestFuture:
        """Ask how much was open."""
        return self.submit(*self._get_open_interest_hist(symbol, period, count, extra_data, **kwargs))

    def _get_long_short_ratio(
        self,
        symbol: str,
        period: str = "5m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> Request:
        return self._build(
            "get_long_short_ratio", extra_data, symbol=symbol, period=period, count=count, **kwargs
        )

    def get_long_short_ratio(
        self,
        symbol: str,
        period: str = "5m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestData:
        """Return accounts that were long to accounts that were short, as decoded JSON."""
        return self.request(*self._get_long_short_ratio(symbol, period, count, extra_data, **kwargs))

    def async_get_long_short_ratio(
        self,
        symbol: str,
        period: str = "5m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestFuture:
        """Ask for accounts long to accounts short."""
        return self.submit(*self._get_long_short_ratio(symbol, period, count, extra_data, **kwargs))

    def _get_taker_buy_sell_volume(
        self,
        symbol: str,
        period: str = "5m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> Request:
        return self._build(
            "get_taker_buy_sell_volume", extra_data, symbol=symbol, period=period, count=count, **kwargs
        )

    def get_taker_buy_sell_volume(
        self,
        symbol: str,
        period: str = "5m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestData:
        """Return what takers bought and sold, period by period, as decoded JSON."""
        return self.request(*self._get_taker_buy_sell_volume(symbol, period, count, extra_data, **kwargs))

    def async_get_taker_buy_sell_volume(
        self,
        symbol: str,
        period: str = "5m",
        count: int | None = None,
        extra_data: Extra = None,
        **kwargs: Any,
    ) -> RequestFuture:
        """Ask for what takers bought and sold."""
        return self.submit(*self._get_taker_buy_sell_volume(symbol, period, count, extra_data, **kwargs))
