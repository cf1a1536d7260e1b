"""Settings go out as a file and come in again: compared first, then changed exactly as shown."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from kvota.records.models import CalendarException, Organisation
from tests.web.conftest import House


def a_file(text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("settings.yaml", text.encode() if isinstance(text, str) else text)


def test_a_file_is_compared_first_and_then_changes_what_was_shown(house: House, signed_in: Any) -> None:
    browser = signed_in(house.company, "Adam")
    page = reverse("setup-settings")
    text = browser.get(reverse("settings-yaml")).content.decode()
    same = browser.post(page, {"file": a_file(text)}).content.decode()
    assert "Nothing changes" in same and 'data-testid="apply"' not in same

    changed = (
        text.replace("basis: cash", "basis: signed") + "calendar:\n- day: '2026-12-31'\n  working: false\n"
    )
    changed = changed.replace("calendar: []\n", "")
    told = browser.post(page, {"file": a_file(changed)}).content.decode()
    assert "company.basis" in told and "calendar.2026-12-31" in told and "2 changes" in told
    assert Organisation.objects.get(pk=house.company.organisation.pk).basis == "cash"
    mark = re.search(r'name="mark" value="(\w+)"', told)
    sent = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', told, re.S)
    assert mark and sent
    kept = {"text": unescape(sent[1]), "mark": mark[1], "apply": "1"}
    assert browser.post(page, kept).status_code == 302
    assert Organisation.objects.get(pk=house.company.organisation.pk).basis == "signed"
    with scope(organisation=house.company.organisation):
        assert CalendarException.objects.count() == 1
    again = browser.post(page, kept)
    assert again.status_code == 422 and "Compare again" in again.content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"\xff\xfe\x00x", "not UTF-8"),
        ("kvota_settings: 1\npeople: []", "“people” is not a setting"),
        ("kvota_settings: 1\nstages: [", "Line 2"),
        ("kvota_settings: 1\ncalendar: [{day: soon, working: true}]", "“calendar[1].day” cannot be “soon”"),
        ("x" * 1_300_000, "longer than"),
    ],
)
def test_a_refused_file_is_told_by_key_and_value(house: House, signed_in: Any, sent: Any, said: str) -> None:
    answer = signed_in(house.company, "Olga").post(reverse("setup-settings"), {"file": a_file(sent)})
    assert answer.status_code == 422 and said in unescape(answer.content.decode())


def test_the_file_holds_no_person_and_no_client(house: House, signed_in: Any) -> None:
    answer = signed_in(house.company, "Adam").get(reverse("settings-yaml"))
    assert 'filename="vega-trade-settings.yaml"' in answer["Content-Disposition"]
    for name in ("Maria", "Star", "Olga", "100000"):
        assert name not in answer.content.decode()
    assert signed_in(house.company, "Denis").get(reverse("settings-yaml")).status_code == 403
