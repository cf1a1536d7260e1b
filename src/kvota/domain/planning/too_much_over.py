"""Where a tree asks so much more of its parts than its goal is that somebody should know."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kvota.domain.planning.goal_tree import Node
from kvota.domain.planning.roll_up import WARN_ABOVE_IN_TOTAL, WARN_ABOVE_ON_A_LEVEL


@dataclass(frozen=True)
class TooMuchOver:
    """Over-assignment beyond what is usual.

    Attributes
    ----------
    on_a_level
        Key of a unit → what it alone adds, above 10 %.
    in_total
        Key of a unit that people or parts stand right below → what all levels down to them add
        together, above 20 %. Named where the limit is first crossed on the way down.
    """

    on_a_level: dict[str, Fraction]
    in_total: dict[str, Fraction]


def too_much_over(top: Node) -> TooMuchOver:
    """Return the units whose over-assignment is to be warned of; nothing is refused.

    Source: domain.md A7. The limits are judgement.

    Examples
    --------
    >>> team = Node("team", (Node("ann"),), over=Fraction(12, 100))
    >>> found = too_much_over(Node("firm", (team,), over=Fraction(8, 100)))
    >>> found.on_a_level, found.in_total
    ({'team': Fraction(3, 25)}, {'team': Fraction(131, 625)})
    """
    on_a_level: dict[str, Fraction] = {}
    in_total: dict[str, Fraction] = {}
    waiting = [(top, Fraction(1))]
    while waiting:
        node, above = waiting.pop()
        if not node.children:
            continue
        compound = above * (1 + node.over)
        if node.over > WARN_ABOVE_ON_A_LEVEL:
            on_a_level[node.key] = node.over
        if compound - 1 > WARN_ABOVE_IN_TOTAL >= above - 1:
            in_total[node.key] = compound - 1
        waiting += [(child, compound) for child in node.children[::-1]]
    return TooMuchOver(on_a_level, in_total)
