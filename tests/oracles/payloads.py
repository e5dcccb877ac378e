"""The payloads of the oracle data: where each stands, and which request or topic it answers."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from btfast.feeds.answers import decode_json
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_binance.wss_base import BinanceMarketWssDataSpot
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.live_okx.wss_base import OkxMarketWssDataSpot
from btfast.feeds.request_feed import RequestFeed
from btfast.feeds.wss_feed import WssFeed
from tests.oracles.mapping import (
    ANSWER_FILES,
    API,
    BARTER,
    LIVE_PATHS,
    OKX_FRAMES,
    REST_SECTIONS,
    SOCKET_METHODS,
    SOCKET_SECTIONS,
    STREAM_FILES,
    STREAM_SECTIONS,
)
from tests.oracles.places import files, read_bytes, read_json, read_lines

BINANCE_DOCS = "binance_docs/{}_samples.json"
GOCRYPTOTRADER = "gocryptotrader/binance_http.json.gz"


class Answer(NamedTuple):
    """The body of an answer to a REST request."""

    label: str
    feed: type[RequestFeed]
    path: str  # "METHOD /path"
    body: bytes


class Frame(NamedTuple):
    """A message of a stream; `more` is what the subscription says besides the symbol."""

    label: str
    feed: type[WssFeed]
    topic: str
    more: dict[str, str]
    message: bytes


class JkorfEndpoint(NamedTuple):
    """A file of ``jkorf_*/Endpoints``."""

    label: str
    path: str  # "METHOD /path"
    is_signed: bool
    body: bytes


class JkorfStream(NamedTuple):
    """A file of ``jkorf_*/Subscriptions``."""

    request: Any
    reply: Any
    frame: bytes


def jkorf_endpoints(*folder: str) -> Iterator[JkorfEndpoint]:
    """Yield the files of a folder: method, path, whether signed, and the answer."""
    for label in files(*folder, pattern="**/*.txt"):
        method, path, signed, *body = read_bytes(label).decode("utf-8-sig").splitlines()
        endpoint = f"{method.strip()} {path.strip()}"
        yield JkorfEndpoint(label, endpoint, signed.strip() == "true", "\n".join(body).strip().encode())


def jkorf_stream(label: str) -> JkorfStream:
    """Return what is sent, answered and pushed in a file; placeholders become numbers."""
    text = re.sub(r"\|(\d+)\|", r"\1", read_bytes(label).decode("utf-8-sig"))
    parts = re.split(r"^([><=]) ?", text, flags=re.MULTILINE)[1:]
    said = {
        mark: part.strip() for mark, part in zip(parts[::2], parts[1::2], strict=True)
    }  # the last of each
    reply = json.loads(said["<"]) if "<" in said else None
    return JkorfStream(json.loads(said[">"]), reply, said["="].encode())


def normalizers(feed: type[RequestFeed], path: str) -> dict[str, Any]:
    """Return what reads the answer of each request that has this path, by its key, each reader once."""
    paths = feed.exchange_data_class().rest_paths
    found = {
        key: getattr(feed, f"_{key}_normalize_function", decode_json) for key in paths if paths[key] == path
    }
    readers = {id(reader): (key, reader) for key, reader in found.items()}
    return dict(readers.values())


def jkorf_answers() -> Iterator[Answer]:
    """Yield the market data answers of both exchanges."""
    folders: list[tuple[str, type[RequestFeed]]] = [
        ("jkorf_binance/Endpoints/Spot/ExchangeData", BinanceRequestDataSpot),
        ("jkorf_binance/Endpoints/UsdFutures/ExchangeData", BinanceRequestDataSwap),
        ("jkorf_okx/Endpoints/UnifiedApi/ExchangeData", OkxRequestDataSwap),
    ]
    for folder, feed in folders:
        for endpoint in jkorf_endpoints(folder):
            yield Answer(endpoint.label, feed, endpoint.path, endpoint.body)


def websocket_api_answers() -> Iterator[Answer]:
    """Yield the results of Binance's websocket API, which are shaped as the answers of REST."""
    folders: list[tuple[str, type[RequestFeed]]] = [
        ("jkorf_binance/Socket/Spot/ExchangeData", BinanceRequestDataSpot),
        ("jkorf_binance/Socket/UsdFutures/ExchangeData", BinanceRequestDataSwap),
    ]
    for folder, feed in folders:
        for label in files(folder, pattern="*.txt"):
            stream = jkorf_stream(label)
            path = SOCKET_METHODS[stream.request["method"]].format(API[feed])
            yield Answer(label, feed, path, _dumps(json.loads(stream.frame)["result"]))
    for label, section, sample in documents("web-socket-api"):
        if section in SOCKET_SECTIONS and "result" in sample:
            path = SOCKET_METHODS[SOCKET_SECTIONS[section]].format("/api/v3")
            yield Answer(label, BinanceRequestDataSpot, path, _dumps(sample["result"]))


def document_answers() -> Iterator[Answer]:
    """Yield the market data answers of Binance's REST documentation."""
    for label, section, sample in documents("rest-api"):
        if section in REST_SECTIONS and "code" not in sample:
            yield Answer(label, BinanceRequestDataSpot, REST_SECTIONS[section], _dumps(sample))


def documents(name: str) -> Iterator[tuple[str, str, Any]]:
    """Yield label, section and JSON of each sample of a Binance document."""
    file = BINANCE_DOCS.format(name)
    for number, sample in enumerate(read_json(file)):
        yield f"{file}#{number} {sample['section']}", sample["section"], sample["json"]


def codes_of(sample: Any) -> set[int]:
    """Return the error codes that a sample tells, its own first; a batch tells those of its parts."""
    if not isinstance(sample, dict):
        return set()
    body = sample.get("error", sample)
    own = {body["code"]} if isinstance(body.get("code"), int) and "msg" in body else set()
    parts = body["data"].values() if own and isinstance(body.get("data"), dict) else []
    return own.union(*(codes_of(part) for part in parts))


def gocryptotrader_answers() -> Iterator[Answer]:
    """Yield the recorded answers of spot and USDⓈ-M paths; errors are elsewhere."""
    for label, path, data in gocryptotrader_records():
        feed = BinanceRequestDataSpot if path.startswith("GET /api/") else BinanceRequestDataSwap
        if not (isinstance(data, dict) and "code" in data):
            yield Answer(label, feed, path, _dumps(data))


def gocryptotrader_records() -> Iterator[tuple[str, str, Any]]:
    """Yield label, path and JSON of each recorded answer to a public request of these products."""
    for path, methods in read_json(GOCRYPTOTRADER)["routes"].items():
        for record in methods.get("GET", ()):
            is_ours = path.startswith(("/api/v3/", "/fapi/", "/futures/data/"))
            if is_ours and "signature=" not in record["queryString"]:
                label = f"{GOCRYPTOTRADER} {path}?{record['queryString']}"
                yield label, f"GET {path}", record["data"]


def single_answers() -> Iterator[Answer]:
    """Yield the answers that stand in a file of their own."""
    for label, (feed, path) in ANSWER_FILES.items():
        yield Answer(label, feed, path, read_bytes(label))


def barter_answers() -> Iterator[Answer]:
    """Yield the one answer among barter's frames."""
    sample = read_json("barter/payloads.json")[2]
    yield Answer(
        "barter/payloads.json#2", BinanceRequestDataSwap, "GET /fapi/v1/depth", _dumps(sample["json"])
    )


def live_answers() -> Iterator[Answer]:
    """Yield what the venues answered on 2026-02-08; Binance's instruments of that day are COIN-M only."""
    feeds: dict[str, type[RequestFeed]] = {"binance": BinanceRequestDataSpot, "okx": OkxRequestDataSpot}
    for label in files("ccxt_live_2026_02", pattern="*"):
        case = read_json(label)
        path = LIVE_PATHS[case["exchange"]].get(case["method"])
        if path is not None:
            yield Answer(label, feeds[case["exchange"]], path, _dumps(case["http_response"]))


def session_answers() -> Iterator[Answer]:
    """Yield the REST answers of the recorded sessions, ``<url> -> <time>: <body>`` a line."""
    names = ["BINANCE.0", "BINANCE.http.0.0", "OKX.0.instruments"]
    for label in [f"cryptofeed/{name}.gz" for name in names]:
        for line in read_lines(label):
            url, arrow, answer = line.partition(b" -> ")
            if arrow:
                address = url.decode().removeprefix("https://").partition("/")[2]
                path = f"GET /{address.partition('?')[0]}"
                feed = BinanceRequestDataSpot if "BINANCE" in label else OkxRequestDataSpot
                yield Answer(f"{label} {address}", feed, path, answer.partition(b": ")[2])


def single_frames() -> Iterator[Frame]:
    """Yield the frames that stand in a file, or a row of a file, of their own."""
    for label, (feed, topic, more) in STREAM_FILES.items():
        is_jkorf = label.startswith("jkorf_")
        yield Frame(label, feed, topic, more, jkorf_stream(label).frame if is_jkorf else read_bytes(label))
    for number, (feed, topic) in BARTER.items():
        sample = read_json("barter/payloads.json")[number]
        yield Frame(f"barter/payloads.json#{number}", feed, topic, {}, _dumps(sample["json"]))
    for number, topic in OKX_FRAMES.items():
        line = read_lines("okx_frames/okj_2026_books.jsonl")[number]
        yield Frame(f"okx_frames/okj_2026_books.jsonl#{number}", OkxMarketWssDataSpot, topic, {}, line)
    for label, section, sample in documents("web-socket-streams"):
        if section in STREAM_SECTIONS:
            topic = STREAM_SECTIONS[section]
            yield Frame(label, BinanceMarketWssDataSpot, topic, {}, _dumps(sample))


def _dumps(value: Any) -> bytes:
    return json.dumps(value).encode()


ANSWERS: dict[str, Callable[[], Iterator[Answer]]] = {
    "jkorf": jkorf_answers,
    "websocket API": websocket_api_answers,
    "Binance's documents": document_answers,
    "gocryptotrader": gocryptotrader_answers,
    "single files": single_answers,
    "barter": barter_answers,
    "2026-02-08": live_answers,
    "sessions": session_answers,
}
