"""What the balances of an account come to, by currency."""

from collections.abc import Iterable
from typing import Protocol


class Balance(Protocol):
    """What is asked of a balance container; None where the message does not say."""

    def get_currency(self) -> str | None: ...
    def get_available_margin(self) -> float | None: ...
    def get_used_margin(self) -> float | None: ...
    def get_margin(self) -> float | None: ...
    def get_unrealized_profit(self) -> float | None: ...


def simple_balance_handler(balances: Iterable[Balance]) -> dict[str, dict[str, float]]:
    """Return cash and value by currency, in units of the currency.

    Cash is what can be used now. Value is the margin, or where the venue has no such word what is available
    and what is held by orders together, plus the profit of open positions. Several balances of a currency add
    up.

    Returns:
        ``{"USDT": {"cash": 90.0, "value": 100.0}}``
    """
    total: dict[str, dict[str, float]] = {}
    for balance in balances:
        entry = total.setdefault(balance.get_currency() or "", {"cash": 0.0, "value": 0.0})
        cash = balance.get_available_margin() or 0.0
        margin = balance.get_margin()
        held = cash + (balance.get_used_margin() or 0.0) if margin is None else margin
        entry["cash"] += cash
        entry["value"] += held + (balance.get_unrealized_profit() or 0.0)
    return total
