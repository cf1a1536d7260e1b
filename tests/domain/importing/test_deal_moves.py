"""A row of a deal file stands for the moves it tells, and for no others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kvota.domain.importing.deal_moves import Ladder, StageUnknown, moves_of, stage_of_header
from kvota.domain.importing.mapped_row import DealRow

LADDER = Ladder(ranks={"new": 1, "talking": 2, "offer": 3}, signed=4, paid=5)
ENGAGED = Ladder(ranks={"new": 1, "talking": 2, "offer": 3}, signed=4, paid=5, entry=2)


def deal(stage: str | None, **told: int | str) -> DealRow:
    """A row; days are given as days of March 2026."""
    kind = {"Won": "won", "Lost": "lost"}.get(stage or "", "open")
    days = {name: date(2026, 3, day) for name, day in told.items() if isinstance(day, int)}
    fields: dict[str, Any] = dict.fromkeys(DealRow._fields)
    return DealRow(
        **(fields | {"row": 2, "stage": stage, "stage_kind": kind, "currency": "EUR"} | told | days)
    )


def told(row: DealRow, ladder: Ladder = LADDER) -> list[tuple[str | int | None, int | None]]:
    """What happened and on which day of March: the rank of a stage, or another kind of move."""
    return [(move.rank or move.kind, move.on and move.on.day) for move in moves_of(row, ladder)]


@pytest.mark.parametrize(
    ("row", "moves"),
    [
        (deal("Talking", created_on=1), [(2, 1)]),
        (deal("Talking", moved_on=4), [(2, 4)]),
        (deal("Offer", created_on=1, moved_on=4), [(1, 1), (3, 4)]),
        (deal("New", created_on=1, moved_on=4), [(1, 1)]),
        (deal("Talking"), [(2, None)]),
        (deal(None, created_on=1), [(1, 1)]),
        (deal("Won", created_on=1, closed_on=9), [(1, 1), (4, 9), (5, 9)]),
        (deal("Won", closed_on=9), [(4, 9), (5, 9)]),
        (deal("Won", moved_on=8), [(4, 8), (5, 8)]),
        (deal("Lost", created_on=1, closed_on=9), [(1, 1), ("lost", 9)]),
        (deal("Lost", closed_on=9), [(1, 9), ("lost", 9)]),
    ],
)
def test_a_row_is_told_by_its_days(row: DealRow, moves: list[tuple[str | int, int | None]]) -> None:
    assert told(row) == moves


def test_a_deal_enters_at_the_stage_whose_day_the_file_holds() -> None:
    assert told(deal("Won", created_on=1, closed_on=9), ENGAGED) == [(2, 1), (4, 9), (5, 9)]
    assert told(deal("Offer", created_on=1, moved_on=4), ENGAGED) == [(2, 1), (3, 4)]
    # Somebody went back to the first stage, and the day of the second says nothing about when.
    assert told(deal("New", created_on=1), ENGAGED) == [(1, 1)]


def test_a_lost_deal_that_still_names_its_stage_was_lost_there() -> None:
    lost_at_offer = deal("Offer", created_on=1, closed_on=9, stage_kind="lost", lost_reason="Price")
    assert told(lost_at_offer) == [(1, 1), (3, 9), ("lost", 9)]
    assert moves_of(lost_at_offer, LADDER)[-1].reason == "Price"
    assert told(deal("Offer", created_on=1, moved_on=4, closed_on=9, stage_kind="lost"))[1] == (3, 4)


def test_an_open_deal_at_a_stage_nobody_knows_is_refused() -> None:
    with pytest.raises(StageUnknown) as refused:
        moves_of(deal("Elsewhere", created_on=1), LADDER)
    assert refused.value.fields == {"stage": "Elsewhere"}


@pytest.mark.parametrize(
    ("header", "stage"),
    [
        ("engage_date", "Engaging"),
        ("Engaged on", "Engaging"),
        ("created_on", None),
        ("Дата создания", None),
        ("Дата встречи", "Встреча"),
        ("报价日期", "报价"),
        ("", None),
    ],
)
def test_a_header_names_the_stage_whose_day_it_is(header: str, stage: str | None) -> None:
    assert stage_of_header(header, ["Prospecting", "Engaging", "Встреча", "报价"]) == stage


def test_a_header_that_could_mean_two_stages_means_none() -> None:
    assert stage_of_header("meeting date", ["Meeting set", "Meeting held"]) is None
