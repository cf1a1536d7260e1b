"""Two people moved one deal: when that is a contradiction, and how one move takes the place of the other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kvota.actions.record_move import Recorded, record_move
from kvota.actions.undo_move import undo_move
from kvota.records.funnels import Stage
from kvota.records.moves import Move
from kvota.records.people import Seat

SAME_MINUTE = timedelta(minutes=1)


def contradict(
    earlier: Move | None, stage: Stage | None, *, rank: int, seen_rank: int, now: datetime
) -> bool:
    """Whether a move and the one that came before it unseen cannot both be meant.

    Both are kept in order unless they name different stages within the same minute, or the
    later one would bring back a deal that its author meant to bring on: seen at 3 and sent
    to 4, while somebody brought it to 6. `rank` is where the deal stands by now.

    Source: ux.md S2 (no dialog unless they contradict); the second case is our own.
    """
    if earlier is None or stage is None or stage.pk == earlier.stage_id:
        return False
    at_once = now - earlier.recorded_at < SAME_MINUTE
    return at_once or seen_rank < stage.rank < rank


def record_instead_of(earlier: Move, *, seat: Seat, now: datetime, **wanted: Any) -> Recorded:
    """Take the earlier move back and record another one: both happen or neither, and both stay readable."""
    with transaction.atomic():
        undo_move(seat=seat, move=earlier, now=now, today=wanted["today"])
        return record_move(seat=seat, now=now, **wanted)
