from __future__ import annotations

from collections.abc import Mapping

import pytest

from kvota.domain.importing.column_map import (
    ColumnMissing,
    ColumnUnknown,
    FieldUnknown,
    TwoColumnsToOneField,
    chosen_by_field,
    map_columns,
    parse_map,
)
from kvota.domain.importing.columns import accepted, guess_columns, guess_kind, header_key
from kvota.domain.importing.fields import FIELDS, FileKind
from kvota.domain.importing.header_words import HEADER_WORDS
from kvota.domain.importing.origins import ENOUGH_COLUMNS, EXPORTS, origin_of


def fields(header: str, *rows: list[str], kind: FileKind = "deals") -> dict[str, str]:
    names = header.split(",")
    return {field: names[place] for field, place in accepted(guess_columns(names, rows, kind=kind)).items()}


def test_the_crm_export_maps_by_itself() -> None:
    row = ["1C1I7A6R", "Moses Frase", "GTX Plus Basic", "Cancity", "Won", "2016-10-20", "2017-03-01", "1054"]
    header = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
    assert fields(header, row) == {
        "id": "opportunity_id",
        "owner": "sales_agent",
        "product": "product",
        "client": "account",
        "stage": "deal_stage",
        "created_on": "engage_date",
        "closed_on": "close_date",
        "amount": "close_value",
    }


def test_the_lists_beside_the_crm_export_map_by_themselves() -> None:
    assert fields("sales_agent,manager,regional_office", ["Anna", "Dustin", "Central"], kind="people") == {
        "name": "sales_agent",
        "head": "manager",
        "unit": "regional_office",
    }
    header = "account,sector,year_established,revenue,employees,office_location,subsidiary_of"
    row = ["Acme", "technolgy", "1996", "1100.04", "2822", "United States", ""]
    assert fields(header, row, kind="clients") == {
        "name": "account",
        "industry": "sector",
        "region": "office_location",
    }
    assert fields("product,series,sales_price", ["GTX Pro", "GTX", "4821"], kind="products") == {
        "name": "product",
        "price": "sales_price",
        "series": "series",
    }


BULGARIAN = {
    "id": "Номер на сделка",
    "stage": "Етап",
    "client": "Клиент",
    "amount": "Стойност",
    "currency": "Валута",
    "product": "Продукт",
    "owner": "Търговец",
    "created_on": "Дата на създаване",
    "moved_on": "Последна промяна",
    "closed_on": "Дата на приключване",
    "source": "Източник",
    "industry": "Бранш",
    "lost_reason": "Причина за загуба",
}


@pytest.mark.parametrize("named", [*EXPORTS.values(), BULGARIAN], ids=[*EXPORTS, "Bulgarian"])
def test_the_words_alone_know_the_columns_of_other_systems(named: Mapping[str, str]) -> None:
    """Half an export is recognised as no system's: then only the dictionary speaks."""
    assert fields(",".join(named.values())) == named
    some = dict(list(named.items())[: ENOUGH_COLUMNS - 1])
    assert origin_of(list(some.values())) == "" and fields(",".join(some.values())) == some


def test_every_word_of_the_dictionary_is_written_as_headers_are_compared() -> None:
    for kind, words_of in HEADER_WORDS.items():
        assert set(words_of) <= set(FIELDS[kind])
        for names in words_of.values():
            assert [name for name in names if header_key(name) not in {name, "no"}] == []


def test_a_hoped_for_day_is_not_a_closing_day() -> None:
    found = fields("ID,Клиент,Предполагаемая дата закрытия,Дата закрытия")
    assert found["expected_on"] == "Предполагаемая дата закрытия"
    assert found["closed_on"] == "Дата закрытия"
    assert fields("客户名称,预计成交日期")["expected_on"] == "预计成交日期"


def test_a_status_beside_a_stage_stays_apart_and_alone_is_the_stage() -> None:
    both = fields("Deal ID,Stage,Status", ["1", "Offer", "Open"])
    assert (both["stage"], both["status"]) == ("Stage", "Status")
    alone = fields("Deal ID,Status", ["1", "Won"])
    assert alone["stage"] == "Status"
    assert "status" not in alone


def test_a_known_name_over_the_wrong_values_is_not_believed() -> None:
    assert "amount" not in fields("id,Amount", ["1", "see contract"], ["2", "on request"])
    assert "created_on" not in fields("id,Created", ["1", "Anna"], ["2", "Boris"])
    # Bitrix24 keeps the kind of contract in "Тип"; only new and repeat would be ours.
    assert "kind" not in fields("ID,Тип", ["1", "Продажа"], ["2", "Комплексная продажа"])
    assert fields("ID,Повторная сделка", ["1", "Да"], ["2", "Нет"])["kind"] == "Повторная сделка"


def test_values_speak_where_the_name_is_unknown() -> None:
    found = fields("Nr,Wert,Waehrung,Phase", ["1", "€ 12,50", "EUR", "Won"], ["2", "€ 3", "EUR", "Lost"])
    assert found == {"amount": "Wert", "currency": "Waehrung", "stage": "Phase"}


def test_numbers_alone_are_a_hint_and_not_used_without_asking() -> None:
    guesses = guess_columns(["Nr", "Wert"], [["1", "12,5"], ["2", "3,75"]], kind="deals")
    assert (guesses[1].field, guesses[1].by) == ("amount", "values")
    assert accepted(guesses) == {}


def test_of_two_columns_for_one_field_the_likelier_wins_and_the_other_says_why() -> None:
    header = ["Amount", "Amount in company currency"]
    guesses = guess_columns(header, [["5", "6"]], kind="deals")
    assert (guesses[0].field, guesses[1].field) == ("amount", None)
    assert guesses[1].given_up_for == "Amount"


def test_a_company_size_is_no_company() -> None:
    assert "client" not in fields("Company size,Contact created by")


def test_the_kind_of_a_file_is_seen_from_its_columns() -> None:
    row = ["Acme", "technolgy", "1100.04", "United States"]
    assert guess_kind(["account", "sector", "revenue", "office_location"], [row]) == "clients"
    assert guess_kind(["Дата платежа", "Плательщик", "Сумма", "Назначение платежа"], []) == "payments"
    assert guess_kind(["deal", "at", "event", "stage", "amount", "meal"], []) == "log"
    assert guess_kind(["ФИО", "Отдел", "Руководитель"], []) == "people"
    assert guess_kind(["foo", "bar"], []) == "deals"


def test_a_person_corrects_a_guess() -> None:
    columns = map_columns(
        ["A", "B", "C"],
        kind="deals",
        guessed={"id": 0, "amount": 1, "client": 2},
        chosen={"product": "c", "amount": ""},
    )
    assert columns.as_names() == {"id": "A", "product": "C"}
    assert columns.unmapped == (1,)


def test_one_column_may_be_two_fields() -> None:
    columns = map_columns(
        ["id", "day"], kind="deals", chosen={"id": "id", "created_on": "day", "closed_on": "day"}
    )
    assert (columns.column("created_on"), columns.column("closed_on")) == ("day", "day")


def test_two_columns_to_one_field_are_refused_with_both_names() -> None:
    with pytest.raises(TwoColumnsToOneField) as refused:
        parse_map(["client=Account", "client=Firm"])
    assert refused.value.fields == {"field": "client", "first": "Account", "second": "Firm"}


def test_two_columns_chosen_on_a_form_for_one_field_are_refused() -> None:
    with pytest.raises(TwoColumnsToOneField, match="both Account and Firm are mapped to client"):
        chosen_by_field([("Account", "client"), ("Age", ""), ("Firm", "client")])


def test_a_field_and_a_column_that_do_not_exist_are_refused_with_what_does() -> None:
    with pytest.raises(FieldUnknown, match="the fields are id, client, owner"):
        map_columns(["id"], kind="deals", chosen={"customer": "id"})
    with pytest.raises(ColumnUnknown, match="the nearest is close_value") as refused:
        map_columns(["id", "close_value"], kind="deals", chosen={"amount": "closed value"})
    assert refused.value.column == "closed value"
    with pytest.raises(ColumnUnknown):
        parse_map(["client"])


def test_a_file_of_deals_needs_a_client_or_a_number() -> None:
    with pytest.raises(ColumnMissing) as refused:
        map_columns(["stage"], kind="deals", guessed={"stage": 0})
    assert refused.value.needed == "client"
    with pytest.raises(ColumnMissing):
        map_columns(["date"], kind="payments", guessed={"date": 0})
