"""Which moves went back: drawn with an arrow that points backwards wherever moves are listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kvota.records.moves import Move


def went_back(newest_first: Iterable[Move]) -> set[int]:
    """Ids of the moves that brought their deal to an earlier stage of the funnel it was in.

    After a loss the way begins anew, and another funnel is another way. Wants all moves of the
    deals, with their stages and what undid them.
    """
    ways: dict[int, list[Move]] = defaultdict(list)
    for move in newest_first:
        ways[move.deal_id].append(move)
    return {move for way in ways.values() for move in _back_on(way)}


def _back_on(newest_first: list[Move]) -> set[int]:
    found, rank, funnel = set(), 0, 0
    for move in reversed(newest_first):
        if hasattr(move, "undone_by"):
            continue
        if move.kind == "lost":
            rank = 0
        elif move.stage is not None:
            if move.stage.funnel_id == funnel and move.stage.rank < rank:
                found.add(move.pk)
            rank, funnel = move.stage.rank, move.stage.funnel_id
    return found
