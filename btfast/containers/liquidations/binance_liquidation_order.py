"""Binance liquidations. Source: developers.binance.com, USDⓈ-M futures, "Liquidation Order Streams"."""

from btfast._core.record import Field, Wire
from btfast.containers.liquidations.liquidation import LiquidationData


class BinanceLiquidationOrderData(LiquidationData):
    """Liquidation order from ``<symbol>@forceOrder``; the stream shows the latest of every second."""

    exchange_name = "BINANCE"

    side = Field(str)
    price = Field(float)
    avg_price = Field(float)
    size = Field(float)
    last_filled_size = Field(float)
    executed_size = Field(float)
    order_type = Field(str)
    time_in_force = Field(str)
    order_status = Field(str)
    trade_time = Field(float)  # ms
    wire = Wire(
        envelope=("data", "o"),
        server_time="E",
        liquidation_symbol_name="s",
        side="S",
        order_type="o.o",  # the envelope has the same key
        time_in_force="f",
        size="q",
        price="p",
        avg_price="ap",
        order_status="X",
        last_filled_size="l",
        executed_size="z",
        trade_time="T",
    )

    def get_side(self) -> str | None:
        """Return the side of the order, as the exchange writes it."""
        return self.side

    def get_price(self) -> float | None:
        """Return the price of the order."""
        return self.price

    def get_avg_price(self) -> float | None:
        """Return the mean price of its fills."""
        return self.avg_price

    def get_size(self) -> float | None:
        """Return the volume of the order, in base units."""
        return self.size

    def get_executed_size(self) -> float | None:
        """Return what of it is filled, in base units."""
        return self.executed_size

    def get_order_status(self) -> str | None:
        """Return the state of the order, as the exchange writes it."""
        return self.order_status

    def get_trade_time(self) -> float | None:
        """Return when it traded, in ms."""
        return self.trade_time
