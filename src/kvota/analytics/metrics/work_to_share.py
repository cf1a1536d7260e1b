"""What there is to share of a team's goal: among whom, of which segments, with which hours and bounds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.forecast import Forecast, forecast_by_team
from kvota.analytics.metrics.hours import HoursOfPerson, team_hours
from kvota.analytics.metrics.needed_work import NeededWork, weeks_left
from kvota.analytics.metrics.plan import plan_cells
from kvota.analytics.metrics.segments_to_start import SegmentToStart, segments_to_start
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.planning.allocation import Resources
from kvota.domain.planning.goal_sheet import Cell
from kvota.records.goal_nodes import counting_versions, kept_cells, person_key, unit_key
from kvota.records.goals import GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.units import Unit, in_force, unit_tree, with_everything_below

#: More people than this are shared over their units first, and each unit over its people then.
MOST_PEOPLE = 50

#: What an answer was worked out from, by the part that may change: in the order in which it is told.
Part = Literal["goal", "people", "hours", "deals", "segments", "leads", "facts"]


@dataclass(frozen=True)
class Party:
    """Who takes a part: a person, or a unit with everybody in it.

    `plan_minor` is None where some month has no goal. `lo_minor` and `hi_minor` are the bounds somebody
    set on that plan.
    """

    of: Named
    is_unit: bool
    hours: Fraction
    told: Forecast
    plan_minor: int | None
    lo_minor: int | None
    hi_minor: int | None


@dataclass(frozen=True)
class WorkToShare:
    """A goal in minor units, its parties and what can be started. `too_many`: more than fifty have no units.

    `over_units` says that units take the parts, since there are more than fifty people.
    """

    goal_minor: int
    parties: tuple[Party, ...]
    segments: tuple[SegmentToStart, ...]
    people: int
    over_units: bool

    @property
    def too_many(self) -> bool:
        return len(self.parties) > MOST_PEOPLE

    def resources(self) -> Resources:
        """The tables of the solver; people and segments in their order here."""
        parties, segments = self.parties, self.segments
        return Resources(
            # Money paid back may weigh more than what came: nobody has less than nothing in hand.
            baseline=[max(one.told.actual_minor + one.told.from_open_minor, 0) for one in parties],
            revenue_per_lead=[[each.brings_minor for each in segments] for _ in parties],
            hours_per_lead=[[each.hours for each in segments] for _ in parties],
            hours=[one.hours for one in parties],
            leads=[each.starts for each in segments],
            lo={place: one.lo_minor for place, one in enumerate(parties) if one.lo_minor is not None},
            hi={place: one.hi_minor for place, one in enumerate(parties) if one.hi_minor is not None},
        )

    def fingerprint(self) -> dict[Part, str]:
        """A short hash of each part of what an answer is worked out from, to tell later what changed."""
        given = self.resources()
        parts: dict[Part, Any] = {
            "goal": [self.goal_minor, given.lo, given.hi],
            "people": [one.of.uid for one in self.parties],
            "hours": given.hours,
            "deals": given.baseline,
            "segments": [each.key for each in self.segments],
            "leads": given.leads,
            "facts": [(each.brings_minor, each.hours) for each in self.segments],
        }
        return {part: _short_hash(numbers) for part, numbers in parts.items()}


def work_to_share(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date, needed: NeededWork
) -> WorkToShare | None:
    """Return what is to be shared; None without a goal, for one person, for one alone, and for a past period.

    Parameters
    ----------
    needed
        The need of the same goal: its plan, its way and the leads promised are taken from it.

    Up to fifty people take parts themselves; of more, the units right below take them, with those who sit
    in none of these. About ten queries and four questions; 5 to 10 ms more for each whose forecast is new.

    Source: domain.md C6 (whole leads for up to 50 people).
    """
    weeks = weeks_left(period, as_of=as_of)
    if needed.plan_minor is None or needed.plan_minor < 0 or scope.person is not None or not weeks:
        return None
    with one_moment(organisation) as reading:
        team = team_hours(organisation, scope=scope, periods=weeks, as_of=as_of).people
        if len(team) < 2:
            return None
        groups = _groups(team, scope, as_of) if len(team) > MOST_PEOPLE else _alone(team)
        months = [month.key for month in period.months()]
        versions = _versions(organisation, months)
        segments = segments_to_start(reading, needed, scope=scope, versions=list(versions.values()))
        cells = plan_cells(organisation, months=months, as_of=as_of)
        bounds = _bounds(versions)
        told = forecast_by_team(
            organisation,
            teams={place: group.people for place, group in enumerate(groups)},
            plans={},
            period=period,
            as_of=as_of,
        )
    parties = tuple(
        Party(
            of=group.of,
            is_unit=group.is_unit,
            hours=group.hours,
            told=told[place],
            plan_minor=_sum([cells.get((*group.node, month)) for month in months]),
            lo_minor=_least([bounds.get((group.key, month)) for month in months]),
            hi_minor=_sum(
                [cell.hi if (cell := bounds.get((group.key, month))) else None for month in months]
            ),
        )
        for place, group in enumerate(groups)
    )
    return WorkToShare(
        needed.plan_minor, parties, segments, len(team), any(group.is_unit for group in groups)
    )


@dataclass(frozen=True)
class _Group:
    of: Named
    is_unit: bool
    people: frozenset[int]
    hours: Fraction

    @property
    def node(self) -> tuple[int | None, int | None]:
        return (self.of.id, None) if self.is_unit else (None, self.of.id)

    @property
    def key(self) -> str:
        return unit_key(self.of.id) if self.is_unit else person_key(self.of.id)


def _alone(team: Sequence[HoursOfPerson]) -> list[_Group]:
    return [_Group(one.person, False, frozenset({one.person.id}), one.left) for one in team]


def _groups(team: Sequence[HoursOfPerson], scope: Scope, on: date) -> list[_Group]:
    """The units right below with those who sell in them; who sells in none of them stands alone."""
    tree = unit_tree(on)
    below = [unit for unit, parent in tree.items() if parent == scope.unit]
    of_unit = {each: unit for unit in below for each in with_everything_below(unit, tree)}
    held = Seat.objects.live().filter(in_force(on), role="rep").order_by("unit_id", "id")
    home: dict[int, int] = {}
    for person, unit in held.values_list("person_id", "unit_id"):
        if unit in of_unit:
            home.setdefault(person, of_unit[unit])
    found = []
    for unit in Unit.objects.filter(pk__in=below).order_by("name"):
        people = [one for one in team if home.get(one.person.id) == unit.pk]
        if people:
            found.append(
                _Group(
                    Named(unit.pk, str(unit.uid), unit.name),
                    True,
                    frozenset(one.person.id for one in people),
                    sum((one.left for one in people), Fraction(0)),
                )
            )
    return [*found, *_alone([one for one in team if one.person.id not in home])]


def _versions(organisation: Organisation, months: Sequence[str]) -> dict[str, GoalVersion]:
    """Month key → the goal that counts in it."""
    counting = counting_versions(organisation, months=months)
    known = GoalVersion.objects.in_bulk(set(counting.values()))
    return {month: known[version] for month, version in counting.items()}


def _bounds(versions: Mapping[str, GoalVersion]) -> dict[tuple[str, str], Cell]:
    """The cells of the goals that somebody bounded, by node and month."""
    found: dict[tuple[str, str], Cell] = {}
    for version in {version.pk: version for version in versions.values()}.values():
        months = [month for month, of in versions.items() if of.pk == version.pk]
        found |= {
            place: cell
            for place, cell in kept_cells(version, segment=None, month__in=months).items()
            if cell.lo is not None or cell.hi is not None
        }
    return found


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _least(cells: Sequence[Cell | None]) -> int | None:
    """A month without a least plan asks for nothing: the others still do."""
    known = [cell.lo for cell in cells if cell is not None and cell.lo is not None]
    return sum(known) if known else None


def _short_hash(numbers: Any) -> str:
    return hashlib.sha256(json.dumps(numbers, default=str, sort_keys=True).encode()).hexdigest()[:16]
