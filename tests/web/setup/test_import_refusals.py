"""What the wizard refuses: files that are no tables, people without the right, rows that cannot be."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kvota.records.models import Deal, ImportBatch
from tests.a_small_company import SmallCompany
from tests.web.setup.conftest import Wizard, a_file, what_counts

Of = Callable[..., Wizard]
MB = 1 << 20


def a_bomb() -> bytes:
    """A workbook of a few kilobytes whose sheet unpacks to half a gigabyte."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(500):
                sheet.write(b" " * MB)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("deals.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "an HTML page"),
        ("deals.csv", b'{"deals": [1, 2]}', "JSON"),
        ("deals.csv", b"\x7fELF\x02\x01\x01" + b"\0" * 200, "a program"),
        ("deals.csv", b"", "The file is empty"),
        ("deals.csv", b"id;client\n", "ends after its header"),
        ("deals.csv", b"id;client;ID\n1;Vega;2\n", "are called"),
        ("deals.csv", b'id;client\n1;"Vega\n2;Orion\n', "a quote is opened"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_its_content_and_leaves_nothing(
    wizard: Of, uploads: Path, name: str, content: bytes, said: str
) -> None:
    adam = wizard()
    adam.drop(content, name)
    assert adam.page.status_code == 422
    assert said in adam.refusal
    assert not ImportBatch.objects.exists()
    assert not uploads.exists() or list(uploads.iterdir()) == []


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_unpacked(
    wizard: Of, uploads: Path
) -> None:
    adam = wizard()
    adam.drop(a_bomb(), "deals.xlsx")
    assert adam.page.status_code == 422
    assert "unpacks to more than" in adam.refusal
    assert list(uploads.iterdir()) == []


class Unread(BytesIO):
    """A body that fails the test when somebody begins to read it."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("the body of a request that is too large was read")


def test_half_a_gigabyte_is_refused_before_a_byte_of_it_is_read(wizard: Of) -> None:
    adam = wizard()
    response = adam.client.generic(
        "POST",
        reverse("import"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=500 * MB,
        **{"wsgi.input": Unread()},
    )
    assert response.status_code == 413
    assert "kvota import deals FILE" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_without_a_file_the_page_says_so(wizard: Of) -> None:
    adam = wizard()
    adam.send(reverse("import"), {})
    assert (adam.page.status_code, adam.refusal) == (422, "Choose a file first.")


def test_a_pasted_table_is_a_file_too(wizard: Of) -> None:
    adam = wizard()
    adam.send(reverse("import"), {"pasted": "id\tclient\n1\tVega\n2\tOrion\n"})
    assert adam.step == "import-step-1"
    assert "2 rows" in adam.html


def test_the_name_of_a_file_is_shown_and_never_used(wizard: Of, uploads: Path) -> None:
    adam = wizard()
    upload = SimpleUploadedFile("x.csv", a_file("1;Vega;;;;;;"))
    upload._name = '../../<script>alert("x")</script>.csv'
    adam.send(reverse("import"), {"file": upload})
    batch = ImportBatch.objects.get()
    assert [path.name for path in uploads.iterdir()] == [batch.uid.hex]
    assert b"<script>alert" not in adam.page.content
    assert oct(next(uploads.iterdir()).stat().st_mode & 0o777) == "0o600"


def test_two_columns_to_one_field_are_refused_with_both_names(wizard: Of) -> None:
    adam = wizard()
    adam.drop(a_file("1;Vega;Ann;;10;;;", header="id;client;owner;stage;amount;created_on;closed_on;sum"))
    adam.to_columns()
    adam.to_check(**{"column-4": "amount", "column-7": "amount"})
    assert adam.page.status_code == 422
    assert "“amount” and “sum”" in adam.refusal
    assert adam.step == "import-step-2"
    assert adam.html.count('<option value="amount" selected>') == 2, "what was chosen is still there to mend"


def test_a_file_with_neither_clients_nor_numbers_is_asked_for_one_of_them(wizard: Of) -> None:
    adam = wizard()
    adam.drop(a_file("1;Vega;Ann;;10;;;"))
    adam.to_columns()
    adam.to_check(**{"column-0": "", "column-1": ""})
    assert adam.page.status_code == 422
    assert "Client" in adam.refusal


BAD_ROWS = (
    "1;Vega;Ann;Won;1000;2026-09-01;2026-10-05;Film",
    "2;Orion;Ann;Won;-5;2026-09-01;2026-10-05;Film",
    "3;Lyra;Ann;Won;1000;2026-02-31;2026-10-05;Film",
    "4;Rigel;Ann;Won",
    '5;"=HYPERLINK(1)";Ann;Won;1000;2026-10-06;2026-10-05;Film',
    "6;Deneb;Ann;Won;1000000000000000000;2026-09-01;2026-10-05;Film",
)


def test_every_bad_row_is_named_and_the_good_ones_come_in_if_he_says_so(wizard: Of) -> None:
    adam = wizard()
    adam.drop(a_file(*BAD_ROWS))
    adam.to_columns()
    adam.to_check()
    assert adam.counts() == {"new": 1, "updated": 0, "unchanged": 0, "skipped": 5}
    for row, said in (
        ("3", "-5 is below zero"),
        ("4", "“2026-02-31” is not a day of the calendar"),
        ("5", "The row has 4 cells, and the header has 8"),
        ("6", "“=HYPERLINK(1)” is a formula"),
        ("7", "1000000000000000000"),
    ):
        assert f"</span> {row}" in adam.html
        assert said in adam.html
    assert "Import the 1 good row, leave the rest out" in adam.html
    assert not Deal.objects.exists()
    adam.apply()
    assert list(Deal.objects.live().values_list("external_id", flat=True)) == ["1"]


def close_file(response: Any) -> None:
    """Close what a response holds open, but not the response: that closes the connection of the test too."""
    for close in response._resource_closers:
        close()


def refused_file(adam: Wizard) -> list[list[str]]:
    response = adam.client.get(reverse("import-refused", args=[ImportBatch.objects.get().uid]))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    close_file(response)
    return list(csv.reader(StringIO(text)))


def test_the_refused_rows_come_back_as_a_file_with_their_reasons(wizard: Of) -> None:
    adam = wizard()
    adam.drop(a_file(*BAD_ROWS))
    adam.to_columns()
    adam.to_check()
    header, *rows = refused_file(adam)
    assert header[-1] == "What is wrong"
    assert [row[0] for row in rows] == ["2", "3", "4", "5", "6"]
    assert rows[0][1] == "Orion" and "below zero" in rows[0][-1]
    assert rows[3][1] == "'=HYPERLINK(1)", "no spreadsheet computes what a stranger wrote"
    adam.apply()
    assert refused_file(adam) == [header, *rows], "still there when the import is done"


def test_the_refused_file_once_mended_can_be_dropped_as_it_is(wizard: Of) -> None:
    adam = wizard()
    adam.drop(a_file(*BAD_ROWS))
    adam.to_columns()
    adam.to_check()
    header, *rows = refused_file(adam)
    rows[0][4] = "5"
    page = StringIO()
    csv.writer(page).writerows([header, rows[0]])
    adam.drop(page.getvalue().encode("utf-8-sig"))
    adam.to_columns()
    adam.to_check()
    assert adam.counts() == {"new": 1, "updated": 0, "unchanged": 0, "skipped": 0}


@pytest.mark.parametrize("who", ["Maria", "Elena", "Anna", "Carla"])
def test_for_others_there_is_no_import(company: SmallCompany, wizard: Of, who: str) -> None:
    adam = wizard()
    adam.drop(a_file("1;Vega;Ann;;10;;;"))
    other = wizard(who)
    uid = ImportBatch.objects.get().uid
    addresses = [
        reverse("import"),
        *(reverse("import-step", args=[uid, step]) for step in ("file", "columns", "check", "done")),
        *(reverse(name, args=[uid]) for name in ("import-progress", "import-refused", "undo-import")),
    ]
    for address in addresses:
        assert other.client.get(address).status_code == 404, address
    for name in ("apply-import", "undo-import", "forget-import"):
        assert other.client.post(reverse(name, args=[uid])).status_code == 404
    assert other.client.post(reverse("import"), {"pasted": "id\n1"}).status_code == 404


def test_a_head_finds_no_import_of_another_unit(wizard: Of) -> None:
    wizard("Petra").drop(a_file("1;Vega;Chen;;10;;;"))
    uid = ImportBatch.objects.get().uid
    denis = wizard("Denis")
    assert denis.client.get(reverse("import-step", args=[uid, "file"])).status_code == 404
    assert "deals.csv" not in denis.go(reverse("import"))


def test_a_head_imports_for_his_own_people_only(company: SmallCompany, wizard: Of) -> None:
    denis = wizard("Denis")
    denis.drop(a_file("1;Vega;Maria;Meeting;10;2026-11-02;;", "2;Orion;Chen;Meeting;10;2026-11-02;;"))
    denis.to_columns()
    assert "Chen</option>" not in denis.html, "whose deals he may not write he is not offered"
    denis.to_check()
    assert denis.counts() == {"new": 1, "updated": 0, "unchanged": 0, "skipped": 1}
    assert "Chen is not in your unit" in denis.html


def test_a_step_that_does_not_exist_is_404(wizard: Of) -> None:
    adam = wizard()
    adam.drop(a_file("1;Vega;Ann;;10;;;"))
    uid = ImportBatch.objects.get().uid
    assert adam.client.get(f"/setup/import/{uid}/nowhere").status_code == 404
    assert adam.client.get(f"/setup/import/{uuid4()}/file").status_code == 404
    assert adam.client.get(reverse("import-refused", args=[uid])).status_code == 404


def test_giving_up_deletes_the_file(wizard: Of, uploads: Path) -> None:
    adam = wizard()
    adam.drop(a_file("1;Vega;Ann;;10;;;"))
    adam.send(reverse("forget-import", args=[ImportBatch.objects.get().uid]), {})
    assert "The file is deleted; nothing was imported." in adam.html
    assert not ImportBatch.objects.exists()
    assert list(uploads.iterdir()) == []


def test_a_file_that_nobody_goes_on_with_is_deleted_after_a_week(wizard: Of, uploads: Path) -> None:
    adam = wizard()
    adam.drop(a_file("1;Vega;Ann;;10;;;"), "old.csv")
    ImportBatch.objects.update(started_at=ImportBatch.objects.get().started_at - timedelta(days=8))
    adam.drop(a_file("1;Vega;Ann;;10;;;"), "new.csv")
    assert ImportBatch.objects.get().file_name == "new.csv"
    assert len(list(uploads.iterdir())) == 1


def test_a_file_that_vanished_is_asked_for_again(wizard: Of, uploads: Path) -> None:
    adam = wizard()
    adam.drop(a_file("1;Vega;Ann;;10;;;"))
    next(uploads.iterdir()).unlink()
    adam.to_columns()
    assert "The file of this import is gone. Drop it here again." in adam.html


def test_looking_at_every_step_changes_nothing(wizard: Of, uploads: Path) -> None:
    adam = wizard()
    adam.drop(a_file(*BAD_ROWS))
    adam.to_columns()
    adam.to_check()
    batch = ImportBatch.objects.get()
    before = (
        ImportBatch.objects.values().get(),
        what_counts(),
        sorted(path.name for path in uploads.iterdir()),
    )
    for step in ("file", "columns", "check", "done"):
        adam.go(reverse("import-step", args=[batch.uid, step]))
    for name in ("import-refused", "import-progress", "undo-import"):
        answer = adam.client.get(reverse(name, args=[batch.uid]))
        close_file(answer)
    after = (
        ImportBatch.objects.values().get(),
        what_counts(),
        sorted(path.name for path in uploads.iterdir()),
    )
    assert after == before


def test_a_form_from_elsewhere_drops_no_file(wizard: Of, uploads: Path) -> None:
    adam = wizard(csrf=True)
    upload = SimpleUploadedFile("deals.csv", a_file("1;Vega;Ann;;10;;;"))
    response = adam.client.post(reverse("import"), {"file": upload})
    assert response.status_code == 403
    assert not ImportBatch.objects.exists()
    assert not uploads.exists() or list(uploads.iterdir()) == []


def test_a_list_of_clients_is_no_list_of_deals(wizard: Of) -> None:
    adam = wizard()
    adam.drop(b"account,sector,office_location\nVega,Retail,Kenya\nOrion,Medical,Peru\n", "accounts.csv")
    adam.to_columns(kind="deals")
    adam.to_check()
    assert adam.page.status_code == 422
    assert "clients only" in adam.refusal and "kvota import clients" in adam.refusal
    assert not Deal.objects.exists()
