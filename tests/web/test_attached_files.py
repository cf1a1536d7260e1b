"""Files of a deal: only ever downloaded, seen with the deal, taken away by a mark."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from kvota.actions import attach_file as action
from kvota.actions.undo_import import worked_on_since
from kvota.analytics.verify import faults_found
from kvota.records.attached_files import folder
from kvota.records.models import AttachedFile
from kvota.records.row import new_uid
from tests.web.conftest import CANARY, House, a_file

PAGE = b"<script>alert(1)</script>"


def attached(house: House, client: Any, name: str, content: bytes = PAGE, **more: Any) -> Any:
    path = reverse("attach-file", args=[house.deals["Maria"].uid])
    return client.post(path, {"file": SimpleUploadedFile(name, content, "text/html")} | more, follow=True)


def stored(house: House, **wanted: Any) -> AttachedFile:
    with scope(organisation=house.company.organisation):
        return AttachedFile.objects.filter(**wanted).latest("pk")


def test_a_file_comes_back_as_it_was_and_never_opens_in_a_page(house: House, signed_in: Any) -> None:
    maria = signed_in(house.company, "Maria")
    page = attached(house, maria, "..\\..\\предложение 报价.html").content.decode()
    assert "предложение 报价.html" in page and "HTML · 1 KB" in page
    file = stored(house)
    answer = maria.get(reverse("attached-file", args=[file.uid]))
    assert b"".join(answer.streaming_content) == PAGE
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert file.path.name == file.kept_as.hex and file.path.stat().st_mode & 0o077 == 0
    with scope(organisation=house.company.organisation):
        assert faults_found() == []


def test_a_file_is_seen_with_its_deal_and_by_nobody_else(house: House, signed_in: Any) -> None:
    path = reverse("attached-file", args=[house.files["Maria"].uid])
    answers = {who: signed_in(house.company, who).get(path).status_code for who in ("Maria", "Denis", "Olga")}
    assert answers == {"Maria": 200, "Denis": 200, "Olga": 200}
    others = {who: signed_in(house.company, who).get(path).status_code for who in ("Ivan", "Petra", "Adam")}
    assert others == {"Ivan": 404, "Petra": 404, "Adam": 404}


def test_taken_away_it_opens_no_more_and_is_not_forgotten(house: House, signed_in: Any) -> None:
    file, denis = house.files["Maria"], signed_in(house.company, "Denis")
    remove, get = (reverse(name, args=[file.uid]) for name in ("remove-file", "attached-file"))
    assert "Star Maria.pdf" not in denis.post(remove, follow=True).content.decode().split("toasts")[0]
    assert denis.get(get).status_code == denis.post(remove).status_code == 404
    assert stored(house, pk=file.pk).removed_at is not None and file.path.exists()
    audit = signed_in(house.company, "Olga").get("/setup/audit").content.decode()
    assert "file taken away, Star Maria.pdf" in audit


def test_a_rep_takes_away_his_own_and_not_his_heads(house: House, signed_in: Any, now: Any) -> None:
    with scope(organisation=house.company.organisation):
        heads = a_file(house.company, "Denis", house.deals["Maria"], "contract.pdf", now=now)
    maria = signed_in(house.company, "Maria")
    page = maria.get(reverse("deal", args=[house.deals["Maria"].uid])).content.decode()
    assert page.count('data-testid="remove-file"') == 1 and page.count('data-testid="file"') == 2
    assert maria.post(reverse("remove-file", args=[heads.uid])).status_code == 403


@pytest.mark.parametrize(("content", "most"), [(b"", None), (b"12345", 4)])
def test_an_empty_and_a_large_file_are_refused_and_nothing_is_kept(
    house: House, signed_in: Any, monkeypatch: Any, content: bytes, most: int | None
) -> None:
    if most:
        monkeypatch.setattr(action, "MOST_BYTES", most)
    before = stored(house)
    answer = attached(house, signed_in(house.company, "Maria"), "a.txt", content)
    assert answer.status_code == 422 and stored(house) == before
    nothing = signed_in(house.company, "Maria").post(reverse("attach-file", args=[house.deals["Maria"].uid]))
    assert nothing.status_code == 422


def test_sent_twice_it_is_one_file_and_an_id_is_not_taken_over(house: House, signed_in: Any) -> None:
    maria, uid = signed_in(house.company, "Maria"), str(new_uid())
    before = len(list(folder().iterdir()))
    for _ in range(2):
        assert attached(house, maria, "note.m4a", b"la la", uid=uid).status_code == 200
    with scope(organisation=house.company.organisation):
        assert AttachedFile.objects.filter(uid=uid).count() == 1
    foreign = house.files["Chen"]
    for taken in (uid, str(foreign.uid)):
        assert attached(house, maria, "x", b"x", uid=taken).status_code == 409
    assert stored(house, uid=uid).path.read_bytes() == b"la la"
    assert foreign.path.read_bytes() == b"of Star Chen.pdf"
    # What was refused or came twice has left nothing in the folder.
    assert len(list(folder().iterdir())) == before + 1


def test_the_id_of_another_companys_file_opens_nothing_of_it(
    house: House, stranger: House, signed_in: Any
) -> None:
    maria, foreign = signed_in(house.company, "Maria"), stranger.files["Maria"]
    attached(house, maria, "x", b"mine", uid=str(foreign.uid))
    answer = maria.get(reverse("attached-file", args=[foreign.uid]))
    assert b"".join(answer.streaming_content) == b"mine"
    assert foreign.path.read_bytes() == f"of {CANARY} Maria.pdf".encode()


def test_a_long_name_keeps_its_ending() -> None:
    assert action.plain_name("a" * 300 + ".docx").endswith("a.docx")
    assert len(action.plain_name("a" * 300 + ".docx")) == action.LONGEST_NAME
    assert action.plain_name("C:\\temp\\") == action.plain_name("/") == "file"
    assert action.plain_name("a\u202efdp.exe") == "afdp.exe"


def test_a_file_of_an_imported_deal_is_work_on_it(house: House, now: Any) -> None:
    with scope(organisation=house.company.organisation):
        deal = house.company.deal("Imported", batch=house.batch)
        assert worked_on_since(house.batch) == []
        a_file(house.company, "Maria", deal, "scan.pdf", now=now)
        assert worked_on_since(house.batch) == [deal.pk]


def test_a_missing_or_changed_file_is_found_by_verify(house: House, signed_in: Any) -> None:
    file = house.files["Maria"]
    file.path.chmod(0o600)
    file.path.write_bytes(b"something else")
    with scope(organisation=house.company.organisation):
        (fault,) = faults_found()
    assert "Star Maria.pdf" in fault
    house.files["Ivan"].path.unlink()
    gone = signed_in(house.company, "Ivan").get(reverse("attached-file", args=[house.files["Ivan"].uid]))
    assert gone.status_code == 404


def test_the_page_says_what_a_file_is(house: House, signed_in: Any) -> None:
    page = signed_in(house.company, "Maria", language="ru").get(
        reverse("deal", args=[house.deals["Maria"].uid])
    )
    assert re.search(r"Star Maria\.pdf</a> <span[^>]*>PDF · 1\xa0КБ · Maria 18\s", page.content.decode())
