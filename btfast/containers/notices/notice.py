"""Notices: what an exchange announces of itself and its markets."""

from typing import Any

from btfast._core.record import Field, Record


class NoticeData(Record):
    """An announcement; times in ms since the epoch."""

    event = "NoticeEvent"

    server_time = Field(float)  # ms since the epoch
    notice_state = Field(str)  # as the exchange writes it
    begin_time = Field(float)
    end_time = Field(float)

    @property
    def notice_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def notice_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_notice_state(self) -> str | None:
        """Return the state of what is announced, as the exchange writes it."""
        return self.notice_state

    def get_begin_time(self) -> float | None:
        """Return when it begins, in ms."""
        return self.begin_time

    def get_end_time(self) -> float | None:
        """Return when it ends, in ms."""
        return self.end_time
