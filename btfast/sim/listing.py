"""What an instrument is: its names, steps and terms, and texts of whole steps."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal


class Scale:
    """Turns whole steps into decimal text and back.

    Args:
        step: Size of one step, such as ``0.01``.
        decimals: Decimals shown; ``None`` shows no trailing zeros.
    """

    __slots__ = ("_places", "_ratio", "_trim", "_unit", "decimals")

    def __init__(self, step: str, decimals: int | None = None) -> None:
        exponent = Decimal(step).as_tuple().exponent
        assert isinstance(exponent, int)
        places = max(-exponent, 0)
        self._trim = decimals is None
        self.decimals = places if decimals is None else decimals
        self._places: int = 10**self.decimals
        self._ratio = int(Decimal(step) * self._places)
        self._unit = Decimal(step)

    def text(self, steps: int) -> str:
        """Return the decimal text of `steps`."""
        whole, rest = divmod(steps * self._ratio, self._places)
        if self.decimals == 0:
            return str(whole)
        text = f"{whole}.{rest:0{self.decimals}d}"
        return text.rstrip("0").rstrip(".") if self._trim else text

    def value(self, steps: int) -> float:
        """Return `steps` as a float."""
        return steps * self._ratio / self._places

    def steps(self, text: str | float) -> int:
        """Return the whole steps nearest to a decimal text."""
        return int((Decimal(text) / self._unit).to_integral_value())


@dataclass(frozen=True, slots=True)
class Listing:
    """One instrument as its venue lists it; `symbol` is the venue's spelling.

    Attributes:
        contract: Base units in one contract, or quote units where it `is_inverse`; empty on spot.
        pair: The index that a contract follows, as the venue spells it.
        term: What the venue calls the contract's end, such as ``PERPETUAL`` or ``quarter``.
        expiry: When it ends, ms; 0 is never.
        strike: Of an option.
        right: ``C`` or ``P`` of an option.
        multiplier: Contracts count so many times.
        is_inverse: Whether the contract is of quote units and settled in coins.
    """

    venue: str
    product: str
    symbol: str
    base: str
    quote: str
    number: int
    tick: str
    lot: str
    least: str
    contract: str
    price: Scale
    size: Scale
    start: int
    pair: str = ""
    term: str = ""
    expiry: int = 0
    strike: str = ""
    right: str = ""
    multiplier: str = "1"
    is_inverse: bool = False

    def amount(self, product: int) -> float:
        """Return ticks times lots in quote units."""
        return self.price.value(1) * self.size.value(1) * self.face * product

    def turnover(self, volume: int, product: int) -> float:
        """Return what `volume` lots came to, ticks times lots in all: quote units, or coins if inverse."""
        if not self.is_inverse:
            return self.amount(product)
        return (
            self.size.value(volume) * self.face * volume / (self.price.value(1) * product) if product else 0.0
        )

    def coins(self, lots: int, price: float) -> float:
        """Return how many coins `lots` are at a price in quote units."""
        return self.size.value(lots) * self.face / (price if self.is_inverse else 1.0)

    @property
    def face(self) -> float:
        """Base units in one contract (quote units if inverse); 1 on spot."""
        return float(self.contract or 1) * float(self.multiplier)

    @property
    def is_in_coins(self) -> bool:
        """Whether the price is in coins, as that of an option which is settled in them."""
        return bool(self.right) and self.quote == "USD"

    @property
    def worth(self) -> float:
        """What a lot is worth at the start, in quote units; of an option, what it is an option on."""
        each = 1.0 if self.is_inverse else float(self.strike or self.price.value(self.start))
        return self.size.value(1) * self.face * each

    @property
    def name(self) -> str:
        """The symbol as clients spell it, such as ``BTC-USDT`` or ``BTC-USD-261225-60000-C``."""
        return "-".join(filter(None, (self.base, self.quote, self.day, self.strike, self.right)))

    @property
    def day(self) -> str:
        """The day of the expiry, such as ``261225``; empty when there is none."""
        return day_of(self.expiry) if self.expiry else ""


def day_of(time: int) -> str:
    """Return the UTC day of a time in ms, such as ``261225``."""
    return datetime.fromtimestamp(time / 1000, UTC).strftime("%y%m%d")
