"""OKX tick-by-tick order books. Source: OKX API v5, "Order book channel"."""

from typing import Any

from btfast.containers.orderbooks.okx_orderbook import OkxOrderBookData


class OkxL2OrderBookData(OkxOrderBookData):
    """Snapshot or update from ``books-l2-tbt`` or ``books50-l2-tbt``.

    The third element of a level once counted liquidated orders and is now 0; the fourth counts all orders.
    """

    @property
    def bid_orders_list(self) -> list[float] | None:
        """Orders in every bid."""
        return self.level_column(0, 3)

    @property
    def ask_orders_list(self) -> list[float] | None:
        """Orders in every ask."""
        return self.level_column(1, 3)

    @property
    def bid_liquidation_list(self) -> list[float] | None:
        """Liquidated orders in every bid."""
        return self.level_column(0, 2)

    @property
    def ask_liquidation_list(self) -> list[float] | None:
        """Liquidated orders in every ask."""
        return self.level_column(1, 2)

    def get_all_data(self) -> dict[str, Any]:
        """Return every field by name, the levels as plain lists."""
        return super().get_all_data() | {
            "bid_orders_list": self.bid_orders_list,
            "ask_orders_list": self.ask_orders_list,
            "bid_liquidation_list": self.bid_liquidation_list,
            "ask_liquidation_list": self.ask_liquidation_list,
        }

    def get_bid_orders_list(self) -> list[float] | None:
        """Return how many orders stand in every bid."""
        return self.bid_orders_list

    def get_ask_orders_list(self) -> list[float] | None:
        """Return how many orders stand in every ask."""
        return self.ask_orders_list

    def get_bid_liquidation_list(self) -> list[float] | None:
        """Return how many liquidated orders stand in every bid."""
        return self.bid_liquidation_list

    def get_ask_liquidation_list(self) -> list[float] | None:
        """Return how many liquidated orders stand in every ask."""
        return self.ask_liquidation_list
