from __future__ import annotations

from math import exp, factorial

import pytest

from kvota.domain.control.process_chart import (
    MeanOutOfRange,
    TooFewWeeks,
    low_count_limits,
    process_limits,
    signals,
)
from tests.worked_numbers import worked


def test_the_worked_limits_of_weekly_meetings() -> None:
    case, expected = worked("E05")
    limits = process_limits(case["x"])
    assert limits.mean == pytest.approx(expected["mean"], abs=1e-6)
    assert limits.range_mean == pytest.approx(expected["mR_bar"], abs=1e-6)
    assert limits.upper == pytest.approx(expected["UNPL"], abs=1e-6)
    assert limits.lower == pytest.approx(expected["LNPL"], abs=1e-6)
    assert limits.range_upper == pytest.approx(expected["URL"], abs=1e-6)
    assert (limits.upper < 21) == expected["signal_at_21"]
    assert (limits.upper < 20) == expected["signal_at_20"]


def test_the_worked_signals() -> None:
    case, expected = worked("E06")
    found = signals(case["x"], mean=case["center"], upper=case["UNPL"], lower=case["LNPL"])
    assert [list(signal) for signal in found] == expected["signals"]


def test_a_figure_on_the_mean_ends_a_run_of_eight() -> None:
    limits = {"mean": 10.0, "upper": 20.0, "lower": 0.0}
    assert signals([11] * 8, **limits) == [(7, 2)]
    assert signals([11] * 4 + [10] + [11] * 7, **limits) == []


def test_the_worked_low_counts() -> None:
    case, expected = worked("E07")
    limits = low_count_limits(case["mean"])
    assert limits.signal_from == expected["upper_signal_from"]
    assert limits.zero_weeks == expected["zero_weeks_in_a_row_for_signal"]
    assert limits.a_low_week_signals == expected["lower_possible"]


@pytest.mark.parametrize("mean", [0.1, 0.7, 2.0, 2.9, 7.0, 40.0])
def test_the_low_count_limits_are_the_tails_of_the_poisson_law(mean: float) -> None:
    limits = low_count_limits(mean)

    def at_least(count: int) -> float:
        return 1 - sum(exp(-mean) * mean**k / factorial(k) for k in range(count))

    assert at_least(limits.signal_from) <= 0.00135 < at_least(limits.signal_from - 1)
    assert exp(-mean * limits.zero_weeks) <= 0.00135
    assert limits.zero_weeks == 1 or exp(-mean * (limits.zero_weeks - 1)) > 0.00135


@pytest.mark.parametrize("mean", [0, -1, float("nan"), 800, float("inf")])
def test_a_mean_that_is_no_low_count_is_refused(mean: float) -> None:
    with pytest.raises(MeanOutOfRange):
        low_count_limits(mean)


def test_one_week_shows_no_swing() -> None:
    with pytest.raises(TooFewWeeks) as refused:
        process_limits([5])
    assert refused.value.weeks == 1
