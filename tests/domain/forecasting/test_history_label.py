from __future__ import annotations

import pytest

from kvota.domain.forecasting.history_label import History


@pytest.mark.parametrize(
    ("wins", "days", "usual", "horizon", "said"),
    [
        (20, 60, 10, 30, "experimental"),
        (19, 600, 10, 30, "not_enough_history"),
        (500, 59, 10, 30, "not_enough_history"),
        # A long way to a win asks for a long history, however short the time ahead.
        (500, 60, 31, 7, "not_enough_history"),
        (500, 62, 31, 7, "experimental"),
        (0, 0, 0, 0, "not_enough_history"),
    ],
)
def test_a_forecast_says_how_far_the_history_carries_it(
    wins: int, days: int, usual: float, horizon: int, said: str
) -> None:
    assert History(wins, days, usual).label(horizon) == said


def test_the_shorter_the_history_the_wider_the_range() -> None:
    shocks = [History(50, days, 10).shock(30) for days in (0, 15, 30, 45, 60, 600)]
    assert shocks == pytest.approx([0.85, 0.675, 0.5, 0.325, 0.15, 0.15])
