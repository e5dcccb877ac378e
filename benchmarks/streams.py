"""Seeded order books, and streams of changes to them, on the wire of Binance spot and of OKX.

Prices are whole ticks until they are written. Sources: binance-spot-api-docs, web-socket-streams.md, "Diff.
Depth Stream"; OKX API guide, "WS / Order book channel" and "Checksum".
"""

import zlib
from bisect import bisect_left, insort
from dataclasses import dataclass
from random import Random

MID = 43250.10
MEAN_GAP = 2.2  # ticks beyond the first
CHECKSUM_LEVELS = 25
EVENT_TIME = 1795305600000  # ms since the epoch
UPDATE_ID = 400_900_217
SEQUENCE = 10_217
SNAPSHOT_ORDERS, UPDATE_ORDERS = 187, 9  # most orders at a level: their digits bring messages to their length

Volumes = dict[int, str]  # tick -> volume as the venue writes it


@dataclass(frozen=True)
class Stream:
    """A snapshot and the messages that follow it."""

    snapshot: bytes
    messages: tuple[bytes, ...]
    levels: int  # in each message, both sides together


@dataclass(frozen=True)
class Flow:
    """How messages change a side: how deep, and what happens to the levels."""

    mean_rank: float
    uniform: float  # share of the changes that fall at any depth
    replace: float
    delete: float
    floor: int  # a side that holds no more levels than this loses none


class Style:
    """How a venue writes numbers: ticks to the unit, and whether trailing zeros stay."""

    def __init__(self, ticks_per_unit: int, *, is_padded: bool) -> None:
        self.ticks_per_unit = ticks_per_unit
        self.is_padded = is_padded
        self.zero = self._text(0.0)

    def price(self, tick: int) -> str:
        """Return `tick` as the price the venue would write."""
        return self._text(tick / self.ticks_per_unit)

    def volume(self, random: Random) -> str:
        """Draw a volume: mostly log-normal, one in ten a round number."""
        if random.random() < 0.9:
            return self._text(min(random.lognormvariate(-2, 1.6), 5000.0))
        return self._text(random.randint(1, 50) / 10)

    def _text(self, value: float) -> str:
        text = f"{value:.8f}"
        return text if self.is_padded else text.rstrip("0").rstrip(".")


SPOT = Style(100, is_padded=True)
OKX = Style(10, is_padded=False)
SPOT_FLOW = Flow(mean_rank=18, uniform=0.25, replace=0.62, delete=0.19, floor=4_950)
OKX_FLOW = Flow(mean_rank=12, uniform=0.0, replace=0.60, delete=0.20, floor=CHECKSUM_LEVELS)


class Side:
    """One side of a book: the ticks that hold volume, and their volumes."""

    def __init__(self, direction: int, volumes: Volumes) -> None:
        self.direction = direction  # 1 for asks, -1 for bids: the way from the best price outwards
        self.volumes = volumes
        self.ticks = sorted(volumes)

    def at(self, rank: int) -> int:
        """Return the tick `rank` levels behind the best, or the last there is."""
        rank = min(rank, len(self.ticks) - 1)
        return self.ticks[rank] if self.direction > 0 else self.ticks[-1 - rank]

    def put(self, tick: int, volume: str) -> None:
        """Replace the volume at `tick`, or insert the level."""
        if tick not in self.volumes:
            insort(self.ticks, tick)
        self.volumes[tick] = volume

    def remove(self, tick: int) -> None:
        """Take the level at `tick` out."""
        del self.ticks[bisect_left(self.ticks, tick)]
        del self.volumes[tick]


class Book:
    """Both sides of a book, drawn around the mid price and then changed message by message."""

    def __init__(self, random: Random, style: Style, count: int) -> None:
        self.style = style
        mid = round(MID * style.ticks_per_unit)
        self.bids = Side(-1, self._draw(random, mid, -1, count))
        self.asks = Side(1, self._draw(random, mid + _gap(random), 1, count))

    def change(self, random: Random, flow: Flow, levels: int) -> tuple[Volumes, Volumes]:
        """Draw and apply changes of `levels` levels, half a side; return the bids' and the asks'."""
        bids = self._change_side(random, flow, self.bids, levels // 2)
        return bids, self._change_side(random, flow, self.asks, levels // 2)

    def checksum(self) -> int:
        """Return OKX's checksum: CRC32 over the best 25 levels a side as written, signed 32 bit."""
        texts = []
        for rank in range(CHECKSUM_LEVELS):
            for side in (self.bids, self.asks):
                tick = side.at(rank)
                texts.append(f"{self.style.price(tick)}:{side.volumes[tick]}")
        crc = zlib.crc32(":".join(texts).encode())
        return crc - (1 << 32) if crc >> 31 else crc

    def _draw(self, random: Random, tick: int, direction: int, count: int) -> Volumes:
        volumes: Volumes = {}
        for _ in range(count):
            volumes[tick] = self.style.volume(random)
            tick += direction * _gap(random)
        return volumes

    def _change_side(self, random: Random, flow: Flow, side: Side, count: int) -> Volumes:
        opposite = (self.asks if side is self.bids else self.bids).at(0)
        changed: Volumes = {}
        while len(changed) < count:
            choice = random.random()
            if choice >= flow.replace + flow.delete:
                tick = _draw_free(random, flow, side, opposite=opposite, changed=changed)
            else:
                tick = _draw_held(random, flow, side, changed)
            if flow.replace <= choice < flow.replace + flow.delete and len(side.ticks) > flow.floor:
                side.remove(tick)
                changed[tick] = self.style.zero
            else:
                changed[tick] = self.style.volume(random)
                side.put(tick, changed[tick])
        return changed


def spot_snapshot(book: Book) -> bytes:
    """Write the answer of Binance spot's ``GET /api/v3/depth``."""
    bids, asks = _spot_levels(book.bids.volumes, -1), _spot_levels(book.asks.volumes, 1)
    return f'{{"lastUpdateId":{UPDATE_ID},"bids":{bids},"asks":{asks}}}'.encode()


def spot_stream(book: Book, random: Random, levels: int, count: int) -> Stream:
    """Draw `count` ``depthUpdate`` messages of `levels` levels; `book` ends as they leave it."""
    snapshot, messages = spot_snapshot(book), []
    for step in range(count):
        bids, asks = book.change(random, SPOT_FLOW, levels)
        time, last = EVENT_TIME + 100 * step, UPDATE_ID + (step + 1) * levels
        head = f'"e":"depthUpdate","E":{time},"s":"BTCUSDT","U":{last - levels + 1},"u":{last}'
        messages.append(f'{{{head},"b":{_spot_levels(bids, -1)},"a":{_spot_levels(asks, 1)}}}'.encode())
    return Stream(snapshot, tuple(messages), levels)


def okx_snapshot(book: Book, random: Random) -> bytes:
    """Write the first message of OKX's ``books`` channel."""
    levels = _okx_sides(random, SNAPSHOT_ORDERS, book.bids.volumes, book.asks.volumes)
    return _okx_message("snapshot", levels, 0, book.checksum())


def okx_stream(book: Book, random: Random, levels: int, count: int) -> Stream:
    """Draw `count` ``update`` messages of `levels` levels with true checksums; `book` ends so."""
    snapshot, messages = okx_snapshot(book, random), []
    for step in range(1, count + 1):
        sides = _okx_sides(random, UPDATE_ORDERS, *book.change(random, OKX_FLOW, levels))
        messages.append(_okx_message("update", sides, step, book.checksum()))
    return Stream(snapshot, tuple(messages), levels)


def _gap(random: Random) -> int:
    return 1 + int(random.expovariate(1 / MEAN_GAP))


def _draw_held(random: Random, flow: Flow, side: Side, changed: Volumes) -> int:
    """Draw a tick that holds volume and that this message has not changed."""
    while (tick := _draw_near(random, flow, side)) in changed:
        pass
    return tick


def _draw_free(random: Random, flow: Flow, side: Side, *, opposite: int, changed: Volumes) -> int:
    """Draw a tick that holds nothing, is unchanged too, and lies short of the other side's best."""
    while True:
        tick = _draw_near(random, flow, side) + random.randint(-2, 3)
        if tick not in side.volumes and tick not in changed and (tick - opposite) * side.direction > 0:
            return tick


def _draw_near(random: Random, flow: Flow, side: Side) -> int:
    if random.random() < flow.uniform:
        return side.at(random.randrange(len(side.ticks)))
    return side.at(int(random.expovariate(1 / flow.mean_rank)))


def _best_first(volumes: Volumes, direction: int) -> list[int]:
    return sorted(volumes, key=lambda tick: tick * direction)


def _spot_levels(volumes: Volumes, direction: int) -> str:
    levels = (f'["{SPOT.price(tick)}","{volumes[tick]}"]' for tick in _best_first(volumes, direction))
    return f"[{','.join(levels)}]"


def _okx_levels(random: Random, most_orders: int, volumes: Volumes, direction: int) -> str:
    levels = []
    for tick in _best_first(volumes, direction):
        orders = 0 if volumes[tick] == OKX.zero else random.randint(1, most_orders)
        levels.append(f'["{OKX.price(tick)}","{volumes[tick]}","0","{orders}"]')
    return f"[{','.join(levels)}]"


def _okx_sides(random: Random, most_orders: int, bids: Volumes, asks: Volumes) -> str:
    asks_text = _okx_levels(random, most_orders, asks, 1)
    return f'"asks":{asks_text},"bids":{_okx_levels(random, most_orders, bids, -1)}'


def _okx_message(action: str, levels: str, step: int, checksum: int) -> bytes:
    previous, sequence = SEQUENCE + step - 1 if step else -1, SEQUENCE + step
    head = f'"arg":{{"channel":"books","instId":"BTC-USDT"}},"action":"{action}"'
    tail = f'"ts":"{EVENT_TIME + 100 * step}","checksum":{checksum},"prevSeqId":{previous},"seqId":{sequence}'
    return f'{{{head},"data":[{{{levels},{tail}}}]}}'.encode()
