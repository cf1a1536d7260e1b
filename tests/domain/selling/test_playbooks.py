"""A playbook is read as lines, compared as lines, and in force one version at a time."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.selling.playbook_changes import PARTS, changed_lines
from kvota.domain.selling.playbook_days import days_in_force
from kvota.domain.selling.playbook_text import (
    LONGEST_LINE,
    LONGEST_SCRIPT,
    MOST_LINES,
    PlaybookEmpty,
    PlaybookLineTooLong,
    PlaybookScriptTooLong,
    PlaybookText,
    PlaybookTooManyLines,
    playbook_text,
)
from kvota.domain.selling.proven_technology import (
    LEAST_DECIDED,
    AssumedOutOfRange,
    assumed_conversion,
    technology_state,
)
from kvota.domain.selling.share_interval import share_interval

FIRST = date(2026, 1, 1)
words = st.sampled_from(["Call", "Write", "Visit", "Ask who decides"])
texts = st.builds(
    PlaybookText,
    st.lists(words, max_size=6).map(tuple),
    st.lists(words, max_size=6).map("\n".join),
    st.lists(words, max_size=6).map(tuple),
)


def read(steps: str = "", script: str = "", criteria: str = "") -> PlaybookText:
    return playbook_text(steps=steps, script=script, criteria=criteria)


def test_lines_lose_numbers_bullets_and_what_cannot_be_seen_and_nothing_else() -> None:
    said = read(
        "1. Call\r\n 2)  Ask <b>who</b>\u202e\n\n-  10 minutes\n2 calls a day", "«Hello»\n\nthere\x00"
    )
    assert said.steps == ("Call", "Ask <b>who</b>", "10 minutes", "2 calls a day")
    assert said.script == "«Hello»\n\nthere"


def test_what_is_too_long_is_refused_by_its_part_and_line() -> None:
    assert len(read("a\n" * MOST_LINES, "b" * LONGEST_SCRIPT, "c" * LONGEST_LINE).steps) == MOST_LINES
    with pytest.raises(PlaybookTooManyLines) as many:
        read("a\n" * (MOST_LINES + 1))
    assert many.value.fields == {"playbook_part": "steps", "lines": 21, "most": 20}
    with pytest.raises(PlaybookLineTooLong) as long:
        read(criteria="short\n" + "c" * (LONGEST_LINE + 1))
    assert (long.value.playbook_part, long.value.number, long.value.length) == ("criteria", 2, 201)
    with pytest.raises(PlaybookScriptTooLong):
        read(script="b" * (LONGEST_SCRIPT + 1))
    with pytest.raises(PlaybookEmpty):
        read(" \n- \n", "\u200b", "\n")


@given(before=texts, after=texts)
def test_a_comparison_holds_both_versions_whole(before: PlaybookText, after: PlaybookText) -> None:
    lines = changed_lines(before, after)
    for part in PARTS:
        own = [line for line in lines if line.part == part]
        was = [text for of, text in before.lines() if of == part]
        now = [text for of, text in after.lines() if of == part]
        assert [line.text for line in own if line.how != "added"] == was
        assert [line.text for line in own if line.how != "removed"] == now
    if before.lines() == after.lines():
        assert {line.how for line in lines} <= {"same"}


@given(steps=st.lists(st.integers(0, 40), max_size=8))
def test_every_day_has_the_newest_version_that_has_begun(steps: list[int]) -> None:
    starts = [FIRST + timedelta(days=step) for step in steps]
    spans = days_in_force(starts)
    for day in (FIRST + timedelta(days=step) for step in range(-1, 60)):
        begun = [number for number, start in enumerate(starts) if start <= day]
        inside = [
            number
            for number, span in enumerate(spans)
            if span and span.first_day <= day and (span.last_day is None or day <= span.last_day)
        ]
        assert inside == begun[-1:]


@pytest.mark.parametrize("share", [Fraction(0), Fraction(-1, 2), Fraction(101, 100)])
def test_nobody_and_more_than_everybody_cannot_be_assumed(share: Fraction) -> None:
    with pytest.raises(AssumedOutOfRange):
        assumed_conversion(share)


def test_one_is_possible_and_nothing_is_nothing() -> None:
    assert assumed_conversion(Fraction(1)) == 1
    assert assumed_conversion(None) is None


@pytest.mark.parametrize(
    ("assumed", "decided", "expected"),
    [
        (None, 500, "nothing_assumed"),
        (Fraction(1, 10), LEAST_DECIDED - 1, "not_proven_yet"),
        (Fraction(1, 10), LEAST_DECIDED, "proven"),  # below the range: the stage does more
        (Fraction(3, 10), LEAST_DECIDED, "proven"),
        (Fraction(9, 10), LEAST_DECIDED, "worse_than_assumed"),
        (Fraction(9, 10), 0, "not_proven_yet"),
    ],
)
def test_proven_needs_twenty_decided_and_a_range_that_reaches_it(
    assumed: Fraction | None, decided: int, expected: str
) -> None:
    high = share_interval(0.3, decided)[1] if decided else None
    assert technology_state(assumed=assumed, decided=decided, high=high) == expected
