from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kvota.domain.errors import RuleError
from kvota.domain.exact_number import exact
from kvota.domain.money.split_without_loss import (
    BadQuantum,
    BoundsCrossed,
    CapInfeasible,
    FloorInfeasible,
    LockedMismatch,
    NegativeWeight,
    OverLocked,
    UnknownCell,
    split_without_loss,
)
from tests.worked_numbers import worked


def ask(case: dict[str, Any]) -> list[int]:
    def cells(name: str) -> dict[int, int]:
        return {int(cell): value for cell, value in case.get(name, {}).items()}

    return split_without_loss(
        case["total"],
        [exact(weight) for weight in case["weights"]],
        locked=cells("locked"),
        lo=cells("lo"),
        hi=cells("hi"),
        quantum=case.get("quantum", 1),
    )


@pytest.mark.parametrize("number", ["A01", "A02", "A03", "A04", "A06", "A07", "A25"])
def test_the_worked_numbers(number: str) -> None:
    case, expected = worked(number)
    assert ask(case) == expected


def test_twelve_million_over_the_months_of_2026_to_the_kopeck() -> None:
    case, expected = worked("A10")
    assert split_without_loss(case["total_minor"], case["weights"]) == expected


def test_a_season_rate_is_multiplied_by_the_working_days() -> None:
    case, expected = worked("A11")
    weights = [exact(s) * n for s, n in zip(case["season_rate"], case["working_days"], strict=True)]
    assert split_without_loss(case["total"], weights) == expected


def test_locked_cells_above_the_total_are_refused_by_how_much() -> None:
    case, expected = worked("A05")
    with pytest.raises(OverLocked) as refused:
        ask(case)
    assert expected == {"error": f"{refused.value.code}:{refused.value.amount}"}


@pytest.mark.parametrize(
    ("error", "amount", "case"),
    [
        (LockedMismatch, 10, {"total": 100, "weights": [1, 1], "locked": {"0": 40, "1": 50}}),
        (OverLocked, 10, {"total": 80, "weights": [1, 1], "locked": {"0": 40, "1": 50}}),
        (FloorInfeasible, 20, {"total": 100, "weights": [1, 1], "lo": {"0": 70, "1": 50}}),
        (CapInfeasible, 35, {"total": 100, "weights": [1, 1], "hi": {"0": 40, "1": 25}}),
        (OverLocked, 20, {"total": -100, "weights": [1, 1], "locked": {"0": -120}}),
        (CapInfeasible, 35, {"total": -100, "weights": [1, 1], "lo": {"0": -40, "1": -25}}),
        (LockedMismatch, 7, {"total": 7, "weights": []}),
    ],
)
def test_an_impossible_question_says_by_how_much(
    error: type[RuleError], amount: int, case: dict[str, Any]
) -> None:
    with pytest.raises(error) as refused:
        ask(case)
    assert refused.value.fields == {"amount": amount}


@pytest.mark.parametrize(
    ("error", "case"),
    [
        (NegativeWeight, {"total": 1, "weights": [1, -1]}),
        (BadQuantum, {"total": 1, "weights": [1], "quantum": 0}),
        (BoundsCrossed, {"total": 9, "weights": [1, 1], "lo": {"0": 5}, "hi": {"0": 4}}),
        (BoundsCrossed, {"total": 9, "weights": [1, 1], "hi": {"0": -4}}),
        (UnknownCell, {"total": 9, "weights": [1, 1], "locked": {"2": 4}}),
    ],
)
def test_a_senseless_question_is_refused(error: type[RuleError], case: dict[str, Any]) -> None:
    with pytest.raises(error):
        ask(case)


def test_a_senseless_weight_is_named_before_an_impossible_lock() -> None:
    with pytest.raises(NegativeWeight):
        ask({"total": 1, "weights": [1, -1], "locked": {"0": 9}, "quantum": 0})


def test_crossed_bounds_of_a_locked_cell_do_not_matter() -> None:
    assert split_without_loss(10, [1, 1], locked={0: 7}, lo={0: 5}, hi={0: 4}) == [7, 3]


def test_nothing_over_no_cells_is_nothing() -> None:
    assert split_without_loss(0, []) == []


def test_the_larger_weight_wins_a_tie_before_the_earlier_cell() -> None:
    # 5 by 1 : 3 : 1 : 3 is 5/8, 15/8, 5/8, 15/8: the two sevens-eighths first, then a tie of 5/8.
    assert split_without_loss(5, [1, 3, 1, 3]) == [1, 2, 0, 2]
    # 2 by 1 : 3 is 1/2 and 3/2: equal fractions, the larger weight takes the unit.
    assert split_without_loss(2, [1, 3]) == [0, 2]


def test_bounds_beat_the_quantum() -> None:
    # In thousands the first cell would get 2 000; its cap of 1 500 makes whole units of both.
    assert split_without_loss(3_000, [1, 1], hi={0: 1_500}, quantum=1_000) == [1_500, 1_500]


def test_a_frozen_cell_keeps_its_bound_off_the_quantum() -> None:
    assert split_without_loss(10_000, [8, 1, 1], hi={0: 4_321}, quantum=1_000) == [4_321, 3_679, 2_000]


def test_a_share_between_weights_left_at_zero_is_equal() -> None:
    assert split_without_loss(10, [1, 0, 0], hi={0: 4}) == [4, 3, 3]


def slow_split(
    total: int, weights: list[Fraction], locked: dict[int, int], lo: dict[int, int], hi: dict[int, int]
) -> list[int]:
    """The rule word by word for a positive total and quantum 1, in fractions."""
    free = [i for i in range(len(weights)) if i not in locked]
    rest, answer = total - sum(locked.values()), dict(locked)
    while True:
        left = [i for i in free if i not in answer]
        whole = sum(weights[i] for i in left)
        spare = rest - sum(answer[i] for i in free if i in answer)
        ideal = {i: spare * weights[i] / whole if whole else Fraction(spare, len(left)) for i in left}
        low = {i: lo.get(i, 0) for i in left if ideal[i] < lo.get(i, 0)}
        high = {i: hi[i] for i in left if i in hi and ideal[i] > hi[i]}
        low_sum = sum((low[i] - ideal[i] for i in low), Fraction(0))
        high_sum = sum((ideal[i] - high[i] for i in high), Fraction(0))
        if not low and not high:
            break
        if low_sum >= high_sum:
            answer |= low
        if high_sum >= low_sum:
            answer |= high
    down = {i: ideal[i].__floor__() for i in left}
    by_fraction = sorted(left, key=lambda i: (down[i] - ideal[i], -weights[i], i))
    for i in by_fraction[: spare - sum(down.values())]:
        down[i] += 1
    answer |= down
    return [answer[i] for i in range(len(weights))]


@st.composite
def splits(draw: st.DrawFn) -> dict[str, Any]:
    cells = draw(st.integers(1, 7))
    weights = draw(st.lists(st.fractions(0, 9, max_denominator=5), min_size=cells, max_size=cells))
    some = st.dictionaries(st.integers(0, cells - 1), st.integers(0, 40), max_size=cells)
    lo = draw(some)
    hi = {cell: lo.get(cell, 0) + room for cell, room in draw(some).items()}
    return {"total": draw(st.integers(0, 200)), "weights": weights, "locked": draw(some), "lo": lo, "hi": hi}


@given(case=splits())
def test_it_agrees_with_the_rule_read_slowly(case: dict[str, Any]) -> None:
    try:
        fast = split_without_loss(
            case["total"], case["weights"], locked=case["locked"], lo=case["lo"], hi=case["hi"]
        )
    except RuleError:
        assume(False)
    assert fast == slow_split(**case)


@given(case=splits(), quantum=st.integers(1, 50), sign=st.sampled_from([1, -1]))
@example(
    case={"total": 3_000, "weights": [1, 1], "locked": {}, "lo": {}, "hi": {0: 1_500}}, quantum=1_000, sign=1
)
def test_the_parts_add_up_locks_stay_and_bounds_hold(case: dict[str, Any], quantum: int, sign: int) -> None:
    try:
        if sign > 0 or not case["total"]:  # zero has no sign to mirror
            parts = split_without_loss(
                case["total"],
                case["weights"],
                locked=case["locked"],
                lo=case["lo"],
                hi=case["hi"],
                quantum=quantum,
            )
        else:
            mirrored = split_without_loss(
                -case["total"],
                case["weights"],
                locked={i: -v for i, v in case["locked"].items()},
                lo={i: -v for i, v in case["hi"].items()},
                hi={i: -v for i, v in case["lo"].items()},
                quantum=quantum,
            )
            parts = [-value for value in mirrored]
    except (OverLocked, LockedMismatch, FloorInfeasible, CapInfeasible):
        return
    assert sum(parts) == case["total"]
    for cell, value in enumerate(parts):
        if cell in case["locked"]:
            assert value == case["locked"][cell]
        else:
            assert value >= case["lo"].get(cell, 0)
            assert value <= case["hi"].get(cell, value)


@given(
    total=st.integers(-(10**12), 10**12),
    weights=st.lists(st.fractions(0, 100, max_denominator=20), min_size=1, max_size=12),
    quantum=st.integers(1, 10_000),
)
def test_a_free_cell_is_less_than_a_quantum_from_its_share(
    total: int, weights: list[Fraction], quantum: int
) -> None:
    parts = split_without_loss(total, weights, quantum=quantum)
    assert sum(parts) == total
    whole = sum(weights)
    size, residue = abs(total), abs(total) % quantum
    largest = weights.index(max(weights))
    for cell, value in enumerate(parts):
        share = size * weights[cell] / whole if whole else Fraction(size, len(weights))
        spare = residue if cell == largest else 0
        # The residue is shared by nobody else, so every other share is that much smaller.
        assert -quantum - residue < abs(value) - share - spare < quantum


@given(
    total=st.integers(0, 10**9),
    weights=st.lists(st.integers(0, 1_000), min_size=1, max_size=8),
    scale=st.fractions(Fraction(1, 100), 100),
)
def test_only_the_proportions_of_the_weights_matter(total: int, weights: list[int], scale: Fraction) -> None:
    assert split_without_loss(total, [w * scale for w in weights]) == split_without_loss(total, weights)


@given(
    total=st.integers(0, 10**6),
    weights=st.lists(st.integers(1, 10**6), min_size=2, max_size=8, unique=True),
    data=st.data(),
)
def test_the_order_of_cells_matters_only_in_a_tie(
    total: int, weights: list[int], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(weights))))
    shuffled = split_without_loss(total, [weights[i] for i in order])
    straight = split_without_loss(total, weights)
    assert shuffled == [straight[i] for i in order]
