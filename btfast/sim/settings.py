"""What can be chosen about the local venue; each field is also an option of the command line."""

from dataclasses import dataclass, field, fields
from typing import Any


def _option(default: object, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(slots=True)
class Settings:
    """The choices of one run; the defaults are the venues' documented figures."""

    port: int = _option(0, "port to listen on, 0 lets the system choose")
    port_coin_m: int = _option(0, "port of Binance COIN-M, whose paths are also those of others")
    seed: int = _option(1, "seed of the generated flow")
    rate: float = _option(20.0, "steps of the flow per second and instrument; each changes a few levels")
    interval_ms: float = _option(
        100.0, "length of the documented 100 ms interval; the other cadences scale with it"
    )
    symbols: str = _option("BTC-USDT,ETH-USDT,BNB-USDT,币安人生-USDT", "comma-separated symbols to list")
    levels: int = _option(500, "levels a side that a generated book starts with")

    capture: str = _option("", "capture file to replay: lines '<receive ns> <frame>', plain or gzip")
    capture_key: str = _option("", "registry key of the replayed instrument, such as BINANCE___SPOT")
    capture_symbol: str = _option("", "symbol of the replayed instrument, such as BTC-USDT")
    speed: float = _option(1.0, "pace of the replay; 0 is as fast as the listeners read")

    weight_spot: int = _option(6000, "Binance spot: request weight per minute and IP")
    weight_sapi: int = _option(12_000, "Binance /sapi: request weight per minute and IP")
    weight_coin_m: int = _option(2400, "Binance COIN-M: request weight per minute and IP")
    weight_option: int = _option(3000, "Binance options: request weight per minute and IP")
    weight_swap: int = _option(2400, "Binance USDⓈ-M: request weight per minute and IP")
    funding_limit: int = _option(500, "Binance USDⓈ-M: fundingRate and fundingInfo per 5 minutes")
    futures_data_limit: int = _option(1000, "Binance USDⓈ-M: /futures/data per 5 minutes")
    ban_after: int = _option(10, "refusals with 429 in one minute before the ban (418)")
    ban_seconds: float = _option(120.0, "length of the ban")
    okx_window: float = _option(2.0, "OKX: seconds of the window in which the documented limits count")
    okx_limit: int = _option(
        0, "OKX: one limit for every endpoint instead of the documented ones, 0 for these"
    )

    ping_spot: float = _option(20.0, "Binance spot: seconds between server pings")
    pong_spot: float = _option(60.0, "Binance spot: seconds a pong may take")
    ping_swap: float = _option(180.0, "Binance USDⓈ-M: seconds between server pings")
    pong_swap: float = _option(600.0, "Binance USDⓈ-M: seconds a pong may take")
    messages_spot: int = _option(5, "Binance spot: messages a client may send per second")
    messages_swap: int = _option(10, "Binance USDⓈ-M: messages a client may send per second")
    streams: int = _option(1024, "Binance: streams per connection")
    life: float = _option(86400.0, "Binance: seconds a connection may live")
    idle: float = _option(30.0, "OKX: seconds without data before the connection is closed")
    okx_requests: int = _option(480, "OKX: subscriptions and unsubscriptions per connection and hour")
    keep_alive: float = _option(60.0, "OKX: seconds without a change before a book says that it is alive")
    checksum: bool = _option(False, "OKX: send the CRC32 of the book instead of 0")
    vip: bool = _option(False, "OKX: allow books-l2-tbt and books50-l2-tbt")
    parent_pipe: bool = _option(False, "exit when standard input ends, so that a dying parent ends the venue")

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.interval_ms <= 0:
            raise ValueError(
                f"sim: rate and interval_ms must be positive, got {self.rate} and {self.interval_ms}"
            )
        for symbol in self.listed():
            if "-" not in symbol.strip("-"):
                raise ValueError(f"sim: a symbol is spelled BASE-QUOTE, got {symbol!r}")
        if self.capture and not (self.capture_key and self.capture_symbol):
            raise ValueError(f"sim: capture {self.capture!r} needs capture_key and capture_symbol")

    def listed(self) -> list[str]:
        """Return the symbols to list, the captured one among them."""
        symbols = [name.strip() for name in self.symbols.split(",") if name.strip()]
        captured = self._brings_captured() if self.capture else ""
        return symbols if captured in ("", *symbols) else [*symbols, captured]

    def _brings_captured(self) -> str:
        """Return the symbol whose listing brings the captured instrument: contracts come with ``USDT``."""
        base, quote, *end = self.capture_symbol.split("-")
        is_contract = quote == "USD" or bool(end)
        return f"{base}-USDT" if is_contract and "SPOT" not in self.capture_key else self.capture_symbol


def options() -> list[tuple[str, object, str]]:
    """Return name, default and help of every choice."""
    return [(item.name, item.default, item.metadata["help"]) for item in fields(Settings)]
