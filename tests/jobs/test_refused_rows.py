"""The file of refused rows: every one once, as it came, in the order of the file."""

from __future__ import annotations

import csv
from pathlib import Path

from kvota.domain.importing.answers import Answers
from kvota.domain.importing.cells import FormulaWithoutValue
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.row_reader import AmountNegative, RowRagged
from kvota.integrations.files.answered_file import AnsweredFile
from kvota.integrations.files.open_source import open_source
from kvota.jobs.refused_rows import RefusedRows

FILE = b"id,client,amount\n1,Vega,-1\n2,Orion,5\n3,=1+1,5\n4,Lyra\n5,Rigel,5,6\n6,Deneb,-2\n"
NEGATIVE = AmountNegative(value="-1")


def written(tmp_path: Path, *faults: Fault) -> list[list[str]]:
    path = tmp_path / "refused.csv"
    with RefusedRows() as refused:
        for fault in faults:
            refused.add(fault)
        refused.write(path, AnsweredFile(open_source(FILE), Answers()))
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle))


def test_what_cannot_be_read_and_what_the_company_refuses_come_in_the_order_of_the_file(
    tmp_path: Path,
) -> None:
    # Two runs through the rows: the second begins anew from the top.
    header, *rows = written(
        tmp_path,
        Fault.at(2, "amount", NEGATIVE),
        Fault.at(7, "amount", NEGATIVE),
        Fault.at(3, "client", FormulaWithoutValue(value="x")),
        Fault.at(6, "", RowRagged(cells=4, columns=3)),
    )
    assert header == ["id", "client", "amount", "What is wrong"]
    assert [row[0] for row in rows] == ["1", "2", "5", "6"]


def test_a_row_with_two_faults_comes_once_with_both(tmp_path: Path) -> None:
    _, row = written(
        tmp_path,
        Fault.at(4, "client", FormulaWithoutValue(value="=1+1")),
        Fault.at(4, "amount", NEGATIVE),
    )
    assert row[:3] == ["3", "'=1+1", "5"]
    assert row[3].startswith("Row 4, column “client”:") and "below zero" in row[3]


def test_a_row_too_short_or_too_long_keeps_its_cells(tmp_path: Path) -> None:
    ragged = RowRagged(cells=2, columns=3)
    _, short, long = written(tmp_path, Fault.at(5, "", ragged), Fault.at(6, "", ragged))
    assert short[:3] == ["4", "Lyra", ""] and short[3]
    assert (long[:3], long[4:]) == (["5", "Rigel", "5"], ["6"])


def test_nobody_else_on_the_computer_may_read_it(tmp_path: Path) -> None:
    written(tmp_path, Fault.at(2, "amount", NEGATIVE))
    assert (tmp_path / "refused.csv").stat().st_mode & 0o077 == 0
