"""The system that an export of deals comes from is recognised, and settles what two columns leave open."""

from __future__ import annotations

import pytest

from kvota.domain.importing.column_map import map_columns
from kvota.domain.importing.columns import accepted, guess_columns
from kvota.domain.importing.origins import ELSEWHERE, EXPORTS, columns_of_origin, origin_of
from tests.domain.importing.test_columns import BULGARIAN

# Longer exports of three systems, with columns beside those that are meant.
LONGER = {
    "Pipedrive": "Deal - ID,Deal - Title,Deal - Status,Deal - Stage,Deal - Organization,Deal - Value,"
    "Deal - Currency of Value,Deal - Owner,Deal - Deal created,Deal - Won time,Deal - Deal closed on",
    "HubSpot": "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Deal owner,Amount,Create Date,"
    "Associated Company,Associated Contact",
    "Bitrix24": "ID,Название,Стадия сделки,Тип,Сумма,Валюта,Компания,Контакт,Ответственный,Дата создания,"
    "Дата начала,Дата завершения",
}


@pytest.mark.parametrize("system", EXPORTS)
def test_an_export_is_recognised_by_its_columns(system: str) -> None:
    header = list(EXPORTS[system].values())
    assert origin_of(header) == system
    assert origin_of([*reversed(header), "Notes", "Поле 7"]) == system


@pytest.mark.parametrize("system", LONGER)
def test_its_own_names_win_over_those_that_could_be_meant_too(system: str) -> None:
    header = LONGER[system].split(",")
    assert origin_of(header) == system
    guessed = accepted(guess_columns(header, [], kind="deals"))
    columns = map_columns(header, kind="deals", guessed=columns_of_origin(system, header, guessed))
    closed = {"Pipedrive": "Deal - Deal closed on", "HubSpot": "Close Date", "Bitrix24": "Дата завершения"}
    created = {"Pipedrive": "Deal - Deal created", "HubSpot": "Create Date", "Bitrix24": "Дата создания"}
    assert (columns.column("closed_on"), columns.column("created_on")) == (closed[system], created[system])
    assert len(set(columns.places.values())) == len(columns.places), "no column is two fields"


def test_a_table_of_ones_own_comes_from_nowhere() -> None:
    assert origin_of(list(BULGARIAN.values())) == ""
    assert origin_of(["id", "client", "stage", "amount", "created_on", "closed_on"]) == ""
    assert columns_of_origin(ELSEWHERE, ["Deal - ID"], {"id": 0}) == {"id": 0}
