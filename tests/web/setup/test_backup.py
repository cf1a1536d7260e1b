"""A backup is made by the worker, proven on a copy, and taken away where nobody else is in it."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from kvota.jobs import make_backup_task
from kvota.jobs.make_backup_task import kept_backups, make_backup
from kvota.records.models import Event, Organisation
from tests.web.conftest import House

PAGE = "/setup/backup"


@pytest.mark.timeout(180)
def test_a_backup_is_made_proven_and_taken_away(house: House, signed_in: Any) -> None:
    browser = signed_in(house.company, "Adam")
    assert "No backup yet" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE).status_code == 302
    (facts,) = kept_backups().all()
    name = facts["name"]
    waiting = browser.get(PAGE).content.decode()
    assert "waiting for the worker" in waiting and "hx-get" in waiting
    assert browser.get(reverse("backup-file", args=[name])).status_code == 404

    make_backup(name)
    proven = browser.get(PAGE).content.decode()
    assert "Restored on a copy" in proven and 'data-state="proven"' in proven and "hx-get" not in proven
    said = kept_backups().of(name)
    assert said["restored"] == said["rows"] > 50
    taken = browser.get(reverse("backup-file", args=[name]))
    content = b"".join(taken.streaming_content)
    assert taken.streaming and len(content) == said["bytes"]
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        part = archive.extractfile("manifest.json")
        assert part and json.loads(part.read())["rows"]["records_deal"] == len(house.deals)
    assert Event._base_manager.filter(kind="backup_asked", actor__name="Adam").count() == 1


def test_a_backup_that_fails_says_so_and_offers_no_file(
    house: House, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: Any, **__: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(make_backup_task, "write_backup", full_disk)
    browser = signed_in(house.company, "Olga")
    browser.post(PAGE)
    name = kept_backups().all()[0]["name"]
    with pytest.raises(OSError, match="No space"):
        make_backup(name)
    page = browser.get(PAGE).content.decode()
    assert "It failed" in page and "No space left on device" in page and "download-backup" not in page


def test_where_companies_share_an_installation_none_takes_the_others_away(
    house: House, stranger: House, signed_in: Any
) -> None:
    kept_backups().say("kvota-20261118-140500", state="proven", made_at="2026-11-18T14:05:00+00:00")
    kept_backups().path("kvota-20261118-140500").write_bytes(b"everything")  # type: ignore[union-attr]
    browser = signed_in(house.company, "Olga")
    page = browser.get(PAGE).content.decode()
    assert 'data-testid="not-alone"' in page and "make-backup" not in page
    assert browser.post(PAGE).status_code == 403 and len(kept_backups().all()) == 1
    file = reverse("backup-file", args=["kvota-20261118-140500"])
    assert browser.get(file).status_code == 404
    Organisation.objects.filter(pk=stranger.company.organisation.pk).update(is_demo=True)
    assert b"".join(browser.get(file).streaming_content) == b"everything"
    assert signed_in(stranger.company, "Olga").get(file).status_code == 404
    Organisation.objects.update(is_demo=True)
    assert signed_in(stranger.company, "Olga").get(file).status_code == 404


def test_only_owner_and_administrator_open_it_and_no_name_leads_elsewhere(
    house: House, signed_in: Any
) -> None:
    for who in ("Maria", "Denis", "Elena", "Anna", "Carla"):
        browser = signed_in(house.company, who)
        assert (browser.get(PAGE).status_code, browser.post(PAGE).status_code) == (403, 403)
        assert browser.get(reverse("backup-file", args=["kvota-20261118-140500"])).status_code == 403
    olga = signed_in(house.company, "Olga")
    for name in ("..%2Fsecret", "secret", "kvota-1"):
        assert olga.get(f"/setup/backup/{name}.tar.gz").status_code == 404


def test_the_newest_three_stay(backups_folder: Path) -> None:
    for day in range(1, 6):
        name = f"kvota-2026110{day}-000000"
        kept_backups().say(name, state="making")
        kept_backups().path(name).write_bytes(b"x")  # type: ignore[union-attr]
        kept_backups().say(name, state="proven")
    assert [facts["name"][:14] for facts in kept_backups().all()] == [
        "kvota-20261105",
        "kvota-20261104",
        "kvota-20261103",
    ]
    assert len(list(backups_folder.iterdir())) == 6
