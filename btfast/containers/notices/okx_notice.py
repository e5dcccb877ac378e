"""OKX notices.

Source: OKX API v5, "Status", "Status channel", "Get economic calendar data", "Economic calendar channel", "ADL warning
channel".
"""

from btfast._core.record import Field, Wire
from btfast.containers.notices.notice import NoticeData


class OkxStatusData(NoticeData):
    """A maintenance from ``system/status`` or the ``status`` channel."""

    exchange_name = "OKX"

    title = Field(str)
    href = Field(str)
    pre_open_begin_time = Field(float)
    service_type = Field(str)  # as the exchange writes it
    system = Field(str)
    maintenance_type = Field(str)  # as the exchange writes it
    environment = Field(str)  # 1 for production, 2 for demo
    reschedule_reason = Field(str)
    wire = Wire(
        envelope="data",
        server_time="ts",
        notice_state="state",
        begin_time="begin",
        end_time="end",
        title="title",
        href="href",
        pre_open_begin_time="preOpenBegin",
        service_type="serviceType",
        system="system",
        maintenance_type="maintType",
        environment="env",
        reschedule_reason="scheDesc",
    )

    def get_title(self) -> str | None:
        """Return what is maintained."""
        return self.title

    def get_href(self) -> str | None:
        """Return where details are told."""
        return self.href

    def get_pre_open_begin_time(self) -> float | None:
        """Return when orders can be cancelled and only post-only ones made, in ms."""
        return self.pre_open_begin_time

    def get_service_type(self) -> str | None:
        """Return which service it is about, as the exchange writes it."""
        return self.service_type

    def get_system(self) -> str | None:
        """Return which system it is about."""
        return self.system

    def get_maintenance_type(self) -> str | None:
        """Return the kind of maintenance, as the exchange writes it."""
        return self.maintenance_type

    def get_environment(self) -> str | None:
        """Return ``1`` for production, ``2`` for demo."""
        return self.environment

    def get_reschedule_reason(self) -> str | None:
        """Return why it was rescheduled."""
        return self.reschedule_reason


class OkxAdlWarningData(NoticeData):
    """How near automatic deleveraging is, from the ``adl-warning`` channel; an insurance fund's fall."""

    exchange_name = "OKX"

    inst_type = Field(str)
    family = Field(str)
    balance = Field(float)  # of the insurance fund
    currency = Field(str)
    max_balance = Field(float)  # of the last 8 h
    max_balance_time = Field(float)  # ms
    adl_type = Field(str)  # as the exchange writes it
    adl_balance = Field(float)  # at which it starts
    adl_end_balance = Field(float)  # at which it ends
    decline_rate = Field(float)
    adl_rate = Field(float)  # at which it starts
    adl_end_rate = Field(float)  # at which it ends
    wire = Wire(
        envelope="data",
        server_time="ts",
        notice_state="state",
        inst_type="instType",
        family="instFamily",
        balance="bal",
        currency="ccy",
        max_balance="maxBal",
        max_balance_time="maxBalTs",
        adl_type="adlType",
        adl_balance="adlBal",
        adl_end_balance="adlRecBal",
        decline_rate="decRate",
        adl_rate="adlRate",
        adl_end_rate="adlRecRate",
    )

    def get_inst_type(self) -> str | None:
        """Return the exchange's instrument type, such as ``SWAP``."""
        return self.inst_type

    def get_family(self) -> str | None:
        """Return the instrument family."""
        return self.family

    def get_balance(self) -> float | None:
        """Return the balance of the insurance fund."""
        return self.balance

    def get_currency(self) -> str | None:
        """Return the currency of the balance."""
        return self.currency

    def get_max_balance(self) -> float | None:
        """Return the greatest balance of the last eight hours."""
        return self.max_balance

    def get_max_balance_time(self) -> float | None:
        """Return when the balance was greatest, in ms."""
        return self.max_balance_time

    def get_adl_type(self) -> str | None:
        """Return what triggers deleveraging, as the exchange writes it."""
        return self.adl_type

    def get_adl_balance(self) -> float | None:
        """Return the balance at which deleveraging starts."""
        return self.adl_balance

    def get_adl_end_balance(self) -> float | None:
        """Return the balance at which deleveraging ends."""
        return self.adl_end_balance

    def get_decline_rate(self) -> float | None:
        """Return the rate at which the balance falls."""
        return self.decline_rate

    def get_adl_rate(self) -> float | None:
        """Return the rate at which deleveraging starts."""
        return self.adl_rate

    def get_adl_end_rate(self) -> float | None:
        """Return the rate at which deleveraging ends."""
        return self.adl_end_rate


class OkxEconomicEventData(NoticeData):
    """A date of the economic calendar, from ``public/economic-calendar`` or the channel; figures are text."""

    exchange_name = "OKX"

    calendar_id = Field(str)
    region = Field(str)
    category = Field(str)
    title = Field(str)
    reference_time = Field(float)  # ms
    actual = Field(str)
    previous = Field(str)
    forecast = Field(str)
    initial_previous = Field(str)
    importance = Field(str)  # 1 to 3
    unit = Field(str)
    currency = Field(str)
    wire = Wire(
        envelope="data",
        server_time=("ts", "uTime"),
        begin_time="date",
        calendar_id="calendarId",
        region="region",
        category="category",
        title="event",
        reference_time="refDate",
        actual="actual",
        previous="previous",
        forecast="forecast",
        initial_previous="prevInitial",
        importance="importance",
        unit="unit",
        currency="ccy",
    )

    def get_calendar_id(self) -> str | None:
        """Return the id of the date."""
        return self.calendar_id

    def get_region(self) -> str | None:
        """Return the country or region."""
        return self.region

    def get_category(self) -> str | None:
        """Return the kind of figure."""
        return self.category

    def get_title(self) -> str | None:
        """Return what is released."""
        return self.title

    def get_reference_time(self) -> float | None:
        """Return the time that the figure is about, in ms."""
        return self.reference_time

    def get_actual(self) -> str | None:
        """Return the figure as released."""
        return self.actual

    def get_previous(self) -> str | None:
        """Return the figure before, as revised."""
        return self.previous

    def get_forecast(self) -> str | None:
        """Return the figure that was forecast."""
        return self.forecast

    def get_initial_previous(self) -> str | None:
        """Return the figure before, as first released."""
        return self.initial_previous

    def get_importance(self) -> str | None:
        """Return the importance, ``1`` to ``3``."""
        return self.importance

    def get_unit(self) -> str | None:
        """Return the unit of the figures."""
        return self.unit

    def get_currency(self) -> str | None:
        """Return the currency of the figures."""
        return self.currency
