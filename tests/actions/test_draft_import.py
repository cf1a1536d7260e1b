"""A draft of an import: kept, answered, counted, forgotten; and out of reach once it counts."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from kvota.actions.apply_import import ImportedFile, ImportNotPrepared
from kvota.actions.draft_import import begin_draft, forget_draft, keep_answers, keep_check
from kvota.actions.import_deals import import_deals
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.faults import Fault
from kvota.records.events import Event
from kvota.records.imports import ImportBatch
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany


def a_draft(company: SmallCompany, now: datetime, *, who: str = "Denis") -> ImportBatch:
    return begin_draft(
        seat=company.seats[who],
        uid=uuid4(),
        kind="deals",
        file_name="../../etc/passwd",
        file_hash="ab" * 32,
        mapping={},
        now=now,
    )


def test_drafts_are_numbered_and_called_by_the_last_part_of_their_name(
    company: SmallCompany, now: datetime
) -> None:
    first, second = a_draft(company, now), a_draft(company, now)
    assert (first.number, second.number) == (1, 2)
    assert (first.file_name, first.state, first.stored_file) == ("passwd", "checking", first.uid.hex)


def test_a_draft_changes_nothing_that_an_auditor_would_look_for(company: SmallCompany, now: datetime) -> None:
    draft = a_draft(company, now)
    keep_answers(seat=company.seats["Denis"], batch=draft, answers=Answers(), header=["id"], today=now.date())
    assert not Event.objects.exists()


def test_a_new_answer_makes_the_old_counts_worthless(company: SmallCompany, now: datetime) -> None:
    seat, draft = company.seats["Denis"], a_draft(company, now)
    keep_check(seat=seat, batch=draft, counts={"new": 2}, faults=[Fault(3, "id", "cell_missing")], now=now)
    draft.refresh_from_db()
    assert (draft.counts, draft.faults[0]["row"]) == ({"new": 2}, 3)
    keep_answers(seat=seat, batch=draft, answers=Answers(decimal=","), header=["id", "sum"], today=now.date())
    draft.refresh_from_db()
    assert (draft.counts, draft.faults) == ({}, [])
    assert draft.mapping == {"decimal": ",", "header": ["id", "sum"]}


def test_a_forgotten_draft_is_gone(company: SmallCompany, now: datetime) -> None:
    forget_draft(seat=company.seats["Denis"], batch=a_draft(company, now))
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("state", ["applying", "applied", "undone"])
def test_an_import_that_counts_or_counted_is_out_of_reach(
    company: SmallCompany, now: datetime, state: str
) -> None:
    draft = a_draft(company, now)
    ImportBatch.objects.update(state=state)
    seat = company.seats["Denis"]
    with pytest.raises(ImportNotPrepared):
        keep_answers(seat=seat, batch=draft, answers=Answers(), header=[], today=now.date())
    with pytest.raises(ImportNotPrepared):
        keep_check(seat=seat, batch=draft, counts={}, faults=[], now=now)
    with pytest.raises(ImportNotPrepared):
        forget_draft(seat=seat, batch=draft)
    assert ImportBatch.objects.get().state == state


@pytest.mark.parametrize("who", ["Maria", "Elena", "Anna", "Carla"])
def test_only_who_may_import_begins_one(company: SmallCompany, now: datetime, who: str) -> None:
    with pytest.raises(NotAllowed):
        a_draft(company, now, who=who)
    assert not ImportBatch.objects.exists()


def test_a_draft_that_was_applied_meanwhile_is_not_applied_again(
    company: SmallCompany, now: datetime
) -> None:
    draft = a_draft(company, now)

    def apply_it() -> None:
        import_deals(
            organisation=company.organisation,
            rows=[],
            file=ImportedFile("deals.csv"),
            now=now,
            today=now.date(),
            seat=company.seats["Denis"],
            checked=draft,
        )

    apply_it()
    assert ImportBatch.objects.get().state == "applied"
    draft.state = "checking"  # what a second worker still believes
    with pytest.raises(ImportNotPrepared):
        apply_it()
    assert ImportBatch.objects.get().state == "applied"
