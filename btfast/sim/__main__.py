"""Run the local venue: ``python -m btfast.sim``; the first line on standard output says where it is."""

import argparse
import asyncio

from btfast.sim.server import run
from btfast.sim.settings import Settings, options


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(
        prog="python -m btfast.sim", description="A local venue on loopback.", allow_abbrev=False
    )
    for name, default, help_text in options():
        flag = "--" + name.replace("_", "-")
        if isinstance(default, bool):
            parser.add_argument(flag, action="store_true", help=help_text)
        else:
            parser.add_argument(
                flag, type=type(default), default=default, help=f"{help_text} (default: {default})"
            )
    arguments = parser.parse_args()
    try:
        settings = Settings(**vars(arguments))
    except ValueError as problem:
        parser.error(str(problem))
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
