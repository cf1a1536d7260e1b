from __future__ import annotations

import pytest

from kvota.domain.importing.cells import NumberCell
from kvota.domain.importing.column_map import ColumnMap, map_columns
from kvota.domain.importing.formats import Formats, FormatUnknown, Seen, decide_formats

COLUMNS = map_columns(
    ["id", "created", "closed", "sum"],
    kind="deals",
    guessed={"id": 0, "created_on": 1, "closed_on": 2, "amount": 3},
)


def decided(*cells: tuple[str, str, str], columns: ColumnMap = COLUMNS, delimiter: str = ",") -> Formats:
    rows = [(number, [str(number), *row]) for number, row in enumerate(cells, start=2)]
    return decide_formats(rows, columns, delimiter=delimiter)


def test_one_day_above_twelve_decides_for_its_whole_column() -> None:
    formats = decided(("03/04/2026", "", ""), ("05/06/2026", "", ""), ("03/15/2026", "", ""))
    decision = formats.dates["created_on"]
    assert decision.order == "mdy"
    assert decision.evidence == (Seen(4, "03/15/2026"),)
    assert (decision.ambiguous, decision.ambiguous_rows) == (2, (2, 3))
    assert not decision.is_open


def test_without_a_proof_the_order_stays_open_and_names_its_rows() -> None:
    formats = decided(("03/04/2026", "", ""), ("", "", ""), ("05/06/2026", "", ""))
    decision = formats.dates["created_on"]
    assert (decision.order, decision.ambiguous_rows, decision.is_open) == (None, (2, 4), True)
    assert formats.open_fields == ("created_on",)


def test_another_column_may_suggest_an_order_and_not_decide_it() -> None:
    formats = decided(("03/04/2026", "03/15/2026", ""))
    assert formats.order_of("closed_on") == "mdy"
    assert formats.order_of("created_on") is None
    assert formats.dates["created_on"].suggestion == "mdy"


def test_two_proofs_against_each_other_are_asked() -> None:
    formats = decided(("03/15/2026", "", ""), ("15/03/2026", "", ""), ("03/04/2026", "", ""))
    decision = formats.dates["created_on"]
    assert decision.order is None
    assert decision.is_open
    assert {seen.value for seen in decision.evidence + decision.against} == {"03/15/2026", "15/03/2026"}


def test_proofs_against_each_other_are_no_question_when_nothing_is_ambiguous() -> None:
    formats = decided(("03/15/2026", "", ""), ("15/03/2026", "", ""))
    assert formats.open_fields == ()


def test_dates_that_speak_for_themselves_need_no_order() -> None:
    formats = decided(("2026-03-04", "04.03.2026", ""), ("46086", "5 марта 2026", ""), ("soon", "", ""))
    assert formats.open_fields == ()
    created = formats.dates["created_on"]
    assert (created.serials, created.unreadable, created.values) == (1, 1, 3)


def test_an_impossible_date_proves_nothing() -> None:
    formats = decided(("31/02/2026", "", ""), ("03/04/2026", "", ""))
    assert formats.order_of("created_on") is None


def test_one_number_decides_what_the_comma_means() -> None:
    formats = decided(("", "", "1,234"), ("", "", "1,234.50"))
    assert formats.decimal_of("amount") == "."
    formats = decided(("", "", "1,234"), ("", "", "12,5"))
    assert formats.decimal_of("amount") == ","


def test_a_comma_with_three_digits_behind_is_never_guessed() -> None:
    formats = decided(("", "", "1,234"), ("", "", "2,500"), delimiter=";")
    decision = formats.numbers["amount"]
    assert (decision.decimal, decision.ambiguous_rows, decision.is_open) == (None, (2, 3), True)
    assert decision.suggestion == ","  # semicolons separate columns where the comma is taken


def test_numbers_of_a_workbook_prove_nothing_about_texts_beside_them() -> None:
    rows = [(2, ["1", "", "", NumberCell("1234.5")]), (3, ["2", "", "", "1,234"])]
    formats = decide_formats(rows, COLUMNS)
    assert formats.numbers["amount"].is_open


def test_a_person_answers_for_the_file_or_for_one_column() -> None:
    formats = decided(("03/04/2026", "05/06/2026", "1,234"))
    everywhere = formats.with_order("dmy").with_decimal("comma")
    assert (everywhere.order_of("created_on"), everywhere.order_of("closed_on")) == ("dmy", "dmy")
    assert everywhere.decimal_of("amount") == ","
    assert everywhere.open_fields == ()
    assert formats.with_order("mdy", only="closed_on").open_fields == ("created_on", "amount")


@pytest.mark.parametrize("answer", ["", "dym", "MM/DD"])
def test_an_answer_that_does_not_exist_is_refused(answer: str) -> None:
    with pytest.raises(FormatUnknown):
        Formats().with_order(answer)
    with pytest.raises(FormatUnknown):
        Formats().with_decimal(answer)
