"""Quarters of a year, or months of a quarter, by unit: each with its plan and three lamps in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.needed_work import NeededWork, needed_work
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope, people_under_units
from kvota.domain.calendar.period import Period, PeriodKind
from kvota.domain.planning.scenario import NO_CHANGE, Levers
from kvota.language.formats import formats_for
from kvota.records.goals import GoalVersion
from kvota.records.people import Person, Seat
from kvota.records.units import Unit, in_force, unit_tree
from kvota.web.plan.lever_words import has_levers
from kvota.web.seat_in_force import Asked

#: A year is looked at by quarters, a quarter by months.
PARTS: Mapping[str, PeriodKind] = {"year": "quarter", "quarter": "month"}


@dataclass(frozen=True)
class PartCell:
    """One unit in one part of the period, and its own page."""

    found: NeededWork
    url: str


@dataclass(frozen=True)
class PartRow:
    """A unit or a person with the parts of the period in order; `is_whole` is the unit of all the others.

    Its need is its own and not their sum: each rounds up to whole deals, and the others may have another
    mix, other conversions and other deals.
    """

    name: str
    cells: tuple[PartCell, ...]
    is_whole: bool = False


@dataclass(frozen=True)
class PartsTable:
    parts: tuple[tuple[Period, str], ...]
    rows: tuple[PartRow, ...]


def parts_table(
    request: Asked,
    *,
    scope: Scope,
    period: Period,
    version: GoalVersion | None = None,
    levers: Levers = NO_CHANGE,
    typed: Mapping[str, str] | None = None,
) -> PartsTable | None:
    """Return the table of a year or a quarter for a unit; None for a month and for one person.

    Parameters
    ----------
    levers, typed
        What would be different, and how it stands in the fields: the page of each part shows the same.

    Its rows are the units right below, or the people of a unit without any, and the unit itself last.
    The questions grow with the cells and not with the deals.
    """
    kind = PARTS.get(period.kind)
    if kind is None or scope.unit is None:
        return None
    parts = period.children(kind)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    more = {"version": str(version.uid)} if version else {}
    more |= {name: text for name, text in (typed or {}).items() if has_levers({name: text})}
    rows = []
    with one_moment(request.organisation):
        for name, part_of in (*_below(request.seat, scope, request), (scope.label, scope)):
            cells = []
            for part in parts:
                asked = {"when": part.key, **more} | ({"who": part_of.who} if part_of.who else {})
                found = _asked(request, part_of, part, version, levers)
                cells.append(PartCell(found, f"{reverse('needed')}?{urlencode(asked)}"))
            rows.append(PartRow(name, tuple(cells), is_whole=part_of is scope))
    return PartsTable(tuple((part, formats.period(part)) for part in parts), tuple(rows))


def _asked(
    request: Asked, scope: Scope, part: Period, version: GoalVersion | None, levers: Levers
) -> NeededWork:
    asked: dict[str, Any] = {
        "scope": scope,
        "period": part,
        "as_of": request.today,
        "version": version,
        "levers": levers,
    }
    try:
        return needed_work(request.organisation, **asked)
    except MissingRate:
        with leaving_out_missing_rates():
            return needed_work(request.organisation, **asked)


def _below(seat: Seat, scope: Scope, request: Asked) -> list[tuple[str, Scope]]:
    """The units right below, by name; the people who sell in a unit that has none."""
    children = [unit for unit, parent in unit_tree(request.today).items() if parent == scope.unit]
    if children:
        people = people_under_units(seat, units=children, on=request.today)
        units = Unit.visible_to(seat, on=request.today).filter(pk__in=children).order_by("name")
        return [
            (unit.name, Scope(people=people[unit.pk], unit=unit.pk, who=str(unit.uid), label=unit.name))
            for unit in units
        ]
    held = Seat.objects.live().filter(in_force(request.today), unit_id=scope.unit, role="rep")
    reps = Person.objects.live().filter(pk__in=held.values("person_id")).order_by("name")
    return [
        (
            person.name,
            Scope(people=frozenset({person.pk}), person=person.pk, who=str(person.uid), label=person.name),
        )
        for person in reps
    ]
