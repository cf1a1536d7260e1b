from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kvota.domain.importing.cells import ERROR_VALUES, cell_text
from kvota.integrations.files import spreadsheet_safe
from kvota.integrations.files.open_source import open_source
from kvota.integrations.files.spreadsheet_safe import (
    ExportTooLong,
    csv_pieces,
    safe_text,
    write_csv,
    write_xlsx,
)

DANGEROUS = ["=1+1", "=cmd|' /C calc'!A0", "+7 495 123-45-67", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
             " =1", '=HYPERLINK("http://x","y")', "－2＋3", "＝1"]  # fmt: skip


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_would_be_computed_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "-120,50", "+3", "-1 234.56", "Acme", "a=b", "", "'tis", "5-7"])
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert safe_text(text) == text


@given(st.text(max_size=30))
def test_our_own_import_takes_the_apostrophe_off_again(text: str) -> None:
    if text.strip().upper() not in ERROR_VALUES:
        assert cell_text(safe_text(text)) == text or text.startswith(" ")


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=4
    )
)
def test_no_cell_of_an_export_begins_like_a_formula(names: list[str]) -> None:
    text = b"".join(csv_pieces(["name"], [[name] for name in names], language="ru")).decode("utf-8-sig")
    for line in text.split("\r\n")[1:-1]:
        inside = line.removeprefix('"')
        assert not inside.startswith(("=", "@", "＝", "＠"))


def test_a_csv_file_is_written_for_the_excel_of_its_reader() -> None:
    rows = [
        ["Ромашка; и ко", Decimal("-1234.50"), date(2026, 3, 5), 7, None, True, datetime(2026, 3, 5, 10, 30)]
    ]
    header = ["client", "sum", "day", "n", "none", "flag", "at"]
    russian = b"".join(csv_pieces(header, rows, language="ru"))
    assert russian.startswith(b"\xef\xbb\xbf")
    assert russian.decode("utf-8-sig").split("\r\n")[1] == (
        '"Ромашка; и ко";-1234,50;2026-03-05;7;;True;2026-03-05 10:30:00'
    )
    english = b"".join(csv_pieces(header, rows, language="en")).decode("utf-8-sig")
    assert english.split("\r\n")[1].startswith("Ромашка; и ко,-1234.50,2026-03-05")


def test_a_long_export_comes_in_pieces() -> None:
    pieces = list(csv_pieces(["n"], ([number] for number in range(1_600)), language="en"))
    assert len(pieces) == 4
    assert b"".join(pieces).decode("utf-8-sig").split() == ["n", *map(str, range(1_600))]


@pytest.mark.parametrize("language", ["en", "ru", "bg", "zh-hans"])
def test_what_is_exported_can_be_imported(tmp_path: Path, language: str) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, ["id", "client"], [["1", text.strip()] for text in DANGEROUS], language=language)
    file = open_source(path)
    assert file.encoding_by == "bom"
    assert [cell_text(cells[1]) for _, cells in file.rows()] == [text.strip() for text in DANGEROUS]


def test_texts_of_a_workbook_are_texts_and_numbers_numbers() -> None:
    stream = io.BytesIO()
    rows = [
        ["=1+1", "007", 5, Decimal("-1234.50"), date(2026, 3, 5), None, True],
        [
            "http://x.y",
            "@a",
            10**17,
            Decimal("123456789012345678.12"),
            datetime(2026, 3, 5, 10, 30, tzinfo=UTC),
            "",
            1,
        ],
    ]
    write_xlsx(stream, "Сделки [1]", ["a", "b", "c", "d", "e", "f", "g"], rows)
    with zipfile.ZipFile(stream) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert "hyperlink" not in " ".join(parts.namelist())
    stream.seek(0)
    found = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0)
    assert found.name == "Сделки  1"
    assert found.to_python()[1:] == [
        ["=1+1", "007", 5.0, -1234.5, date(2026, 3, 5), "", True],
        ["http://x.y", "@a", str(10**17), "123456789012345678.12", datetime(2026, 3, 5, 10, 30), "", 1.0],
    ]


def test_a_text_too_long_for_a_cell_is_cut_in_sight(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, "x", ["note"], [["x" * 40_000]])
    (cell,) = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1]
    assert (len(str(cell)), str(cell)[-1]) == (32_767, "…")


def test_a_sheet_is_never_cut_off_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet_safe, "MOST_XLSX_ROWS", 4)
    with pytest.raises(ExportTooLong) as refused:
        write_xlsx(io.BytesIO(), "x", ["n"], [[1], [2], [3], [4]])
    assert refused.value.limit == 3
