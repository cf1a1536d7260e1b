from __future__ import annotations

import gzip
import io
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from kvota.domain.importing.refused_file import (
    CellTooBig,
    DelimiterNotOffered,
    FileBroken,
    FileEmpty,
    FileRefused,
    HeaderRowUnknown,
    HeadersRepeated,
    NotATable,
    OnlyAHeader,
    QuoteUnclosed,
    RowTooWide,
    UnpacksTooBig,
)
from kvota.integrations.files.open_source import open_source
from kvota.integrations.files.source_file import Choices


def rows(text: str, **choices: object) -> list[tuple[int, list[str]]]:
    return list(open_source(text.encode(), choices=Choices(**choices)).rows())  # type: ignore[arg-type]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_four_separators_are_found(delimiter: str) -> None:
    lines = [["id", "client", "sum"], ["1", "Acme", "5"], ["2", "Globex", "7"]]
    file = open_source("".join(delimiter.join(line) + "\n" for line in lines).encode())
    assert file.delimiter == delimiter
    assert file.delimiter_certain
    assert [cells for _, cells in file.rows()] == lines[1:]


def test_a_decimal_comma_is_no_separator() -> None:
    file = open_source("Клиент;Сумма, руб.\nРомашка;1234,56\nВосход;7,10\n".encode())
    assert (file.delimiter, file.header) == (";", ("Клиент", "Сумма, руб."))


def test_one_column_needs_no_separator() -> None:
    file = open_source(b"client\nAcme, Inc.\nGlobex\n")
    assert file.header == ("client",)


def test_the_file_may_name_its_separator_as_excel_does() -> None:
    file = open_source(b"sep=|\nid|client\n1|Acme\n")
    assert (file.delimiter, file.header_row, list(file.rows())) == ("|", 2, [(3, ["1", "Acme"])])


def test_a_person_overrules_the_separator() -> None:
    assert rows("a;b,c\n1;2,3\n", delimiter="comma") == [(2, ["1;2", "3"])]
    with pytest.raises(DelimiterNotOffered):
        rows("a;b\n1;2\n", delimiter="/")


def test_quotes_hold_separators_line_breaks_and_quotes() -> None:
    text = 'id,client,sum\n1,"Acme, ""Sons"" & Co",5\n2,"two\r\nlines",6\n3,ООО "Ромашка",7\n'
    assert rows(text) == [
        (2, ["1", 'Acme, "Sons" & Co', "5"]),
        (3, ["2", "two\r\nlines", "6"]),
        (4, ["3", 'ООО "Ромашка"', "7"]),
    ]


def test_signs_that_python_takes_for_line_ends_stay_in_their_cells() -> None:
    assert rows("id,client\n1,a\x0bb\u2028c\x85d\x1ce\n") == [(2, ["1", "a\x0bb\u2028c\x85d\x1ce"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_known(end: str) -> None:
    assert rows(f"id,client{end}1,Acme{end}2,Globex") == [(2, ["1", "Acme"]), (3, ["2", "Globex"])]


def test_empty_rows_are_counted_and_not_given() -> None:
    assert rows("id,client\n\n1,Acme\n,\n \t,\n2,Globex\n\n") == [(3, ["1", "Acme"]), (6, ["2", "Globex"])]


def test_ragged_rows_are_given_as_they_are() -> None:
    # Whether they are refused is decided, with their faults, where rows are mapped.
    assert rows("id,client,sum\n1,Acme\n2,Globex,5,6\n") == [
        (2, ["1", "Acme"]),
        (3, ["2", "Globex", "5", "6"]),
    ]


def test_a_title_above_the_header_is_seen_and_told() -> None:
    file = open_source("Отчёт о продажах\nза 2026 год\n\nID;Клиент;Сумма\n1;Ромашка;5\n2;Щит;6\n".encode())
    assert (file.header_row, file.header) == (4, ("ID", "Клиент", "Сумма"))
    assert [note.code for note in file.notes] == ["rows_above_header"]
    assert [number for number, _ in file.rows()] == [5, 6]


def test_a_person_overrules_the_header_row() -> None:
    text = "junk,junk2\nid,client\n1,Acme\n"
    assert open_source(text.encode(), choices=Choices(header_row=2)).header == ("id", "client")
    for row in (3, 9):
        with pytest.raises(HeaderRowUnknown if row == 9 else OnlyAHeader):
            open_source(text.encode(), choices=Choices(header_row=row))


def test_a_column_without_a_name_is_called_by_its_letter() -> None:
    assert open_source(b"id,,client\n1,x,Acme\n").header == ("id", "[B]", "client")
    assert open_source(b"id;client;;\n1;Acme;;\n").header == ("id", "client")


def test_two_columns_of_one_name_are_refused_with_row_and_columns() -> None:
    with pytest.raises(HeadersRepeated) as refused:
        open_source("Отчёт\nid,Client,sum,  CLIENT \n1,a,2,b\n2,a,2,b\n".encode())
    assert refused.value.fields == {"row": 2, "name": "CLIENT", "columns": "B, D"}


@pytest.mark.parametrize("data", [b"", b"\n\n", b" ; ; \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(FileEmpty):
        open_source(data)


def test_a_header_alone_is_refused_with_its_row() -> None:
    with pytest.raises(OnlyAHeader) as refused:
        open_source(b"\nid,client\n\n")
    assert refused.value.row == 2


def test_a_quote_that_swallows_the_file_names_row_and_column() -> None:
    text = "id,client,sum\n" + "".join(f"{number},Acme,5\n" for number in range(2, 500))
    text = text.replace("\n100,Acme", '\n100,"Acme')
    with pytest.raises(QuoteUnclosed) as refused:
        list(open_source(text.encode()).rows())
    assert (refused.value.row, refused.value.column) == (100, "client")


def test_a_quote_that_swallows_a_megabyte_names_row_and_column() -> None:
    text = "id,client,sum\n" + "".join(f"{number},Acme,5\n" for number in range(2, 200_000))
    text = text.replace("\n100,Acme", '\n100,"Acme')
    with pytest.raises(CellTooBig) as refused:
        list(open_source(text.encode()).rows())
    assert (refused.value.row, refused.value.column, refused.value.limit) == (100, "client", 1_000_000)


def test_a_cell_beyond_a_megabyte_names_row_and_column() -> None:
    text = "id,client,sum\n1,Acme,5\n2," + "x" * 1_000_001 + ",6\n"
    with pytest.raises(CellTooBig) as refused:
        list(open_source(text.encode()).rows())
    assert (refused.value.row, refused.value.column) == (3, "client")
    assert len(rows(text.replace("x", "", 1))[1][1][1]) == 1_000_000


def test_a_row_of_ten_thousand_columns_passes_and_one_more_does_not() -> None:
    assert len(rows("id,client\n1,Acme\n" + "," * 9_998 + "x\n")[1][1]) == 9_999
    with pytest.raises(RowTooWide) as refused:
        rows("id,client\n1,Acme\n" + "," * 10_000 + "x\n")
    assert (refused.value.row, refused.value.limit) == (3, 10_000)


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(CellTooBig):
        list(open_source(b"id,client\n1," + b"x,y" * 4_000_000).rows())


def test_many_long_cells_in_one_row_are_refused() -> None:
    cell = '"' + "x" * 900_000 + '\n"'
    with pytest.raises(CellTooBig):
        list(open_source(("id,client\n1," + ",".join([cell] * 12) + "\n").encode()).rows())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Office file (XLS)"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "an HTML page"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE html><table>", "an HTML page"),
        ("<table><tr><td>x".encode("utf-16"), "an HTML page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML"),
        (b'[{"id": 1, "client": "Acme"}]', "JSON"),
        (b'{"deals": []}', "JSON"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a program"),
        (b"\x7fELF\x02\x01\x01\x00", "a program"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"SQLite format 3\x00", "a database"),
        (b"{\\rtf1\\ansi", "an RTF document"),
        (b"Rar!\x1a\x07\x00", "a RAR archive"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_says(data: bytes, kind: str) -> None:
    with pytest.raises(NotATable) as refused:
        open_source(data, name="deals.csv")
    assert refused.value.kind == kind


def test_words_that_look_like_marks_are_words() -> None:
    assert open_source(b"MZ,client\n1,Acme\n").header == ("MZ", "client")
    assert open_source(b"[id],client\n1,Acme\n").header == ("[id]", "client")
    assert open_source(b"PKW,client\n1,Acme\n", name="deals.exe").header == ("PKW", "client")


def test_packed_text_is_read_as_text() -> None:
    file = open_source(gzip.compress("id;Клиент\n1;Ромашка\n".encode("cp1251")))
    assert (file.encoding, list(file.rows())) == ("windows-1251", [(2, ["1", "Ромашка"])])


def test_a_packed_bomb_is_stopped_early(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb") as packed:
        packed.write(b"id,client\n")
        for _ in range(80):
            packed.write(b"\n" * (1 << 20))
    assert path.stat().st_size < 200_000
    with pytest.raises(UnpacksTooBig):
        open_source(path)


def test_a_packed_file_that_is_cut_off_is_refused() -> None:
    with pytest.raises(FileBroken):
        open_source(gzip.compress(b"id,client\n" + bytes(range(48, 58)) * 5_000)[:-20])


def test_a_packed_workbook_or_archive_is_refused() -> None:
    with pytest.raises(FileRefused):
        open_source(gzip.compress(gzip.compress(b"id,client\n1,Acme\n")))


def test_a_stream_is_read_from_its_beginning_and_left_open() -> None:
    stream = io.BytesIO(b"id,client\n1,Acme\n")
    stream.read()
    file = open_source(stream, name="deals.csv")
    assert list(file.rows()) == list(file.rows()) == [(2, ["1", "Acme"])]
    assert not stream.closed


def test_the_hash_is_of_the_content_and_not_of_the_name(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    for path in (first, second):
        path.write_bytes(b"id,client\n1,Acme\n")
    assert open_source(first).sha256 == open_source(second).sha256
    assert open_source(first).name == "a.csv"


def test_long_cells_are_cut_in_the_sample_only() -> None:
    file = open_source(b"id,client\n1," + b"x" * 5_000 + b"\n")
    assert len(file.sample[0][1][1]) == 400
    assert len(next(iter(file.rows()))[1][1]) == 5_000


READS_A_BIG_FILE = """
import resource, sys
from pathlib import Path
from kvota.integrations.files.open_source import open_source
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in open_source(Path(sys.argv[1])).rows())
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_file_of_any_size_takes_a_few_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    line = "D-{};ООО Ромашка и партнёры;Иванов Пётр;Переговоры;1 200,50;05.03.2026\r\n"
    block = "".join(line.format(number) for number in range(1_000)).encode("cp1251")
    with path.open("wb") as stream:
        stream.write("ID;Клиент;Ответственный;Стадия;Сумма;Дата\r\n".encode("cp1251"))
        for _ in range(150):
            stream.write(block)
    assert path.stat().st_size > 10_000_000
    said = subprocess.run(
        [sys.executable, "-c", READS_A_BIG_FILE, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
        env={"PYTHONPATH": "src"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
    ).stdout.split()
    assert int(said[0]) == 150_000
    assert int(said[1]) < 20
