from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from kvota.domain.importing.cells import NumberCell
from kvota.domain.importing.column_map import map_columns
from kvota.domain.importing.columns import accepted, guess_columns
from kvota.domain.importing.dates import Epoch
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.read_deals import read_deal_rows
from kvota.domain.importing.refused_file import (
    CellsMerged,
    CellTooBig,
    FileBroken,
    FileEmpty,
    FileEncrypted,
    FileRefused,
    NotATable,
    RowTooWide,
    SheetTooBig,
    SheetUnknown,
    UnpacksTooBig,
)
from kvota.integrations.files import sheet_rows, workbook_texts
from kvota.integrations.files.cell_values import number_text, time_text
from kvota.integrations.files.open_source import open_source
from kvota.integrations.files.source_file import Choices


def workbook(fill, **options) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options) as book:
        fill(book)
    return stream.getvalue()


def sheet(*rows: list[object], **options) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("Deals")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)

    return workbook(fill, **options)


def rebuilt(data: bytes, **parts: str | bytes | None) -> bytes:
    """Return the archive with some parts replaced, added, or (None) taken out."""
    names = {name.replace("__", "/").replace("_DOT_", "."): content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in names:
                new.writestr(name, old.read(name))
        for name, content in names.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def raw_sheet(xml: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return rebuilt(
        sheet(["id"], ["1"]), xl__worksheets__sheet1_DOT_xml=f"{head}{xml}</sheetData></worksheet>"
    )


HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>sum</t></is></c></row>'
)


def test_values_become_the_texts_that_mean_them() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        clock = book.add_format({"num_format": "hh:mm"})
        page.write_row(0, 0, ["id", "zip", "sum", "day", "moment", "flag", "big", "small", "clock"])
        page.write_number(1, 0, 5)
        page.write_string(1, 1, "00123")
        page.write_number(1, 2, 1234.5)
        page.write_datetime(1, 3, date(2026, 3, 5), day)
        page.write_datetime(1, 4, datetime(2026, 3, 5, 10, 30), moment)
        page.write_boolean(1, 5, True)
        page.write_number(1, 6, 1234567890123456)
        page.write_number(1, 7, 0.000012)
        page.write_datetime(1, 8, time(9, 5), clock)

    file = open_source(workbook(fill))
    ((number, cells),) = file.rows()
    assert number == 2
    assert cells == ["5", "00123", "1234.5", "2026-03-05", "2026-03-05 10:30:00", "TRUE", "1234567890123456",
                     "0.000012", "09:05:00"]  # fmt: skip
    assert [isinstance(cell, NumberCell) for cell in cells[:4]] == [True, False, True, False]


@pytest.mark.parametrize(
    ("stored", "epoch", "shown"),
    [
        ("1", 1900, "1900-01-01"),
        ("59", 1900, "1900-02-28"),
        ("61", 1900, "1900-03-01"),  # 60 is a 29 February that never was
        ("46086", 1900, "2026-03-05"),
        ("2958465", 1900, "9999-12-31"),
        ("0", 1904, "1904-01-01"),
        ("44624", 1904, "2026-03-05"),
        ("46086.999999999", 1900, "2026-03-06"),
        ("0.75", 1900, "18:00:00"),
        ("-1", 1900, "-1"),
        ("1e9", 1900, "1000000000"),
        ("nan", 1900, "nan"),
        ("soon", 1900, "soon"),
    ],
)
def test_a_number_of_days_is_shown_as_excel_shows_it(stored: str, epoch: Epoch, shown: str) -> None:
    assert time_text(stored, epoch=epoch) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("5", "5"),
        ("-0.50", "-0.5"),
        ("1234.5599999999999", "1234.56"),
        ("1.2345E+3", "1234.5"),
        ("1E+15", "1000000000000000"),
        ("1.5E-7", "0.00000015"),
        ("inf", "inf"),
        ("x", "x"),
    ],
)
def test_a_stored_number_keeps_its_fifteen_digits(stored: str, shown: str) -> None:
    assert number_text(stored) == shown


def test_the_calendar_of_1904_is_read_from_the_workbook() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, ["id", "day", "serial"])
        page.write_number(1, 0, 1)
        page.write_datetime(1, 1, date(2026, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_number(1, 2, 44624)

    file = open_source(workbook(fill, date_1904=True))
    assert file.epoch == 1904
    assert next(iter(file.rows()))[1] == ["1", "2026-03-05", "44624"]
    assert open_source(sheet(["id"], [1])).epoch == 1900


def test_rows_and_columns_are_numbered_as_the_spreadsheet_shows_them() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.write_row(3, 2, ["id", "client"])
        page.write_row(6, 2, [1, "Acme"])

    file = open_source(workbook(fill))
    assert (file.header_row, file.header) == (4, ("[A]", "[B]", "id", "client"))
    assert list(file.rows()) == [(7, ["", "", "1", "Acme"])]


def test_the_first_visible_sheet_that_holds_something_is_read() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Empty")
        for name in ("Secret", "Deals", "Notes"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["id", "client"])
            page.write_row(1, 0, [1, name])
        book.get_worksheet_by_name("Secret").hide()

    data = workbook(fill)
    file = open_source(data)
    assert file.sheet == "Deals"
    assert [(each.name, each.hidden) for each in file.sheets][:2] == [("Empty", False), ("Secret", True)]
    (note,) = file.notes
    assert (note.code, note.fields["sheets"]) == ("sheets_not_read", "Empty, Secret, Notes")
    assert list(open_source(data, choices=Choices(sheet="secret")).rows()) == [(2, ["1", "Secret"])]
    with pytest.raises(SheetUnknown) as refused:
        open_source(data, choices=Choices(sheet="Orders"))
    assert refused.value.sheets == "Empty, Secret, Deals, Notes"


def test_the_value_of_a_formula_is_used_and_a_missing_one_is_a_fault() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, ["id", "amount", "client"])
        page.write_row(1, 0, [1, 5, "Acme"])
        page.write_formula(1, 1, "=2*3", None, 6)
        page.write_number(2, 0, 2)
        page.write_formula(2, 1, "=A2*3", None, "")
        page.write_number(3, 0, 3)
        page.write_formula(3, 1, "=1/0", None, "#DIV/0!")
        page.write_formula(4, 1, "=B2&B3", None, "")

    file = open_source(workbook(fill))
    assert [cells[:2] for _, cells in file.rows()] == [
        ["1", "6"],
        ["2", "=A2*3"],
        ["3", "#DIV/0!"],
        ["", "=B2&B3"],
    ]
    columns = map_columns(
        file.header,
        kind="deals",
        guessed=accepted(guess_columns(file.header, file.sample_cells(), kind="deals")),
    )
    faults = [
        each
        for each in read_deal_rows(file.rows(), columns, Formats(), currency="EUR")
        if isinstance(each, Fault)
    ]
    assert [(fault.row, fault.column, fault.code) for fault in faults] == [
        (3, "amount", "formula_without_value"),
        (4, "amount", "cell_is_error"),
        (5, "amount", "formula_without_value"),
    ]  # fmt: skip


def test_an_empty_text_may_be_the_result_of_a_formula() -> None:
    xml = HEAD + '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
    assert list(open_source(raw_sheet(xml)).rows()) == [(2, ["1", ""])]


def test_cells_and_rows_without_their_places_are_counted() -> None:
    xml = (
        '<row><c t="inlineStr"><is><t>id</t></is></c><c t="inlineStr"><is><t>sum</t></is></c></row>'
        "<row><c><v>1</v></c><c><f>1+1</f></c></row>"
    )
    assert list(open_source(raw_sheet(xml)).rows()) == [(2, ["1", "=1+1"])]


def test_macros_are_told_and_never_run() -> None:
    data = rebuilt(sheet(["id"], [1]), xl__vbaProject_DOT_bin=b"macro")
    assert [note.code for note in open_source(data).notes] == ["macros_not_run"]


def test_merged_cells_are_refused_where_they_hide_values() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.merge_range(0, 0, 0, 2, "Sales 2026")
        page.write_row(1, 0, ["id", "client", "sum"])
        for row in range(2, 6):
            page.write_row(row, 0, [row, "Acme", 5])

    assert open_source(workbook(fill)).header_row == 2

    def hiding(book: xlsxwriter.Workbook) -> None:
        fill(book)
        book.worksheets()[0].merge_range(3, 1, 5, 1, "Acme")

    with pytest.raises(CellsMerged) as refused:
        open_source(workbook(hiding))
    assert refused.value.fields == {"row": 4, "column": "B", "cells": "B4:B6"}


@pytest.mark.parametrize(
    "fill", [lambda book: book.add_worksheet(), lambda book: book.add_worksheet().hide()]
)
def test_a_workbook_without_a_value_is_empty(fill) -> None:
    def with_first(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("first")
        fill(book)

    with pytest.raises(FileEmpty):
        open_source(workbook(with_first))


def test_a_protected_workbook_is_refused() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(FileEncrypted):
        open_source(data)


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"word/document.xml": "x"}, "a Word document"),
        ({"ppt/presentation.xml": "x"}, "a presentation"),
        ({"xl/workbook.bin": "x"}, "a binary workbook (XLSB)"),
        ({"Index/Document.iwa": "x"}, "a Numbers sheet"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "an OpenDocument sheet"),
        ({"deals.csv": "id,client"}, "an archive"),
    ],
)
def test_other_archives_are_named(parts: dict[str, str], kind: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(NotATable) as refused:
        open_source(stream.getvalue(), name="deals.xlsx")
    assert refused.value.kind == kind


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_on_its_way_is_refused(share: float) -> None:
    data = sheet(*([number, "Acme", "x" * 20] for number in range(300)))
    with pytest.raises(FileRefused):
        list(open_source(data[: int(share * len(data))]).rows())


def bomb(megabytes: int, *, declared: int | None = None) -> bytes:
    """A workbook whose sheet unpacks to many megabytes; the archive may lie about its size."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(["id"], [1]))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=False) as part:
            part.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            )
            for _ in range(megabytes):
                part.write(b" " * (1 << 20))
    data = bytearray(stream.getvalue())
    if declared is not None:
        place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
        data[place + 24 : place + 28] = struct.pack("<I", declared)
    return bytes(data)


def test_a_bomb_that_says_its_size_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bomb(200)
    assert len(data) < 400_000

    def unpack(*_: object) -> None:
        raise AssertionError("nothing may be unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
    with pytest.raises(UnpacksTooBig) as refused:
        open_source(data)
    assert refused.value.fields == {"packed_mb": 1, "limit_mb": 64}


def test_a_bomb_that_lies_about_its_size_is_refused_too() -> None:
    with pytest.raises(FileBroken):
        open_source(bomb(80, declared=5_000))


def test_two_cells_at_opposite_corners_do_not_fill_the_memory() -> None:
    xml = HEAD + '<row r="1048576"><c r="SZ1048576"><v>1</v></c></row>'
    ((number, cells),) = open_source(raw_sheet(xml)).rows()
    assert (number, len(cells), cells[-1]) == (1_048_576, 520, "1")


def test_a_cell_in_the_last_column_is_refused_with_its_row() -> None:
    with pytest.raises(RowTooWide) as refused:
        open_source(raw_sheet(HEAD + '<row r="2"><c r="XFD2"><v>1</v></c></row>'))
    assert refused.value.row == 2


def test_a_million_empty_rows_weigh_nothing() -> None:
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(3, 100_000))
    xml = HEAD + '<row r="2"><c r="A2"><v>1</v></c></row>' + empty + '<row r="1048576"/>'
    assert list(open_source(raw_sheet(xml)).rows()) == [(2, ["1", ""])]


def test_a_cell_longer_than_a_book_is_refused_with_its_place() -> None:
    xml = HEAD + f'<row r="2"><c r="B2" t="str"><v>{"x" * 1_000_001}</v></c></row>'
    with pytest.raises(CellTooBig) as refused:
        open_source(raw_sheet(xml))
    assert refused.value.fields == {"row": 2, "column": "B", "limit": 1_000_000}


def test_more_cells_than_can_be_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "MOST_CELLS", 550)
    with pytest.raises(SheetTooBig) as refused:
        open_source(sheet(["id", "note"], *([number, "x"] for number in range(300))))
    assert (refused.value.sheet, refused.value.limit) == ("Deals", 550)


def test_one_long_text_in_many_cells_is_kept_once() -> None:
    file = open_source(sheet(["id", "note"], *([number, "x" * 30_000] for number in range(2_000))))
    notes = {id(cells[1]) for _, cells in file.rows()}
    assert len(notes) == 1


@pytest.mark.parametrize("limit", ["MOST_TEXTS", "MOST_LETTERS"])
def test_shared_texts_beyond_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(workbook_texts, limit, 15)
    with pytest.raises(UnpacksTooBig):
        open_source(sheet(["id", "note"], *([number, f"note {number}"] for number in range(10, 30))))


@pytest.mark.parametrize("absurd", ["-1", "0", "99999999999", "18446744073709551616", "1e999", "", "x"])
def test_absurd_numbers_in_the_xml_cost_nothing(absurd: str) -> None:
    data = sheet(["id", "client"], [1, "Acme"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = archive.read("xl/sharedStrings.xml").decode()
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    damaged = (
        {"xl__sharedStrings_DOT_xml": texts.replace('ount="3"', f'ount="{absurd}"')},
        {"xl__worksheets__sheet1_DOT_xml": page.replace('ref="A1:B2"', f'ref="{absurd}"')},
        {"xl__worksheets__sheet1_DOT_xml": page.replace('r="A2"', f'r="{absurd}"')},
        {"xl__worksheets__sheet1_DOT_xml": page.replace('row r="2"', f'row r="{absurd}"')},
        {"xl__worksheets__sheet1_DOT_xml": page.replace("<v>2</v>", f"<v>{absurd}</v>")},
    )
    for parts in damaged:
        try:
            assert len(list(open_source(rebuilt(data, **parts)).rows())) == 1
        except FileRefused as refused:
            assert str(refused)


def test_a_second_reader_sees_the_same_cells() -> None:
    chance = random.Random(4)

    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        formats = [
            book.add_format({"num_format": code})
            for code in ("yyyy-mm-dd", "d.m.yy h:mm", "0.00", '0 "days"')
        ]
        page.write_row(0, 0, [f"c{place}" for place in range(8)])
        for row in range(1, 200):
            for place in range(8):
                if chance.random() < 0.2:
                    continue
                kind = chance.randrange(5)
                if kind == 0:
                    page.write_number(
                        row, place, chance.choice([chance.randrange(10**12), chance.random() * 10**6])
                    )
                elif kind == 1:
                    page.write_string(
                        row, place, chance.choice(["007", "Ромашка", "宏达", " a  b ", "x_x0041_y", "<&>"])
                    )
                elif kind == 2:
                    page.write_number(row, place, 40_000 + chance.randrange(9_000), formats[0])
                elif kind == 3:
                    page.write_number(row, place, 40_000 + chance.randrange(9_000 * 1440) / 1440, formats[1])
                else:
                    page.write_number(row, place, chance.randrange(900) / 4, formats[chance.randrange(2, 4)])

    def said(cell: object) -> str:
        if isinstance(cell, float):
            return f"{cell:.15g}"
        if isinstance(cell, datetime):
            return str(cell.replace(microsecond=0) if cell.microsecond < 500_000 else cell)
        return str(cell)

    data = workbook(fill)
    ours = {number: cells for number, cells in open_source(data).rows()}
    theirs = (
        CalamineWorkbook.from_filelike(io.BytesIO(data))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )
    for number, row in enumerate(theirs[1:], start=2):
        expected = [said(cell) for cell in row]
        assert [cell.removesuffix(" 00:00:00") for cell in expected] == ours.get(number, [""] * 8)


def test_damaged_workbooks_are_refused_or_read_and_never_more() -> None:
    chance = random.Random(11)
    data = sheet(["id", "client", "sum"], *([number, f"Acme {number}", number / 3] for number in range(9)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.startswith("xl/")}
    for _ in range(300):
        name = chance.choice(sorted(parts))
        content = bytearray(parts[name])
        place = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[place] = chance.randrange(256)
            case 1:
                del content[place : place + chance.randrange(1, 40)]
            case 2:
                content[place:place] = content[chance.randrange(len(content)) :][: chance.randrange(1, 60)]
            case _:
                found = chance.choice(list(re.finditer(rb"[0-9]+", content)))
                content[found.start() : found.end()] = chance.choice(
                    [b"-1", b"99999999999", b"1e999", b"4294967296"]
                )
        try:
            list(
                open_source(
                    rebuilt(data, **{name.replace("/", "__").replace(".", "_DOT_"): bytes(content)})
                ).rows()
            )
        except FileRefused as refused:
            assert str(refused)


def test_billions_of_laughs_are_refused() -> None:
    data = sheet(["id"], [1])
    laugh = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(FileBroken, match="document type"):
        open_source(rebuilt(data, xl__sharedStrings_DOT_xml=f"{laugh}<sst><si><t>&b;</t></si></sst>"))
    with pytest.raises(FileBroken, match="document type"):
        open_source(rebuilt(data, xl__worksheets__sheet1_DOT_xml=f"{laugh}<worksheet/>"))


def test_two_parts_of_one_name_are_refused() -> None:
    stream = io.BytesIO(sheet(["id"], [1]))
    with pytest.warns(UserWarning), zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    with pytest.raises(FileBroken, match="one name"):
        open_source(stream.getvalue())


def test_a_workbook_without_its_parts_is_refused() -> None:
    data = sheet(["id"], [1])
    for part in ("xl__worksheets__sheet1_DOT_xml", "xl___rels__workbook_DOT_xml_DOT_rels"):
        with pytest.raises(FileRefused):
            open_source(rebuilt(data, **{part: None}))
    with pytest.raises(FileRefused):
        open_source(rebuilt(data, xl__worksheets__sheet1_DOT_xml="<worksheet><sheetData><row>"))


def test_a_damaged_checksum_is_refused() -> None:
    data = bytearray(sheet(["id", "client"], *([number, f"Acme {number}"] for number in range(50))))
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[place + 16 : place + 20] = struct.pack("<I", zlib.crc32(b"something else"))
    with pytest.raises(FileBroken):
        open_source(bytes(data))


def test_a_stream_of_a_workbook_can_be_read_twice(tmp_path: Path) -> None:
    stream = io.BytesIO(sheet(["id", "client"], [1, "Acme"]))
    file = open_source(stream)
    assert list(file.rows()) == list(file.rows()) == [(2, ["1", "Acme"])]
    path = tmp_path / "deals.xlsx"
    path.write_bytes(stream.getvalue())
    assert list(open_source(path).rows()) == [(2, ["1", "Acme"])]
