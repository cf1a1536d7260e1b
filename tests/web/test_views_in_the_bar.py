"""The views of a place stand in one line: the first ones and the one that is open, the others in a menu."""

from __future__ import annotations

from datetime import date

from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import parse_period
from kvota.web.scope_bar import MOST_VIEWS, VIEWS_BEFORE_MORE, PageScope, View


def a_bar(count: int, *, here: int) -> PageScope:
    return PageScope(
        scope=Scope(people=None),
        period=parse_period("2026-11"),
        as_of=date(2026, 11, 18),
        when="2026-11",
        who_label="",
        when_label="",
        who_choices=[],
        when_choices=[],
        previous_url="",
        next_url="",
        views=[View(f"/{number}", str(number), number == here) for number in range(count)],
    )


def words(views: list[View]) -> list[str]:
    return [view.label for view in views]


def test_as_many_as_fit_stand_side_by_side() -> None:
    bar = a_bar(MOST_VIEWS, here=MOST_VIEWS - 1)
    assert (words(bar.views_shown), bar.views_folded) == (["0", "1", "2", "3", "4", "5"], [])


def test_more_than_that_fold_and_the_open_one_does_not() -> None:
    bar = a_bar(8, here=6)
    assert words(bar.views_shown) == ["0", "1", "2", "3", "6"]
    assert words(bar.views_folded) == ["4", "5", "7"]


def test_the_line_of_the_first_ones_does_not_move() -> None:
    bar = a_bar(9, here=1)
    assert words(bar.views_shown) == [str(number) for number in range(VIEWS_BEFORE_MORE)]
    assert sorted(words(bar.views_shown) + words(bar.views_folded)) == words(bar.views)
