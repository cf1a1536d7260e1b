"""A goal as a workbook: live formulas out, and what was typed in it back, cell for cell."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope
from python_calamine import CalamineWorkbook

from kvota.actions.publish_goal import begin_draft
from kvota.integrations.files.goal_workbook import read_goal_workbook
from kvota.records.goal_nodes import kept_cells
from kvota.records.models import GoalVersion
from tests.web.conftest import House
from tests.web.test_plan_sheet import MONTH, K, key_of, quarter, send, typed

__all__ = ["quarter"]


def workbook(client: Client, version: GoalVersion) -> bytes:
    answer = client.get("/plan/file", {"version": str(version.uid)})
    assert answer.status_code == 200
    content: bytes = answer.content
    return content


def formulas(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    return dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]+)</f>', sheet))


def with_value(book: bytes, key: str, column: str, value: str) -> bytes:
    """The file with another number typed over a cell, its formula gone, as a spreadsheet would save it."""
    table = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    row = next(number for number, cells in enumerate(table, 1) if cells[0] == key)
    place = table[1].index(column)
    cell = f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[place]}{row}"
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as parts, zipfile.ZipFile(out, "w") as written:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                pattern = rf'(<c r="{cell}"[^>]*>)(<f>[^<]*</f>)?<v>[^<]*</v>'
                content, count = re.subn(pattern, rf"\g<1><v>{value}</v>", content.decode())[0], 1
                content = content.encode()
                assert count
            written.writestr(name, content)
    return out.getvalue()


def bring(client: Client, version: GoalVersion, book: bytes) -> Any:
    file = SimpleUploadedFile("plan.xlsx", book)
    return client.post("/plan/from-file", {"version": str(version.uid), "file": file})


def differences(body: str) -> list[int]:
    table = body.partition('data-testid="file-differences"')[2]
    return [int(value) for value in re.findall(r'data-value="(-?\d+)"', table)]


def cells(house: House, version: GoalVersion) -> dict[tuple[str, str], int]:
    with scope(organisation=house.company.organisation):
        return {place: cell.value for place, cell in kept_cells(version).items()}


def newest(house: House) -> GoalVersion:
    with scope(organisation=house.company.organisation):
        return GoalVersion.objects.latest("sequence")


def accept(client: Client, version: GoalVersion, body: str) -> Any:
    found = re.search(r'name="differences" value="([^"]+)"', body)
    assert found
    told = found[1].replace("&quot;", '"')
    return client.post("/plan/from-file", {"version": str(version.uid), "differences": told})


def test_the_file_comes_back_cell_for_cell(house: House, quarter: GoalVersion, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    book = workbook(client, quarter)
    read = read_goal_workbook(book)
    assert read
    stored = cells(house, quarter)
    told = {place: round(float(text) * 100) for place, text in read.cells.items() if place in stored}
    assert told == stored
    assert 'data-testid="file-same"' in bring(client, quarter, book).content.decode()


def test_parents_sums_and_what_is_left_are_formulas(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    send(client, "change", house.goal, changes=[typed(house, "Maria", "100000")])
    book = workbook(client, newest(house))
    table = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    rows = {cells[2]: number for number, cells in enumerate(table, 1)}
    found = formulas(book)
    unit, rep = rows["Sales-1"], rows["Maria"]
    assert found[f"D{unit}"].startswith("SUMIF(") and found[f"D{unit}"].endswith("+125000.00")
    assert f"D{rep}" not in found
    left = rows["Sales-1: not yet allocated"]
    assert found[f"D{left}"].startswith(f"D{unit}-SUMIF(")
    assert table[left - 1][3] == 125_000


def test_a_typed_cell_is_shown_and_then_stored_alone(
    house: House, quarter: GoalVersion, signed_in: Any
) -> None:
    client = signed_in(house.company, "Olga")
    with scope(organisation=house.company.organisation):
        draft = begin_draft(seat=house.company.seats["Olga"], version=quarter, now=quarter.recorded_at)
    before, maria = cells(house, draft), key_of(house, "Maria")
    book = with_value(workbook(client, draft), maria, "2027-02", "123456.78")
    body = bring(client, draft, book).content.decode()
    assert differences(body) == [123_456_78]
    assert newest(house) == draft  # nothing is stored before it is accepted
    assert accept(client, draft, body).status_code == 302
    after = cells(house, newest(house))
    assert after == {**before, (maria, "2027-02"): 123_456_78}
    with scope(organisation=house.company.organisation):
        typed_now = [place for place, cell in kept_cells(newest(house)).items() if cell.typed]
    assert typed_now == [(maria, "2027-02")]


def test_a_parent_that_a_spreadsheet_counted_anew_is_not_taken_as_typed(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    maria, unit, top = (key_of(house, name) for name in ("Maria", "Sales-1", "Vega Trade"))
    book = with_value(workbook(client, house.goal), maria, MONTH, "200000")
    book = with_value(with_value(book, unit, MONTH, "425000"), top, MONTH, "875000")
    body = bring(client, house.goal, book).content.decode()
    assert differences(body) == [200 * K]
    typed_over = with_value(with_value(book, unit, MONTH, "430000"), top, MONTH, "880000")
    assert differences(bring(client, house.goal, typed_over).content.decode()) == [430 * K, 200 * K]


def test_a_file_of_another_goal_or_of_an_older_version_is_refused(
    house: House, quarter: GoalVersion, signed_in: Any
) -> None:
    client = signed_in(house.company, "Olga")
    book = workbook(client, quarter)
    other = bring(client, house.goal, book)
    assert other.status_code == 409
    assert "2027-Q1 (published)" in other.content.decode()
    send(client, "change", quarter, changes=[typed(house, "Maria", "100", ["2027-01"])])
    late = bring(client, newest(house), book)
    assert late.status_code == 409
    assert "Olga changed this goal" in late.content.decode()


def test_what_is_no_goal_is_refused_in_words(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    for book in (b"", b"a;b\n1;2\n", b"PK\x03\x04 broken"):
        assert bring(client, house.goal, book).status_code == 422
    book = workbook(client, house.goal)
    words = with_value(book, key_of(house, "Maria"), MONTH, "x")
    assert bring(client, house.goal, words).status_code == 422
    tampered = {"version": str(house.goal.uid), "differences": '[["u999","2026-11",1,2]]'}
    assert client.post("/plan/from-file", tampered).status_code == 422


def test_a_sum_that_was_typed_over_is_refused_by_name(
    house: House, quarter: GoalVersion, signed_in: Any
) -> None:
    client = signed_in(house.company, "Olga")
    book = with_value(workbook(client, quarter), key_of(house, "Maria"), "2027-Q1", "5")
    answer = bring(client, quarter, book)
    assert answer.status_code == 422
    assert "Maria, Q1 2027" in answer.content.decode().replace("\u00a0", " ")


def test_a_head_takes_his_own_rows_and_a_rep_brings_none(house: House, signed_in: Any) -> None:
    head = signed_in(house.company, "Denis")
    read = read_goal_workbook(workbook(head, house.goal))
    assert read
    assert {key for key, _ in read.cells} == {key_of(house, name) for name in ("Sales-1", "Maria", "Ivan")}
    rep = signed_in(house.company, "Maria")
    assert bring(rep, house.goal, workbook(rep, house.goal)).status_code == 403
