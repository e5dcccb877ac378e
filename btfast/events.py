"""The compiled events handed to callbacks: one set for every venue, with the attribute names of the containers."""

from btfast._core.event import Bar, Depth, Ticker, Top, Trade

__all__ = ["Bar", "Depth", "Ticker", "Top", "Trade"]
