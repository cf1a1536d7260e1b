"""Where a client stands on the way to the money, read from the moves recorded with him."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class MoveSeen:
    """One move that still counts: neither undone nor later than the day asked.

    `rank` is the place of the stage reached, 1 for the first; only `stage` and `reopen`
    moves have one, and with it the id of the stage's `funnel`. `occurred_on` is None for
    "date unknown", which lies before every day.
    """

    sequence: int
    kind: str
    rank: int | None = None
    occurred_on: date | None = None
    park_until: date | None = None
    funnel: int | None = None


@dataclass(frozen=True)
class Progress:
    """The state of a deal on a day.

    `rank` is the stage it stands at (0 before the first move), `since_on` the day it came
    there, `reached` the first day of every stage passed, `imputed` the stages jumped over
    (counted as passed on the day of the jump, left out of durations). `funnel` is the one of its
    stage, None before the first move: ranks of two funnels do not compare.
    """

    rank: int = 0
    since_on: date | None = None
    lost_on: date | None = None
    is_lost: bool = False
    parked_until: date | None = None
    last_on: date | None = None
    cycle: int = 1
    reached: dict[int, date | None] = field(default_factory=dict)
    imputed: frozenset[int] = frozenset()
    funnel: int | None = None

    @property
    def furthest(self) -> int:
        """The highest stage of the present cycle: moving back never lowers it."""
        return max(self.reached, default=0)


def progress(moves: Iterable[MoveSeen]) -> Progress:
    """Read the state of one deal from its moves.

    Parameters
    ----------
    moves
        The moves that count on the day asked, in any order. Moves of one day are taken
        in the order of their sequence.

    Returns
    -------
    The state after the last of them.

    Notes
    -----
    A jump over stages reaches all of them at once. A move back lowers the position and
    never what was reached. A move after a loss opens the deal anew: a new cycle, whose
    stages are reached afresh. Parking ends with the next move of any kind. A move to a stage
    of another funnel carries the deal over: the stay begins on that day, and of the new funnel
    it has reached that stage and none before it.

    Source: domain.md section 0, seed text 003.

    Examples
    --------
    >>> came = MoveSeen(sequence=1, kind="stage", rank=1, occurred_on=date(2026, 11, 2))
    >>> jumped = MoveSeen(sequence=2, kind="stage", rank=4, occurred_on=date(2026, 11, 9))
    >>> back = MoveSeen(sequence=3, kind="stage", rank=3, occurred_on=date(2026, 11, 12))
    >>> state = progress([jumped, came, back])
    >>> state.rank, state.furthest, sorted(state.imputed)
    (3, 4, [2, 3])

    >>> here, there = (MoveSeen(n, "stage", n, date(2026, 11, n), funnel=n) for n in (3, 5))
    >>> progress([here, there]).reached
    {5: datetime.date(2026, 11, 5)}
    """
    funnel: int | None = None
    rank, since, lost_on, lost, parked, last, cycle = 0, None, None, False, None, None, 1
    reached: dict[int, date | None] = {}
    imputed: set[int] = set()
    for move in sorted(moves, key=lambda seen: (seen.occurred_on or date.min, seen.sequence)):
        last = move.occurred_on
        parked = move.park_until if move.kind == "park" else None
        if move.kind == "lost":
            lost, lost_on = True, move.occurred_on
        if move.kind not in {"stage", "reopen"} or move.rank is None:
            continue
        if lost:
            cycle, lost, lost_on = cycle + 1, False, None
            reached, imputed, rank = {}, set(), 0
        elif rank and move.funnel != funnel:
            reached, imputed, rank = {move.rank: move.occurred_on}, set(), 0
        funnel = move.funnel
        for passed in range(max(reached, default=0) + 1, move.rank + 1):
            reached[passed] = move.occurred_on
            if passed < move.rank:
                imputed.add(passed)
        if move.rank != rank:
            rank, since = move.rank, move.occurred_on
    return Progress(
        rank=rank,
        since_on=since,
        lost_on=lost_on,
        is_lost=lost,
        parked_until=parked,
        last_on=last,
        cycle=cycle,
        reached=reached,
        imputed=frozenset(imputed),
        funnel=funnel,
    )


def steps_of(before: int, after: int) -> int:
    """How many steps a move is: a jump from 2 to 5 is three, a move back from 5 to 3 is minus two.

    >>> steps_of(2, 5), steps_of(5, 3), steps_of(0, 1)
    (3, -2, 1)
    """
    return after - before
