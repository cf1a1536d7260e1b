"""What a day brought: moves toward the contract, apart from work that moved nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class StageStep:
    """One act with a client: the stage before and after it, 0 before the first one.

    `furthest` is the highest stage the client had ever reached before this act.
    """

    before: int
    after: int
    furthest: int


@dataclass(frozen=True)
class DayResults:
    """The sum of a day.

    Attributes
    ----------
    moves
        Stages passed forward, entries to the first stage among them; a jump from 2 to 5 is three.
    back
        Stages gone back.
    results
        Stages reached for the first time. A stage regained after a step back is a move and
        no result: otherwise back and forth would be an achievement.
    touches
        Acts that left the client where he was: calls without answer, "almost ready". Shown,
        never counted as a result.
    """

    moves: int
    back: int
    results: int
    touches: int

    @property
    def net(self) -> int:
        """Moves forward less moves back."""
        return self.moves - self.back

    @property
    def is_only_process(self) -> bool:
        """Whether the day was busy and brought nothing."""
        return self.touches > 0 and self.results == 0


def day_results(steps: Iterable[StageStep]) -> DayResults:
    """Return what the acts of a day brought.

    Source: seed text 003; domain specification E1.

    Examples
    --------
    A new client, a jump from 2 to 5, a step back, and a call that changed nothing:

    >>> day = day_results(
    ...     [StageStep(0, 1, 0), StageStep(2, 5, 2), StageStep(4, 3, 4), StageStep(3, 3, 3)]
    ... )
    >>> day.moves, day.back, day.net, day.results, day.touches
    (4, 1, 3, 4, 1)
    """
    moves = back = results = touches = 0
    for step in steps:
        moves += max(step.after - step.before, 0)
        back += max(step.before - step.after, 0)
        results += max(step.after - max(step.before, step.furthest), 0)
        touches += step.after == step.before
    return DayResults(moves, back, results, touches)
