"""A part of a month's plan by working days, and the tree of a goal in which people come, leave and move."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.calendar.period import parse_period
from kvota.domain.calendar.working_days import work_calendar
from kvota.domain.planning.goal_tree import Node
from kvota.domain.planning.prorated_plan import prorated
from kvota.domain.planning.tree_of_month import tree_of_month, with_homes

RUSSIA = work_calendar("RU")
MONTHS = ["2027-01", "2027-02", "2027-03", "2027-04"]


@given(
    total=st.integers(0, 10**12),
    month=st.sampled_from([f"2026-{number:02}" for number in range(1, 13)]),
    cut=st.integers(0, 31),
)
def test_the_parts_of_who_leaves_and_who_follows_him_are_the_whole(total: int, month: str, cut: int) -> None:
    period = parse_period(month)
    day = min(period.first_day + timedelta(days=cut), period.last_day + timedelta(days=1))
    before = prorated(total, period, RUSSIA, away=[(day, date.max)])
    after = prorated(total, period, RUSSIA, away=[(date.min, day - timedelta(days=1))])
    assert before + after == total
    worked = RUSSIA.working_days(period.first_day, period.last_day)
    share = Fraction(total * sum(each < day for each in worked), len(worked))
    assert abs(before - share) <= Fraction(1, 2)


@given(total=st.integers(0, 10**9), step=st.sampled_from([1, 100, 1_000]), first=st.integers(0, 29))
def test_a_part_is_a_multiple_of_the_step_unless_it_is_all(total: int, step: int, first: int) -> None:
    period = parse_period("2026-11")
    away = [(period.first_day + timedelta(days=first), period.last_day)]
    part = prorated(total, period, RUSSIA, away=away, step=step)
    assert part % step == 0
    assert 0 <= part <= total
    assert prorated(total, period, RUSSIA, away=[], step=step) == total


def test_who_is_away_twice_over_is_away_once() -> None:
    period = parse_period("2026-11")
    once = [(date(2026, 11, 10), date(2026, 11, 20))]
    twice = [*once, (date(2026, 11, 12), date(2026, 11, 15))]
    assert prorated(10**6, period, RUSSIA, away=twice) == prorated(10**6, period, RUSSIA, away=once)


@st.composite
def homes(draw: st.DrawFn) -> dict[str, dict[str, str | None]]:
    people = draw(st.lists(st.sampled_from(["ann", "bob", "eve", "new"]), unique=True))
    unit = st.sampled_from(["firm", "one", "two", "gone", None])
    return {who: draw(st.dictionaries(st.sampled_from(MONTHS), unit, min_size=1)) for who in people}


@given(homes=homes())
def test_everybody_stands_in_each_month_where_he_was_said_to_be_last(
    homes: dict[str, dict[str, str | None]],
) -> None:
    base = {"ann": "one", "bob": "one", "eve": "two"}
    teams = ("one", "two")
    top = Node(
        "firm",
        tuple(Node(team, tuple(Node(who) for who, of in base.items() if of == team)) for team in teams),
    )
    found = with_homes(top, homes, MONTHS, weights={})
    for month in MONTHS:
        here = tree_of_month(found, month)
        stands = {child.key: here.key for child in here.children if child.key not in teams}
        for team in here.children:
            stands |= {child.key: team.key for child in team.children}
        expected = {}
        for who in ("ann", "bob", "eve", "new"):
            said = [unit for since, unit in sorted(homes.get(who, {}).items()) if since <= month]
            unit = said[-1] if said else base.get(who)
            if unit is not None:
                expected[who] = "firm" if unit == "gone" else unit  # a unit the goal does not have
        assert stands == expected


def test_a_tree_of_nobody_who_moves_is_the_same_tree() -> None:
    top = Node("firm", (Node("one", (Node("ann"),)),))
    assert tree_of_month(top, "2027-01") is top
