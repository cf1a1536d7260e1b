"""Name a competitor on a deal, or with its loss; nobody has to."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.actions.set_condition import WordsNeeded
from kvota.domain.importing.text import matching_key
from kvota.records.competitors import CompetitorNamed, competitors_of
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.moves import Move
from kvota.records.people import Seat
from kvota.records.rights import acting_for, require
from kvota.records.sequence import take

LONGEST = 120


def name_competitor(
    *,
    seat: Seat,
    deal: Deal,
    name: str,
    today: date,
    now: datetime,
    move: Move | None = None,
    taken_back: bool = False,
) -> CompetitorNamed | None:
    """Say that a competitor is in a deal, or after all not. Said already, nothing is written.

    `move` is the loss it was said with: the deal went to him.
    """
    require(seat, "move")
    text = short_text(name, most=LONGEST)
    if not text:
        raise WordsNeeded()
    key = matching_key(text)
    with transaction.atomic():
        deal = deal.locked()
        standing = {row.match_key: row for row in competitors_of(deal)}
        there = standing.get(key)
        if (there is not None) is not taken_back and (move is None or (there and there.move_id == move.pk)):
            return there
        row: CompetitorNamed = CompetitorNamed.objects.create(
            organisation_id=deal.organisation_id,
            deal=deal,
            move=move,
            name=there.name if there else text,
            match_key=key,
            taken_back=taken_back,
            sequence=take(seat.organisation),
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
        )
        leave_event(
            organisation=seat.organisation,
            sequence=row.sequence,
            kind="competitor_named",
            seat=seat,
            subject=f"deal:{deal.uid}",
            recorded_at=now,
            payload={"name": row.name, "taken_back": taken_back} | acting_for(seat, deal.owner_id, on=today),
        )
    return row
