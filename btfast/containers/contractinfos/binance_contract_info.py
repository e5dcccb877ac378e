"""Binance contract infos.

Sources: developers.binance.com, USDⓈ-M and COIN-M futures, "Contract Info Stream"; options, "New Symbol Info".
"""

from typing import Any

from btfast._core.record import Field, Wire
from btfast.containers.contractinfos.contract_info import ContractInfoData


class BinanceContractInfoData(ContractInfoData):
    """News of a contract from ``!contractInfo``."""

    exchange_name = "BINANCE"

    pair = Field(str)  # COIN-M only
    brackets = Field(list)  # of leverage
    wire = Wire(
        envelope="data",
        contract_info_symbol_name="s",
        server_time="E",
        pair="ps",
        contract_type="ct",
        contract_status="cs",
        list_time="ot",
        delist_time="dt",
        brackets="bks",
    )

    def get_pair(self) -> str | None:
        """Return the pair of the contract; None in USDⓈ-M."""
        return self.pair

    def get_brackets(self) -> list[Any] | None:
        """Return the leverage brackets, as the exchange writes them; None where they did not change."""
        return self.brackets


class BinanceOptionInfoData(ContractInfoData):
    """News of an option from ``!optionSymbol``."""

    exchange_name = "BINANCE"

    underlying = Field(str)
    quote_asset = Field(str)
    option_type = Field(str)  # CALL or PUT
    strike_price = Field(float)
    unit = Field(float)  # of the underlying in a contract
    wire = Wire(
        envelope="data",
        contract_info_symbol_name="s",
        server_time="E",
        underlying="ps",
        quote_asset="qa",
        option_type="d",
        strike_price="sp",
        unit="u",
        list_time="ot",
        delist_time="dt",
        contract_status="cs",
    )

    def get_underlying(self) -> str | None:
        """Return the underlying pair."""
        return self.underlying

    def get_quote_asset(self) -> str | None:
        """Return the asset that prices are in."""
        return self.quote_asset

    def get_option_type(self) -> str | None:
        """Return ``CALL`` or ``PUT``."""
        return self.option_type

    def get_strike_price(self) -> float | None:
        """Return the strike price."""
        return self.strike_price

    def get_unit(self) -> float | None:
        """Return how much of the underlying a contract is."""
        return self.unit
