"""Change a goal for who comes, leaves, moves or is long away: his months by working days, a new version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal

from django.db import transaction

from kvota.actions.cells_in_sight import nodes_changed_by, places_out_of_sight
from kvota.actions.change_goal_cells import GoalChangedMeanwhile
from kvota.actions.publish_goal import begin_draft
from kvota.actions.store_goal import follow, newest_goal_of, open_draft_of, store_changes
from kvota.domain.calendar.four_four_five import FiscalStart
from kvota.domain.calendar.period import Period, parse_period, period_of
from kvota.domain.calendar.working_days import WorkCalendar
from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_segments import in_segment
from kvota.domain.planning.goal_sheet import Cell, Sheet
from kvota.domain.planning.goal_tree import Node, way_to
from kvota.domain.planning.prorated_plan import prorated
from kvota.domain.planning.tree_of_month import tree_of_month
from kvota.records.calendars import company_calendar
from kvota.records.goal_nodes import (
    NodeMonth,
    kept_cells,
    person_key,
    segments_of,
    step_of,
    tree_of,
    unit_key,
)
from kvota.records.goals import GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.seat_changes import SeatChange, SeatChangeDecision, is_decided
from kvota.records.sequence import take

#: What falls free stays with the unit and is shown as not yet allocated, or goes to the others in it.
Share = Literal["nobody", "others"]
Decision = Literal["drafted", "published", "set_aside"]
FOR_EVER = date.max


class NothingToPropose(RuleError):
    """The goal has no number that this changes, or it was decided already."""

    code = "nothing_to_propose"
    nature = "conflict"
    sentence = "nothing in the goal changes for {who}"
    who: str


class SeatChangeBeyondSight(RuleError):
    """It changes plans of others too. A draft may be made of it; who reads them decides."""

    code = "seat_change_beyond_sight"
    nature = "forbidden"
    sentence = "the change also touches plans that this seat does not read"


@dataclass(frozen=True)
class Proposed:
    """What a change would leave different: the cells as they would be, and as they are; the terms.

    `tree` is that of the goal with those terms: who moves stands in it where he is then.
    """

    cells: dict[NodeMonth, Cell]
    before: dict[NodeMonth, Cell]
    terms: dict[str, Any]
    tree: Node

    def out_of_sight(self, seen: Collection[str] | None) -> set[NodeMonth]:
        """The changed cells that are not of the nodes seen; None for all nodes."""
        return places_out_of_sight(self.cells, seen, self.tree)


def proposed_goal(
    version: GoalVersion,
    change: SeatChange,
    *,
    today: date,
    share: Share = "nobody",
    ramp_up: Sequence[Fraction] = (),
) -> Proposed:
    """What a change makes of a goal: the preview is what is stored. Five queries.

    Parameters
    ----------
    share
        "nobody": what a leaver's months lose stays with his unit, not allocated, and a newcomer takes
        only what nobody has. "others": those of the unit who typed nothing share it in their present
        proportions.
    ramp_up
        The part of a full share a newcomer has in his first, second ... month; full after these.

    Months before that of today stay. A mover's plan goes with him from the first whole month on: his
    old unit has so much less, the new one so much more, and what lies above both does not change.
    """
    organisation = version.organisation
    months = _months(version, change, today)
    terms = _terms(version, change, share)
    tree_before = tree_of(version)
    tree = tree_of(replace_terms(version, terms))
    cells = kept_cells(version, month__in=[month.key for month in months])
    before = dict(cells)
    key, segments = person_key(change.person), segments_of(version)
    if change.kind == "moves":
        _move(tree_before, unit_key(change.unit), key, months, change.first, cells, segments)
        return Proposed(_different(before, cells), before, terms, tree)
    sheet = Sheet(tree, cells, segments=segments, step=step_of(version), is_draft=True)
    calendar = company_calendar(organisation)
    for number, month in enumerate(months):
        if change.kind == "comes":
            part = ramp_up[number] if number < len(ramp_up) else Fraction(1)
            unit = _put_newcomer(sheet, change, key, month, calendar, share, part)
        else:
            unit = _take_from(sheet, change, key, month, calendar)
        if unit and share == "others":
            sheet.share_out(unit, month.key)
    return Proposed(_different(before, cells), before, terms, tree)


def decide_on_seat_change(
    *,
    seat: Seat,
    version: GoalVersion,
    change: SeatChange,
    decision: Decision,
    today: date,
    now: datetime,
    share: Share = "nobody",
    ramp_up: Sequence[Fraction] = (),
) -> GoalVersion | None:
    """Publish what is proposed, put it into a draft, or set it aside. It is asked once.

    It is asked again when the draft it is in is set aside, or what was published is undone.

    `version` is the goal that counts. A draft that is open takes the change up; what counts changes
    only by publishing. Nothing is made of what is set aside.

    Raises
    ------
    GoalChangedMeanwhile
        Another version counts by now: what is proposed was worked out for numbers that no longer hold.
        Neither a draft nor a scenario is taken for the goal that counts.
    NothingToPropose
        Somebody decided it already, or no number changes.
    SeatChangeBeyondSight
        Numbers of units or people change whose plan the seat does not read, as when somebody moves
        from one unit to another: whoever leads only one of them puts it into a draft.
    """
    require(seat, "set_goal")
    organisation: Organisation = seat.organisation
    with transaction.atomic():
        sequence = take(organisation)
        _refuse_unless_it_counts(version)
        if is_decided(version, change):
            raise NothingToPropose(who=change.name)
        after, made = version, None
        if decision == "drafted":
            after = open_draft_of(version.period, version.counts) or begin_draft(
                seat=seat, version=version, now=now
            )
        proposed = proposed_goal(after, change, today=today, share=share, ramp_up=ramp_up)
        if decision != "drafted" and proposed.out_of_sight(nodes_changed_by(seat, now)):
            raise SeatChangeBeyondSight
        if decision != "set_aside":
            if not proposed.cells:
                raise NothingToPropose(who=change.name)
            made = store_changes(
                follow(after, sequence=take(organisation), reason="seat_changed", terms=proposed.terms),
                after=after,
                cells=proposed.cells,
                organisation=organisation,
                seat=seat,
                now=now,
            )
        SeatChangeDecision.objects.create(
            organisation=organisation,
            period=version.period,
            counts=version.counts,
            kind=change.kind,
            person_id=change.person,
            first_on=change.first,
            decision=decision,
            made=made,
            sequence=made.sequence if made else sequence,
            recorded_at=now,
            author_id=seat.person_id,
        )
    return made


def _refuse_unless_it_counts(version: GoalVersion) -> None:
    counting = newest_goal_of(version.period, version.counts)
    if counting is None or counting.pk != version.pk:
        raise GoalChangedMeanwhile(by=counting.author.name if counting and counting.author else "")


def replace_terms(version: GoalVersion, terms: dict[str, Any]) -> GoalVersion:
    """The same version with other terms, not stored: its tree is that of the terms."""
    return follow(version, sequence=version.sequence, terms=terms, organisation=version.organisation)


def _months(version: GoalVersion, change: SeatChange, today: date) -> list[Period]:
    """The months a change touches: from that of its first day, or of today, on."""
    fiscal = version.organisation.fiscal
    since = max(period_of(day, "month", fiscal_start=fiscal).first_day for day in (change.first, today))
    until = change.last or FOR_EVER
    return [
        month
        for month in parse_period(version.period, fiscal_start=fiscal).months()
        if month.first_day >= since and month.first_day <= until
    ]


def _terms(version: GoalVersion, change: SeatChange, share: Share) -> dict[str, Any]:
    homes = {who: dict(of) for who, of in version.terms.get("homes", {}).items()}
    own, fiscal = homes.setdefault(person_key(change.person), {}), version.organisation.fiscal
    if change.kind == "comes":
        own[period_of(change.first, "month", fiscal_start=fiscal).key] = unit_key(change.unit)
    if change.kind == "moves":
        own[_first_whole_month(change.first, fiscal).key] = unit_key(change.unit)
    if not own:
        del homes[person_key(change.person)]
    done = {
        "kind": change.kind,
        "person": change.person,
        "first_on": change.first.isoformat(),
        "share": share,
    }
    told = [*version.terms.get("seat_changes", []), done]
    return {**version.terms, **({"homes": homes} if homes else {}), "seat_changes": told}


def _first_whole_month(day: date, fiscal: FiscalStart) -> Period:
    month = period_of(day, "month", fiscal_start=fiscal)
    return month if month.first_day == day else month.next()


def _take_from(sheet: Sheet, change: SeatChange, key: str, month: Period, calendar: WorkCalendar) -> str:
    """Leave a person what is of his days in a month; return his unit, or nothing where nothing changed."""
    way = way_to(tree_of_month(sheet.top, month.key), key)
    own = sheet.cells.get((key, month.key))
    if not way or own is None or not own.value:
        return ""
    away = [(change.first, change.last or FOR_EVER)]
    left = prorated(own.value, month, calendar, away=away, step=sheet.step)
    if left == own.value:
        return ""
    sheet.type_value(key, month.key, left)
    return way[-2].key


def _put_newcomer(
    sheet: Sheet,
    change: SeatChange,
    key: str,
    month: Period,
    calendar: WorkCalendar,
    share: Share,
    ramp_up: Fraction,
) -> str:
    """Give a newcomer as much as one of his unit has, for his days in the month; return the unit."""
    way = way_to(tree_of_month(sheet.top, month.key), key)
    unit = way[-2] if len(way) > 1 else None
    if unit is None or (unit.key, month.key) not in sheet.cells:
        return ""
    others = [child for child in unit.children if child.key != key and (child.key, month.key) in sheet.cells]
    whole = sheet.cells[unit.key, month.key].value
    given = sum(sheet.cells[child.key, month.key].value for child in others)
    full = int(Fraction(whole, len(others) + 1) * ramp_up) // sheet.step * sheet.step
    away = [(date.min, date.fromordinal(change.first.toordinal() - 1))]
    wanted = prorated(full, month, calendar, away=away, step=sheet.step)
    if share == "nobody":
        wanted = min(wanted, max(0, whole - given))
    sheet.cells[key, month.key] = Cell(0)
    for segment in sheet.segments:
        of_unit = sheet.cells.get((in_segment(unit.key, segment), month.key), Cell(0))
        sheet.cells[in_segment(key, segment), month.key] = Cell(of_unit.value)
    sheet.type_value(key, month.key, wanted)
    return unit.key


def _move(
    top: Node,
    unit: str,
    key: str,
    months: Sequence[Period],
    first: date,
    cells: dict[NodeMonth, Cell],
    segments: Sequence[int],
) -> None:
    """Take a mover's plan out of the units he leaves and put it into those he comes to."""
    since = _first_whole_month(first, months[0].fiscal_start).first_day if months else first
    for month in months:
        if month.first_day < since:
            continue
        here = tree_of_month(top, month.key)
        old = [node.key for node in way_to(here, key)[:-1]]
        new = [node.key for node in way_to(here, unit)]
        for segment in (None, *segments):
            own = cells.get((in_segment(key, segment), month.key), Cell(0)).value
            for units, more in ((old, -own), (new, own)):
                for each in units:
                    place = (in_segment(each, segment), month.key)
                    if place in cells and not (each in old and each in new):
                        cells[place] = replace(cells[place], value=max(0, cells[place].value + more))


def _different(before: dict[NodeMonth, Cell], after: dict[NodeMonth, Cell]) -> dict[NodeMonth, Cell]:
    return {place: cell for place, cell in after.items() if before.get(place) != cell}
