"""How much each cause has taken from a plan or added to it, so that the causes make up the gap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations
from math import factorial, floor, prod

from kvota.domain.errors import RuleError
from kvota.domain.money.rounding import round_half_up

#: Every subset of causes is valued: 1,024 times for ten.
MOST_CAUSES = 10

Causes = Mapping[str, Fraction]


class CausesDiffer(RuleError):
    """The plan and the actual are described by different causes."""

    code = "causes_differ"
    sentence = "plan and actual have different causes: {only_one_has}"
    only_one_has: str


class TooManyCauses(RuleError):
    """More causes than can be taken in every order."""

    code = "too_many_causes"
    sentence = "{given} causes are too many; expected up to {most}"
    given: int
    most: int


def product_of_causes(causes: Causes) -> Fraction:
    """Return the plain chain: starts times conversions times timing times the average deal."""
    return Fraction(prod(causes.values()))


def contributions(
    plan: Causes, actual: Causes, *, value: Callable[[Causes], Fraction] = product_of_causes
) -> dict[str, Fraction]:
    """Return what each cause did to the result: its Shapley value, exact.

    Parameters
    ----------
    plan, actual
        Cause → number, the same causes, up to ten.
    value
        The result of a set of causes; by default their product. Segments use a function of
        their own, with the vector of shares as one cause ("mix").

    Returns
    -------
    Cause → its part of the gap, in the unit of the result. They add up to the gap exactly and
    do not depend on the order of the causes: two people get the same answer.

    Raises
    ------
    CausesDiffer, TooManyCauses
        The question makes no sense, or its answer would take minutes.

    Notes
    -----
    Works with zeros: a month without one deal has causes too. Large parts are no blame yet: a
    cause within its usual swing is chance.

    Source: Shorrocks 2013; domain specification E4.

    Examples
    --------
    >>> plan = {"leads": Fraction(20), "conversion": Fraction(1, 4)}
    >>> actual = {"leads": Fraction(24), "conversion": Fraction(1, 8)}
    >>> {cause: str(part) for cause, part in contributions(plan, actual).items()}
    {'leads': '3/4', 'conversion': '-11/4'}
    """
    if set(plan) != set(actual):
        raise CausesDiffer(only_one_has=", ".join(sorted(set(plan) ^ set(actual))))
    if len(plan) > MOST_CAUSES:
        raise TooManyCauses(given=len(plan), most=MOST_CAUSES)
    names = list(plan)
    result_with = {
        frozenset(changed): value({name: actual[name] if name in changed else plan[name] for name in names})
        for size in range(len(names) + 1)
        for changed in combinations(names, size)
    }
    count = len(names)
    parts = dict.fromkeys(names, Fraction(0))
    for changed, result in result_with.items():
        if len(changed) == count:
            continue
        # The share of all orders in which exactly these causes have changed before the next one.
        orders = Fraction(factorial(len(changed)) * factorial(count - len(changed) - 1), factorial(count))
        for name in names:
            if name not in changed:
                parts[name] += orders * (result_with[changed | {name}] - result)
    return parts


def in_whole_units(parts: Mapping[str, Fraction]) -> dict[str, int]:
    """Return the contributions as whole units that still add up to the gap, itself rounded once.

    Rounded down first; what is missing goes to the largest remainders, ties to the earlier cause.

    Examples
    --------
    >>> in_whole_units({"leads": Fraction(3, 2), "price": Fraction(-1, 2)})
    {'leads': 2, 'price': -1}
    """
    whole = {name: floor(part) for name, part in parts.items()}
    missing = round_half_up(sum(parts.values(), Fraction(0))) - sum(whole.values())
    for name in sorted(parts, key=lambda name: whole[name] - parts[name])[:missing]:
        whole[name] += 1
    return whole
