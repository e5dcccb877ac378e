"""Feed: one request, from its path to a `RequestData`: limit, send, translate, normalize.

An answer that says no is an answer: its `status` is False and its `error` says why. What is raised is what
kept the request from being answered: no network, no budget, no key.
"""

import random
import re
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from time import sleep
from typing import Any, ClassVar, NoReturn
from urllib.parse import urlsplit

from btfast.containers.exchanges.exchange_data import ExchangeData
from btfast.containers.requestdatas.request_data import RequestData
from btfast.error_framework import ErrorTranslator, UnifiedError, UnifiedErrorCode
from btfast.exceptions import (
    AuthenticationError,
    ConfigurationError,
    DataParseError,
    NotSupportedError,
    RateLimitError,
    TransportError,
)
from btfast.feeds.answers import ExtraData, decode_json
from btfast.feeds.call import Call, Params
from btfast.feeds.options import FeedOptions, Transport
from btfast.feeds.request_future import RequestFuture
from btfast.feeds.transport import HttpAnswer, HttpTransport
from btfast.functions.log_message import SpdLogManager
from btfast.functions.utils import same_asset_type, update_extra_data
from btfast.functions.worker_pool import WorkerPool
from btfast.rate_limiter import RateLimiter, RateLimitRule, limiter_for

PATH = re.compile(r"[A-Z]+ /[^?#\s]*")
BAN_STATUS = 418
BAN_SECONDS = 120.0  # of a ban that does not say how long it lasts
FIRST_PAUSE = 0.2  # s before the first retry of a read; doubles with each


class Feed:
    """Requests to one asset type of one exchange; threads may share it.

    Args:
        data_queue: Anything with `put`; takes the answers of the ``async_`` calls. None: only futures do.
        kwargs: The fields of ``btfast.feeds.options.FeedOptions``.

    Raises:
        ConfigurationError: A keyword is unknown, or two contradict each other.
    """

    exchange_data_class: ClassVar[type[ExchangeData]] = ExchangeData
    error_translator_class: ClassVar[type[ErrorTranslator]] = ErrorTranslator

    def __init__(self, data_queue: Any = None, **kwargs: Any) -> None:
        options = FeedOptions.read(type(self).__name__, kwargs)
        self.data_queue = data_queue
        self.exchange_data = self._params = self._pick_exchange_data(options)
        self.asset_type = self.exchange_data.asset_type.upper()
        self.exchange_name = f"{self.exchange_data.config_name.upper()}___{self.asset_type}"
        self.logger_name = options.logger_name or f"{self.exchange_data.config_name}_feed.log"
        self.request_logger = SpdLogManager(self.logger_name, "request").create_logger()
        self._rate_limiter = options.rate_limiter or self._create_default_rate_limiter()
        self._error_translator = self.error_translator_class()
        self._options = options
        self._lock = threading.Lock()  # around the making of the transport
        self._own_transport: HttpTransport | None = None
        self._own_pool = WorkerPool()
        self._executor: Executor = options.executor or self._own_pool

    def request(
        self,
        path: str,
        params: Params | None = None,
        extra_data: ExtraData | None = None,
        is_sign: bool = False,
        *,
        body: str | bytes | None = None,
        timeout: float | None = None,
    ) -> RequestData:
        """Send one request and return its answer, read.

        Args:
            path: ``METHOD /path``.
            params: Go into the query, in this order.
            extra_data: Its ``normalize_function`` reads the answer; ``request_type`` is the verb.
            is_sign: Whether the call is signed; verbs that the settings call signed are, anyway.
            body: Sent as it is.
            timeout: Seconds to wait for the answer; takes the place of the feed's.

        Raises:
            AuthenticationError: The call wants a key and there is none; nothing was sent.
            RateLimitError: The venue closed the gate for a while; nothing was sent.
            TransportError: The network failed; a read was tried again before.
        """
        return self._perform(self._prepare(path, params, extra_data, is_sign, body=body, timeout=timeout))

    def submit(
        self,
        path: str,
        params: Params | None = None,
        extra_data: ExtraData | None = None,
        is_sign: bool = False,
        **more: Any,
    ) -> RequestFuture:
        """Send one request from another thread; takes what `request` takes.

        The answer goes on `data_queue`, then into the future. What `request` would raise once the call is
        under way, the future raises; on the queue it is an answer with an error.
        """
        call = self._prepare(path, params, extra_data, is_sign, **more)
        return self._submit(call, partial(self._perform, call))

    def translate_error(self, raw_response: Any) -> UnifiedError | None:
        """Return the error that a body holds, or None when it is not an error."""
        return self._error_translator.translate(raw_response, self.exchange_name)

    def close(self) -> None:
        """End the threads and connections that the feed made; calls that wait for a thread are cancelled."""
        self._own_pool.shutdown(cancel_futures=True)
        if self._own_transport is not None:
            self._own_transport.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.exchange_name} {self.exchange_data.rest_url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__}: a feed holds keys and connections, and is not pickled")

    def _pick_exchange_data(self, options: FeedOptions) -> ExchangeData:
        name = type(self).__name__
        data = options.exchange_data or self.exchange_data_class(testnet=options.testnet)
        if options.testnet and not data.testnet:
            raise ConfigurationError(f"{name}: testnet=True, but the exchange_data given is not the test one")
        if options.asset_type and not same_asset_type(options.asset_type, data.asset_type):
            raise ConfigurationError(f"{name}: asset_type is {data.asset_type!r}, not {options.asset_type!r}")
        return data

    def _create_default_rate_limiter(self) -> RateLimiter:
        rules = [RateLimitRule.from_config(limit) for limit in self._params.asset.rate_limits]
        return limiter_for(urlsplit(self._params.rest_url).netloc, rules)

    def _prepare(
        self,
        path: str,
        params: Params | None,
        extra_data: ExtraData | None,
        is_sign: bool,
        *,
        body: str | bytes | None = None,
        timeout: float | None = None,
    ) -> Call:
        if not PATH.fullmatch(path):  # a query in it would escape the weights
            raise ConfigurationError(f"{self.exchange_name}: {path!r} is not 'METHOD /path' without a query")
        extra = update_extra_data(extra_data)
        connection = self._params.config.connection
        headers = connection.headers | (connection.test_headers if self._params.testnet else {})
        headers |= self._authorize(path, extra.get("request_type", ""), is_sign)
        return Call(path, params or {}, headers, body, timeout, extra)

    def _authorize(self, path: str, verb: str, is_sign: bool) -> dict[str, str]:
        """Return the headers that carry the key, where the call wants it."""
        settings, keys = self._params.asset, self._options
        is_signed = is_sign or verb in settings.signed
        if not is_signed and verb not in settings.keyed:
            return {}
        wanted = {"public_key": keys.public_key}
        if is_signed:
            wanted["private_key"] = keys.private_key
        if is_signed and self._params.config.authentication.passphrase_key:
            wanted["passphrase"] = keys.passphrase
        missing = [name for name, value in wanted.items() if not value]
        if missing or keys.public_key is None:
            raise AuthenticationError(f"{self.exchange_name}: {path} needs {' and '.join(missing)}")
        if is_signed:
            raise NotSupportedError(f"{self.exchange_name}: {path} must be signed, which is yet to come")
        return {self._params.config.authentication.header_name: keys.public_key}

    def _perform(self, call: Call) -> RequestData:
        answer = self._send(call)
        self._rate_limiter.sync(answer.headers)
        error = self._read_error(call, answer)
        data, status = [], False
        if error is None:
            normalize = call.extra_data.get("normalize_function", decode_json)
            try:
                data, status = normalize(answer.body, call.extra_data)
            except DataParseError as cause:
                error = self._error(call, UnifiedErrorCode.EXCHANGE_ERROR, cause)
        return RequestData(
            data,
            call.described,
            status=status,
            error=error,
            input_data=answer.body,
            headers=answer.headers,
            http_status=answer.status,
        )

    def _send(self, call: Call) -> HttpAnswer:
        """Send when it is its turn; a read that fails on the way is tried again, anything else never."""
        retries = self._params.config.connection.max_retries if call.method == "GET" else 0
        done = 0
        while True:
            self._rate_limiter.acquire(call.path, params=call.params)
            try:
                return self._transport().send(
                    call.method, call.target, call.headers, call.body, timeout=call.timeout
                )
            except TransportError as error:
                if done == retries:
                    raise
                self.request_logger.warning(f"{error}; trying again")
            sleep(FIRST_PAUSE * 2**done * random.uniform(0.5, 1.0))
            done += 1

    def _read_error(self, call: Call, answer: HttpAnswer) -> UnifiedError | None:
        error = self._error_translator.translate_http(
            answer.status, answer.body, answer.headers, self.exchange_name
        )
        if error is None:
            return None
        if error.original_error is not None:  # no words of the venue's, which are kept as they are
            error.message = f"{call.path}: {error.message}"
        error.context["call"] = call.path
        is_ban = answer.status == BAN_STATUS
        seconds = BAN_SECONDS if is_ban and error.retry_after is None else error.retry_after
        if seconds and error.error_type is UnifiedErrorCode.RATE_LIMIT:
            self._close_gate(seconds, error.message)
        return error

    def _close_gate(self, seconds: float, reason: str) -> None:
        self.request_logger.warning(f"{self.exchange_name}: no requests for {seconds:g} s: {reason}")
        self._rate_limiter.close_gate(seconds, reason)
        if self._options.on_ban is not None:
            self._options.on_ban(self.exchange_name, seconds, reason)

    def _error(self, call: Call, kind: UnifiedErrorCode, cause: Exception) -> UnifiedError:
        return UnifiedError(
            self.exchange_name,
            kind,
            f"{call.path}: {cause}",
            original_error=cause,
            context={"call": call.path},
        )

    def _submit(self, call: Call, perform: Callable[[], RequestData]) -> RequestFuture:
        """Let another thread `perform`; `call` describes what it does."""
        future = RequestFuture()
        task = self._executor.submit(self._fulfil, future, call, perform)
        task.add_done_callback(lambda done: done.cancelled() and future.cancel())  # the pool was shut down
        return future

    def _fulfil(self, future: RequestFuture, call: Call, perform: Callable[[], RequestData]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            answer = perform()
        except Exception as error:  # whatever it is, it belongs to whoever waits
            failed = self._error(call, _kind_of(error), error)
            self._put(RequestData([], call.described, status=False, error=failed))
            future.set_exception(error)
        else:
            self._put(answer)
            future.set_result(answer)

    def _put(self, answer: RequestData) -> None:
        if self.data_queue is None:
            return
        try:
            self.data_queue.put(answer)
        except Exception:  # somebody else's queue; the future has the answer still
            self.request_logger.exception(f"{self.exchange_name}: the data queue refused {answer!r}")

    def _transport(self) -> Transport:
        if self._options.transport is not None:
            return self._options.transport
        with self._lock:
            if self._own_transport is None:
                options, settings = self._options, self._params.config.connection
                self._own_transport = HttpTransport(
                    self._params.rest_url,
                    self.exchange_name,
                    options.timeout or settings.timeout,
                    options.proxies,
                    ca_file=options.ca_file,
                )
            return self._own_transport


def _kind_of(error: Exception) -> UnifiedErrorCode:
    if isinstance(error, TransportError):
        return UnifiedErrorCode.DISCONNECTED
    is_limit = isinstance(error, RateLimitError)
    return UnifiedErrorCode.RATE_LIMIT if is_limit else UnifiedErrorCode.EXCHANGE_ERROR
