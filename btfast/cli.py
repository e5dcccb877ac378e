"""The ``btfast`` command: watch, record, replay, plot, exchanges, config check, demo."""

import argparse
import math
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from btfast._version import __version__
from btfast.exceptions import BtfastError, ConfigurationError

EXTRA = "this command needs the package rich: pip install 'btfast[cli]'"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where it went well, 1 after an error that the message explains, 2 for a wrong call."""
    asked = parser().parse_args(arguments)
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        return int(asked.run(asked))
    except KeyboardInterrupt:
        return 130
    except BtfastError as error:
        print(f"btfast: {error}", file=sys.stderr)
        return 1
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "rich":
            raise
        print(f"btfast: {EXTRA}", file=sys.stderr)
        return 1
    finally:
        signal.signal(signal.SIGTERM, before)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="btfast", description="Live order books, captures and settings.")
    top.add_argument("--version", action="version", version=f"btfast {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_watch(commands)
    _add_replay(commands)
    _add_record(commands)
    _add_plot(commands)
    exchanges = commands.add_parser("exchanges", help="list the exchanges and what they offer")
    exchanges.add_argument("--testnet", action="store_true", help="the venues' test hosts")
    _add_venue(exchanges)
    exchanges.set_defaults(run=_exchanges)
    _add_config(commands)
    demo = commands.add_parser("demo", help="live books on the local venue, with a gap that heals")
    demo.add_argument("--seconds", type=_not_negative, default=12.0, help="how long (12)")
    demo.set_defaults(run=_demo)
    return top


def _add_record(commands: Any) -> None:
    record = commands.add_parser(
        "record", help="write a capture", description="Record until Ctrl-C: books, best prices, trades."
    )
    record.add_argument("file", type=Path, metavar="FILE", help="gzip if its name ends in .gz")
    record.add_argument("key", metavar="KEY", help="such as BINANCE___SPOT")
    record.add_argument("symbols", metavar="SYMBOL", nargs="+", help="such as BTC-USDT")
    record.add_argument(
        "--topics", help="beside the books, with commas (best prices and trades); '' for none"
    )
    record.add_argument("--seconds", type=float, help="stop after so long")
    record.add_argument("--roll-mb", type=float, help="begin another file when one is so large")
    record.add_argument(
        "--roll-hours", type=float, help="begin another file every so many hours, from midnight UTC"
    )
    record.add_argument("--testnet", action="store_true", help="the venue's test hosts")
    _add_venue(record)
    record.set_defaults(run=_record)


def _add_plot(commands: Any) -> None:
    plot = commands.add_parser(
        "plot", help="draw a capture", description="Draw a book over time, and its latency."
    )
    plot.add_argument(
        "file", type=Path, metavar="CAPTURE", help="lines '<receive ns> <frame>', plain or gzip"
    )
    plot.add_argument("out", type=Path, metavar="OUT", help="such as book.png")
    plot.add_argument("--key", help="registry key; found out unless given")
    plot.add_argument("--symbol", help="our spelling of the symbol; found out unless given")
    plot.add_argument("--depth", type=_positive, default=200, help="levels a side (200)")
    plot.add_argument(
        "--every-ms", type=float, help="ms between two samples; made to fit the picture unless given"
    )
    plot.add_argument(
        "--latency", action="store_true", help="draw the latency of the feed in the place of the book"
    )
    plot.set_defaults(run=_plot)


def _add_venue(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--venue", choices=["live", "sim"], default="live", help="sim: the local venue, started for you"
    )


def _add_watch(commands: Any) -> None:
    watch = commands.add_parser("watch", help="show live books", description="Show live books until Ctrl-C.")
    watch.add_argument("key", metavar="KEY", help="such as BINANCE___SPOT")
    watch.add_argument("symbols", metavar="SYMBOL", nargs="+", help="such as BTC-USDT")
    watch.add_argument("--depth", type=_positive, default=10, help="levels a side (10)")
    watch.add_argument("--seconds", type=_not_negative, help="stop after so long")
    watch.add_argument("--testnet", action="store_true", help="the venue's test hosts")
    _add_venue(watch)
    watch.set_defaults(run=_watch)


def _add_replay(commands: Any) -> None:
    replay = commands.add_parser("replay", help="run a capture through a book")
    replay.add_argument("file", type=Path, metavar="FILE", help="lines '<receive ns> <frame>', plain or gzip")
    replay.add_argument("--key", help="registry key; found out unless given")
    replay.add_argument("--symbol", help="our spelling of the symbol; found out unless given")
    replay.add_argument(
        "--pace",
        type=_not_negative,
        default=0.0,
        help="1 is the capture's own pace, 2 twice that; 0 (default) as fast as it goes",
    )
    replay.add_argument("--depth", type=_positive, default=5, help="levels of the book shown at the end (5)")
    _add_venue(replay)
    replay.set_defaults(run=_replay)


def _add_config(commands: Any) -> None:
    config = commands.add_parser("config", help="settings").add_subparsers(required=True, metavar="WHAT")
    check = config.add_parser("check", help="check the settings of exchanges")
    check.add_argument(
        "names", nargs="*", metavar="NAME", help="names or YAML files; all packaged ones unless given"
    )
    check.set_defaults(run=_check)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive whole number")
    return int(text)


def _not_negative(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0")
    return value


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _watch(asked: argparse.Namespace) -> int:
    from btfast.watch import watch

    return watch(
        asked.key,
        asked.symbols,
        depth=asked.depth,
        seconds=asked.seconds,
        venue=asked.venue,
        testnet=asked.testnet,
    )


def _record(asked: argparse.Namespace) -> int:
    from btfast.record import record

    topics = None if asked.topics is None else [word for word in asked.topics.split(",") if word]
    return record(
        asked.file,
        asked.key,
        asked.symbols,
        topics,
        seconds=asked.seconds,
        roll_mb=asked.roll_mb,
        roll_hours=asked.roll_hours,
        venue=asked.venue,
        testnet=asked.testnet,
    )


def _plot(asked: argparse.Namespace) -> int:
    from btfast.plots import plot_capture, plot_latency

    if asked.latency:
        plot_latency(asked.file, asked.out)
    else:
        plot_capture(
            asked.file, asked.out, asked.key, asked.symbol, depth=asked.depth, every_ms=asked.every_ms
        )
    return 0


def _replay(asked: argparse.Namespace) -> int:
    from btfast.replay import replay, replay_on_venue

    run = replay_on_venue if asked.venue == "sim" else replay
    return run(asked.file, key=asked.key, symbol=asked.symbol, pace=asked.pace, depth=asked.depth)


def _demo(asked: argparse.Namespace) -> int:
    from btfast.demo import demo

    return demo(asked.seconds)


def _exchanges(asked: argparse.Namespace) -> int:
    from btfast.bt_api import BtApi
    from btfast.registry import ExchangeRegistry

    keys = ExchangeRegistry.list_exchanges()
    options = {"venue": "sim"} if asked.venue == "sim" else {"testnet": asked.testnet}
    with BtApi(dict.fromkeys(keys, options)) as api:
        for key in keys:
            data = api[key].exchange_data
            offers = f"{len(data.rest_paths)} requests, {len(data.wss_paths)} topics"
            print(f"{key:<18}{data.rest_url:<34}{data.wss_url:<36}{offers}")
    return 0


def _check(asked: argparse.Namespace) -> int:
    from btfast.config_loader import exchange_config_names, load_exchange_config

    failed = 0
    for name in asked.names or exchange_config_names():
        try:
            config = load_exchange_config(name)
        except ConfigurationError as error:
            failed += 1
            print(f"{name}: {error}", file=sys.stderr)
        else:
            print(f"{name}: ok, {', '.join(config.asset_types)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
