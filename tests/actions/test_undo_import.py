"""An undone import has never been: every row that counts is again what it was, unless people built on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kvota.actions.edit_deal import edit_deal
from kvota.actions.invite_person import invite_person
from kvota.actions.record_move import record_move
from kvota.actions.set_goal import set_goal
from kvota.actions.undo_import import (
    ImportAlreadyUndone,
    ImportNotApplied,
    Undone,
    cannot_be_taken_out,
    undo_import,
    work_since,
)
from kvota.actions.undo_move import undo_move
from kvota.domain.calendar.period import parse_period
from kvota.records.imported_rows import POINTING_FIRST
from kvota.records.models import (
    Client,
    Deal,
    Event,
    ImportBatch,
    Move,
    Organisation,
    Payment,
    Person,
    Seat,
)
from kvota.records.rights import NotAllowed
from kvota.records.sequence import take
from tests.a_company_to_import_into import (
    NOW,
    TODAY,
    Staffed,
    four,
    run,
    what_counts,
)

LATER = NOW + timedelta(hours=1)
FILE = """
    id,sales_agent,product,client,stage,created_on,closed_on,amount,lost_reason,region
    A1,Ada Lark,Film,Vega,Won,2026-09-01,2026-10-05,1000,,West
    A2,Ben Wren,Film,Orion,Lost,2026-09-03,2026-10-10,0,Moved away,West
    A3,Cleo Finch,Ribbon,Nova,Interest shown,2026-11-02,,,,West
    A4,Newt Owl,Ribbon,Nova,Meeting set,,,500,,West
"""
CHANGED = (
    FILE.replace("2026-10-05,1000", "2026-10-06,1200")
    .replace("Interest shown,2026-11-02", "Meeting set,2026-11-02")
    .replace("A2,Ben Wren,Film,Orion", "A2,Jay Finch,Tape,Altair")
    .replace("A4,Newt Owl,Ribbon,Nova", "A5,Newt Owl,Ribbon,Sirius")
)


def undo(number: int, **more: Any) -> Undone:
    return undo_import(batch=ImportBatch.objects.get(number=number), now=LATER, **more)


def three(result: Undone) -> tuple[int, int, int]:
    return result.removed, result.restored, result.kept


def test_undoing_the_first_import_leaves_what_was_there(staffed: Staffed) -> None:
    before = what_counts()
    run(staffed.organisation, FILE)
    assert three(undo(1)) == (4, 0, 0)
    assert what_counts() == before


def test_undoing_a_second_import_gives_back_what_the_first_said(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    before = what_counts()
    run(staffed.organisation, CHANGED)
    assert what_counts() != before
    assert three(undo(2)) == (1, 3, 0)
    assert what_counts() == before


def test_the_first_file_is_unchanged_after_the_second_was_undone(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    run(staffed.organisation, CHANGED)
    undo(2)
    again = run(staffed.organisation, FILE)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 4)


def test_an_undone_file_can_be_imported_again_and_undone_again(staffed: Staffed) -> None:
    before = what_counts()
    run(staffed.organisation, FILE)
    undo(1)
    again = run(staffed.organisation, FILE)
    assert (again.new, again.unchanged) == (4, 0)
    undo(2)
    assert what_counts() == before


def test_a_move_that_an_undone_import_had_undone_can_be_undone_by_a_person(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    run(staffed.organisation, CHANGED)
    undo(2)
    move = Move.objects.live().get(deal__external_id="A3")
    undo_move(seat=staffed.seat["gail"], move=move, now=LATER, today=TODAY)
    assert move.undone_by.batch is None


def test_a_deal_somebody_moved_since_stays_with_its_client_and_its_owner(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    deal = Deal.objects.get(external_id="A4")
    record_move(seat=staffed.seat["gail"], deal=deal, kind="touch", now=LATER, today=TODAY)
    assert three(undo(1)) == (3, 0, 1)
    kept = Deal.objects.live().get()
    assert (kept.external_id, kept.client.name, kept.owner.name) == ("A4", "Nova", "Newt Owl")
    assert [move.kind for move in Move.objects.live().order_by("sequence")] == ["stage", "touch"]
    assert Client.objects.live().get().name == "Nova"
    assert Seat.objects.live().get(person=kept.owner).role == "rep"
    assert kept.versions.get().batch is None


def test_an_edited_deal_stays_as_it_was_edited(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    run(staffed.organisation, CHANGED)
    deal = Deal.objects.get(external_id="A3")
    changes: Any = {"region": "North"}
    edit_deal(seat=staffed.seat["gail"], deal=deal, changes=changes, now=LATER, today=TODAY)
    assert three(undo(2)) == (1, 2, 1)
    deal.refresh_from_db()
    assert deal.region == "North"
    moves = Move.objects.live().filter(deal=deal, kind="stage", undone_by=None)
    assert [move.stage.rank for move in moves] == [3]


def moved(staffed: Staffed, deal: Deal, rank: int) -> Move:
    stage = staffed.stage(rank)
    return record_move(seat=staffed.seat["gail"], deal=deal, stage=stage, now=LATER, today=TODAY).move


def test_a_deal_somebody_moved_since_goes_all_the_same_if_it_is_chosen(staffed: Staffed) -> None:
    before = what_counts()
    run(staffed.organisation, FILE)
    deal = Deal.objects.get(external_id="A4")
    undo_move(seat=staffed.seat["gail"], move=moved(staffed, deal, 5), now=LATER, today=TODAY)
    moved(staffed, deal, 6)
    done = work_since(ImportBatch.objects.get(), [deal.pk])
    assert [(moment, author) for moment, author in done[deal.pk]] == [
        (LATER, staffed.seat["gail"].person_id)
    ] * 3
    result = undo(1, take_out=[deal.pk])
    assert (three(result), result.taken_out) == ((4, 0, 0), 1)
    assert what_counts() == before
    assert Move._base_manager.filter(author=staffed.seat["gail"].person_id).count() == 3, (
        "the history keeps it"
    )
    # And the file comes in anew as if nothing had been.
    assert four(run(staffed.organisation, FILE)) == (4, 0, 0, 0)


def test_a_deal_of_before_that_is_chosen_is_again_what_it_was_before_the_import(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    deal = Deal.objects.get(external_id="A4")
    moved(staffed, deal, 5)
    first = what_counts()
    run(staffed.organisation, FILE.replace("500,,West", "700,,West"))
    moved(staffed, deal, 6)
    changes: Any = {"region": "North"}
    edit_deal(seat=staffed.seat["gail"], deal=deal, changes=changes, now=LATER, today=TODAY)
    assert what_counts() != first
    result = undo(2, take_out=[deal.pk])
    assert (three(result), result.taken_out) == ((0, 1, 0), 1)
    assert what_counts() == first


def test_a_deal_with_money_that_a_person_recorded_stays_whatever_is_chosen(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    deal = Deal.objects.get(external_id="A4")
    moved(staffed, deal, 5)
    Payment.objects.create(
        organisation=staffed.organisation,
        deal=deal,
        amount_minor=1,
        currency="GBP",
        occurred_on=TODAY,
        known_on=TODAY,
        recorded_at=NOW,
        sequence=take(staffed.organisation),
    )
    batch = ImportBatch.objects.get()
    assert cannot_be_taken_out(batch, [deal.pk]) == [deal.pk]
    result = undo(1, take_out=[deal.pk])
    assert (three(result), result.taken_out) == ((3, 0, 1), 0)
    assert Deal.objects.live().get() == deal


def test_a_deal_that_a_later_file_corrected_stays(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    run(staffed.organisation, CHANGED)
    undone = undo(1)
    assert (three(undone), undone.kept_by) == ((1, 0, 0), {2: 3})
    assert sorted(Deal.objects.live().values_list("external_id", flat=True)) == ["A1", "A2", "A3", "A5"]
    assert Payment.standing().get(amount_minor__gt=0).amount_minor == 120_000


def test_somebody_who_was_invited_stays(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    invite_person(organisation=staffed.organisation, name="Newt Owl", role="rep", today=TODAY, now=LATER)
    undo(1)
    assert Person.objects.live().filter(name="Newt Owl").exists()
    assert Seat.objects.live().filter(person__name="Newt Owl").count() == 1


def test_somebody_with_a_goal_stays(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    set_goal(
        organisation=staffed.organisation, period=parse_period("2026-12"), amount_minor=9_000_000, now=LATER
    )
    undo(1)
    assert Person.objects.live().filter(name="Newt Owl").exists()


def test_an_import_is_undone_once(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    undo(1)
    with pytest.raises(ImportAlreadyUndone):
        undo(1)


def test_an_import_that_never_counted_has_nothing_to_undo(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    ImportBatch.objects.update(state="failed")
    with pytest.raises(ImportNotApplied):
        undo(1)


def test_who_may_not_import_may_not_undo(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    with pytest.raises(NotAllowed):
        undo(1, seat=staffed.seat["ada"])


def test_the_history_keeps_the_import_and_its_undo(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    undo(1, seat=staffed.seat["isla"])
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.undone_at, batch.counts["new"]) == ("undone", LATER, 4)
    event = Event.objects.get(kind="import_undone")
    assert (event.actor, event.payload) == (
        staffed.seat["isla"].person,
        {"removed": 4, "restored": 0, "kept": 0},
    )
    assert Organisation.objects.get(pk=staffed.organisation.pk).epoch == 2


def test_every_record_an_import_can_make_is_in_the_list_of_what_is_removed() -> None:
    from kvota.records.row import Fact, ImportedRow

    def below(kind: type[Any]) -> set[type[Any]]:
        children = set(kind.__subclasses__())
        return children | {deeper for child in children for deeper in below(child)}

    stored = {model for model in below(ImportedRow) if not model._meta.abstract}
    assert set(POINTING_FIRST) == stored
    assert Fact not in stored
