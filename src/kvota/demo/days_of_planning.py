"""When the sample company plans: its Mondays and its months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kvota.demo.cast import Cast
from kvota.demo.history import working_days
from kvota.domain.calendar.month_step import months_later

#: Plans were not kept from the first day on: the company learnt to in its second year.
MONTHS_BEFORE_PLANNING = 15
MORNING = time(9, tzinfo=UTC)


@dataclass(frozen=True)
class PlanningDays:
    """The days after `since` (None: from when it began to plan) and up to `until`."""

    cast: Cast
    since: date | None
    until: date

    @property
    def after(self) -> date:
        begins = months_later(self.cast.world.first_day, MONTHS_BEFORE_PLANNING) - timedelta(days=1)
        return begins if self.since is None else max(begins, self.since)

    def holds(self, day: date) -> bool:
        return self.after < day <= self.until

    def mondays(self) -> Iterator[date]:
        day = self.after + timedelta(days=1)
        day += timedelta(days=-day.weekday() % 7)
        while day <= self.until:
            yield day
            day += timedelta(days=7)

    def months_planned(self) -> Iterator[tuple[date, date]]:
        """(First day of a month, the day on which it was planned): its eve, the last working day before."""
        month = months_later(self.after.replace(day=1), 1)
        while month <= self.until + timedelta(days=31):
            eve = working_days(self.cast.world, month - timedelta(days=15), month - timedelta(days=1))[-1]
            if self.holds(eve):
                yield month, eve
            month = months_later(month, 1)


def morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING)
