"""How long a stage takes against usual: the same stages on both sides, and none of too few moves."""

from __future__ import annotations

from fractions import Fraction

from kvota.analytics.metrics.days_in_stage import DaysAStage, StageSpeed, days_a_stage


def speed(stage: int, median: int | None, *, moved: int = 9) -> StageSpeed:
    return StageSpeed(
        stage=stage,
        rank=stage,
        funnel=1,
        advanced=moved,
        lost=0,
        still_here=0,
        median_days=median,
        slow_days=None,
        stuck_days=20,
        own=True,
    )


def test_only_stages_with_enough_moves_and_a_norm_are_compared() -> None:
    usual = [speed(1, 4), speed(2, 6), speed(3, 100), speed(4, None)]
    own = [speed(1, 5), speed(2, 8), speed(3, 1, moved=4), speed(4, 7), speed(5, 3)]
    assert days_a_stage(own, usual) == DaysAStage(days=Fraction(13, 2), usual=Fraction(5), stages=2)


def test_too_few_moves_everywhere_say_nothing() -> None:
    assert days_a_stage([speed(1, 5, moved=4)], [speed(1, 4)]) is None
    assert days_a_stage([], []) is None
