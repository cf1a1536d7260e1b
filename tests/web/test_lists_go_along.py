"""Every list and report of Review as a file: the rows of the screen, in the way of the reader's language."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django_scopes import scope
from python_calamine import CalamineWorkbook

from kvota.web.review.export import TABLES
from tests.web.conftest import House

_READERS = (("Olga", "en"), ("Anna", "ru"))


def address(house: House, what: str, ending: str) -> str:
    when = (
        "since=2026-11-10" if what == "changes" else "when=2026-Q4&" if what == "cohort" else "when=2026-11&"
    )
    stage = f"stage={house.company.stages[0].uid}" if what == "cohort" else ""
    key = "key=moves" if what == "metric" else ""
    return f"/review/export/{what}.{ending}?{when}{stage}{key}"


@pytest.mark.parametrize("what", sorted(TABLES))
def test_a_table_is_the_same_in_each_form_and_each_language(house: House, signed_in, what) -> None:
    signed_in(house.company, "Maria").post(reverse("try-once"), {"action": "call"})
    client, russian = (signed_in(house.company, who, language=lang) for who, lang in _READERS)
    plain = client.get(address(house, what, "csv"))
    assert plain.content.startswith(b"\xef\xbb\xbf")
    assert plain["Content-Disposition"] == f'attachment; filename="kvota-{what}-2026-11-18.csv"'
    rows = list(csv.reader(StringIO(plain.content.decode("utf-8-sig"))))
    assert len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])}
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(address(house, what, "xlsx")).content))
    cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert [str(cell) for cell in cells[0]] == rows[0] and len(cells) == len(rows)
    pasted = client.get(address(house, what, "tsv"))
    assert "Content-Disposition" not in pasted
    assert [line.split("\t") for line in pasted.content.decode().splitlines()] == rows
    semicolons = russian.get(address(house, what, "csv")).content.decode("utf-8-sig")
    local = list(csv.reader(StringIO(semicolons), delimiter=";"))
    assert [len(row) for row in local] == [len(row) for row in rows]
    assert re.search("[А-Яа-я]", "".join(local[0]))


@pytest.mark.parametrize("metric", ["contract", "meeting", "call", "owed"])
def test_a_measure_goes_along_as_it_is_shown(house: House, signed_in, metric) -> None:
    client = signed_in(house.company, "Olga")
    for what in ("review", "days", "periods"):
        answer = client.get(f"/review/export/{what}.csv?when=2026-11&metric={metric}")
        assert answer.status_code == (404 if (what, metric) == ("periods", "owed") else 200)


def test_the_file_of_a_part_sums_to_the_number_that_opened_it(house: House, signed_in) -> None:
    client = signed_in(house.company, "Olga")
    with scope(organisation=house.company.organisation):
        house.company.money("payment", house.deals["Maria"], 5_000_05, on=date(2026, 11, 1))
    text = client.get("/review/export/actual.csv?when=2026-11&part=2026-W44").content.decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(text))
    assert Decimal(row["Amount"]) == Decimal("5000.05")


@pytest.mark.parametrize("wrong", ["nothing.csv", "deals.exe", "cohort.csv", "cohort.csv?stage=x"])
def test_what_is_no_table_is_not_there(house: House, signed_in, wrong) -> None:
    assert signed_in(house.company, "Olga").get(f"/review/export/{wrong}").status_code == 404
