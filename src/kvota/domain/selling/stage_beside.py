"""Where a deal would stand in another funnel: the same stage by kind, by name, else as far on the way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kvota.domain.errors import RuleError
from kvota.domain.importing.text import matching_key


class NoStageBeside(RuleError):
    """A signed deal needs a funnel with a contract, an open one a funnel with an open stage."""

    code = "no_stage_beside"
    sentence = "the other funnel has no stage of the kind {kind}"
    kind: str


@dataclass(frozen=True)
class StageOfFunnel:
    """A stage as far as another one is compared with it: its rank, its kind, its names in any language."""

    rank: int
    kind: str
    names: Collection[str]


def stage_beside(
    here: StageOfFunnel | None, own: Sequence[StageOfFunnel], others: Sequence[StageOfFunnel]
) -> int:
    """Return the rank at which a deal carried to another funnel would stand.

    Parameters
    ----------
    here
        Where it stands; None before the first stage.
    own, others
        The stages in use of its funnel and of the other one, in their order.

    Returns
    -------
    A rank of `others` of the same kind: a contract stays a contract. Of open stages the one with a
    name in common, else the one as far on the way, rounded down: nobody is carried forward by
    arithmetic.

    Raises
    ------
    NoStageBeside
        The other funnel has no stage of that kind.

    Examples
    --------
    >>> three = [StageOfFunnel(rank, "open", [name]) for rank, name in enumerate("abc", 1)]
    >>> five = [StageOfFunnel(rank, "open", [name]) for rank, name in enumerate("vwxyC", 1)]
    >>> [stage_beside(one, three, five) for one in (None, *three)], stage_beside(five[3], five, three)
    ([1, 1, 3, 5], 2)
    """
    kind = here.kind if here else "open"
    same = [stage for stage in others if stage.kind == kind]
    if not same:
        raise NoStageBeside(kind=kind)
    if here is None:
        return same[0].rank
    keys = {matching_key(name) for name in here.names if name}
    for stage in same:
        if keys & {matching_key(name) for name in stage.names if name}:
            return stage.rank
    before = [stage for stage in own if stage.kind == kind and stage.rank < here.rank]
    along = sum(stage.kind == kind for stage in own) - 1
    return same[len(before) * (len(same) - 1) // along if along > 0 else 0].rank
