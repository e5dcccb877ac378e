"""Mutated messages through every reader of the core: ``python tests/fuzz/fuzz_core.py [--seconds 20] [--seed 1]``.

Nothing may crash; what is read must equal the plain reference (``json`` and ``float``), and a book that took a mutated
frame either equals the plain book or says that it is not LIVE.
"""

import argparse
import json
import time
from random import Random
from typing import Any

from btfast._core.normalize import Normalizer, read_columns
from btfast._core.number import parse_number
from btfast._core.orderbook import read_levels
from btfast._core.scan import Peek, split, validate
from btfast.containers.bars.binance_bar import BinanceRequestBarData, BinanceWssBarData
from btfast.containers.orderbooks.binance_orderbook import BinanceWssOrderBookData
from btfast.containers.orderbooks.okx_orderbook import OkxOrderBookData
from btfast.containers.symbols.binance_symbol import BinanceSpotSymbolData
from btfast.containers.tickers.binance_ticker import BinanceWssTickerData
from btfast.containers.trades.okx_market_trade import OkxMarketTradeData
from btfast.exceptions import DataParseError
from btfast.local_order_book import BookState, LocalOrderBook
from tests.reference.venue import VENUES, OkxVenue

SEEDS = [
    b'{"e":"24hrTicker","E":1672515782136,"s":"BNBBTC","p":"0.0015","c":"0.0025","b":"0.0024","B":"10","n":18151}',
    b'{"e":"kline","E":1,"s":"B","k":{"t":1,"T":2,"i":"1m","o":"0.1","c":"0.2","h":"0.3","l":"0.1","v":"9","x":true}}',
    b'{"stream":"x@depth","data":{"e":"depthUpdate","E":1,"s":"X","U":1,"u":2,"b":[["1.5","2"]],"a":[["2","0.00"]]}}',
    b'{"arg":{"channel":"books","instId":"A-B"},"action":"update","data":[{"asks":[["1","2","0","3"]],"bids":[]}]}',
    b'{"arg":{"channel":"trades","instId":"A"},"data":[{"tradeId":"1","px":"2","sz":"3","side":"buy","ts":"5"}]}',
    b'{"symbols":[{"symbol":"X","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.1"},{"filterType":"B"}]}]}',
    b'[[1499040000000,"0.1","0.8","0.2","0.3","148","1499644799999","2434","308","1756","28","17928899.62"]]',
]
READERS: list[Any] = [
    BinanceWssTickerData, BinanceWssBarData, BinanceWssOrderBookData, OkxOrderBookData, OkxMarketTradeData,
    BinanceSpotSymbolData, BinanceRequestBarData,
]  # fmt: skip
BYTES = b'{}[]",:0123456789eE+-.truefalsn \\u\x00\x1f\x7f\x80\xc3\xff'


def mutate(random: Random, text: bytes) -> bytes:
    """Return a text with a few bytes changed, cut, doubled, moved or spliced in from another seed."""
    changed = bytearray(text)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        place = random.randrange(len(changed) + 1)
        action = random.randrange(7)
        if action == 0:
            changed[place : place + 1] = bytes([random.choice(BYTES)])
        elif action == 1:
            del changed[place : place + random.choice((1, 1, 2, 7, 40))]
        elif action == 2:
            changed[place:place] = bytes(random.choice(BYTES) for _ in range(random.choice((1, 1, 3, 20))))
        elif action == 3:
            changed[place:place] = changed[place : place + random.randrange(60)]
        elif action == 4:
            other = random.choice(SEEDS)
            start = random.randrange(len(other))
            changed[place:place] = other[start : start + random.randrange(50)]
        elif action == 5:
            del changed[place:]
        else:
            changed[place:place] = str(random.choice((0, -0.0, 1e308, 2**63, 10**40, 1e-320))).encode()
    return bytes(changed)


def strict_json(text: bytes) -> Any:
    """Return what the text says by the standard library; ValueError where it is no strict JSON."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    return json.loads(text.decode(), parse_constant=refuse)


def check_readers(text: bytes) -> None:
    """Every reader takes the text, or refuses it with our error."""
    for reader in READERS:
        try:
            record = reader(text, "A-B", "SPOT")
            record.get_all_data()
        except DataParseError:
            continue
        strict_json(text)  # what a container reads is strict JSON
    for call in (split, lambda t: split(t, "data"), Peek("a.b", "stream", "arg.instId"), read_levels, parse_number,
                 lambda t: read_columns(t, 12), Normalizer(OkxMarketTradeData, envelope="data")):  # fmt: skip
        try:
            call(text)
        except DataParseError:
            continue


def check_validate(text: bytes) -> None:
    """Our judgement of a text is the standard library's, but for nesting deeper than ours."""
    try:
        strict_json(text)
        valid = True
    except (ValueError, RecursionError):
        valid = False
    try:
        validate(text)
        ours = True
    except DataParseError:
        ours = False
    assert ours == valid or text.count(b"[") + text.count(b"{") > 63 or b"\\ud" in text.lower(), text


def check_book(random: Random) -> None:
    """A live book meets a mutated frame: it equals the venue's, or it says that it may not."""
    venue = random.choice(VENUES)(seed=random.randrange(1000))
    book = LocalOrderBook(venue.key, "BTC-USDT", tick_size=random.choice((None, 0.1, 0.01)))
    (book.apply if isinstance(venue, OkxVenue) else book.load_snapshot)(venue.snapshot())
    for _ in range(random.randrange(4)):
        book.apply(venue.delta())
    before = venue.book()
    frame = venue.delta()
    book.apply(mutate(random, frame))
    now = (book.bids().tolist(), book.asks().tolist())
    assert all(volume > 0 for side in now for _, volume in side)
    if book.state is not BookState.LIVE and book.state is not BookState.CROSSED:
        assert now == (before[0], before[1]), "a refused frame changed the book"
        return
    book.apply(venue.delta())
    (book.bids().tolist(), book.asks().tolist())


def main() -> None:
    """Fuzz for so many seconds and print how much was tried."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=20.0)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    random, tried = Random(options.seed), 0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        for _ in range(100):
            text = mutate(random, random.choice(SEEDS))
            check_readers(text)
            check_validate(text)
            check_book(random)
            tried += 1
    print(f"fuzz: ok messages={tried} seed={options.seed}")


if __name__ == "__main__":
    main()
