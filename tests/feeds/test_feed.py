"""Feed: what goes out, what comes back, what is tried again, and what is never told."""

import asyncio
import copy
import logging
import pickle
import queue
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import Any

import pytest

from btfast.containers.exchanges.binance_exchange_data import (
    BinanceExchangeDataSpot,
    BinanceExchangeDataSwap,
)
from btfast.error_framework import UnifiedError, UnifiedErrorCode
from btfast.exceptions import (
    AuthenticationError,
    ConfigurationError,
    DataParseError,
    NotSupportedError,
    RateLimitError,
    RequestTimeoutError,
    TransportError,
)
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.transport import HttpAnswer
from btfast.functions.worker_pool import POOL_SIZE, WorkerPool
from btfast.rate_limiter import RateLimitRule, RateLimitType, limiter_for
from tests.feeds.replay import Replay, answer, told_limiter

TIME = "GET /api/v3/time"
ORDER = "POST /api/v3/order"
SECRETS = {"public_key": "the-public-key", "private_key": "the-private-key", "passphrase": "the-passphrase"}


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the feed would sleep before a retry, in s."""
    slept: list[float] = []
    monkeypatch.setattr("btfast.feeds.feed.sleep", slept.append)
    return slept


def spot(*answers: HttpAnswer | Exception, **keywords: Any) -> tuple[BinanceRequestDataSpot, Replay]:
    replay = Replay(*answers)
    limiter, _ = told_limiter()
    keywords = {"transport": replay, "rate_limiter": limiter} | keywords
    return BinanceRequestDataSpot(queue.Queue(), **keywords), replay


class TestKeywords:
    @pytest.mark.parametrize(
        "name", ["public_key", "api_key", "private_key", "secret_key", "api_secret", "secret", "passphrase"]
    )
    def test_credentials_go_by_many_names(self, name: str) -> None:
        spot(**{name: "x"})

    def test_an_unknown_keyword_is_refused_with_those_known(self) -> None:
        with pytest.raises(ConfigurationError, match=r"'timout' \(did you mean 'timeout'\?\)") as error:
            BinanceRequestDataSpot(timout=3)
        for known in ("api_secret", "exchange_data", "proxies", "testnet"):
            assert known in str(error.value)

    def test_a_credential_by_two_names_is_refused(self) -> None:
        with pytest.raises(ConfigurationError, match="private_key is given by two names, one is 'secret'"):
            BinanceRequestDataSpot(private_key="a", secret="b")

    def test_an_asset_type_counts_in_any_case_but_must_be_the_own(self) -> None:
        assert BinanceRequestDataSwap(asset_type="Swap").asset_type == "SWAP"
        with pytest.raises(ConfigurationError, match="asset_type is 'spot', not 'SWAP'"):
            BinanceRequestDataSpot(asset_type="SWAP")

    def test_testnet_picks_the_test_hosts(self) -> None:
        assert BinanceRequestDataSpot(testnet=True).exchange_data.rest_url == "https://testnet.binance.vision"

    def test_testnet_never_meets_the_hosts_of_production(self) -> None:
        with pytest.raises(ConfigurationError, match="testnet=True, but"):
            BinanceRequestDataSpot(testnet=True, exchange_data=BinanceExchangeDataSpot())

    def test_a_demo_header_goes_with_every_request(self) -> None:
        replay = Replay(answer({"code": "0", "data": []}), answer({"code": "0", "data": []}))
        OkxRequestDataSpot(testnet=True, transport=replay).call("get_system_status")
        OkxRequestDataSpot(transport=replay).call("get_system_status")
        assert [sent.headers for sent in replay.sent] == [{"x-simulated-trading": "1"}, {}]

    def test_an_own_host_is_the_one_asked(self) -> None:
        data = BinanceExchangeDataSwap()
        data.rest_url = "http://127.0.0.1:9"
        feed = BinanceRequestDataSwap(exchange_data=data, timeout=1)
        with pytest.raises(TransportError, match=r"BINANCE___SWAP: POST /fapi/v1/x"):
            feed.request("POST /fapi/v1/x")
        feed.close()


class TestRequest:
    def test_what_goes_out(self) -> None:
        feed, replay = spot(answer({}))
        feed.request(
            "GET /api/v3/x",
            {"symbol": "币USDT", "symbols": ["A", "B"], "vol": 1e-7, "is_on": True, "n": 5},
            timeout=2.5,
        )
        (sent,) = replay.sent
        assert sent.method == "GET"
        assert sent.target == (
            "/api/v3/x?symbol=%E5%B8%81USDT&symbols=%5B%22A%22%2C%22B%22%5D&vol=0.0000001&is_on=true&n=5"
        )
        assert sent.timeout == 2.5

    def test_a_body_goes_out_as_it_is(self) -> None:
        feed, replay = spot(answer({}))
        feed.request("POST /x", body="text")
        assert replay.sent[0].body == "text"
        assert replay.sent[0].target == "/x"

    def test_an_answer_keeps_all_that_came(self) -> None:
        feed, _ = spot(answer(b' {"a": [1]} ', headers={"X-Trace": "7"}))
        got = feed.request(TIME, extra_data={"request_type": "time", "mine": 1})
        assert (got.status, got.data, got.error, got.http_status) == (True, {"a": [1]}, None, 200)
        assert got.body == b' {"a": [1]} '
        assert got.get_input_data() == {"a": [1]}
        assert got.headers == {"X-Trace": "7"}
        assert got.extra_data == {"request_type": "time", "mine": 1}

    def test_the_caller_s_extra_data_is_left_alone(self) -> None:
        feed, _ = spot(answer({"serverTime": 1}))
        mine = {"mine": 1}
        got = feed.get_server_time(extra_data=mine)
        assert mine == {"mine": 1}
        assert got.extra_data["mine"] == 1

    def test_an_error_body_is_an_error_on_the_answer(self) -> None:
        feed, _ = spot(answer({"code": -1121, "msg": "Invalid symbol."}, status=400))
        got = feed.get_tick("NO-USDT")
        assert (got.status, got.data, got.http_status) == (False, [], 400)
        assert isinstance(got.error, UnifiedError)
        assert got.error.error_type is UnifiedErrorCode.INVALID_SYMBOL
        assert got.error.raw_code == -1121
        assert got.error.exchange_name == "BINANCE___SPOT"
        assert got.error.context["call"] == "GET /api/v3/ticker/bookTicker"

    @pytest.mark.parametrize(
        ("status", "kind"),
        [(403, "PERMISSION_DENIED"), (404, "BAD_REQUEST"), (500, "STATUS_UNKNOWN"), (503, "STATUS_UNKNOWN")],
    )
    def test_a_status_without_words_is_an_error_too(self, status: int, kind: str) -> None:
        feed, _ = spot(answer({}, status=status))
        error = feed.get_server_time().error
        assert isinstance(error, UnifiedError)
        assert error.error_type == kind

    @pytest.mark.parametrize("body", [b"<html>busy</html>", b"", b"{", b"\xff", b'{"serverTime": 1}}'])
    def test_a_body_that_is_no_json_names_venue_and_call(self, body: bytes) -> None:
        feed, _ = spot(answer(body))
        got = feed.get_server_time()
        assert (got.status, got.data, got.body) == (False, [], body)
        assert isinstance(got.error, UnifiedError)
        assert "BINANCE___SPOT" in str(got.error)
        assert TIME in str(got.error)

    def test_a_body_of_another_shape_is_an_error_that_keeps_its_cause(self) -> None:
        feed, _ = spot(answer([]))
        got = feed.get_server_time()
        assert not got.status
        assert isinstance(got.error, UnifiedError)
        assert isinstance(got.error.original_error, DataParseError)

    def test_a_container_that_cannot_be_read_is_an_error_of_the_answer(self) -> None:
        feed, _ = spot(answer({"symbol": "ABCUSDT", "bidPrice": "twelve"}))
        got = feed.get_tick("ABC-USDT")
        assert (got.status, got.data) == (False, [])
        assert "BinanceRequestTickerData" in str(got.error)
        assert got.get_input_data()["bidPrice"] == "twelve"

    def test_an_answer_can_be_pickled(self) -> None:
        feed, _ = spot(answer({"symbol": "ABCUSDT", "bidPrice": "12"}), **SECRETS)
        stored = pickle.dumps(feed.get_tick("ABC-USDT"))
        assert pickle.loads(stored).data[0].bid_price == 12.0
        assert not any(secret.encode() in stored for secret in SECRETS.values())

    def test_translate_error_reads_a_body(self) -> None:
        feed, _ = spot()
        error = feed.translate_error({"code": -1021, "msg": "Timestamp"})
        assert error is not None
        assert error.error_type is UnifiedError.INVALID_TIMESTAMP
        assert feed.translate_error({"serverTime": 1}) is None


class TestRetries:
    def test_a_read_is_tried_again_with_growing_pauses(self, pauses: list[float]) -> None:
        lost = TransportError("lost"), RequestTimeoutError("slow"), TransportError("lost")
        feed, replay = spot(*lost, answer({"serverTime": 5}))
        assert feed.get_server_time().data == [5.0]
        assert len(replay.sent) == 4
        for pause, longest in zip(pauses, (0.2, 0.4, 0.8), strict=True):
            assert longest / 2 <= pause <= longest

    def test_it_gives_up_with_the_last_error(self) -> None:
        feed, replay = spot(*(TransportError(f"lost {n}") for n in range(4)))
        with pytest.raises(TransportError, match="lost 3"):
            feed.get_server_time()
        assert len(replay.sent) == 4

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    def test_nothing_but_a_read_is_sent_twice(self, method: str) -> None:
        feed, replay = spot(RequestTimeoutError("slow"), answer({}))
        with pytest.raises(RequestTimeoutError):
            feed.request(f"{method} /api/v3/x")
        assert len(replay.sent) == 1

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_an_answer_that_says_no_is_not_asked_again(self, status: int) -> None:
        feed, replay = spot(answer({}, status=status))
        assert not feed.get_server_time().status
        assert len(replay.sent) == 1

    def test_every_attempt_takes_its_weight(self) -> None:
        rule = RateLimitRule("weight", RateLimitType.SLIDING_WINDOW, 60, 10, weight=4)
        limiter, clock = told_limiter(rule)
        feed, _ = spot(TransportError("lost"), answer({"serverTime": 1}), rate_limiter=limiter)
        feed.get_server_time()
        assert limiter.get_status()[0]["used"] == 8
        assert clock.slept == []


class TestLimits:
    def test_a_weight_follows_the_parameters(self) -> None:
        weights = {"GET /api/v3/depth": {"by": "limit", "steps": {100: 5, 500: 25}}}
        rule = RateLimitRule("weight", RateLimitType.FIXED_WINDOW, 60, 100, weight_map=weights)
        limiter, _ = told_limiter(rule)
        book = {"lastUpdateId": 1, "bids": [], "asks": []}
        feed, _ = spot(answer(book), answer(book), rate_limiter=limiter)
        feed.get_depth("BTC-USDT", 500)
        feed.get_depth("BTC-USDT")
        assert limiter.get_status()[0]["used"] == 30

    def test_the_headers_have_the_last_word(self) -> None:
        rule = RateLimitRule("request_weight", RateLimitType.FIXED_WINDOW, 60, 6000)
        limiter, _ = told_limiter(rule)
        feed, _ = spot(
            answer({"serverTime": 1}, headers={"X-MBX-USED-WEIGHT-1M": "5999"}), rate_limiter=limiter
        )
        feed.get_server_time()
        assert limiter.get_status()[0]["used"] == 5999

    def test_a_request_waits_for_its_turn(self) -> None:
        limiter, clock = told_limiter(RateLimitRule("one", RateLimitType.SLIDING_WINDOW, 60, 1))
        feed, _ = spot(*(answer({"serverTime": 1}) for _ in range(2)), rate_limiter=limiter)
        feed.get_server_time()
        feed.get_server_time()
        assert sum(clock.slept) == pytest.approx(60, rel=0.2)

    @pytest.mark.parametrize("status", [429, 418])
    def test_retry_after_closes_the_gate_for_everybody(self, status: int) -> None:
        told: list[tuple[str, float, str]] = []
        refusal = answer({"code": -1003, "msg": "Too much."}, status, {"Retry-After": "17"})
        feed, replay = spot(refusal, on_ban=lambda *what: told.append(what))
        got = feed.get_server_time()
        assert isinstance(got.error, UnifiedError)
        assert (got.error.error_type, got.error.retry_after) == (UnifiedErrorCode.RATE_LIMIT, 17.0)
        assert told == [("BINANCE___SPOT", 17.0, f"HTTP {status}: Too much.")]
        with pytest.raises(RateLimitError, match=r"closed for 17.0 s.*Too much") as error:
            feed.ping()
        assert error.value.retry_after == 17.0
        assert len(replay.sent) == 1

    def test_a_ban_without_an_end_is_taken_for_two_minutes(self) -> None:
        limiter, _ = told_limiter()
        feed, _ = spot(answer({}, 418), rate_limiter=limiter)
        feed.ping()
        assert limiter.gate()[0] == 120.0

    def test_a_limit_of_one_path_leaves_the_gate_open(self) -> None:
        limiter, _ = told_limiter()
        refusal = answer({"code": "50011", "msg": "Too Many Requests", "data": []}, 429)
        replay = Replay(refusal)
        got = OkxRequestDataSpot(transport=replay, rate_limiter=limiter).get_server_time()
        assert isinstance(got.error, UnifiedError)
        assert got.error.error_type is UnifiedErrorCode.RATE_LIMIT
        assert limiter.gate() == (0.0, "")

    def test_feeds_of_one_host_share_a_limiter(self) -> None:
        limiters = [BinanceRequestDataSpot()._rate_limiter for _ in range(2)]
        assert limiters[0] is limiters[1]
        assert limiters[0] is limiter_for("api.binance.com", limiters[0].rules)
        assert BinanceRequestDataSwap()._rate_limiter is not limiters[0]


class TestKeys:
    def test_a_signed_call_without_a_key_fails_before_anything_is_sent(self) -> None:
        feed, replay = spot()
        with pytest.raises(
            AuthenticationError,
            match=r"BINANCE___SPOT: GET /api/v3/account needs public_key and private_key",
        ):
            feed.call("get_account")
        with pytest.raises(AuthenticationError, match="needs public_key and private_key"):
            feed.request(ORDER, is_sign=True)
        with pytest.raises(AuthenticationError):
            feed.async_call("get_account")
        assert replay.sent == []

    def test_a_passphrase_is_asked_for_where_the_venue_has_one(self) -> None:
        with pytest.raises(AuthenticationError, match="needs passphrase"):
            OkxRequestDataSpot(public_key="k", private_key="s", transport=Replay()).call("get_account")

    def test_signing_is_yet_to_come(self) -> None:
        feed, replay = spot(**SECRETS)
        with pytest.raises(NotSupportedError, match=r"GET /api/v3/account must be signed"):
            feed.call("get_account")
        assert replay.sent == []

    def test_a_keyed_call_carries_the_key_and_no_other_does(self) -> None:
        replay = Replay(answer([]), answer({}))
        feed = BinanceRequestDataSwap(transport=replay, api_key="the-public-key")
        feed.call("get_historical_trades", symbol="BTC-USDT")
        feed.ping()
        assert [sent.headers for sent in replay.sent] == [{"X-MBX-APIKEY": "the-public-key"}, {}]
        with pytest.raises(AuthenticationError, match="needs public_key"):
            BinanceRequestDataSwap(transport=replay).call("get_historical_trades", symbol="BTC-USDT")


class TestSecrets:
    def test_none_is_shown(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        feed, _ = spot(TransportError("lost"), answer(b"no", 500), **SECRETS)
        got = feed.get_server_time()
        shown = f"{feed!r} {feed} {vars(feed)} {got!r} {got.error!r} {got.extra_data} {caplog.text}"
        assert "BINANCE___SPOT" in shown
        assert not any(secret in shown for secret in SECRETS.values())

    def test_a_feed_and_its_options_are_neither_copied_nor_pickled(self) -> None:
        feed, _ = spot(**SECRETS)
        for thing in (feed, feed._options):
            for store in (pickle.dumps, copy.copy, copy.deepcopy):
                with pytest.raises(TypeError, match="keys"):
                    store(thing)


class TestFutures:
    def test_an_answer_comes_on_the_queue_and_in_the_future(self) -> None:
        feed, _ = spot(answer({"serverTime": 5}))
        got = feed.async_get_server_time().result(5)
        assert got.data == [5.0]
        assert feed.data_queue.get_nowait() is got
        feed.close()

    def test_it_can_be_awaited(self) -> None:
        feed, _ = spot(*(answer({"serverTime": n}) for n in range(8)))

        async def ask() -> list[float]:
            answers = await asyncio.gather(*(feed.async_get_server_time() for _ in range(8)))
            return sorted(got.data[0] for got in answers)

        assert asyncio.run(ask()) == [float(n) for n in range(8)]
        feed.close()

    def test_what_goes_wrong_is_raised_by_the_future_and_told_on_the_queue(self) -> None:
        feed, _ = spot(RequestTimeoutError("no answer"))
        future = feed.submit("POST /api/v3/x")
        with pytest.raises(RequestTimeoutError, match="no answer"):
            future.result(5)
        told = feed.data_queue.get_nowait()
        assert (told.status, told.data) == (False, [])
        assert told.error.error_type is UnifiedErrorCode.DISCONNECTED
        assert isinstance(told.error.original_error, RequestTimeoutError)
        feed.close()

    def test_without_a_queue_only_the_future_has_it(self) -> None:
        replay = Replay(answer({"serverTime": 5}))
        feed = BinanceRequestDataSpot(transport=replay, rate_limiter=told_limiter()[0])
        assert feed.async_get_server_time().result(5).data == [5.0]
        feed.close()

    def test_a_queue_that_refuses_does_not_lose_the_answer(self, caplog: pytest.LogCaptureFixture) -> None:
        class Full:
            def put(self, item: object) -> None:
                raise queue.Full

        replay = Replay(answer({"serverTime": 5}))
        feed = BinanceRequestDataSpot(Full(), transport=replay, rate_limiter=told_limiter()[0])
        assert feed.async_get_server_time().result(5).data == [5.0]
        assert "the data queue refused" in caplog.text
        feed.close()

    def test_a_wrong_verb_raises_at_once(self) -> None:
        feed, _ = spot()
        with pytest.raises(NotSupportedError, match="no path for 'get_funding_rate'"):
            feed.async_get_funding_rate("BTC-USDT")

    @pytest.mark.parametrize("executor", [WorkerPool(1), ThreadPoolExecutor(1)], ids=["own", "library"])
    def test_an_executor_may_be_shared_and_is_not_shut_down(
        self, executor: WorkerPool | ThreadPoolExecutor
    ) -> None:
        for _ in range(2):
            feed, _ = spot(answer({"serverTime": 5}), executor=executor)
            assert feed.async_get_server_time().result(5).data == [5.0]
            feed.close()
        executor.shutdown()


class TestClose:
    def test_threads_are_few_daemons_that_end(self) -> None:
        before = set(threading.enumerate())
        feed, _ = spot(*(answer({"serverTime": n}) for n in range(20)))
        assert set(threading.enumerate()) == before
        futures = [feed.async_get_server_time() for _ in range(20)]
        made = set(threading.enumerate()) - before
        assert 1 <= len(made) <= POOL_SIZE
        assert all(thread.daemon for thread in made)
        assert sorted(future.result(5).data[0] for future in futures) == [float(n) for n in range(20)]
        feed.close()
        assert set(threading.enumerate()) == before

    def test_calls_that_wait_for_a_thread_are_cancelled(self) -> None:
        begun, may_end = threading.Semaphore(0), threading.Event()

        class Stuck(Replay):
            def send(self, *args: Any, **kwargs: Any) -> HttpAnswer:
                begun.release()
                may_end.wait(5)
                return answer({"serverTime": 5})

        feed, _ = spot(transport=Stuck())
        under_way = [feed.async_get_server_time() for _ in range(POOL_SIZE)]
        for _ in under_way:
            begun.acquire()
        waiting = feed.async_get_server_time()
        closing = threading.Thread(target=feed.close)
        closing.start()
        with pytest.raises(CancelledError):
            waiting.result(5)
        may_end.set()
        closing.join(5)
        assert [future.result(5).data for future in under_way] == [[5.0]] * POOL_SIZE

    def test_nothing_can_be_asked_for_afterwards(self) -> None:
        feed, _ = spot(answer({"serverTime": 5}))
        feed.async_get_server_time().result(5)
        feed.close()
        feed.close()
        with pytest.raises(RuntimeError, match="after close"):
            feed.async_get_server_time()

    def test_a_transport_that_was_given_stays_open(self) -> None:
        feed, replay = spot()
        feed.close()
        assert not replay.is_closed


@pytest.mark.parametrize(
    "path", ["GET /api/v3/depth?limit=5000", "get /api/v3/depth", "GET  /api/v3/depth", "/x", ""]
)
def test_a_path_that_would_escape_the_weights_is_refused(path: str) -> None:
    feed, replay = spot()
    with pytest.raises(ConfigurationError, match="without a query"):
        feed.request(path)
    assert not replay.sent
