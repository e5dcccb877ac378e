"""Binance notices. Source: developers.binance.com, USDⓈ-M futures, "Trading Session Stream"."""

from btfast._core.record import Wire
from btfast.containers.notices.notice import NoticeData


class BinanceTradingSessionData(NoticeData):
    """The session of a market of shares or the like, from ``tradingSession``; its state is the session's name."""

    exchange_name = "BINANCE"
    wire = Wire(
        envelope="data",
        server_time="E",
        begin_time="t",
        end_time="T",
        notice_state="S",
    )
