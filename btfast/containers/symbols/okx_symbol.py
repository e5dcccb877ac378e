"""OKX symbols. Source: OKX API v5, "Get instruments", "Instruments channel"."""

from btfast._core.record import Field, Wire
from btfast.containers.symbols.symbol import SymbolData


class OkxSymbolData(SymbolData):
    """An instrument; its asset type is the exchange's instrument type, such as ``"SWAP"``.

    Volumes of derivatives are in contracts: one is worth `contract_notional_value` times
    `contract_multiplier` of `contract_value_currency`. Base and quote are empty there.
    """

    exchange_name = "OKX"

    asset_type = Field(str)
    contract_multiplier = Field(float)
    contract_notional_value = Field(float)
    contract_value_currency = Field(str)
    contract_type = Field(str)  # "linear" or "inverse"
    contract_alias = Field(str)
    underlying_index_name = Field(str)
    underlying_symbol_name = Field(str)  # the instrument family
    inst_id_code = Field(int)
    group_id = Field(str)
    symbol_trading_type = Field(str)
    option_type = Field(str)  # "C" or "P"
    option_strike_price = Field(float)
    list_time = Field(float)  # ms, as all times
    auction_end_time = Field(float)
    continuous_trading_time = Field(float)
    delist_time = Field(float)
    open_type = Field(str)
    max_leverage = Field(float)
    max_limit_qty = Field(float)
    max_market_qty = Field(float)
    max_limit_amount = Field(float)  # USD, as all amounts
    max_market_amount = Field(float)
    max_twap_qty = Field(float)
    max_iceberg_qty = Field(float)
    max_trigger_qty = Field(float)
    max_stop_qty = Field(float)
    future_settlement = Field(bool)
    trade_quote_currencies = Field(list)
    announced_changes = Field(list)
    wire = Wire(
        envelope="data",
        symbol_name="instId",
        asset_type="instType",
        inst_id_code="instIdCode",
        symbol_status="state",
        base_asset="baseCcy",
        quote_asset="quoteCcy",
        fee_currency="settleCcy",
        price_unit="tickSz",
        qty_unit="lotSz",
        min_qty="minSz",
        max_qty="maxLmtSz",
        contract_multiplier="ctMult",
        contract_notional_value="ctVal",
        contract_value_currency="ctValCcy",
        contract_type="ctType",
        contract_alias="alias",
        underlying_index_name="uly",
        underlying_symbol_name="instFamily",
        group_id="groupId",
        symbol_trading_type="ruleType",
        option_type="optType",
        option_strike_price="stk",
        list_time="listTime",
        auction_end_time="auctionEndTime",
        continuous_trading_time="contTdSwTime",
        delist_time="expTime",
        open_type="openType",
        max_leverage="lever",
        max_limit_qty="maxLmtSz",
        max_market_qty="maxMktSz",
        max_limit_amount="maxLmtAmt",
        max_market_amount="maxMktAmt",
        max_twap_qty="maxTwapSz",
        max_iceberg_qty="maxIcebergSz",
        max_trigger_qty="maxTriggerSz",
        max_stop_qty="maxStopSz",
        future_settlement="futureSettlement",
        trade_quote_currencies="tradeQuoteCcyList",
        announced_changes="upcChg",
    )

    def get_contract_notional_value(self) -> float | None:
        """Return what a contract is worth, in `contract_value_currency`."""
        return self.contract_notional_value

    def get_contract_value_currency(self) -> str | None:
        """Return the currency in which a contract's worth is given."""
        return self.contract_value_currency

    def get_contract_type(self) -> str | None:
        """Return ``"linear"`` or ``"inverse"``."""
        return self.contract_type

    def get_underlying_index_name(self) -> str | None:
        """Return the index that the contract is about."""
        return self.underlying_index_name

    def get_underlying_symbol_name(self) -> str | None:
        """Return the instrument family."""
        return self.underlying_symbol_name

    def get_symbol_trading_type(self) -> str | None:
        """Return the rules it trades under, such as ``"normal"``."""
        return self.symbol_trading_type

    def get_inst_id_code(self) -> int | None:
        """Return the number that websocket orders name the instrument by."""
        return self.inst_id_code

    def get_option_type(self) -> str | None:
        """Return ``"C"`` or ``"P"``."""
        return self.option_type

    def get_option_strike_price(self) -> float | None:
        """Return the strike price."""
        return self.option_strike_price

    def get_list_time(self) -> float | None:
        """Return when trading began, in ms."""
        return self.list_time

    def get_auction_end_time(self) -> float | None:
        """Return when the call auction ends, in ms."""
        return self.auction_end_time

    def get_delist_time(self) -> float | None:
        """Return when it expires or leaves the exchange, in ms."""
        return self.delist_time

    def get_max_leverage(self) -> float | None:
        """Return the greatest leverage."""
        return self.max_leverage

    def get_max_limit_qty(self) -> float | None:
        """Return the greatest volume of a limit order."""
        return self.max_limit_qty

    def get_max_market_qty(self) -> float | None:
        """Return the greatest volume of a market order."""
        return self.max_market_qty

    def get_max_limit_amount(self) -> float | None:
        """Return the greatest notional of a limit order, in USD."""
        return self.max_limit_amount

    def get_max_market_amount(self) -> float | None:
        """Return the greatest notional of a market order, in USD."""
        return self.max_market_amount

    def get_max_twap_qty(self) -> float | None:
        """Return the greatest volume of a TWAP order."""
        return self.max_twap_qty

    def get_max_iceberg_qty(self) -> float | None:
        """Return the greatest volume of an iceberg order."""
        return self.max_iceberg_qty

    def get_max_stop_qty(self) -> float | None:
        """Return the greatest volume of a stop market order."""
        return self.max_stop_qty

    def get_future_settlement(self) -> bool | None:
        """Return whether daily settlement is on."""
        return self.future_settlement
