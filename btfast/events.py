"""The compiled events handed to callbacks: one set for every venue, named as the containers' attributes."""

from btfast._core.event import Bar, Depth, Ticker, Top, Trade

__all__ = ["Bar", "Depth", "Ticker", "Top", "Trade"]
