"""Contract infos: what becomes of a contract: listed, changed, settled."""

from typing import Any

from btfast._core.record import Field, Record


class ContractInfoData(Record):
    """News of one contract; times in ms since the epoch."""

    event = "ContractInfoEvent"

    contract_info_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)  # ms since the epoch
    contract_status = Field(str)  # as the exchange writes it
    contract_type = Field(str)  # as the exchange writes it
    list_time = Field(float)
    delist_time = Field(float)

    @property
    def contract_info_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def contract_info_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_contract_info_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.contract_info_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_contract_status(self) -> str | None:
        """Return the state of the contract, as the exchange writes it."""
        return self.contract_status

    def get_contract_type(self) -> str | None:
        """Return the kind of contract, as the exchange writes it."""
        return self.contract_type

    def get_list_time(self) -> float | None:
        """Return when trading begins or began, in ms."""
        return self.list_time

    def get_delist_time(self) -> float | None:
        """Return when the contract ends, in ms."""
        return self.delist_time
