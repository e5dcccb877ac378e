"""A seeded market: a snapshot of an order book, and messages that change it as a venue's do."""

from random import Random

from tests.reference.book import Level

Message = tuple[list[Level], list[Level]]  # bids, asks; best first unless said otherwise


class Market:
    """Whole ticks that hold volume, and what becomes of them.

    Args:
        seed: The same seed gives the same messages.
        tick: The smallest step of a price.
        count: Levels a side.
        mid: The best ask, in ticks.
        gap: Mean distance of levels, in ticks.
    """

    def __init__(
        self, seed: int, tick: float = 0.01, count: int = 400, mid: int = 100_000, gap: int = 3
    ) -> None:
        self.random = Random(seed)
        self.scale = (
            round(1 / tick) if tick < 1 else 1 / tick
        )  # ticks to the unit: prices are correctly rounded
        self.mid, self.gap = mid, gap
        self.held: list[set[int]] = [self._side(mid - 1, -1, count), self._side(mid, 1, count)]

    def _side(self, tick: int, way: int, count: int) -> set[int]:
        ticks = set()
        for _ in range(count):
            ticks.add(tick)
            tick += way * self.random.randint(1, 2 * self.gap - 1)
        return ticks

    def volume(self) -> float:
        """Draw a volume."""
        return self.random.choice([0.25, 1.0, 3.5, self.random.expovariate(0.1) + 1e-8])

    def snapshot(self) -> Message:
        """Return all levels, with volumes newly drawn."""
        bids, asks = (sorted(ticks) for ticks in self.held)
        return self._levels(bids[::-1]), self._levels(asks)

    def _levels(self, ticks: list[int]) -> list[Level]:
        return [(tick / self.scale, self.volume()) for tick in ticks]

    def message(self, levels: int = 10) -> Message:
        """Replace, delete and insert at most `levels` levels a side, mostly near the best."""
        return self._change(0, levels), self._change(1, levels)

    def _change(self, side: int, levels: int) -> list[Level]:
        held, way = self.held[side], 1 if side else -1
        ranked = sorted(held, reverse=side == 0) or [self.mid]
        changed: dict[int, float] = {}
        for _ in range(levels):
            rank = self.random.random() if self.random.random() < 0.25 else self.random.expovariate(20)
            tick = ranked[min(int(rank * len(ranked)), len(ranked) - 1)]
            match self.random.choices(["set", "delete", "insert"], [62, 19, 19])[0]:
                case "insert":
                    tick += way * self.random.randint(-2, 3)
                    changed[tick] = self.volume()
                case "set":
                    changed[tick] = self.volume()
                case "delete":
                    changed[tick] = 0.0
        held |= {tick for tick, volume in changed.items() if volume}
        held -= {tick for tick, volume in changed.items() if not volume}
        return [(tick / self.scale, changed[tick]) for tick in sorted(changed, reverse=side == 0)]

    def shift(self, ticks: int) -> Message:
        """Move every level, as one message that deletes the old ones and sets the new."""
        sides = []
        for side, held in enumerate(self.held):
            moved = {tick + ticks for tick in held}
            gone = [(tick / self.scale, 0.0) for tick in held - moved]
            self.held[side] = moved
            sides.append(gone + self._levels(list(moved)))
        self.mid += ticks
        return sides[0], sides[1]
