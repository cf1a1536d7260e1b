"""How long clients stay in a stage before they move on, with those still inside counted fairly.

How this works. Clients who are in the stage today have not finished, and to leave them out makes
every stage look fast: only the quick ones have left. The Aalen-Johansen estimate walks through
the ages at which something happened. At each age it takes the clients known to have been in the
stage at that age, the share of them that moved on and the share that was lost, and multiplies the
share still inside accordingly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kvota.domain.errors import RuleError

#: How a stay ended: moved on to a later stage, lost, or not ended when it was last looked at.
StayEnd = Literal["adv", "lost", "cens"]

# Shares are products of floats: an exact 3/4 may come out as 0.7499999999999999 and would
# put the quantile one move later.
_DUST = 1e-12


class UnknownStayEnd(RuleError):
    """A stay ended in a way that is none of the three."""

    code = "unknown_stay_end"
    sentence = "record {record} ended as {end!r}; expected adv, lost or cens"
    record: int
    end: str


class ImpossibleAge(RuleError):
    """An age in a stage is below zero, not a number, or before the client was first seen."""

    code = "impossible_age"
    sentence = "record {record} has the age {age}; expected a number from the age it was first seen at"
    record: int
    age: float


@dataclass(frozen=True, eq=False)
class TimeInStage:
    """What is known about the time clients spend in a stage. One row for each age with an event.

    Attributes
    ----------
    ages
        Shape (rows,), rising, in the unit of the records.
    at_risk, advanced, lost
        Shape (rows,), clients: known to be inside at that age, moving on, lost at it.
    still
        Shape (rows,), share still inside just after the age.
    moved_on
        Shape (rows,), share that has moved on up to the age.
    """

    ages: NDArray[np.float64]
    at_risk: NDArray[np.int64]
    advanced: NDArray[np.int64]
    lost: NDArray[np.int64]
    still: NDArray[np.float64]
    moved_on: NDArray[np.float64]

    @property
    def ever_moves_on(self) -> float:
        """Share of clients that moves on sooner or later, as far as the last age shows."""
        return float(self.moved_on[-1]) if self.ages.size else 0.0

    @property
    def still_at_the_end(self) -> float:
        """Share still inside after the last age: while it is large, `ever_moves_on` is too small."""
        return float(self.still[-1]) if self.ages.size else 1.0

    @property
    def moves(self) -> int:
        """How many moves on were seen."""
        return int(self.advanced.sum())

    def age_when_moved(self, share: float) -> float | None:
        """Return the age by which a share (0 to 1) of those who move on has moved; None without moves.

        Examples
        --------
        >>> time_in_stage([1, 2, 3, 4], ["adv"] * 4).age_when_moved(0.75)
        3.0
        """
        if not self.ever_moves_on:
            return None
        reached = self.moved_on >= share * self.ever_moves_on - _DUST
        return float(self.ages[int(reached.argmax())])

    def chance_to_move_on(self, age: float) -> float:
        """Return the chance to move on of a client who is still inside after an age.

        Raw: behind the last move it is 0, because nobody was seen to move so late. Shown to
        people it is `published_chance` of `stuck_clients`.

        Examples
        --------
        >>> times = time_in_stage([1, 2, 3, 4], ["adv", "lost", "adv", "lost"])
        >>> [round(times.chance_to_move_on(age), 6) for age in (0, 1, 2, 3)]
        [0.5, 0.333333, 0.5, 0.0]
        """
        row = int(np.searchsorted(self.ages, age, side="right")) - 1
        if row < 0:
            return self.ever_moves_on
        inside = float(self.still[row])
        if inside <= _DUST:
            return 0.0  # nobody is left to have a chance
        # The difference may be -1e-17, and the quotient 1.0000000000000002.
        return min(max((self.ever_moves_on - float(self.moved_on[row])) / inside, 0.0), 1.0)


def time_in_stage(
    ages: ArrayLike,
    ends: Sequence[StayEnd] | NDArray[np.object_],
    *,
    first_seen: ArrayLike | None = None,
    counts: ArrayLike | None = None,
) -> TimeInStage:
    """Return the Aalen-Johansen estimate of moving on from a stage, loss being the other way out.

    Parameters
    ----------
    ages
        Shape (stays,), how long each stay lasted or has lasted, zero or more, one unit for
        all (working weeks, days).
    ends
        Shape (stays,), "adv", "lost" or "cens" (still inside when last looked at).
    first_seen
        Shape (stays,), age at which we began to watch: above 0 for a client imported in the
        middle of his stay, who is counted only from that age on. All zero when absent.
    counts
        Shape (stays,), whole, one or more: how many equal stays a record stands for. A million
        stays have a few thousand different ages. All one when absent.

    Returns
    -------
    One row for each age that occurs. A client still inside at an age counts at that age; a
    move and a loss at the same age meet the same clients.

    Raises
    ------
    UnknownStayEnd, ImpossibleAge
        The record is named by its number, from 0.

    Notes
    -----
    With `first_seen` few clients may be watched at young ages; then the first rows rest on
    them alone.

    Source: Aalen & Johansen 1978; Putter, Fiocco & Geskus 2007. Domain specification E2.

    Examples
    --------
    >>> times = time_in_stage([1, 2, 2, 3], ["adv", "adv", "lost", "cens"])
    >>> times.at_risk.tolist(), times.still.tolist(), times.moved_on.tolist()
    ([4, 3, 1], [0.75, 0.25, 0.25], [0.25, 0.5, 0.5])
    >>> time_in_stage([1, 2], ["adv", "lost"], counts=[3, 1]).still.tolist()
    [0.25, 0.0]
    """
    age = np.asarray(ages, dtype=np.float64)
    end = np.asarray(ends, dtype=object)
    seen = np.zeros_like(age) if first_seen is None else np.asarray(first_seen, dtype=np.float64)
    many = np.ones(age.shape, np.int64) if counts is None else np.asarray(counts, dtype=np.int64)
    _refuse_impossible(age, end, seen)

    rows = np.unique(age)
    # All who left or were last seen before an age are gone; all first seen after it are not yet here.
    gone = _count_before(rows, age, many, side="left")
    here = _count_before(rows, seen, many, side="right")
    at_risk = here - gone
    advanced = _count_at(rows, age, np.where(end == "adv", many, 0))
    lost = _count_at(rows, age, np.where(end == "lost", many, 0))

    still = np.cumprod(1 - (advanced + lost) / at_risk, dtype=np.float64)
    inside_before = np.concatenate([[1.0], still[:-1]])[: rows.size]
    # A sum of shares may end at 1.0000000000000002.
    moved_on = np.minimum(np.cumsum(inside_before * advanced / at_risk, dtype=np.float64), 1.0)
    return TimeInStage(rows, at_risk, advanced, lost, still, moved_on)


def _count_at(
    rows: NDArray[np.float64], ages: NDArray[np.float64], many: NDArray[np.int64]
) -> NDArray[np.int64]:
    found = np.zeros(rows.size, np.int64)
    np.add.at(found, np.searchsorted(rows, ages), many)
    return found


def _count_before(
    rows: NDArray[np.float64],
    ages: NDArray[np.float64],
    many: NDArray[np.int64],
    *,
    side: Literal["left", "right"],
) -> NDArray[np.int64]:
    """Count those with an age below each row; on the "right" side also those exactly at it."""
    order = np.argsort(ages)
    running = np.concatenate([[0], np.cumsum(many[order])])
    return running[np.searchsorted(ages[order], rows, side=side)]


def _refuse_impossible(age: NDArray[np.float64], end: NDArray[np.object_], seen: NDArray[np.float64]) -> None:
    strange = ~np.isin(end, get_args(StayEnd))
    if strange.any():
        record = int(strange.argmax())
        raise UnknownStayEnd(record=record, end=str(end[record])[:40])
    # Written so that NaN is refused too.
    impossible = ~((seen >= 0) & (age >= seen) & np.isfinite(age))
    if impossible.any():
        record = int(impossible.argmax())
        raise ImpossibleAge(record=record, age=float(age[record]))
