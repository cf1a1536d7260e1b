"""Rows that an import refuses are mended on the page, and come in with the rest."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from django.urls import reverse

from kvota.records.models import Deal, ImportBatch
from tests.a_small_company import SmallCompany
from tests.web.setup.conftest import Form, Wizard, a_file, what_counts

Of = Callable[..., Wizard]
FILE = a_file(
    "1;Vega;Ann;Won;10;2026-11-02;2026-11-10;Film",
    "2;Orion;Ann;Won;twelve;2026-11-02;31.02.2026;Film",
    "3;Lyra;Ann;Won;10;2026-11-12;2026-11-10;Film",
    "4;Deneb;Ann;Won;10;2026-11-02;2026-11-10;Film;one cell too many",
)
REFUSED = {"new": 1, "updated": 0, "unchanged": 0, "skipped": 3}


def at_the_check(wizard: Of, content: bytes = FILE) -> Wizard:
    adam = wizard()
    adam.drop(content)
    adam.to_columns()
    adam.to_check()
    assert adam.step == "import-step-3", adam.refusal
    return adam


def mend(adam: Wizard, **cells: str) -> None:
    """Type into cells by their names, such as `row3_amount="12"`, and have the rows counted again."""
    header = FILE.decode().splitlines()[0].split(";")
    named = {}
    for name, value in cells.items():
        row, column = name.removeprefix("row").split("_", 1)
        named[f"cell-{row}-{header.index(column)}"] = value
    adam.press(next(iter(named)), **named)


def test_refused_cells_are_typed_anew_and_come_in_with_the_rest(wizard: Of, uploads: Path) -> None:
    empty = what_counts()
    adam = at_the_check(wizard)
    assert adam.counts() == REFUSED
    assert 'name="cell-3-4" value="twelve"' in adam.html
    assert 'name="cell-5-0"' not in adam.html, "cells under wrong names are mended in the file"

    # Mended by halves, it is refused for the other half; what was typed stays.
    mend(adam, row3_amount="12,50")
    assert adam.counts() == REFUSED
    assert 'name="cell-3-4" value="12,50"' in adam.html
    assert "in the file: twelve" in adam.html
    mend(adam, row3_closed_on="28.02.2027", row4_created_on="2026-11-01")
    assert adam.counts() == {"new": 3, "updated": 0, "unchanged": 0, "skipped": 1}
    assert what_counts() == empty, "counting changes nothing"

    adam.apply()
    stored = dict(Deal.objects.live().values_list("external_id", "amount_minor"))
    assert stored == {"1": 10_00, "2": 12_50, "3": 10_00}
    assert "3 cells are corrected by hand" in adam.html
    assert "31.02.2026" in adam.html, "what the file said is not forgotten"
    assert [path.suffix for path in uploads.iterdir()] == [".csv"], "only the row that stayed out"
    adam.undo()
    assert what_counts() == empty


def test_the_same_file_again_is_read_with_what_was_mended(wizard: Of) -> None:
    adam = at_the_check(wizard)
    mend(adam, row3_amount="12", row3_closed_on="2026-11-11")
    adam.apply()
    first = what_counts()
    adam = at_the_check(wizard)
    assert adam.counts() == {"new": 0, "updated": 0, "unchanged": 2, "skipped": 2}
    adam.apply()
    assert what_counts() == first
    # Another file with these columns takes none of it: its row 3 is another row.
    other = at_the_check(wizard, FILE.replace(b"twelve", b"12o"))
    assert 'name="cell-3-4" value="12o"' in other.html


def test_what_was_typed_can_be_taken_back_and_nothing_else_is_touched(wizard: Of) -> None:
    adam = at_the_check(wizard)
    mend(adam, row3_amount="12", row3_closed_on="2026-11-11")
    batch = ImportBatch.objects.get()
    assert batch.mapping["corrections"] == {
        "3": {"amount": ["twelve", "12"], "closed_on": ["31.02.2026", "2026-11-11"]}
    }
    # A good row, a row that is not there, a column that is not there, a name that is none.
    adam.send(
        adam.address,
        {"cell-2-4": "99", "cell-77-4": "99", "cell-4-88": "99", "cell-x-4": "99", "cell-4": "99"},
    )
    batch.refresh_from_db()
    assert set(batch.mapping["corrections"]) == {"3"}
    adam.go(reverse("import-step", args=[batch.uid, "check"]))
    mend(adam, row4_created_on="2026-11-01")
    mend_back = {"cell-5-0": "x"}
    adam.send(adam.address, mend_back)
    batch.refresh_from_db()
    assert set(batch.mapping["corrections"]) == {"3", "4"}


def test_what_was_typed_and_not_counted_yet_is_counted_before_it_is_imported(wizard: Of) -> None:
    adam = at_the_check(wizard)
    uid = ImportBatch.objects.get().uid
    typed = {"cell-4-5": "2026-11-01", "cell-4-0": "3"}
    adam.send(reverse("apply-import", args=[uid]), typed)
    assert adam.step == "import-step-3"
    assert adam.counts()["new"] == 2
    assert "What you typed was counted first" in adam.html
    assert not Deal.objects.exists()
    adam.send(reverse("apply-import", args=[uid]), {"cell-3-4": "twelve"})
    assert adam.step == "import-step-4"
    assert Deal.objects.live().count() == 2


def test_the_rows_to_download_hold_what_was_mended_by_halves(wizard: Of) -> None:
    adam = at_the_check(wizard)
    mend(adam, row3_amount="12,50")
    batch = ImportBatch.objects.get()
    answer = adam.client.get(reverse("import-refused", args=[batch.uid]))
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(content)))
    assert rows[1][:7] == ["2", "Orion", "Ann", "Won", "12,50", "2026-11-02", "31.02.2026"]


def test_a_file_of_another_reading_forgets_what_no_longer_fits(company: SmallCompany, wizard: Of) -> None:
    text = "id;клиент;стадия;сумма;создана\n1;Ромашка;Новая;7;2026-11-02\n2;Лютик;Новая;десять;2026-11-02\n"
    adam = wizard()
    adam.drop(text.encode("cp1251"))
    adam.to_columns()
    adam.to_check()
    adam.press("cell-3-3", **{"cell-3-3": "10"})
    assert adam.counts()["new"] == 2
    batch = ImportBatch.objects.get()
    adam.go(reverse("import-step", args=[batch.uid, "file"]))
    form = Form(adam.page.content.decode(), holding="header_row").data(encoding="koi8-r", look="1")
    adam.send(adam.address, form)
    assert "пНЛЮЬЙЮ" in adam.html
    adam.press("header_row", encoding="windows-1251")
    adam.to_check()
    assert adam.counts()["new"] == 2, "back in the first reading, what was typed holds again"
