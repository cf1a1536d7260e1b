"""The hours a person has for new business: working days, less getting started, leave and service."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from typing import Any

from kvota.domain.calendar.month_step import months_later
from kvota.domain.calendar.period import Period
from kvota.domain.calendar.working_days import FULL_DAY_HOURS, WorkCalendar
from kvota.domain.errors import RuleError
from kvota.domain.exact_number import exact

#: Assumed until the company says its own: hours of one activity with its way and its papers.
ASSUMED_ACTIVITIES: Mapping[str, Fraction] = {
    "call": Fraction(1, 4),
    "visit": Fraction(2),
    "meeting": Fraction(3, 2),
    "message": Fraction(1, 10),
    "demonstration": Fraction(3, 2),
    "offer": Fraction(2),
    "bid": Fraction(4),
    "other": Fraction(1, 2),
}
MOST_HOURS = 24
MOST_RAMP_MONTHS = 24
#: The settings that are one number: name → the highest it may be. All are above or at zero.
SINGLE = {"hours_a_day": 24, "utilisation": 1, "open_deal": 200, "signed_deal": 200, "active_client": 200}


class WorkloadOutOfRange(RuleError):
    """A setting of the hours is outside what a day or a month holds."""

    code = "workload_out_of_range"
    sentence = "{setting} is {value}; expected 0 to {most}"
    setting: str
    value: str
    most: int


@dataclass(frozen=True)
class Workload:
    """What a company counts hours with. What it has not said is assumed, and `assumed` says so.

    Attributes
    ----------
    hours_a_day
        Of a full working day.
    utilisation
        Share of them that goes to clients, 0 to 1: the rest is mail, reports and the road.
    ramp
        Shares of a full seller in the first months of a seat; the months after count whole.
    open_deal, signed_deal, active_client
        Hours of service a month: for a deal in work, for a signed one that is not paid yet, and for a
        client who paid within twelve months.
    activities
        Action → hours of one.
    said
        The names the company typed.
    """

    hours_a_day: Fraction = Fraction(8)
    utilisation: Fraction = Fraction(65, 100)
    ramp: tuple[Fraction, ...] = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
    open_deal: Fraction = Fraction(1)
    signed_deal: Fraction = Fraction(1)
    active_client: Fraction = Fraction(1, 2)
    activities: Mapping[str, Fraction] = field(default_factory=lambda: dict(ASSUMED_ACTIVITIES))
    said: frozenset[str] = frozenset()

    def assumed(self, name: str) -> bool:
        """Whether nobody of the company said it: `call` and its like are activities."""
        return name not in self.said

    def day(self) -> Fraction:
        """Hours with clients of a full day."""
        return self.hours_a_day * self.utilisation


def workload_said(said: Mapping[str, Any]) -> Workload:
    """Return the workload a company typed, with what it left open assumed.

    Parameters
    ----------
    said
        Names of `Workload` → exact texts such as "0.65"; `ramp` a list of them; activities under
        `activities`, by action.

    Raises
    ------
    WorkloadOutOfRange, NotExact
        A share above 1, a day above 24 hours, a text that is no number.

    Examples
    --------
    >>> ours = workload_said({"utilisation": "0.5", "activities": {"call": "0.2"}})
    >>> str(ours.day()), ours.assumed("utilisation"), ours.assumed("hours_a_day")
    ('4', False, True)
    """
    known: dict[str, Any] = {}
    for name, most in SINGLE.items():
        if name in said:
            known[name] = _within(name, said[name], most)
    if "ramp" in said:
        ramp = tuple(_within("ramp", share, 1) for share in said["ramp"])
        if len(ramp) > MOST_RAMP_MONTHS:
            raise WorkloadOutOfRange(setting="ramp", value=str(len(ramp)), most=MOST_RAMP_MONTHS)
        known["ramp"] = ramp
    typed = {
        name: _within(name, hours, MOST_HOURS)
        for name, hours in said.get("activities", {}).items()
        if name in ASSUMED_ACTIVITIES
    }
    names = frozenset({*known, *typed})
    return Workload(**known, activities={**ASSUMED_ACTIVITIES, **typed}, said=names)


def workload_plain(workload: Workload) -> dict[str, Any]:
    """What the company said, as exact texts; `workload_said` reads it back.

    Examples
    --------
    >>> workload_plain(workload_said({"ramp": ["0.5"]}))
    {'ramp': ['1/2']}
    """
    plain: dict[str, Any] = {}
    for each in fields(workload):
        if each.name in SINGLE and each.name in workload.said:
            plain[each.name] = str(getattr(workload, each.name))
    if "ramp" in workload.said:
        plain["ramp"] = [str(share) for share in workload.ramp]
    typed = {name: str(hours) for name, hours in workload.activities.items() if name in workload.said}
    return plain | ({"activities": typed} if typed else {})


def _within(name: str, value: Any, most: int) -> Fraction:
    number = exact(value, name=name)
    if not 0 <= number <= most:
        raise WorkloadOutOfRange(setting=name, value=str(value)[:40], most=most)
    return number


@dataclass(frozen=True)
class Service:
    """What a person has to look after: deals in work, signed and unpaid ones, clients who paid lately."""

    open_deals: int = 0
    signed_deals: int = 0
    active_clients: int = 0


@dataclass(frozen=True)
class Hours:
    """The hours of a person in a period, and what was taken off them; sums of periods add up.

    Attributes
    ----------
    working_days, days_away
        Days of his seat that the company works, and those of them on which he is away.
    whole
        Hours with clients had he been there every day and known the work.
    ramp, away, service_open, service_signed, service_clients
        What was taken off, each zero or more.
    left
        What remains, never below zero; `over` is the service beyond his hours.
    """

    working_days: int
    days_away: int
    whole: Fraction
    ramp: Fraction
    away: Fraction
    service_open: Fraction
    service_signed: Fraction
    service_clients: Fraction

    @property
    def service(self) -> Fraction:
        return self.service_open + self.service_signed + self.service_clients

    @property
    def left(self) -> Fraction:
        return max(Fraction(0), self._balance)

    @property
    def over(self) -> Fraction:
        return max(Fraction(0), -self._balance)

    @property
    def _balance(self) -> Fraction:
        return self.whole - self.ramp - self.away - self.service


def hours_of_period(
    period: Period,
    *,
    calendar: WorkCalendar,
    workload: Workload,
    seat_from: date | None = None,
    seat_to: date | None = None,
    only: Collection[date] | None = None,
    absent: Collection[date] = (),
    service: Service | None = None,
) -> Hours:
    """Return the hours a person has for new business in a period.

    Parameters
    ----------
    seat_from, seat_to
        The days of his seat, the second excluded; None has no bound. From the first day the ramp
        counts, month by month; a seat without a first day is of somebody who knows the work.
    only
        The days of it that count, where not all do: those in another unit are that one's.
    absent
        Days on which he is away.
    service
        Taken off by the working days he is there, of those of their month: who is away for a week
        serves nobody in it.

    Notes
    -----
    A day shortened before a holiday counts 7/8. Exact fractions, so weeks sum to their quarter.

    Source: domain.md C4 (hours = working days · h · utilisation - service of existing deals).

    Examples
    --------
    A week of five days at 65 %, one of them on leave:

    >>> from kvota.domain.calendar.period import parse_period
    >>> from kvota.domain.calendar.working_days import work_calendar
    >>> hours = hours_of_period(
    ...     parse_period("2026-W48"), calendar=work_calendar(""), workload=Workload(),
    ...     absent={date(2026, 11, 23)},
    ... )
    >>> float(hours.whole), float(hours.away), float(hours.left)
    (26.0, 5.2, 20.8)
    """
    looked_after = service or Service()
    days = [
        day
        for day in calendar.working_days(period.first_day, period.last_day)
        if (seat_from is None or day >= seat_from)
        and (seat_to is None or day < seat_to)
        and (only is None or day in only)
    ]
    whole = ramp = away = Fraction(0)
    here: dict[tuple[int, int], int] = {}
    for day in days:
        full = workload.day() * Fraction(calendar.hours(day), FULL_DAY_HOURS)
        share = ramp_share(day, since=seat_from, ramp=workload.ramp)
        whole += full
        ramp += full * (1 - share)
        if day in absent:
            away += full * share
        else:
            here[day.year, day.month] = here.get((day.year, day.month), 0) + 1
    months = sum((Fraction(count, _days_of(calendar, month)) for month, count in here.items()), Fraction(0))
    return Hours(
        working_days=len(days),
        days_away=sum(1 for day in days if day in absent),
        whole=whole,
        ramp=ramp,
        away=away,
        service_open=months * looked_after.open_deals * workload.open_deal,
        service_signed=months * looked_after.signed_deals * workload.signed_deal,
        service_clients=months * looked_after.active_clients * workload.active_client,
    )


def ramp_share(day: date, *, since: date | None, ramp: tuple[Fraction, ...]) -> Fraction:
    """Return what share of a full seller somebody is on a day, by the months since his first one.

    Examples
    --------
    >>> quarters = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
    >>> days = [date(2026, month, 10) for month in (9, 10, 12)]
    >>> [str(ramp_share(day, since=date(2026, 9, 7), ramp=quarters)) for day in days]
    ['1/4', '1/2', '1']
    """
    if since is None:
        return Fraction(1)
    for month, share in enumerate(ramp):
        if day < months_later(since, month + 1):
            return share
    return Fraction(1)


def _days_of(calendar: WorkCalendar, month: tuple[int, int]) -> int:
    first = date(*month, 1)
    return sum(1 for day in calendar.working_days(first, months_later(first, 1)) if day.month == first.month)
