"""Write a note beside a cell of a goal, or take it away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kvota.actions.cells_in_sight import nodes_changed_by, refuse_out_of_sight
from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_segments import node_and_segment
from kvota.domain.planning.goal_sheet import NoSuchCell
from kvota.records.events import leave_event
from kvota.records.goal_nodes import kept_cells, person_key
from kvota.records.goals import GoalNote, GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import may, require
from kvota.records.sequence import take

LONGEST = 500


class NoteTooLong(RuleError):
    code = "goal_note_too_long"
    sentence = "the note has {length} characters; expected {most} at most"
    length: int
    most: int


def note_goal_cell(
    *, seat: Seat, version: GoalVersion, key: str, month: str, text: str, now: datetime
) -> GoalNote:
    """Store what is said of a cell. It stays with the unit or person and the month, whatever version comes.

    Who sets goals writes wherever he reads the plan, a rep beside his own numbers. An empty text takes
    the note away; the earlier one stays readable in the table.
    """
    refuse_out_of_sight([key], nodes_changed_by(seat, now))
    if key != person_key(seat.person_id) or not may(seat, "move"):
        require(seat, "set_goal")
    said = text.strip()
    if len(said) > LONGEST:
        raise NoteTooLong(length=len(said), most=LONGEST)
    node, _ = node_and_segment(key)
    if (node, month) not in kept_cells(version, month=month, segment=None):
        raise NoSuchCell(node=key, month=month)
    organisation: Organisation = seat.organisation
    with transaction.atomic():
        sequence = take(organisation)
        note = GoalNote.objects.create(
            organisation=organisation,
            period=version.period,
            counts=version.counts,
            unit_id=int(node[1:]) if node[0] == "u" else None,
            person_id=int(node[1:]) if node[0] == "p" else None,
            month=month,
            text=said,
            sequence=sequence,
            recorded_at=now,
            author_id=seat.person_id,
        )
        leave_event(
            organisation=organisation,
            sequence=sequence,
            kind="goal_noted",
            seat=seat,
            subject=f"goal:{version.uid}",
            recorded_at=now,
            payload={"period": version.period, "month": month},
        )
    return note


def notes_of(version: GoalVersion) -> dict[tuple[str, str], GoalNote]:
    """(Node key, month) → the newest note of it, those taken away left out. One query."""
    rows = GoalNote.objects.filter(period=version.period, counts=version.counts).select_related("author")
    found: dict[tuple[str, str], GoalNote] = {}
    for note in rows.order_by("sequence"):
        key = f"u{note.unit_id}" if note.unit_id else f"p{note.person_id}"
        found[key, note.month] = note
    return {place: note for place, note in found.items() if note.text}
