"""HistoryFeed: what takes more than one request, or none: pages of bars, downloads, instruments kept on disk."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from btfast.containers.bars.bar import BarSequence
from btfast.containers.requestdatas.request_data import RequestData
from btfast.containers.symbols.symbol import SymbolData
from btfast.error_framework import UnifiedError
from btfast.exceptions import DataParseError, InvalidSymbolError, RateLimitError, TransportError
from btfast.feeds.answers import ExtraData
from btfast.feeds.bar_files import PartFile, write_bars
from btfast.feeds.feed import Feed
from btfast.feeds.history import BarHistory, Span
from btfast.feeds.instrument_file import InstrumentFile
from btfast.feeds.request_future import RequestFuture
from btfast.feeds.verbs.verbs import BARS
from btfast.functions.periods import period_bounds

Progress = Callable[[int, int], object]
Words = dict[str, Any]


class HistoryFeed(Feed):
    """Requests that are followed over pages, and lists that are kept."""

    pages_backward: ClassVar[bool] = False  # whether the venue pages back from the newest bar

    def request_bars(self, key: str, words: Words, extra_data: ExtraData | None = None) -> RequestData:
        """Return the answer of a verb on bars, from as many pages as it takes.

        Raises:
            DataGapError: Bars of the range did not come; what came is in it.
        """
        history = self._history(key, words, extra_data)
        return (
            self.request(*self._build_bars(key, words, extra_data)) if history is None else _answer(history)
        )

    def submit_bars(self, key: str, words: Words, extra_data: ExtraData | None = None) -> RequestFuture:
        """Ask for bars from another thread; takes what `request_bars` takes."""
        request = self._build_bars(key, words, extra_data)
        history = self._history(key, words, extra_data)
        if history is None:
            return self.submit(*request)
        path, params, extra = request
        return self._submit(self._prepare(path, params, extra, False), partial(_answer, history))

    def download_history_bars(
        self,
        symbol: str,
        period: str,
        start_time: float,
        end_time: float,
        *,
        count: int | None = None,
        path: str | Path | None = None,
        progress: Progress | None = None,
    ) -> BarSequence:
        """Return all closed bars that open from `start_time` to `end_time` (ms), read page by page.

        Args:
            count: The most bars.
            path: File to write: ``.csv``, ``.npz`` or ``.parquet``. Until it is whole, what was read stands in
                a file of the same name with ``.part`` behind, from which an ended download goes on.
            progress: Called after each page with the bars read so far, and how many there should be.

        Raises:
            DataGapError: Bars did not come. What came is in the error, and in the file where the end was reached.
            UnifiedError: The venue refused.
            TransportError: The network failed; with a path, call again to go on.
        """
        words: Words = {"symbol": symbol, "period": period}
        _, _, extra = self._build_bars("get_kline", words, None)
        closed = self.now_ms() - period_bounds(period)[1]
        history = self._open_history(
            "get_kline", words, self._span(period, start_time, min(end_time, closed), count), None
        )
        if path is None:
            _read_pages(history, None, progress)
        else:
            told = {"start_time": start_time, "end_time": end_time, "count": count}
            part = PartFile(Path(path), {"of": history.name} | told)
            is_later = (
                self.pages_backward and end_time > closed
            )  # the newest bars, read first, have followers
            history.take_rows(part.load(is_anew=is_later), extra)
            _read_pages(history, part, progress)
            write_bars(history.bars(), part.path)
            part.remove()
        history.check()
        return history.bars()

    def instruments(self, max_age: float = 86_400.0) -> dict[str, SymbolData]:
        """Return the instruments of this asset type, by our spelling of their symbols.

        The answers are kept on disk as they came, and asked for again once they are older than `max_age` s.
        A kept file that is broken is replaced; one that is too old serves while the venue cannot be reached.
        Either is told by an `InstrumentFileWarning`.

        Raises:
            TransportError, RateLimitError, UnifiedError: The venue cannot be asked, and nothing is kept.
        """
        file = InstrumentFile.of(self._params)
        kept = file.load()
        if kept is not None and 0 <= self._options.clock() - kept.time <= max_age:
            try:
                return self._read_instruments(kept.bodies)
            except DataParseError as error:
                file.warn(f"is broken and will be replaced: {error}")
        try:
            bodies = self._ask_instruments()
        except (TransportError, RateLimitError, UnifiedError) as error:
            if kept is None:
                raise
            file.warn(
                f"is {self._options.clock() - kept.time:.0f} s old, but the venue cannot be asked: {error}"
            )
            return self._read_instruments(kept.bodies)
        found = self._read_instruments(bodies)
        file.save(bodies, self._options.clock())
        return found

    def now_ms(self) -> int:
        """Return the time, in ms since the epoch."""
        return int(self._options.clock() * 1000)

    def _instrument_requests(self) -> list[tuple[str, Words, ExtraData]]:
        """Return the requests that together tell of all instruments."""
        return [self._build_bars("get_exchange_info", {}, None)]

    def _ask_instruments(self) -> list[bytes]:
        answers = [self.request(*request) for request in self._instrument_requests()]
        for answer in answers:
            if answer.error is not None:
                raise answer.error
        return [answer.body for answer in answers]

    def _read_instruments(self, bodies: list[bytes]) -> dict[str, SymbolData]:
        extra = self._build_bars("get_exchange_info", {}, None)[2]
        found = {}
        for body in bodies:
            for instrument in extra["normalize_function"](body, extra)[0]:
                if instrument.symbol_name is None:
                    raise DataParseError(f"{self.exchange_name}: an instrument without a name")
                try:
                    found[self._params.get_symbol_re(instrument.symbol_name)] = instrument
                except InvalidSymbolError:  # of another product, which the venue lists in the same answer
                    continue
        return found

    def _build_bars(
        self, key: str, words: Words, extra_data: ExtraData | None
    ) -> tuple[str, Words, ExtraData]:
        told = {word: value for word, value in words.items() if value is not None}
        request: tuple[str, Words, ExtraData] = getattr(self, f"_{key}")(extra_data=extra_data, **told)
        return request

    def _history(self, key: str, words: Words, extra_data: ExtraData | None) -> BarHistory | None:
        """Return the history that a verb is about; None where one request is enough for it."""
        limit = self._params.asset.rest_pages.get(key)
        count, start, end = (words.get(word) for word in ("count", "start_time", "end_time"))
        is_open = count is None and start is not None and end is not None
        if limit is None or not (is_open or (count or BARS) > limit):
            return None
        others = {k: v for k, v in words.items() if k not in ("count", "start_time", "end_time")}
        return self._open_history(key, others, self._span(words["period"], start, end, count), extra_data)

    def _open_history(self, key: str, words: Words, span: Span, extra_data: ExtraData | None) -> BarHistory:
        def ask(**bounds: Any) -> RequestData:
            return self.request(*self._build_bars(key, words | bounds, extra_data))

        return BarHistory(
            name=f"{self.exchange_name}: {key} {words['symbol']} {words['period']}",
            ask=ask,
            period=words["period"],
            span=span,
            limit=self._params.asset.rest_pages[key],
            now=self.now_ms(),
            is_backward=self.pages_backward,
        )

    def _span(self, period: str, start: float | None, end: float | None, count: int | None) -> Span:
        first, last = (None if time is None else int(time) for time in (start, end))
        return Span.read(period, self.now_ms(), first, last, count)


def _answer(history: BarHistory) -> RequestData:
    """Read all pages; a refusal of the first is the answer."""
    try:
        history.read()
    except UnifiedError:
        refusal: RequestData = history.answer
        return refusal
    bars, last = history.bars(), history.answer
    body = b"[" + b",".join(bars.rows) + b"]"
    return RequestData(
        bars,
        last.extra_data,
        status=True,
        input_data=body,
        headers=last.headers,
        http_status=last.http_status,
    )


def _read_pages(history: BarHistory, part: PartFile | None, progress: Progress | None) -> None:
    span = history.span
    total = len(range(span.start, span.end + 1, period_bounds(history.period)[1]))
    for rows in history.pages():
        if part is not None:
            part.append(rows)
        if progress is not None:
            progress(len(history.rows), min(total, span.count or total))
