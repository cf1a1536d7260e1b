from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kvota.domain.importing.aliases import AliasTwice, AliasUnreadable, parse_aliases
from kvota.domain.importing.cells import NumberCell
from kvota.domain.importing.column_map import map_columns
from kvota.domain.importing.column_values import values_of
from kvota.domain.importing.columns import accepted, guess_columns
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.fields import FileKind
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.mapped_row import ClientRow, DealRow, LogRow, PaymentRow, PersonRow, ProductRow
from kvota.domain.importing.read_deals import read_deal_rows
from kvota.domain.importing.read_lists import read_client_rows, read_people_rows, read_product_rows
from kvota.domain.importing.read_log import read_log_rows
from kvota.domain.importing.read_payments import read_payment_rows
from kvota.domain.importing.seen_keys import SeenKeys

HEADER = [
    "id",
    "client",
    "owner",
    "stage",
    "amount",
    "currency",
    "created on",
    "moved on",
    "closed on",
    "kind",
]
GOOD = ["D-1", "Acme", "Anna", "Won", "1054", "", "2026-01-10", "2026-02-01", "2026-03-01", "new"]


def columns(header: list[str], kind: FileKind = "deals"):
    return map_columns(header, kind=kind, guessed=accepted(guess_columns(header, [], kind=kind)))


def deals(
    *rows: list[str], currency: str = "EUR", formats: Formats | None = None, **more
) -> list[DealRow | Fault]:
    numbered = [(number, row) for number, row in enumerate(rows, start=2)]
    return list(read_deal_rows(numbered, columns(HEADER), formats or Formats(), currency=currency, **more))


def changed(**cells: str) -> list[str]:
    row = list(GOOD)
    for name, value in cells.items():
        row[HEADER.index(name.replace("_", " "))] = value
    return row


def only_fault(*rows: list[str], **more) -> Fault:
    faults = [each for each in deals(*rows, **more) if isinstance(each, Fault)]
    assert len(faults) == 1, faults
    return faults[0]


def test_a_row_becomes_a_deal() -> None:
    (deal,) = deals(GOOD)
    assert isinstance(deal, DealRow)
    assert (deal.row, deal.external_id, deal.client, deal.owner) == (2, "D-1", "Acme", "Anna")
    assert (deal.stage, deal.stage_kind, deal.kind) == ("Won", "won", "new")
    assert (deal.amount_minor, deal.currency) == (105_400, "EUR")
    assert (deal.created_on, deal.ended_on) == (date(2026, 1, 10), date(2026, 3, 1))


def test_an_empty_client_is_nobody_and_no_fault() -> None:
    (deal,) = deals(changed(client=" "))
    assert isinstance(deal, DealRow)
    assert deal.client is None


def test_a_won_deal_may_end_on_its_last_move() -> None:
    (deal,) = deals(changed(closed_on=""))
    assert isinstance(deal, DealRow)
    assert deal.ended_on == date(2026, 2, 1)


@pytest.mark.parametrize("stage", ["Won", "Lost"])
def test_an_ended_deal_without_any_day_is_refused(stage: str) -> None:
    fault = only_fault(changed(stage=stage, closed_on="", moved_on=""))
    assert (fault.row, fault.column, fault.code) == (2, "closed on", "ended_without_day")


def test_an_open_deal_without_any_day_has_an_unknown_date() -> None:
    (deal,) = deals(changed(stage="Offer", created_on="", moved_on="", closed_on=""))
    assert isinstance(deal, DealRow)
    assert deal.date_unknown
    assert (deal.created_on, deal.moved_on, deal.ended_on) == (None, None, None)


def test_the_closing_day_of_an_open_deal_is_only_a_hope() -> None:
    (deal,) = deals(changed(stage="Offer", closed_on="2026-12-24"))
    assert isinstance(deal, DealRow)
    assert (deal.closed_on, deal.expected_on, deal.ended_on) == (None, date(2026, 12, 24), None)


def test_a_deal_cannot_close_or_move_before_it_was_created() -> None:
    assert only_fault(changed(closed_on="2026-01-09")).code == "closed_before_created"
    assert only_fault(changed(stage="Offer", moved_on="2026-01-09")).code == "moved_before_created"


def test_the_second_row_with_one_id_is_refused_and_names_the_first() -> None:
    first, second = deals(GOOD, changed(client="Other"))
    assert isinstance(first, DealRow)
    assert isinstance(second, Fault)
    assert (second.row, second.column, second.code, second.fields["first_row"]) == (
        3,
        "id",
        "repeated_in_file",
        2,
    )


def test_rows_without_an_id_are_never_each_others_repeats() -> None:
    assert all(isinstance(each, DealRow) for each in deals(changed(id=""), changed(id="")))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-5", "amount_negative"),
        ("(5)", "amount_negative"),
        ("1000000000000000", "amount_too_large"),
        ("9" * 40, "amount_too_large"),
        ("1,234", "number_ambiguous"),
        ("33.333", "number_ambiguous"),
        ("33.3333", "too_many_decimals"),
        ("lots", "number_unreadable"),
        ("=B2*3", "formula_without_value"),
        ("#REF!", "cell_is_error"),
    ],
)
def test_a_sum_that_cannot_be_taken_names_row_column_and_reason(cell: str, code: str) -> None:
    fault = only_fault(changed(amount=cell))
    assert (fault.row, fault.column, fault.code) == (2, "amount", code)
    assert fault.value == cell


def test_sums_stay_exact() -> None:
    cells = ["0.07", "1 234 567,89", "999999999999999.99", "", "0"]
    found = deals(*(changed(id=str(number), amount=cell) for number, cell in enumerate(cells)))
    assert [deal.amount_minor for deal in found] == [7, 123_456_789, 99_999_999_999_999_999, None, 0]  # type: ignore[union-attr]


def test_the_currency_is_the_rows_then_the_signs_then_the_files() -> None:
    found = deals(
        changed(id="1", currency="руб.", amount="5"),
        changed(id="2", amount="$5"),
        changed(id="3", amount="5"),
        changed(id="4", currency="JPY", amount="¥1 500"),
        changed(id="5", amount="5 元"),
        currency="BGN",
    )
    assert [(deal.currency, deal.amount_minor) for deal in found] == [  # type: ignore[union-attr]
        ("RUB", 500), ("USD", 500), ("BGN", 500), ("JPY", 1500), ("CNY", 500),
    ]  # fmt: skip


def test_a_sign_that_contradicts_the_currency_of_its_row_is_refused() -> None:
    assert only_fault(changed(currency="EUR", amount="$5")).code == "currency_differs"
    assert only_fault(changed(currency="coins")).code == "currency_unread"


def test_a_row_shows_all_its_faults_at_once() -> None:
    faults = deals(changed(amount="x", created_on="31.02.2026", kind="maybe", currency="??"))
    assert {fault.code for fault in faults if isinstance(fault, Fault)} == {
        "number_unreadable", "date_impossible", "kind_unknown", "currency_unread",
    }  # fmt: skip
    assert all(isinstance(fault, Fault) for fault in faults)


def test_a_bad_row_costs_none_of_its_neighbours() -> None:
    found = deals(changed(id="1"), changed(id="2", amount="x"), changed(id="3"))
    assert [type(each).__name__ for each in found] == ["DealRow", "Fault", "DealRow"]


def test_a_ragged_row_is_refused_and_empty_cells_behind_it_are_not() -> None:
    assert only_fault(GOOD[:-1]).code == "row_ragged"
    assert only_fault([*GOOD, "x"]).fields == {"cells": 11, "columns": 10}
    assert isinstance(deals([*GOOD, "", ""])[0], DealRow)


def test_an_ambiguous_date_waits_for_its_answer() -> None:
    row = changed(created_on="01/02/2026")
    assert only_fault(row).code == "date_ambiguous"
    formats = Formats(dates={"created_on": Formats().dates.get("created_on") or _undecided()})
    (deal,) = deals(row, formats=formats.with_order("mdy"))
    assert isinstance(deal, DealRow)
    assert deal.created_on == date(2026, 1, 2)


def _undecided():
    from kvota.domain.importing.formats import DateDecision

    return DateDecision(ambiguous=1, ambiguous_rows=(2,))


def test_an_id_keeps_its_zeros_and_a_rounded_one_is_refused() -> None:
    (deal,) = deals(changed(id="000123"))
    assert isinstance(deal, DealRow)
    assert deal.external_id == "000123"
    assert only_fault(changed(id="1.23457E+15")).code == "id_mangled"


def test_a_name_as_long_as_a_book_is_refused() -> None:
    fault = only_fault(changed(client="x" * 1_000_000))
    assert (fault.code, fault.fields["limit"]) == ("text_too_long", 200)
    assert len(fault.value) == 80


def test_what_a_person_said_about_a_stage_counts() -> None:
    (deal,) = deals(changed(stage="Закрыта"), stage_kinds={"закрыта": "lost"})
    assert isinstance(deal, DealRow)
    assert deal.stage_kind == "lost"


def test_an_empty_stage_is_refused() -> None:
    assert only_fault(changed(stage="")).code == "stage_missing"


def test_a_status_overrules_the_stage() -> None:
    header = ["id", "stage", "status", "closed on"]
    rows = [(2, ["1", "Offer", "Lost", "2026-03-01"]), (3, ["2", "Contract signed", "Open", ""])]
    lost, still_open = read_deal_rows(rows, columns(header), Formats(), currency="EUR")
    assert isinstance(lost, DealRow)
    assert isinstance(still_open, DealRow)
    assert (lost.stage, lost.stage_kind) == ("Offer", "lost")
    assert still_open.stage_kind == "open"


def test_two_spellings_become_one_where_a_person_says_so() -> None:
    header = ["id", "product"]
    rows = [(2, ["1", "GTXPro"]), (3, ["2", "gtxpro "]), (4, ["3", "GTX Pro"])]
    aliases = parse_aliases(['product:GTXPro="GTX Pro"'])
    found = read_deal_rows(rows, columns(header), Formats(), currency="EUR", aliases=aliases)
    assert [deal.product for deal in found if isinstance(deal, DealRow)] == ["GTX Pro"] * 3


@pytest.mark.parametrize(
    "text", ["product=GTX", "product:GTXPro", "colour:red=blue", "product:=x", "product:x="]
)
def test_an_alias_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(AliasUnreadable):
        parse_aliases([text])


def test_an_alias_cannot_mean_two_names() -> None:
    with pytest.raises(AliasTwice):
        parse_aliases(["product:a=B", "product:A=C"])


def test_people_of_one_name_are_told_apart_by_their_sign_in() -> None:
    header = ["name", "department", "role", "email"]
    rows = [
        (2, ["Anna Lee", "North", "Sales rep", "a@x"]),
        (3, ["Anna Lee", "South", "Head", "b@x"]),
        (4, ["Boris", "North", "", ""]),
        (5, ["BORIS", "North", "", ""]),
        (6, ["", "North", "", ""]),
        (7, ["Eve", "", "Wizard", ""]),
    ]
    found = list(read_people_rows(rows, columns(header, "people"), Formats()))
    assert [(each.name, each.role) for each in found if isinstance(each, PersonRow)] == [
        ("Anna Lee", "rep"), ("Anna Lee", "head"), ("Boris", None),
    ]  # fmt: skip
    assert [(each.row, each.code) for each in found if isinstance(each, Fault)] == [
        (5, "repeated_in_file"), (6, "cell_missing"), (7, "role_unknown"),
    ]  # fmt: skip


def test_clients_of_one_name_are_told_apart_by_their_number() -> None:
    rows = [(2, ["Acme", "1"]), (3, ["Acme", "2"]), (4, ["Acme", "1"]), (5, ["Solo", ""]), (6, ["SOLO", ""])]
    found = list(read_client_rows(rows, columns(["name", "client id"], "clients"), Formats()))
    assert [each.row for each in found if isinstance(each, ClientRow)] == [2, 3, 5]
    assert [each.row for each in found if isinstance(each, Fault)] == [4, 6]


def test_a_product_has_prices_in_one_currency() -> None:
    header = ["product", "price", "floor price", "series"]
    rows = [
        (2, ["GTX", "€550", "€500", "G"]),
        (3, ["MG", "550", "600", ""]),
        (4, ["XG", "€5", "$4", ""]),
        (5, ["ZG", "", "", ""]),
    ]
    found = list(read_product_rows(rows, columns(header, "products"), Formats(), currency="USD"))
    assert found[0] == ProductRow(2, "GTX", 55_000, 50_000, "EUR", "G")
    assert [each.code for each in found if isinstance(each, Fault)] == [
        "floor_above_price",
        "currency_differs",
    ]
    assert found[3] == ProductRow(5, "ZG", None, None, "USD", None)


def test_a_payment_needs_a_day_and_an_amount_above_zero() -> None:
    header = ["Дата", "Сумма", "Плательщик", "Назначение платежа", "Номер документа", "Сделка"]
    rows = [
        (2, ["05.03.2026", "1 200,50", "ООО Ромашка", "По счёту 7", "PP-1", "D-1"]),
        (3, ["", "5", "", "", "PP-2", ""]),
        (4, ["05.03.2026", "", "", "", "PP-3", ""]),
        (5, ["05.03.2026", "0,00", "", "", "PP-4", ""]),
        (6, ["05.03.2026", "−5", "", "", "PP-5", ""]),
        (7, ["05.03.2026", "5", "", "", "PP-1", ""]),
    ]
    found = list(read_payment_rows(rows, columns(header, "payments"), Formats(), currency="RUB"))
    day = date(2026, 3, 5)
    assert found[0] == PaymentRow(2, day, 120_050, "RUB", "ООО Ромашка", "По счёту 7", "PP-1", "D-1")
    assert [(each.row, each.code) for each in found if isinstance(each, Fault)] == [
        (3, "cell_missing"), (4, "cell_missing"), (5, "payment_of_nothing"), (6, "amount_negative"),
        (7, "repeated_in_file"),
    ]  # fmt: skip


def test_a_log_says_what_happened_when() -> None:
    header = ["deal", "at", "event", "stage", "amount", "expected_on", "hotel", "meal"]
    rows = [
        (2, ["h-1", "2013-06-24T00:00:00Z", "stage", ">90d", "427.14", "2015-07-01", "Resort", ""]),
        (3, ["h-1", "2013-06-25T10:00:00Z", "touch", "", "", "", "", ""]),
        (4, ["h-1", "2013-06-26T10:00:00Z", "won", "", "", "", "", ""]),
        (5, ["h-1", "2013-06-26T10:00:00Z", "dance", "", "", "", "", ""]),
        (6, ["h-1", "2013-06-26T10:00:00Z", "stage", "", "", "", "", ""]),
        (7, ["", "", "lost", "", "", "", "", ""]),
    ]
    found = list(read_log_rows(rows, columns(header, "log"), Formats(), currency="EUR"))
    assert found[0] == LogRow(
        2,
        "h-1",
        datetime(2013, 6, 24, tzinfo=UTC),
        "stage",
        ">90d",
        42_714,
        date(2015, 7, 1),
        (("hotel", "Resort"),),
    )
    assert [each.event for each in found if isinstance(each, LogRow)] == ["stage", "touch", "won"]
    assert [(each.row, each.column, each.code) for each in found if isinstance(each, Fault)] == [
        (5, "event", "event_unknown"), (6, "stage", "cell_missing"), (7, "deal", "cell_missing"),
        (7, "at", "cell_missing"),
    ]  # fmt: skip


def test_the_names_of_a_column_are_counted_once_each() -> None:
    rows = [(2, ["1", "Won"]), (3, ["2", " won"]), (4, ["3", ""]), (5, ["4", "#N/A"]), (6, ["5", "Offer"])]
    found = values_of(rows, columns(["id", "stage"]), "stage")
    assert [(value.name, value.key, value.rows) for value in found] == [
        ("Won", "won", 2),
        ("Offer", "offer", 1),
    ]
    assert values_of(rows, columns(["id", "stage"]), "owner") == ()


def test_a_hundred_thousand_keys_are_told_apart() -> None:
    seen = SeenKeys()
    assert all(seen.first_row(f"D-{number}", number) is None for number in range(1, 100_001))
    assert [seen.first_row(f"D-{number}", 7) for number in (1, 50_000, 100_000)] == [1, 50_000, 100_000]
    assert seen.first_row("D-0", 7) is None


def test_numbers_of_a_workbook_are_ids_without_a_tail() -> None:
    (deal,) = deals(changed(id=NumberCell("5"), amount=NumberCell("1234.5")))
    assert isinstance(deal, DealRow)
    assert (deal.external_id, deal.amount_minor) == ("5", 123_450)


def test_a_fault_can_be_stored_and_read_aloud() -> None:
    fault = only_fault(changed(created_on="31.02.2026"))
    assert fault.as_dict()["code"] == "date_impossible"
    assert str(fault) == (
        "row 2, column created on: 31.02.2026 is not a day of the calendar; write a day that exists"
    )
