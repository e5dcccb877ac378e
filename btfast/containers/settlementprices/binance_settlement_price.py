"""Binance settlement prices.

Sources: developers.binance.com, USDⓈ-M futures, "Quarterly Contract Settlement Price"; options, "Historical Exercise
Records".
"""

from btfast._core.record import Field, Wire
from btfast.containers.settlementprices.settlement_price import SettlementPriceData


class BinanceDeliveryPriceData(SettlementPriceData):
    """One delivery of a pair's contracts, from ``delivery-price``; its time is when it was made."""

    exchange_name = "BINANCE"
    wire = Wire(
        server_time="deliveryTime",
        settlement_price="deliveryPrice",
    )


class BinanceExerciseData(SettlementPriceData):
    """One option that expired, from ``exerciseHistory``; its time is when it did."""

    exchange_name = "BINANCE"

    strike_price = Field(float)
    result = Field(str)  # as the exchange writes it
    wire = Wire(
        settlement_price_symbol_name="symbol",
        server_time="expiryDate",
        strike_price="strikePrice",
        settlement_price="realStrikePrice",
        result="strikeResult",
    )

    def get_strike_price(self) -> float | None:
        """Return the strike price."""
        return self.strike_price

    def get_result(self) -> str | None:
        """Return what became of it, such as ``REALISTIC_VALUE_STRICKEN``."""
        return self.result
