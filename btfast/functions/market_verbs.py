"""MarketVerbs: the market data verbs of a BtApi, key first."""

from abc import ABC, abstractmethod
from typing import Any


class MarketVerbs(ABC):
    """Verbs that ask one exchange; keywords go to the verb of the same name of its feed.

    ``x`` waits and returns a `RequestData`; ``async_x`` returns a future of it, for ``.result()`` or
    ``await``, and puts it on the key's queue.
    """

    @abstractmethod
    def get_request_api(self, key: str) -> Any:
        """Return the request feed of a key."""

    def call(self, key: str, name: str, **params: Any) -> Any:
        """Make any request that the settings of the exchange have a path for."""
        return self.get_request_api(key).call(name, **params)

    def async_call(self, key: str, name: str, **params: Any) -> Any:
        """Ask as `call` does, without waiting."""
        return self.get_request_api(key).async_call(name, **params)

    def get_server_time(self, key: str, **kwargs: Any) -> Any:
        """Return the venue's clock, in ms."""
        return self.get_request_api(key).get_server_time(**kwargs)

    def async_get_server_time(self, key: str, **kwargs: Any) -> Any:
        """Ask for the venue's clock."""
        return self.get_request_api(key).async_get_server_time(**kwargs)

    def get_exchange_info(self, key: str, **kwargs: Any) -> Any:
        """Return the instruments; the spelling of their symbols is learned."""
        return self.get_request_api(key).get_exchange_info(**kwargs)

    def async_get_exchange_info(self, key: str, **kwargs: Any) -> Any:
        """Ask for the instruments."""
        return self.get_request_api(key).async_get_exchange_info(**kwargs)

    def get_tick(self, key: str, symbol: str, **kwargs: Any) -> Any:
        """Return the best prices of `symbol`."""
        return self.get_request_api(key).get_tick(symbol, **kwargs)

    def async_get_tick(self, key: str, symbol: str, **kwargs: Any) -> Any:
        """Ask for the best prices of `symbol`."""
        return self.get_request_api(key).async_get_tick(symbol, **kwargs)

    def get_tickers(self, key: str, symbols: list[str] | None = None, **kwargs: Any) -> Any:
        """Return the day statistics of `symbols`, or of all."""
        return self.get_request_api(key).get_tickers(symbols, **kwargs)

    def async_get_tickers(self, key: str, symbols: list[str] | None = None, **kwargs: Any) -> Any:
        """Ask for the day statistics of `symbols`, or of all."""
        return self.get_request_api(key).async_get_tickers(symbols, **kwargs)

    def get_depth(self, key: str, symbol: str, count: int = 20, **kwargs: Any) -> Any:
        """Return the order book of `symbol`, `count` levels a side, best first."""
        return self.get_request_api(key).get_depth(symbol, count, **kwargs)

    def async_get_depth(self, key: str, symbol: str, count: int = 20, **kwargs: Any) -> Any:
        """Ask for the order book of `symbol`."""
        return self.get_request_api(key).async_get_depth(symbol, count, **kwargs)

    def get_trades(self, key: str, symbol: str, **kwargs: Any) -> Any:
        """Return the latest public trades of `symbol`."""
        return self.get_request_api(key).get_trades(symbol, **kwargs)

    def async_get_trades(self, key: str, symbol: str, **kwargs: Any) -> Any:
        """Ask for the latest public trades of `symbol`."""
        return self.get_request_api(key).async_get_trades(symbol, **kwargs)

    def get_agg_trades(self, key: str, symbol: str, **kwargs: Any) -> Any:
        """Return the latest trades of `symbol`, those of one taker at one price together."""
        return self.get_request_api(key).get_agg_trades(symbol, **kwargs)

    def async_get_agg_trades(self, key: str, symbol: str, **kwargs: Any) -> Any:
        """Ask for the latest trades of `symbol`, those of one taker at one price together."""
        return self.get_request_api(key).async_get_agg_trades(symbol, **kwargs)

    def get_kline(self, key: str, symbol: str, period: str = "1m", **kwargs: Any) -> Any:
        """Return bars of `symbol`, oldest first."""
        return self.get_request_api(key).get_kline(symbol, period, **kwargs)

    def async_get_kline(self, key: str, symbol: str, period: str = "1m", **kwargs: Any) -> Any:
        """Ask for bars of `symbol`."""
        return self.get_request_api(key).async_get_kline(symbol, period, **kwargs)

    def download_history_bars(
        self,
        key: str,
        symbol: str,
        period: str,
        start_time: float,
        end_time: float,
        count: int | None = None,
        path: Any = None,
        progress: Any = None,
    ) -> Any:
        """Return all closed bars that open from `start_time` to `end_time` (ms), as a sequence with columns.

        Args:
            count: The most bars.
            path: File to write: ``.csv``, ``.npz`` or ``.parquet``; an ended download goes on from its part file.
            progress: Called after each page with the bars read so far, and how many there should be.

        Raises:
            DataGapError: Bars did not come; those that came are in it.
        """
        download = self.get_request_api(key).download_history_bars
        more = {"count": count, "path": path, "progress": progress}
        return download(symbol, period, start_time, end_time, **more)

    def get_instruments(self, key: str, max_age: float = 86_400.0) -> Any:
        """Return the instruments by our spelling of their symbols, from disk unless older than `max_age` s."""
        return self.get_request_api(key).instruments(max_age)

    def get_mark_price(self, key: str, symbol: str | None = None, **kwargs: Any) -> Any:
        """Return the mark price of `symbol`, or of all."""
        return self.get_request_api(key).get_mark_price(symbol, **kwargs)

    def async_get_mark_price(self, key: str, symbol: str | None = None, **kwargs: Any) -> Any:
        """Ask for the mark price of `symbol`, or of all."""
        return self.get_request_api(key).async_get_mark_price(symbol, **kwargs)

    def get_funding_rate(self, key: str, symbol: str, **kwargs: Any) -> Any:
        """Return the current funding rate of `symbol`."""
        return self.get_request_api(key).get_funding_rate(symbol, **kwargs)

    def async_get_funding_rate(self, key: str, symbol: str, **kwargs: Any) -> Any:
        """Ask for the current funding rate of `symbol`."""
        return self.get_request_api(key).async_get_funding_rate(symbol, **kwargs)

    def get_open_interest(self, key: str, symbol: str, **kwargs: Any) -> Any:
        """Return the open interest of `symbol`."""
        return self.get_request_api(key).get_open_interest(symbol, **kwargs)

    def async_get_open_interest(self, key: str, symbol: str, **kwargs: Any) -> Any:
        """Ask for the open interest of `symbol`."""
        return self.get_request_api(key).async_get_open_interest(symbol, **kwargs)
