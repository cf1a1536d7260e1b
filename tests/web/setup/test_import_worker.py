"""A large file is the worker's: the page says how far it is, and nothing is done twice or by halves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from kvota import clock
from kvota.actions import apply_import, cancel_import, import_deals
from kvota.jobs import stored_import
from kvota.jobs.work import do_what_waits
from kvota.records.import_running import ImportRunning, only_import
from kvota.records.imported_rows import POINTING_FIRST
from kvota.records.models import Deal, ImportBatch, Organisation
from kvota.web.setup.imports import work
from tests.a_small_company import SmallCompany
from tests.web.setup.conftest import Wizard, a_file, what_counts

# The worker closes its connection between tasks, and a test inside a transaction would lose it.
pytestmark = pytest.mark.django_db(transaction=True)

Of = Callable[..., Wizard]
ROWS = [f"{number};Vega {number % 5};Ann;Meeting;10;2026-11-02;;" for number in range(1, 31)]


@pytest.fixture
def ten_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than ten rows are a large file, and the worker speaks at every fifth."""
    monkeypatch.setattr(work, "ROWS_AT_ONCE", 10)
    monkeypatch.setattr(stored_import, "ROWS_BETWEEN_WORDS", 5)


def checked(wizard: Of, *rows: str) -> Wizard:
    adam = wizard()
    adam.drop(a_file(*(rows or ROWS)))
    adam.to_columns()
    adam.to_check()
    assert adam.step == "import-step-3", adam.refusal
    return adam


def ask_how_far(adam: Wizard) -> Any:
    uid = ImportBatch.objects.get().uid
    return adam.client.get(reverse("import-progress", args=[uid]), headers={"HX-Request": "true"})


def test_a_large_import_waits_for_the_worker_and_then_it_is_done(wizard: Of, ten_at_once: None) -> None:
    adam = checked(wizard)
    adam.apply()
    assert adam.step == "import-step-3"
    assert "waiting for the worker" in adam.html
    assert 'hx-trigger="every 1s"' in adam.html
    assert '<noscript><meta http-equiv="refresh"' in adam.html, (
        "without script the page looks again by itself"
    )
    assert not Deal.objects.exists()
    do_what_waits()
    assert Deal.objects.live().count() == 30
    answer = ask_how_far(adam)
    assert answer["HX-Redirect"].endswith("/done")
    assert "30 deals came in" in adam.go(answer["HX-Redirect"])


def test_a_small_import_needs_no_worker(wizard: Of) -> None:
    adam = checked(wizard)
    adam.apply()
    assert adam.step == "import-step-4"
    assert not DBTaskResult.objects.exists()


def test_the_page_says_how_far_the_worker_is(wizard: Of, ten_at_once: None) -> None:
    adam = checked(wizard)
    adam.apply()
    batch = ImportBatch.objects.get()
    stored_import.say_where(batch, read=20)
    assert "read: 20 of 30" in ask_how_far(adam).content.decode()


def test_pressed_twice_it_is_imported_once(wizard: Of, ten_at_once: None) -> None:
    adam = checked(wizard)
    page = adam.page
    adam.apply()
    adam.page = page
    adam.apply()
    assert DBTaskResult.objects.count() == 1
    do_what_waits()
    adam.page = page
    adam.apply()
    assert adam.step == "import-step-4"
    assert (Deal.objects.live().count(), DBTaskResult.objects.count()) == (30, 1)


def test_while_the_worker_has_it_nothing_can_be_changed(wizard: Of, ten_at_once: None) -> None:
    adam = checked(wizard)
    adam.apply()
    uid = ImportBatch.objects.get().uid
    for step in ("file", "columns"):
        adam.go(reverse("import-step", args=[uid, step]))
        assert adam.address.endswith("/check")


def test_a_large_file_is_counted_by_the_worker_too(wizard: Of, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BYTES_AT_ONCE", 100)
    adam = checked(wizard, *ROWS, "31;Vega;Ann;Won;-1;;;")
    assert "waiting for the worker" in adam.html
    do_what_waits()
    adam.go(ask_how_far(adam)["HX-Redirect"])
    assert adam.counts() == {"new": 30, "updated": 0, "unchanged": 0, "skipped": 1}


def test_what_the_worker_refuses_is_said_on_the_page_and_can_be_tried_again(
    company: SmallCompany, wizard: Of, ten_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    adam = checked(wizard)
    adam.apply()

    def busy(*_: Any, **__: Any) -> Any:
        from kvota.records.import_running import ImportRunning

        raise ImportRunning(company="Nord Pack")

    with monkeypatch.context() as while_busy:
        while_busy.setattr(stored_import, "import_table", busy)
        do_what_waits()
    adam.go(ask_how_far(adam)["HX-Redirect"])
    assert "Another import into Nord Pack is running" in adam.refusal
    assert not Deal.objects.exists()
    adam.apply()
    do_what_waits()
    assert Deal.objects.live().count() == 30


def left_by_a_killed_worker(company: SmallCompany, wizard: Of) -> tuple[Wizard, ImportBatch]:
    """What a killed worker leaves: rows that do not count, a state, and a lock that nobody holds."""
    adam = checked(wizard)
    adam.apply()
    batch = ImportBatch.objects.get()
    ImportBatch.objects.filter(pk=batch.pk).update(state="applying")
    company.deal("Half-written", batch=batch)
    return adam, batch


def test_an_import_whose_worker_was_killed_says_so_and_begins_again(
    company: SmallCompany, wizard: Of, ten_at_once: None
) -> None:
    adam, batch = left_by_a_killed_worker(company, wizard)
    DBTaskResult.objects.all().delete()
    html = ask_how_far(adam).content.decode()
    assert "Nobody works on it any more" in html
    adam.send(reverse("apply-import", args=[batch.uid]), {"again": "1"})
    do_what_waits()
    assert Deal.objects.live().count() == 30
    assert not Deal._base_manager.filter(name="Half-written").exists()


def test_an_import_at_work_is_not_taken_for_dead(
    company: SmallCompany, wizard: Of, ten_at_once: None, database_kind: str
) -> None:
    adam = checked(wizard)
    adam.apply()
    ImportBatch.objects.update(state="applying")
    if database_kind == "sqlite":
        pytest.skip("a database in memory has one process and no lock")
    with held_elsewhere(company.organisation):
        assert "Nobody works on it any more" not in ask_how_far(adam).content.decode()
    assert "Nobody works on it any more" in ask_how_far(adam).content.decode()


@contextmanager
def held_elsewhere(organisation: Organisation) -> Iterator[None]:
    """The lock of an import, held by another connection."""
    is_held, may_go = Event(), Event()

    def hold() -> None:
        with only_import(organisation):
            is_held.set()
            may_go.wait(20)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    assert is_held.wait(20)
    try:
        yield
    finally:
        may_go.set()
        holder.join(20)


def test_a_check_whose_worker_was_killed_begins_again(wizard: Of, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BYTES_AT_ONCE", 100)
    adam = checked(wizard)
    DBTaskResult.objects.all().delete()
    ImportBatch.objects.update(heartbeat_at=clock.now() - timedelta(minutes=2))
    assert "Begin again" in ask_how_far(adam).content.decode()
    adam.send(adam.address, {"again": "1"})
    do_what_waits()
    adam.go(ask_how_far(adam)["HX-Redirect"])
    assert adam.counts()["new"] == 30


def test_an_import_that_broke_off_says_so_and_can_be_tried_again(
    wizard: Of, ten_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    adam = checked(wizard)
    adam.apply()
    with monkeypatch.context() as broken:
        broken.setattr("kvota.actions.import_deals.usual_order", lambda _: 1 / 0)
        do_what_waits()
    adam.go(ask_how_far(adam)["HX-Redirect"])
    assert "The import broke off" in adam.refusal
    assert (adam.counts()["new"], Deal.objects.count()) == (30, 0)
    adam.apply()
    do_what_waits()
    assert Deal.objects.live().count() == 30


def test_a_worker_that_is_not_there_is_noticed_after_a_minute(wizard: Of, ten_at_once: None) -> None:
    adam = checked(wizard)
    adam.apply()
    assert "Nobody works on it any more" not in ask_how_far(adam).content.decode()
    ImportBatch.objects.update(heartbeat_at=clock.now() - timedelta(minutes=2))
    assert "Nobody works on it any more" in ask_how_far(adam).content.decode()


def test_deals_that_somebody_worked_on_are_listed_before_the_undo_and_stay(
    company: SmallCompany, wizard: Of
) -> None:
    adam = checked(wizard)
    adam.apply()
    deal = Deal.objects.get(external_id="7")
    company.move(deal, kind="touch", by=None)
    html = adam.go(reverse("undo-import", args=[ImportBatch.objects.get().uid]))
    assert 'data-testid="undo-removed">29<' in html
    assert 'data-testid="undo-kept">1<' in html
    adam.send(adam.address, {})
    assert "29 taken out, 0 as before, 1 kept" in adam.html
    assert Deal.objects.live().get() == deal


def test_each_deal_that_somebody_worked_on_is_kept_or_undone_as_he_ticks(
    company: SmallCompany, wizard: Of
) -> None:
    head = checked(lambda: wizard("Olga"))
    head.apply()
    for number in ("7", "8"):
        company.move(Deal.objects.get(external_id=number), kind="touch", by=None)
    goes, stays = (Deal.objects.get(external_id=number) for number in ("7", "8"))
    html = head.go(reverse("undo-import", args=[ImportBatch.objects.get().uid]))
    assert html.count('data-testid="take-out"') == 2
    assert "1 change since" in html
    head.send(head.address, {"take_out": [str(goes.uid), str(uuid4()), "no deal"]})
    assert "29 taken out, 0 as before, 1 kept" in head.html
    assert "1 deal went although somebody had worked on it since" in head.html
    assert Deal.objects.live().get() == stays


def test_an_import_is_undone_once(wizard: Of) -> None:
    adam = checked(wizard)
    adam.apply()
    address = reverse("undo-import", args=[ImportBatch.objects.get().uid])
    adam.send(address, {})
    again = adam.client.post(address)
    assert again.status_code == 422
    assert "is undone already" in again.content.decode()
    assert Path(adam.address).name == "done"


# Stopped by a person


def stop(adam: Wizard) -> str:
    """Press Stop on the page that waits."""
    found = re.search(r'action="([^"]+/cancel)"', adam.html)
    assert found
    return adam.send(found.group(1), {})


def anything_of(batch: ImportBatch) -> dict[str, int]:
    """How many rows of each kind still say that this import wrote them."""
    counted = {model.__name__: model._base_manager.filter(batch=batch).count() for model in POINTING_FIRST}
    return {name: count for name, count in counted.items() if count}


def test_an_import_that_waits_is_stopped_and_the_draft_is_there_again(wizard: Of, ten_at_once: None) -> None:
    adam = checked(wizard)
    before = adam.counts()
    adam.apply()
    stop(adam)
    assert "Stopped." in adam.html
    assert adam.counts() == before
    do_what_waits()
    assert not Deal.objects.exists()
    adam.apply()
    do_what_waits()
    assert Deal.objects.live().count() == 30


@pytest.mark.parametrize("pieces", [0, 2])
def test_an_import_stops_at_its_next_piece_and_leaves_nothing(
    wizard: Of, ten_at_once: None, monkeypatch: pytest.MonkeyPatch, pieces: int
) -> None:
    adam = checked(wizard)
    before, everything = adam.counts(), what_counts()
    adam.apply()
    waiting, written = adam.page, []
    write = apply_import.Import.write

    def stopped_after(run: apply_import.Import, *rows: Any) -> None:
        if len(written) == pieces:
            adam.page = waiting
            stop(adam)
            assert "It is being stopped" in adam.html
            assert 'data-testid="import-cancel"' not in adam.html
        write(run, *rows)
        written.append(anything_of(ImportBatch.objects.get()))

    monkeypatch.setattr(import_deals, "DEALS_AT_ONCE", 10)
    monkeypatch.setattr(apply_import.Import, "write", stopped_after)
    # The worker of this test is the thread that presses the button, so the lock would let it in.
    with monkeypatch.context() as at_work:
        at_work.setattr(cancel_import, "only_import", refused_as_running)
        do_what_waits()
    assert len(written) == pieces
    assert all(written)

    batch = ImportBatch.objects.get()
    assert (batch.state, anything_of(batch)) == ("checking", {})
    assert what_counts() == everything
    adam.go(ask_how_far(adam)["HX-Redirect"])
    assert adam.counts() == before
    monkeypatch.undo()
    adam.apply()  # thirty rows are a small file again: no worker is needed
    assert Deal.objects.live().count() == 30


def refused_as_running(organisation: Organisation) -> Any:
    raise ImportRunning(company=organisation.name)


def test_a_check_stops_at_its_next_piece(wizard: Of, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BYTES_AT_ONCE", 100)
    monkeypatch.setattr(stored_import, "ROWS_BETWEEN_WORDS", 5)
    adam = checked(wizard)
    waiting, say_where, said = adam.page, stored_import.say_where, []

    def stopped_at_ten(batch: ImportBatch, **counts: Any) -> None:
        said.append(counts.get("read"))
        if counts.get("read") == 10:
            adam.page = waiting
            stop(adam)
            assert adam.step == "import-step-2"
        say_where(batch, **counts)

    monkeypatch.setattr(stored_import, "say_where", stopped_at_ten)
    do_what_waits()
    assert said == [5, 10]
    batch = ImportBatch.objects.get()
    assert (batch.state, "new" in batch.counts, "running" in batch.counts) == ("checking", False, False)


def test_what_a_killed_worker_wrote_goes_when_its_import_is_stopped(
    company: SmallCompany, wizard: Of, ten_at_once: None
) -> None:
    adam, batch = left_by_a_killed_worker(company, wizard)
    stop(adam)
    assert "Stopped." in adam.html
    assert anything_of(batch) == {}
    assert adam.counts()["new"] == 30


def test_too_late_to_stop_the_result_stands(wizard: Of, ten_at_once: None) -> None:
    adam = checked(wizard)
    adam.apply()
    waiting = adam.page
    do_what_waits()
    adam.page = waiting
    stop(adam)
    assert adam.step == "import-step-4"
    assert Deal.objects.live().count() == 30
