"""Binance symbols, all products.

Sources: binance-spot-api-docs, rest-api.md ("Exchange information") and filters.md; developers.binance.com,
futures and options, "Exchange Information". Filters are found by type: their order and number differ from symbol
to symbol.
"""

from typing import Any

from btfast._core.record import Field, Wire
from btfast.containers.symbols.symbol import SymbolData

FILTERS: dict[str, Any] = {
    "price_unit": "filters[filterType=PRICE_FILTER].tickSize",
    "min_price": "filters[filterType=PRICE_FILTER].minPrice",
    "max_price": "filters[filterType=PRICE_FILTER].maxPrice",
    "qty_unit": "filters[filterType=LOT_SIZE].stepSize",
    "min_qty": "filters[filterType=LOT_SIZE].minQty",
    "max_qty": "filters[filterType=LOT_SIZE].maxQty",
    "market_qty_unit": "filters[filterType=MARKET_LOT_SIZE].stepSize",
    "min_market_qty": "filters[filterType=MARKET_LOT_SIZE].minQty",
    "max_market_qty": "filters[filterType=MARKET_LOT_SIZE].maxQty",
}


class BinanceSymbolData(SymbolData):
    """Symbol of Binance."""

    exchange_name = "BINANCE"

    market_qty_unit = Field(float)
    min_market_qty = Field(float)
    max_market_qty = Field(float)
    max_num_orders = Field(int)

    def get_market_qty_unit(self) -> float | None:
        """Return the lot size of market orders; 0 where the ordinary one holds."""
        return self.market_qty_unit

    def get_min_market_qty(self) -> float | None:
        """Return the least volume of a market order."""
        return self.min_market_qty

    def get_max_market_qty(self) -> float | None:
        """Return the greatest volume of a market order."""
        return self.max_market_qty

    def get_max_num_orders(self) -> int | None:
        """Return how many orders may be open."""
        return self.max_num_orders


class BinanceSpotSymbolData(BinanceSymbolData):
    """A symbol of spot ``exchangeInfo``."""

    price_digital = Field(int)
    qty_digital = Field(int)
    max_amount = Field(float)
    is_spot_trading_allowed = Field(bool)
    is_margin_trading_allowed = Field(bool)
    is_iceberg_allowed = Field(bool)
    is_oco_allowed = Field(bool)
    is_oto_allowed = Field(bool)
    is_opo_allowed = Field(bool)
    is_quote_qty_allowed = Field(bool)  # market orders in quote units
    is_trailing_stop_allowed = Field(bool)
    is_cancel_replace_allowed = Field(bool)
    is_amend_allowed = Field(bool)
    is_peg_allowed = Field(bool)
    permissions = Field(list)
    permission_sets = Field(list)
    default_prevention_mode = Field(str)  # of self trades
    prevention_modes = Field(list)
    wire = Wire(
        envelope="symbols",
        server_time="serverTime",
        symbol_name="symbol",
        symbol_status="status",
        base_asset="baseAsset",
        base_asset_digital="baseAssetPrecision",
        qty_digital="baseAssetPrecision",
        quote_asset="quoteAsset",
        quote_asset_digital="quoteAssetPrecision",
        price_digital="quotePrecision",
        order_types="orderTypes",
        min_amount=(
            "filters[filterType=NOTIONAL].minNotional",
            "filters[filterType=MIN_NOTIONAL].minNotional",
        ),
        max_amount="filters[filterType=NOTIONAL].maxNotional",
        max_num_orders="filters[filterType=MAX_NUM_ORDERS].maxNumOrders",
        is_spot_trading_allowed="isSpotTradingAllowed",
        is_margin_trading_allowed="isMarginTradingAllowed",
        is_iceberg_allowed="icebergAllowed",
        is_oco_allowed="ocoAllowed",
        is_oto_allowed="otoAllowed",
        is_opo_allowed="opoAllowed",
        is_quote_qty_allowed="quoteOrderQtyMarketAllowed",
        is_trailing_stop_allowed="allowTrailingStop",
        is_cancel_replace_allowed="cancelReplaceAllowed",
        is_amend_allowed="amendAllowed",
        is_peg_allowed="pegInstructionsAllowed",
        permissions="permissions",
        permission_sets="permissionSets",
        default_prevention_mode="defaultSelfTradePreventionMode",
        prevention_modes="allowedSelfTradePreventionModes",
        **FILTERS,
    )

    @property
    def asset_type(self) -> str:
        """Always ``"SPOT"``: the message does not say."""
        return "SPOT"

    def get_max_amount(self) -> float | None:
        """Return the greatest notional of an order, in quote units."""
        return self.max_amount


class BinanceSwapSymbolData(BinanceSymbolData):
    """A symbol of USDⓈ-M ``exchangeInfo``; its asset type is the kind of contract (``"PERPETUAL"``)."""

    asset_type = Field(str)
    price_digital = Field(int)
    qty_digital = Field(int)
    fee_digital = Field(int)
    pair = Field(str)
    margin_asset = Field(str)
    underlying_type = Field(str)
    list_time = Field(float)  # ms
    delist_time = Field(float)  # ms
    liquidation_fee = Field(float)
    market_take_bound = Field(float)
    trigger_protect = Field(float)
    multiplier_up = Field(float)
    multiplier_down = Field(float)
    wire = Wire(
        envelope="symbols",
        server_time="serverTime",
        symbol_name="symbol",
        asset_type="contractType",
        symbol_status="status",
        pair="pair",
        base_asset="baseAsset",
        base_asset_digital="baseAssetPrecision",
        quote_asset="quoteAsset",
        quote_asset_digital=("quoteAssetPrecision", "quotePrecision"),
        margin_asset="marginAsset",
        fee_currency="quoteAsset",
        fee_digital="quotePrecision",
        price_digital="pricePrecision",
        qty_digital="quantityPrecision",
        underlying_type="underlyingType",
        list_time="onboardDate",
        delist_time="deliveryDate",
        maintain_margin_percent="maintMarginPercent",
        required_margin_percent="requiredMarginPercent",
        liquidation_fee="liquidationFee",
        market_take_bound="marketTakeBound",
        trigger_protect="triggerProtect",
        order_types=("orderTypes", "OrderType"),
        time_in_force="timeInForce",
        min_amount="filters[filterType=MIN_NOTIONAL].notional",
        max_num_orders="filters[filterType=MAX_NUM_ORDERS].limit",
        multiplier_up="filters[filterType=PERCENT_PRICE].multiplierUp",
        multiplier_down="filters[filterType=PERCENT_PRICE].multiplierDown",
        **FILTERS,
    )

    def get_pair(self) -> str | None:
        """Return the exchange's name of what the contract is about."""
        return self.pair

    def get_margin_asset(self) -> str | None:
        """Return the asset that the margin is in."""
        return self.margin_asset

    def get_list_time(self) -> float | None:
        """Return when trading began, in ms."""
        return self.list_time

    def get_delist_time(self) -> float | None:
        """Return when the contract is delivered, in ms; far in the future for a perpetual."""
        return self.delist_time

    def get_liquidation_fee(self) -> float | None:
        """Return the fee of a liquidation, as a share."""
        return self.liquidation_fee


class BinanceCoinMSymbolData(BinanceSwapSymbolData):
    """A symbol of COIN-M ``exchangeInfo``; volumes are in contracts, one is worth `contract_multiplier` USD."""

    contract_multiplier = Field(float)
    wire = Wire(
        envelope="symbols",
        **BinanceSwapSymbolData.wire.names
        | {"symbol_status": ("contractStatus", "status"), "contract_multiplier": "contractSize"},
    )


class BinanceOptionSymbolData(BinanceSymbolData):
    """An option of options' ``exchangeInfo``; a contract is `contract_multiplier` of the underlying."""

    asset_type = Field(str)
    contract_multiplier = Field(float)
    price_digital = Field(int)
    qty_digital = Field(int)
    underlying = Field(str)
    option_type = Field(str)  # "CALL" or "PUT"
    option_strike_price = Field(float)
    delist_time = Field(float)  # ms
    liquidation_fee = Field(float)
    initial_margin = Field(float)  # shares, as all margins
    maintenance_margin = Field(float)
    min_initial_margin = Field(float)
    min_maintenance_margin = Field(float)
    wire = Wire(
        envelope="optionSymbols",
        server_time="serverTime",
        symbol_name="symbol",
        asset_type="contractType",
        symbol_status="status",
        underlying="underlying",
        quote_asset="quoteAsset",
        fee_currency="quoteAsset",
        contract_multiplier="unit",
        option_type="side",
        option_strike_price="strikePrice",
        delist_time="expiryDate",
        price_digital="priceScale",
        qty_digital="quantityScale",
        liquidation_fee="liquidationFeeRate",
        initial_margin="initialMargin",
        maintenance_margin="maintenanceMargin",
        min_initial_margin="minInitialMargin",
        min_maintenance_margin="minMaintenanceMargin",
        **FILTERS | {"min_qty": ("filters[filterType=LOT_SIZE].minQty", "minQty")},
    )

    def get_underlying(self) -> str | None:
        """Return the underlying pair."""
        return self.underlying

    def get_option_type(self) -> str | None:
        """Return ``"CALL"`` or ``"PUT"``."""
        return self.option_type

    def get_option_strike_price(self) -> float | None:
        """Return the strike price."""
        return self.option_strike_price

    def get_delist_time(self) -> float | None:
        """Return when it expires, in ms."""
        return self.delist_time

    def get_liquidation_fee(self) -> float | None:
        """Return the fee of a liquidation, as a share."""
        return self.liquidation_fee

    def get_initial_margin(self) -> float | None:
        """Return the initial margin, as a share."""
        return self.initial_margin

    def get_maintenance_margin(self) -> float | None:
        """Return the maintenance margin, as a share."""
        return self.maintenance_margin
