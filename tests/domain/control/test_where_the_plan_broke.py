from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.control.where_the_plan_broke import (
    Causes,
    CausesDiffer,
    TooManyCauses,
    contributions,
    in_whole_units,
    product_of_causes,
)
from kvota.domain.exact_number import exact
from tests.worked_numbers import worked


def read(causes: dict[str, str]) -> dict[str, Fraction]:
    return {name: exact(number) for name, number in causes.items()}


def printed(parts: dict[str, Fraction]) -> dict[str, str]:
    return {name: str(part) for name, part in parts.items()}


def test_the_worked_gap_of_five_causes() -> None:
    case, expected = worked("E01")
    parts = contributions(read(case["plan"]), read(case["fact"]))
    assert printed(parts) == expected["shapley_exact"]
    assert sum(parts.values()) == expected["gap"]
    assert in_whole_units(parts) == expected["shapley_rounded_lr"]


def test_a_month_without_one_deal_has_causes_too() -> None:
    case, expected = worked("E01")[0], worked("E03")[1]
    nothing = {**case["fact"], "meeting_to_deal": "0"}
    parts = contributions(read(case["plan"]), read(nothing))
    assert printed(parts) == expected["shapley_exact"]
    assert in_whole_units(parts) == expected["rounded"]
    assert sum(in_whole_units(parts).values()) == expected["gap"]


def test_two_segments_with_their_mix_as_one_cause() -> None:
    case, expected = worked("E04")

    def revenue(causes: Causes) -> Fraction:
        new = causes["mix"] * causes["conv_new"] * causes["price_new"]
        repeat = (1 - causes["mix"]) * causes["conv_rep"] * causes["price_rep"]
        return causes["volume"] * (new + repeat)

    plan, actual = read(case["plan"]), read(case["fact"])
    assert str(revenue(plan)) == expected["plan_value"]
    assert str(revenue(actual)) == expected["fact_value"]
    parts = contributions(plan, actual, value=revenue)
    assert printed(parts) == expected["shapley_exact"]
    assert str(sum(parts.values())) == expected["gap"]


def test_different_causes_are_named() -> None:
    with pytest.raises(CausesDiffer) as refused:
        contributions(
            {"leads": Fraction(1), "price": Fraction(1)}, {"leads": Fraction(1), "mix": Fraction(1)}
        )
    assert refused.value.only_one_has == "mix, price"


def test_eleven_causes_are_too_many() -> None:
    causes = {str(n): Fraction(1) for n in range(11)}
    with pytest.raises(TooManyCauses):
        contributions(causes, causes)


def test_no_causes_explain_no_gap() -> None:
    assert contributions({}, {}) == {}
    assert in_whole_units({}) == {}


CAUSES = st.lists(
    st.tuples(st.fractions(-5, 5, max_denominator=6), st.fractions(-5, 5, max_denominator=6)),
    min_size=1,
    max_size=4,
)


@given(numbers=CAUSES)
def test_it_is_the_mean_over_all_orders_of_change(numbers: list[tuple[Fraction, Fraction]]) -> None:
    plan = {str(n): before for n, (before, _) in enumerate(numbers)}
    actual = {str(n): after for n, (_, after) in enumerate(numbers)}
    orders = list(permutations(plan))
    mean = dict.fromkeys(plan, Fraction(0))
    for order in orders:
        now = dict(plan)
        for name in order:
            before = product_of_causes(now)
            now[name] = actual[name]
            mean[name] += (product_of_causes(now) - before) / len(orders)
    assert contributions(plan, actual) == mean


@given(numbers=CAUSES)
def test_the_causes_make_up_the_gap_and_an_unchanged_one_has_no_part(
    numbers: list[tuple[Fraction, Fraction]],
) -> None:
    plan = {str(n): before for n, (before, _) in enumerate(numbers)}
    actual = {str(n): after for n, (_, after) in enumerate(numbers)}
    parts = contributions(plan, actual)
    gap = product_of_causes(actual) - product_of_causes(plan)
    assert sum(parts.values()) == gap
    assert all(parts[name] == 0 for name in plan if plan[name] == actual[name])
    whole = in_whole_units(parts)
    assert abs(sum(whole.values()) - gap) <= Fraction(1, 2)
    assert all(abs(whole[name] - parts[name]) <= 1 for name in parts)
