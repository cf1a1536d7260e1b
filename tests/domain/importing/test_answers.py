"""What a person says about a file wins over what its cells suggest, and survives being stored."""

from __future__ import annotations

import json

import pytest

from kvota.domain.importing.answers import Answers
from kvota.domain.importing.column_map import map_columns
from kvota.domain.importing.formats import Formats, FormatUnknown, decide_formats

COLUMNS = map_columns(
    ["id", "begun", "ended", "sum"],
    kind="deals",
    guessed={"id": 0, "created_on": 1, "closed_on": 2, "amount": 3},
)
ROWS = [(2, ["1", "03/04/2026", "03/25/2026", "1,234"]), (3, ["2", "05/06/2026", "", "12,5"])]


def formats() -> Formats:
    return decide_formats(ROWS, COLUMNS)


def test_without_answers_the_evidence_decides_and_the_rest_stays_open() -> None:
    found = Answers().applied_to(formats())
    assert (found.order_of("created_on"), found.order_of("closed_on")) == (None, "mdy")
    assert found.decimal_of("amount") == ","
    assert found.open_fields == ("created_on",)


def test_an_answer_for_one_column_wins_over_the_one_for_the_file() -> None:
    found = Answers(date_order="dmy", orders={"closed_on": "mdy"}, decimal=".").applied_to(formats())
    assert (found.order_of("created_on"), found.order_of("closed_on")) == ("dmy", "mdy")
    assert found.decimal_of("amount") == "."
    assert found.open_fields == ()


def test_an_answer_that_is_none_is_refused() -> None:
    with pytest.raises(FormatUnknown):
        Answers(date_order="myd").applied_to(formats())


def test_answers_come_back_from_the_store_as_they_were() -> None:
    said = Answers(
        encoding="windows-1251",
        header_row=3,
        orders={"created_on": "mdy"},
        columns={"client": "Firm"},
        stage_kinds={"done": "won"},
        aliases={"product": {"gtxpro": "GTX Pro"}},
    )
    stored = json.loads(json.dumps(said.as_dict() | {"header": ["Firm"]}))
    assert Answers.from_dict(stored) == said
    assert Answers.from_dict({}) == Answers()
