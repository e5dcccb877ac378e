"""Symbols: an instrument and the rules of trading it."""

from decimal import Decimal
from typing import Any

from btfast._core.record import Field, Record


class SymbolData(Record):
    """One instrument: its steps, bounds and precisions.

    Built as ``(data, has_been_json_encoded=False)``: the message names its symbol, in the exchange's
    spelling. Prices are in quote units, volumes in base units (or contracts), digits are decimal places. A
    bound that is switched off is 0 on the wire and here.
    """

    event = "SymbolEvent"

    symbol_name = Field(str)
    server_time = Field(float)  # ms
    symbol_status = Field(str)
    base_asset = Field(str)
    quote_asset = Field(str)
    price_unit = Field(float)  # the tick size
    min_price = Field(float)
    max_price = Field(float)
    qty_unit = Field(float)  # the lot size
    min_qty = Field(float)
    max_qty = Field(float)
    min_amount = Field(float)  # the least notional of an order
    base_asset_digital = Field(int)
    quote_asset_digital = Field(int)
    fee_currency = Field(str)
    order_types = Field(list)
    time_in_force = Field(list)
    maintain_margin_percent = Field(float)
    required_margin_percent = Field(float)

    @property
    def symbol_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def symbol_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    @property
    def contract_multiplier(self) -> float | None:
        """What a contract's value is multiplied by: 1 where the venue has no such thing."""
        return 1.0

    @property
    def price_digital(self) -> int | None:
        """Decimal places of a price: those of the tick size where the venue does not say."""
        return decimal_places(self.price_unit)

    @property
    def qty_digital(self) -> int | None:
        """Decimal places of a volume: those of the lot size where the venue does not say."""
        return decimal_places(self.qty_unit)

    @property
    def fee_digital(self) -> int | None:
        """Decimal places of a fee: the finer of both assets where the venue does not say."""
        digits = [d for d in (self.base_asset_digital, self.quote_asset_digital) if d is not None]
        return max(digits, default=None)

    def get_all_data(self) -> dict[str, Any]:
        """Return every field by name."""
        return super().get_all_data() | {
            "asset_type": self.asset_type,
            "contract_multiplier": self.contract_multiplier,
            "price_digital": self.price_digital,
            "qty_digital": self.qty_digital,
            "fee_digital": self.fee_digital,
        }

    def get_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.symbol_name

    def get_asset_type(self) -> str | None:
        """Return the kind of instrument, as the exchange writes it."""
        return self.asset_type

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_symbol_status(self) -> str | None:
        """Return whether it is traded, as the exchange writes it."""
        return self.symbol_status

    def get_base_asset(self) -> str | None:
        """Return the asset that is bought and sold."""
        return self.base_asset

    def get_quote_asset(self) -> str | None:
        """Return the asset that prices are in."""
        return self.quote_asset

    def get_contract_multiplier(self) -> float | None:
        """Return what a contract's value is multiplied by."""
        return self.contract_multiplier

    def get_price_unit(self) -> float | None:
        """Return the tick size."""
        return self.price_unit

    def get_price_digital(self) -> int | None:
        """Return the decimal places of a price."""
        return self.price_digital

    def get_min_price(self) -> float | None:
        """Return the lowest price of an order."""
        return self.min_price

    def get_max_price(self) -> float | None:
        """Return the highest price of an order."""
        return self.max_price

    def get_qty_unit(self) -> float | None:
        """Return the lot size."""
        return self.qty_unit

    def get_qty_digital(self) -> int | None:
        """Return the decimal places of a volume."""
        return self.qty_digital

    def get_min_qty(self) -> float | None:
        """Return the least volume of an order."""
        return self.min_qty

    def get_max_qty(self) -> float | None:
        """Return the greatest volume of a limit order."""
        return self.max_qty

    def get_min_amount(self) -> float | None:
        """Return the least notional of an order, in quote units."""
        return self.min_amount

    def get_base_asset_digital(self) -> int | None:
        """Return the decimal places of the base asset."""
        return self.base_asset_digital

    def get_quote_asset_digital(self) -> int | None:
        """Return the decimal places of the quote asset."""
        return self.quote_asset_digital

    def get_fee_digital(self) -> int | None:
        """Return the decimal places of a fee."""
        return self.fee_digital

    def get_fee_currency(self) -> str | None:
        """Return the currency of fees, where there is but one."""
        return self.fee_currency

    def get_order_types(self) -> list[Any] | None:
        """Return the order types allowed, as the exchange writes them."""
        return self.order_types

    def get_time_in_force(self) -> list[Any] | None:
        """Return the times in force allowed, as the exchange writes them."""
        return self.time_in_force

    def get_maintain_margin_percent(self) -> float | None:
        """Return the maintenance margin, in percent."""
        return self.maintain_margin_percent

    def get_required_margin_percent(self) -> float | None:
        """Return the initial margin, in percent."""
        return self.required_margin_percent


def decimal_places(step: float | None) -> int | None:
    """Return how many decimal places the multiples of a step need; None without a step."""
    if step is None:
        return None
    return max(0, -int(Decimal(repr(step)).normalize().as_tuple().exponent))
