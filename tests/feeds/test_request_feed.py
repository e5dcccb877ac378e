"""RequestFeed: the three methods of each verb, the words of a request, and `call` for everything else."""

import inspect
import queue
from typing import Any

import pytest

from btfast.exceptions import InvalidSymbolError, NotSupportedError
from btfast.feeds.capability import Capability
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.request_feed import RequestFeed
from btfast.feeds.verbs.derivatives import DerivativesVerbs
from btfast.feeds.verbs.market_data import MarketDataVerbs
from btfast.feeds.verbs.verbs import Verbs
from tests.feeds.replay import Replay, answer, told_limiter

CLASSES = [BinanceRequestDataSpot, BinanceRequestDataSwap, OkxRequestDataSpot, OkxRequestDataSwap]
VERBS = [
    name
    for verbs in (MarketDataVerbs, DerivativesVerbs)
    for name in vars(verbs)
    if not name.startswith(("_", "async_"))
]


def spot(*bodies: Any) -> tuple[BinanceRequestDataSpot, Replay]:
    replay = Replay(*map(answer, bodies))
    limiter, _ = told_limiter()
    return BinanceRequestDataSpot(queue.Queue(), transport=replay, rate_limiter=limiter), replay


class TestVerbs:
    def test_the_documented_ones_are_there(self) -> None:
        documented = [name.value for name in Capability][:19]
        assert documented[-1] == "get_taker_buy_sell_volume"
        assert set(documented) <= set(VERBS)

    @pytest.mark.parametrize("verb", VERBS)
    def test_each_is_three_methods_of_one_signature(self, verb: str) -> None:
        shapes = [
            inspect.signature(getattr(RequestFeed, name)) for name in (f"_{verb}", verb, f"async_{verb}")
        ]
        assert len({tuple(shape.parameters.values()) for shape in shapes}) == 1
        assert [*shapes[0].parameters][-2:] == ["extra_data", "kwargs"]
        for name in (verb, f"async_{verb}"):
            assert inspect.getdoc(getattr(RequestFeed, name))

    @pytest.mark.parametrize("verb", VERBS)
    def test_each_builds_asks_and_asks_ahead_alike(self, verb: str) -> None:
        class Seen(RequestFeed):
            def __init__(self) -> None:
                self.seen: list[Any] = []

            def _build(self, key: str, extra_data: Any = None, **params: Any) -> Any:
                return key, {k: v for k, v in params.items() if v is not None}, extra_data or {}

            def _build_tickers(self, key: str, symbols: Any, extra_data: Any, **params: Any) -> Any:
                return self._build(key, extra_data, symbols=symbols, **params)

            def _build_instruments(self, key: str, extra_data: Any, **params: Any) -> Any:
                return self._build(key, extra_data, **params)

            def request(self, *what: Any, **more: Any) -> Any:
                self.seen.append(what)

            submit = request

            def request_bars(self, key: str, words: Any, extra_data: Any = None) -> Any:
                self.request(*self._build(key, extra_data, **words))

            submit_bars = request_bars

        feed = Seen()
        wanted = list(inspect.signature(getattr(feed, verb)).parameters)[:-2]
        given = {name: f"<{name}>" for name in wanted}
        built = getattr(feed, f"_{verb}")(extra_data={"mine": 1}, window="1h", **given)
        getattr(feed, verb)(*given.values(), {"mine": 1}, window="1h")
        getattr(feed, f"async_{verb}")(*given.values(), {"mine": 1}, window="1h")
        assert built == (verb, {**given, "window": "1h"}, {"mine": 1})
        assert feed.seen == [built, built]

    def test_what_they_stand_on_cannot_be_made_alone(self) -> None:
        with pytest.raises(TypeError, match="abstract"):
            Verbs()  # type: ignore[abstract]


class TestBuild:
    def test_what_a_request_says_of_itself(self) -> None:
        feed, _ = spot()
        path, params, extra = feed._get_tick("btc-usdt", {"mine": 1})
        assert (path, params) == ("GET /api/v3/ticker/bookTicker", {"symbol": "BTCUSDT"})
        assert extra == {
            "mine": 1,
            "request_type": "get_tick",
            "symbol_name": "btc-usdt",
            "asset_type": "SPOT",
            "exchange_name": "BINANCE___SPOT",
            "normalize_function": BinanceRequestDataSpot._get_tick_normalize_function,
        }

    def test_none_is_left_out(self) -> None:
        feed, _ = spot()
        assert feed._get_trades("BTC-USDT")[1] == {"symbol": "BTCUSDT"}

    def test_unknown_words_go_out_as_they_are_and_last(self) -> None:
        feed, _ = spot()
        assert feed._get_depth("BTC-USDT", 5, limit=7, symbolStatus="HALT")[1] == {
            "symbol": "BTCUSDT",
            "limit": 7,
            "symbolStatus": "HALT",
        }

    def test_a_constant_gives_way_to_the_caller(self) -> None:
        feed = BinanceRequestDataSwap()
        assert feed._get_continuous_kline("BTC-USDT")[1]["contractType"] == "PERPETUAL"
        quarter = feed._get_continuous_kline("BTC-USDT", contract_type="CURRENT_QUARTER")
        assert quarter[1]["contractType"] == "CURRENT_QUARTER"

    def test_size_is_another_word_for_count(self) -> None:
        feed, _ = spot()
        assert feed._get_depth("BTC-USDT", size=5) == feed._get_depth("BTC-USDT", 5)

    @pytest.mark.parametrize(
        "symbol", ["", "BTCUSDT", "BTC-USDT&x=1", "BTC/USDT", "../BTC-USDT", "B\nC-USDT"]
    )
    def test_a_symbol_that_is_none_is_refused(self, symbol: str) -> None:
        feed, replay = spot()
        with pytest.raises(InvalidSymbolError):
            feed.get_tick(symbol)
        with pytest.raises(InvalidSymbolError):
            feed.get_tickers(["BTC-USDT", symbol])
        assert replay.sent == []

    def test_a_period_that_is_none_is_refused(self) -> None:
        feed, _ = spot()
        with pytest.raises(NotSupportedError, match="no period '7m', only 1s, 1m"):
            feed.get_kline("BTC-USDT", "7m")

    def test_times_are_whole_milliseconds(self) -> None:
        feed, _ = spot()
        sent = feed._get_kline("BTC-USDT", start_time=1.7953e12, end_time=1795300060000)[1]
        assert (sent["startTime"], sent["endTime"]) == (1795300000000, 1795300060000)

    @pytest.mark.parametrize("feed_class", CLASSES)
    def test_a_verb_that_is_not_there_says_so(self, feed_class: type[RequestFeed]) -> None:
        with pytest.raises(NotSupportedError, match=r"no path for 'get_none' in asset type '(spot|swap)'"):
            feed_class().call("get_none")


class TestCall:
    def test_a_key_without_containers_answers_in_decoded_json(self) -> None:
        feed, replay = spot([{"symbol": "BTCUSDT", "openPrice": "1"}])
        got = feed.call("get_avg_price", symbol="BTC-USDT")
        assert replay.sent[0].target == "/api/v3/avgPrice?symbol=BTCUSDT"
        assert got.data == [{"symbol": "BTCUSDT", "openPrice": "1"}]
        assert got.get_request_type() == "get_avg_price"

    def test_a_core_verb_is_made_as_its_method_makes_it(self) -> None:
        feed, replay = spot(*[{"lastUpdateId": 1, "bids": [], "asks": []}] * 2)
        by_key = feed.call("get_depth", symbol="BTC-USDT", size=5, extra_data={"mine": 1})
        by_name = feed.get_depth("BTC-USDT", 5, {"mine": 1})
        assert replay.sent[0] == replay.sent[1]
        assert by_key.extra_data == by_name.extra_data
        assert type(by_key.data[0]) is type(by_name.data[0])

    def test_it_comes_ahead_too(self) -> None:
        feed, _ = spot({"mins": 5})
        assert feed.async_call("get_avg_price", symbol="BTC-USDT").result(5).data == {"mins": 5}
        assert feed.data_queue.get_nowait().data == {"mins": 5}
        feed.close()

    @pytest.mark.parametrize("feed_class", CLASSES)
    def test_every_key_without_a_signature_can_be_built(self, feed_class: type[RequestFeed]) -> None:
        feed = feed_class(public_key="key")
        asset = feed.exchange_data.asset
        for key, path in asset.rest_paths.items():
            if key in asset.signed:
                continue
            words = {"symbol": "BTC-USDT", "period": "1h"}
            wanted = {word: words[word] for word in words if word in asset.rest_params.get(key, {})}
            built = feed._build_call(key, None, wanted)
            assert built[0] == path
            assert None not in built[1].values()


class TestManySymbols:
    BODY = [{"symbol": "BTCUSDT", "lastPrice": "2"}, {"symbol": "X", "lastPrice": "3"}]

    def test_each_ticker_carries_its_own_symbol(self) -> None:
        feed, replay = spot(self.BODY)
        got = feed.get_tickers()
        assert replay.sent[0].target == "/api/v3/ticker/24hr"
        assert [(ticker.symbol_name, ticker.last_price) for ticker in got.data] == [
            ("BTC-USDT", 2),
            (None, 3),
        ]
        assert {ticker.asset_type for ticker in got.data} == {"SPOT"}

    def test_the_venue_selects_where_it_can(self) -> None:
        feed, replay = spot(self.BODY[:1])
        assert [ticker.symbol_name for ticker in feed.get_tickers(["BTC-USDT"]).data] == ["BTC-USDT"]
        assert replay.sent[0].target == "/api/v3/ticker/24hr?symbols=%5B%22BTCUSDT%22%5D"

    def test_the_feed_selects_where_the_venue_cannot(self) -> None:
        replay = Replay(answer(self.BODY))
        feed = BinanceRequestDataSwap(transport=replay, rate_limiter=told_limiter()[0])
        assert [ticker.symbol_name for ticker in feed.get_tickers(["BTC-USDT"]).data] == ["BTC-USDT"]
        assert replay.sent[0].target == "/fapi/v1/ticker/24hr"


class TestSpelling:
    def test_instruments_teach_what_cannot_be_told_apart(self) -> None:
        listed = [
            {"symbol": "ABTRY", "baseAsset": "AB", "quoteAsset": "TRY"},
            {"symbol": "XYZ", "baseAsset": "X", "quoteAsset": "YZ"},
        ]
        feed, _ = spot({"symbols": listed})
        with pytest.raises(InvalidSymbolError):
            feed.exchange_data.get_symbol_re("XYZ")
        assert len(feed.get_exchange_info().data) == 2
        assert feed.exchange_data.get_symbol_re("XYZ") == "X-YZ"
        assert feed.exchange_data.get_symbol_re("ABTRY") == "AB-TRY"

    def test_another_contract_on_the_pair_teaches_nothing(self) -> None:
        listed = [
            {"symbol": "BTCUSDT", "baseAsset": "BTC", "quoteAsset": "USDT"},
            {"symbol": "BTCUSDT_270326", "baseAsset": "BTC", "quoteAsset": "USDT"},
        ]
        replay = Replay(answer({"symbols": listed}))
        feed = BinanceRequestDataSwap(transport=replay, rate_limiter=told_limiter()[0])
        assert len(feed.get_contract().data) == 2
        assert feed._get_tick("BTC-USDT")[1] == {"symbol": "BTCUSDT"}


@pytest.mark.parametrize("feed_class", CLASSES)
def test_capabilities_are_the_paths_of_the_settings(feed_class: type[RequestFeed]) -> None:
    paths = feed_class().exchange_data.rest_paths
    assert feed_class._capabilities() == {verb for verb in Capability if verb.value in paths}
    assert Capability.GET_TICK in feed_class._capabilities()
