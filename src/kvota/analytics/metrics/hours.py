"""Hours for new business by person and week: what the days hold, less what was taken off, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kvota.analytics.deal_rows import Named
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.month_step import months_later
from kvota.domain.calendar.period import Period
from kvota.domain.planning.working_hours import Hours, Service, Workload, hours_of_period, workload_said
from kvota.records.absences import absent_spans, days_of_spans
from kvota.records.calendars import company_calendar
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.units import unit_tree, with_everything_below

#: A client who paid within so many months is an active one.
ACTIVE_MONTHS = 12


@dataclass(frozen=True)
class HoursOfPerson:
    """A person with his hours in each of the periods asked, and what he looks after."""

    person: Named
    service: Service
    periods: tuple[Hours, ...]

    @property
    def left(self) -> Fraction:
        return sum((hours.left for hours in self.periods), Fraction(0))


@dataclass(frozen=True)
class TeamHours:
    """Everyone who sells in the scope; the whole is the sum of the people.

    `of_a_rep` is what one more of them would have in each period by the company's calendar: one who knows
    the work and looks after nobody yet.
    """

    periods: tuple[Period, ...]
    workload: Workload
    people: tuple[HoursOfPerson, ...]
    of_a_rep: tuple[Fraction, ...]

    @property
    def left(self) -> tuple[Fraction, ...]:
        """Hours of all people, period by period."""
        return tuple(
            sum((one.periods[place].left for one in self.people), Fraction(0))
            for place in range(len(self.periods))
        )

    @property
    def working_days(self) -> int:
        """Days the people sit in their seats in all periods, days away included."""
        return sum(hours.working_days for one in self.people for hours in one.periods)

    def left_with(self, reps: int) -> tuple[Fraction, ...]:
        """Hours of all people with so many more of them; one fewer takes their mean."""
        if reps > 0:
            return tuple(left + each * reps for left, each in zip(self.left, self.of_a_rep, strict=True))
        kept = Fraction(max(len(self.people) + reps, 0), max(len(self.people), 1))
        return tuple(left * kept for left in self.left)

    def by_person(self) -> dict[str, dict[str, Fraction]]:
        """Person's uid → period key → hours, for `resource_check.hours_lamp`."""
        keys = [period.key for period in self.periods]
        return {
            one.person.uid: dict(zip(keys, (hours.left for hours in one.periods), strict=True))
            for one in self.people
        }


def team_hours(
    organisation: Organisation, *, scope: Scope, periods: Sequence[Period], as_of: date
) -> TeamHours:
    """Return the hours of all who hold the seat of a rep in one of the periods.

    Parameters
    ----------
    scope
        Of a unit those who sit in it or below it then, and only the days they do: who comes there later
        is in it from that day on, and units sum to the company. Of others its people.
    periods
        Weeks, months or any other, in their order.
    as_of
        The day whose deals and clients are looked after; also for periods to come, since nobody
        knows the deals of next month.

    Leave and the days on which another stands in are away; the first months count by the company's
    ramp, from the first day of the first seat that sells. Six queries and one question.

    Source: domain.md C4.
    """
    first, last = periods[0].first_day, max(period.last_day for period in periods)
    workload = workload_said(organisation.workload)
    calendar = company_calendar(organisation)
    here = {person: held for person, held in _selling(scope, as_of).items() if held.sits_within(first, last)}
    spans = absent_spans(here)
    services = _services(organisation, _who(scope, here), as_of)
    people = []
    for person, held in here.items():
        service = services.get(person, Service())
        people.append(
            HoursOfPerson(
                held.person,
                service,
                tuple(
                    hours_of_period(
                        period,
                        calendar=calendar,
                        workload=workload,
                        seat_from=held.since,
                        seat_to=held.until,
                        only=held.days(period),
                        absent=days_of_spans(spans.get(person, ()), period),
                        service=service,
                    )
                    for period in periods
                ),
            )
        )
    return TeamHours(
        tuple(periods),
        workload,
        tuple(sorted(people, key=lambda one: one.person.name)),
        tuple(hours_of_period(period, calendar=calendar, workload=workload).left for period in periods),
    )


def hours_of(organisation: Organisation, person: int, period: Period, *, as_of: date) -> Hours | None:
    """Return the hours of one person in a period; None for who does not sell in it."""
    scope = Scope(people=frozenset({person}), person=person)
    found = team_hours(organisation, scope=scope, periods=[period], as_of=as_of).people
    return found[0].periods[0] if found else None


_Span = tuple[date | None, date | None]


@dataclass(frozen=True)
class _Held:
    """The seats that sell of a person, in the order they began, and which of them are looked at."""

    person: Named
    seats: tuple[tuple[_Span, bool], ...]

    @property
    def since(self) -> date | None:
        """The first day of the first, whether looked at or not: who moves knows the work."""
        firsts = [since for (since, _until), _is_here in self.seats]
        return None if None in firsts else min(day for day in firsts if day)

    @property
    def until(self) -> date | None:
        lasts = [until for (_since, until), _is_here in self.seats]
        return None if None in lasts else max(day for day in lasts if day)

    def sits_within(self, first: date, last: date) -> bool:
        return any(
            is_here and (until is None or until > first) and (since is None or since <= last)
            for (since, until), is_here in self.seats
        )

    def days(self, period: Period) -> frozenset[date] | None:
        """The days he sits in a seat that is looked at; of two at once in the one that began last.

        None where the bounds of his one seat say it all.
        """
        if len(self.seats) == 1:
            return None
        return frozenset(day for day in period.days() if self._is_here(day))

    def _is_here(self, day: date) -> bool:
        return next((is_here for span, is_here in reversed(self.seats) if _holds(span, day)), False)


def _holds(span: _Span, day: date) -> bool:
    since, until = span
    return (since is None or since <= day) and (until is None or day < until)


def _selling(scope: Scope, as_of: date) -> dict[int, _Held]:
    """Person id → his seats as a rep. At most two queries."""
    seats = Seat.objects.live().filter(role="rep").select_related("person").order_by("pk")
    units: set[int] | None = None
    if scope.people is not None and scope.unit is not None:
        units = with_everything_below(scope.unit, unit_tree(as_of))
        sellers = Seat.objects.live().filter(role="rep", unit_id__in=units)
        seats = seats.filter(person_id__in=sellers.values("person_id"))
    elif scope.people is not None:
        seats = seats.filter(person_id__in=scope.people)
    found: dict[int, list[tuple[_Span, bool]]] = {}
    named: dict[int, Named] = {}
    for seat in seats:
        named[seat.person_id] = Named(seat.person_id, str(seat.person.uid), seat.person.name)
        is_here = units is None or seat.unit_id in units
        found.setdefault(seat.person_id, []).append(((seat.from_on, seat.to_on), is_here))
    return {
        person: _Held(named[person], tuple(sorted(held, key=lambda each: each[0][0] or date.min)))
        for person, held in found.items()
    }


def _who(scope: Scope, here: Collection[int]) -> Scope:
    """Whose deals are looked after: those who come later look after theirs already."""
    if scope.people is None or scope.people.issuperset(here):
        return scope
    return Scope(people=frozenset(here))


def _services(organisation: Organisation, scope: Scope, as_of: date) -> dict[int, Service]:
    since = months_later(as_of, -ACTIVE_MONTHS)
    with one_moment(organisation) as reading:
        rows = reading.ask("metrics/service_load.sql", as_of=as_of, scope=scope, since=since)
    return {
        row["owner"]: Service(row["open_deals"], row["signed_deals"], row["active_clients"]) for row in rows
    }
