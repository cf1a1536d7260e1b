"""A file of deals becomes deals with their history, and the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django_scopes import scope

from kvota.actions import import_deals as import_deals_module
from kvota.actions.change_funnel import add_funnel
from kvota.actions.change_stage import rename_stage
from kvota.actions.edit_deal import edit_deal
from kvota.actions.record_move import record_move
from kvota.actions.set_up_company import set_up_company
from kvota.actions.undo_move import undo_move
from kvota.domain.importing.faults import Fault
from kvota.domain.selling.client_progress import progress
from kvota.records.models import (
    Alias,
    Client,
    Contract,
    Deal,
    DealVersion,
    Event,
    ImportBatch,
    LostReason,
    Move,
    Organisation,
    Payment,
    Person,
    Product,
    Seat,
    Stage,
)
from kvota.records.moves import moves_that_count
from kvota.records.rights import NotAllowed
from tests.a_company_to_import_into import NOW, TODAY, Staffed, four, run

FILE = """
    opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
    A1,Ada Lark,Film,Vega,Won,2026-09-01,2026-10-05,1000
    A2,Ben Wren,Film,Orion,Lost,2026-09-03,2026-10-10,0
    A3,Ben Wren,Boxes,,Engaging,2026-11-02,,
    A4,Moses Frase,Boxes,Vega,Prospecting,,,
"""


@pytest.fixture
def newcomer(db: None) -> Iterator[Organisation]:
    """A company that has nothing yet."""
    organisation = set_up_company(name="Star Trade", currency="EUR")
    with scope(organisation=organisation):
        yield organisation


def story(external_id: str) -> list[tuple[str, int | None, str]]:
    """The moves of a deal: kind, rank, day."""
    deal = Deal.objects.live().get(external_id=external_id)
    moves = sorted(moves_that_count(deal, on=date(2027, 1, 1)), key=lambda move: move.sequence)
    return [(move.kind, move.rank, str(move.occurred_on)) for move in moves]


# The first time


def test_a_new_company_takes_the_open_stages_of_its_file_in_their_usual_order(newcomer: Organisation) -> None:
    run(newcomer, FILE)
    stages = [(stage.rank, stage.kind, stage.name_en) for stage in Stage.objects.all()]
    assert stages == [
        (1, "open", "Prospecting"),
        (2, "open", "Engaging"),
        (3, "signed", "Won"),
        (4, "paid", "Paid"),
    ]


def test_a_won_row_is_an_entry_a_contract_and_its_money(newcomer: Organisation) -> None:
    result = run(newcomer, FILE)
    assert four(result) == (4, 0, 0, 0)
    # engage_date is the day of Engaging, the second stage.
    assert story("A1") == [("stage", 2, "2026-09-01"), ("stage", 3, "2026-10-05"), ("stage", 4, "2026-10-05")]
    deal = Deal.objects.get(external_id="A1")
    contract, payment = Contract.objects.get(), Payment.objects.get()
    assert (contract.deal, contract.amount_minor, contract.assumed) == (deal, 100_000, True)
    assert contract.move.stage.kind == "signed"
    assert (payment.deal, payment.amount_minor, payment.occurred_on) == (deal, 100_000, date(2026, 10, 5))
    assert payment.known_on == date(2026, 10, 5)
    assert (deal.owner.name, deal.product.name, deal.client.name) == ("Ada Lark", "Film", "Vega")


def test_a_lost_row_ends_with_its_loss(newcomer: Organisation) -> None:
    run(newcomer, FILE)
    assert story("A2") == [("stage", 2, "2026-09-03"), ("lost", None, "2026-10-10")]


def test_an_open_row_stands_at_its_stage_and_one_without_a_day_too(newcomer: Organisation) -> None:
    result = run(newcomer, FILE)
    assert story("A3") == [("stage", 2, "2026-11-02")]
    assert story("A4") == [("stage", 1, "None")]
    undated = Deal.objects.get(external_id="A4")
    assert (undated.date_unknown, undated.created_on) == (True, None)
    assert undated.versions.get().known_on == Move.objects.get(deal=undated).known_on == date(1970, 1, 1)
    assert result.counts["dates_unknown"] == 1


def test_a_row_without_a_client_gets_the_one_client_that_stands_for_none(newcomer: Organisation) -> None:
    run(newcomer, FILE)
    assert Client.objects.get(is_placeholder=True).name == "no client"
    assert Deal.objects.get(external_id="A3").client.is_placeholder
    assert sorted(Client.objects.values_list("name", flat=True)) == ["Orion", "Vega", "no client"]


def test_the_placeholder_speaks_the_language_of_the_company(db: None) -> None:
    organisation = set_up_company(name="Ромашка", country="RU")
    with scope(organisation=organisation):
        run(organisation, FILE)
        assert Client.objects.get(is_placeholder=True).name == "без клиента"


def test_an_owner_nobody_knows_comes_in_with_the_seat_of_a_rep(newcomer: Organisation) -> None:
    result = run(newcomer, FILE)
    seat = Seat.objects.live().get(person__name="Moses Frase")
    assert (seat.role, seat.unit.name, seat.from_on) == ("rep", "Star Trade", None)
    assert result.counts["people"] == 3


def test_a_deal_without_an_amount_is_taken_for_the_usual_one(newcomer: Organisation) -> None:
    result = run(
        newcomer,
        """
        id,client,product,stage,created_on,closed_on,amount
        A1,Vega,Film,Won,2026-09-01,2026-10-05,1000
        A2,Vega,Boxes,Won,2026-09-01,2026-10-05,4000
        A3,Vega,Boxes,Talking,2026-11-02,,
        A4,Vega,Ribbon,Talking,2026-11-02,,
        """,
    )
    amounts = dict(Deal.objects.filter(amount_assumed=True).values_list("external_id", "amount_minor"))
    # Boxes: one deal of 4,000 and five more of the mean 2,500: (4,000 + 12,500) / 6 = 2,750.
    assert amounts == {"A3": 275_000, "A4": 250_000}
    assert result.counts["amounts_assumed"] == 2


def test_a_price_in_force_comes_before_the_usual_deal(staffed: Staffed) -> None:
    run(
        staffed.organisation,
        """
        id,client,product,stage,created_on,closed_on,amount
        A1,Vega,Film,Won,2026-09-01,2026-10-05,1000
        A2,Vega,film,Interest shown,2026-11-02,,
        """,
    )
    assert Deal.objects.get(external_id="A2").amount_minor == 200_000


def test_a_lost_deal_of_zero_has_no_amount_of_its_own(newcomer: Organisation) -> None:
    # Systems write 0 for what was not earned; a zero that means "lost" would tell every forecast the end.
    run(newcomer, FILE)
    lost = Deal.objects.get(external_id="A2")
    assert (lost.amount_minor, lost.amount_assumed) == (100_000, True)


def test_a_won_row_without_an_amount_is_won_without_money(newcomer: Organisation) -> None:
    result = run(newcomer, "id,client,stage,closed_on\nA1,Vega,Won,2026-10-05")
    assert [kind for kind, *_ in story("A1")] == ["stage", "stage"]
    assert not Contract.objects.exists()
    assert not Payment.objects.exists()
    assert result.counts["won_without_amount"] == 1


def test_an_alias_makes_two_spellings_one_product_and_is_kept(newcomer: Organisation) -> None:
    text = """
        id,client,product,stage,created_on
        A1,Vega,GTXPro,Talking,2026-11-02
        A2,Vega,GTX Pro,Talking,2026-11-02
        """
    run(newcomer, text, alias=['product:GTXPro="GTX Pro"'])
    assert Product.objects.get().name == "GTX Pro"
    assert list(Alias.objects.values_list("kind", "match_key", "means")) == [("product", "gtxpro", "GTX Pro")]
    run(newcomer, text, alias=["product:GTXPro=GTX Pro"])
    assert Alias.objects.count() == 1


def test_facts_of_the_future_are_stored_as_they_are(newcomer: Organisation) -> None:
    run(newcomer, "id,client,stage,created_on,closed_on,amount\nA1,Vega,Won,2026-12-01,2026-12-30,10")
    deal = Deal.objects.get()
    assert progress(moves_that_count(deal, on=date(2026, 11, 30))).rank == 0
    assert progress(moves_that_count(deal, on=date(2026, 12, 1))).rank == 1
    house = Stage.objects.get(kind="paid").rank
    assert progress(moves_that_count(deal, on=date(2026, 12, 30))).rank == house


def test_a_reason_for_losing_is_found_in_any_language_or_made(newcomer: Organisation) -> None:
    run(
        newcomer,
        """
        id,client,stage,created_on,closed_on,lost_reason
        A1,Vega,Lost,2026-09-01,2026-10-05,Цена
        A2,Vega,Lost,2026-09-01,2026-10-05,Moved away
        """,
    )
    reasons = dict(Move.objects.filter(kind="lost").values_list("deal__external_id", "lost_reason__name_en"))
    assert reasons == {"A1": "Price", "A2": "Moved away"}
    assert LostReason.objects.count() == 6


def test_rows_without_ids_are_told_apart_and_known_again(newcomer: Organisation) -> None:
    text = """
        client,stage,created_on,amount
        Vega,Talking,2026-11-02,100
        Vega,Talking,2026-11-02,100
        Orion,Talking,2026-11-02,100
        """
    assert four(run(newcomer, text)) == (3, 0, 0, 0)
    assert four(run(newcomer, text)) == (0, 0, 3, 0)
    assert four(run(newcomer, text.replace("Orion,Talking", "Orion,Offer sent"))) == (0, 0, 2, 1)
    assert four(run(newcomer, text.replace("2026-11-02,100", "2026-11-02,120"))) == (0, 3, 0, 0)


# What is refused


def test_a_row_at_an_unknown_stage_is_refused_with_its_place_and_the_others_go_in(
    staffed: Staffed,
) -> None:
    run(staffed.organisation, "id,client,stage,created_on\nA0,Vega,Meeting set,2026-11-02")
    told: list[Fault] = []
    result = run(
        staffed.organisation,
        """
        id,client,deal_stage,created_on
        A1,Vega,Interest shown,2026-11-02
        A2,Nova,Engaging,2026-11-02
        """,
        refused=told.append,
    )
    assert four(result) == (1, 0, 0, 1)
    (fault,) = result.faults
    assert told == [fault]
    assert (fault.row, fault.column, fault.code, fault.value) == (
        3,
        "deal_stage",
        "stage_unknown",
        "Engaging",
    )
    assert not Client.objects.filter(name="Nova").exists()
    batch = ImportBatch.objects.get(number=2)
    assert batch.faults[0]["code"] == "stage_unknown"
    assert (batch.state, batch.counts["new"], batch.counts["skipped"]) == ("applied", 1, 1)


def test_a_company_with_deals_keeps_its_stages_whatever_a_file_calls_them(staffed: Staffed) -> None:
    run(staffed.organisation, "id,client,stage,created_on\nA0,Vega,Meeting set,2026-11-02")
    stages = list(Stage.objects.values_list("name_en", flat=True))
    assert four(run(staffed.organisation, FILE)) == (2, 0, 0, 2)
    assert list(Stage.objects.values_list("name_en", flat=True)) == stages


def test_stages_that_somebody_chose_are_kept_too(staffed: Staffed) -> None:
    chosen = {"name": "First talk", "language": "en", "usual_action": "call"}
    rename_stage(seat=staffed.seat["isla"], stage=staffed.stage(1), now=NOW, **chosen)
    assert four(run(staffed.organisation, FILE)) == (2, 0, 0, 2)


def test_an_alias_leads_an_unknown_stage_to_one_of_ours(staffed: Staffed) -> None:
    run(staffed.organisation, "id,client,stage,created_on\nA0,Vega,Meeting set,2026-11-02")
    text = "id,client,stage,created_on\nA1,Vega,Engaging,2026-11-02"
    assert four(run(staffed.organisation, text, alias=["stage:Engaging=Meeting set"])) == (1, 0, 0, 0)
    assert story("A1") == [("stage", 3, "2026-11-02")]


def test_several_faults_of_a_row_skip_one_row(newcomer: Organisation) -> None:
    header, good = "id,client,stage,created_on,amount", "A1,Vega,Talking,2026-11-02,5"
    result = run(newcomer, f"{header}\n{good}\nA2,Vega,Talking,31.02.2026,-5")
    assert four(result) == (1, 0, 0, 1)
    assert sorted(fault.code for fault in result.faults) == ["amount_negative", "date_impossible"]


def test_who_may_not_import_is_refused_before_anything_is_read(staffed: Staffed) -> None:
    with pytest.raises(NotAllowed):
        run(staffed.organisation, FILE, seat=staffed.seat["ada"])
    assert not ImportBatch.objects.exists()


def test_a_head_imports_the_deals_of_his_own_unit_only(staffed: Staffed) -> None:
    text = """
        id,client,sales_agent,stage,created_on
        A1,Vega,Ada Lark,Interest shown,2026-11-02
        A2,Vega,Cleo Finch,Interest shown,2026-11-02
        A3,Vega,Newt Owl,Interest shown,2026-11-02
        """
    result = run(staffed.organisation, text, seat=staffed.seat["gail"])
    assert four(result) == (2, 0, 0, 1)
    assert result.faults[0].code == "not_your_people"
    assert Seat.objects.get(person__name="Newt Owl").unit == staffed.unit["North"]


# The preview


def test_a_preview_counts_the_same_and_writes_nothing(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    changed = FILE.replace("Won,2026-09-01,2026-10-05,1000", "Won,2026-09-01,2026-10-05,1200")
    changed += "    A5,Ada Lark,Film,Nova,Won,2026-09-01,2026-10-05,10\n    A6,Ada Lark,Film,Nova,Won,,,10\n"
    before = [model.objects.count() for model in (Deal, Move, Client, Person, ImportBatch, Event)]
    preview = run(staffed.organisation, changed, preview=True)
    assert [model.objects.count() for model in (Deal, Move, Client, Person, ImportBatch, Event)] == before
    assert four(preview) == (1, 1, 3, 1)
    assert preview.batch is None
    real = run(staffed.organisation, changed)
    assert four(real) == four(preview)
    assert real.counts == preview.counts


def test_a_preview_works_for_a_company_that_is_not_there_yet(db: None) -> None:
    result = run(Organisation(name="Nova Trade", currency="EUR"), FILE, preview=True)
    assert four(result) == (4, 0, 0, 0)
    assert (result.counts["clients"], result.counts["people"]) == (3, 3)
    assert not Organisation.objects.filter(name="Nova Trade").exists()


# Again


def test_the_same_file_again_writes_no_fact(newcomer: Organisation) -> None:
    run(newcomer, FILE)
    facts = [model.objects.count() for model in (Deal, DealVersion, Move, Contract, Payment, Client, Person)]
    assert four(run(newcomer, FILE)) == (0, 0, 4, 0)
    again = [model.objects.count() for model in (Deal, DealVersion, Move, Contract, Payment, Client, Person)]
    assert again == facts


def test_a_row_that_moved_on_is_corrected_by_new_rows(newcomer: Organisation) -> None:
    run(newcomer, FILE)
    won = FILE.replace("Engaging,2026-11-02,,", "Won,2026-11-02,2026-11-16,700")
    assert four(run(newcomer, won)) == (0, 1, 3, 0)
    assert story("A3") == [("stage", 2, "2026-11-02"), ("stage", 3, "2026-11-16"), ("stage", 4, "2026-11-16")]
    deal = Deal.objects.get(external_id="A3")
    assert (deal.amount_minor, deal.amount_assumed) == (70_000, False)
    assert deal.versions.count() == 2
    assert Payment.standing().get(deal=deal).amount_minor == 70_000
    assert four(run(newcomer, won)) == (0, 0, 4, 0)


def test_a_corrected_sum_replaces_contract_and_payment(newcomer: Organisation) -> None:
    run(newcomer, FILE)
    run(newcomer, FILE.replace(",1000", ",1200"))
    deal = Deal.objects.get(external_id="A1")
    assert Contract.standing().get(deal=deal).amount_minor == 120_000
    assert Payment.standing().get(deal=deal).amount_minor == 120_000
    assert Payment.objects.filter(deal=deal).count() == 2
    assert Move.objects.filter(deal=deal).count() == 3


def test_a_corrected_day_undoes_the_old_moves(newcomer: Organisation) -> None:
    run(newcomer, FILE)
    run(newcomer, FILE.replace("2026-10-05", "2026-10-06"))
    assert story("A1") == [("stage", 2, "2026-09-01"), ("stage", 3, "2026-10-06"), ("stage", 4, "2026-10-06")]
    assert Contract.standing().get().occurred_on == date(2026, 10, 6)
    assert Payment.standing().get().occurred_on == date(2026, 10, 6)
    assert Move.objects.filter(kind="undo").count() == 2


def test_a_deal_that_was_not_won_after_all_loses_its_money(newcomer: Organisation) -> None:
    run(newcomer, FILE)
    run(newcomer, FILE.replace("Won,2026-09-01,2026-10-05,1000", "Engaging,2026-09-01,,1000"))
    deal = Deal.objects.get(external_id="A1")
    assert story("A1") == [("stage", 2, "2026-09-01")]
    assert not Contract.standing().exists()
    assert [payment.amount_minor for payment in Payment.standing().filter(deal=deal)] == [0]
    run(newcomer, FILE)
    assert Payment.standing().filter(amount_minor__gt=0).get(deal=deal).amount_minor == 100_000
    assert Contract.standing().get().amount_minor == 100_000


def test_what_a_person_did_meanwhile_stays(staffed: Staffed) -> None:
    text = """
        id,client,sales_agent,stage,created_on,amount,region
        A1,Vega,Ada Lark,Interest shown,2026-11-02,100,West
        """
    run(staffed.organisation, text)
    deal = Deal.objects.get(external_id="A1")
    ada, moment = staffed.seat["ada"], datetime(2026, 11, 18, 15, tzinfo=UTC)
    record_move(seat=ada, deal=deal, stage=staffed.stage(5), now=moment, today=TODAY)
    changes: Any = {"region": "North"}
    edit_deal(seat=ada, deal=deal, changes=changes, now=moment, today=TODAY)
    assert four(run(staffed.organisation, text)) == (0, 0, 1, 0)
    assert four(run(staffed.organisation, text.replace(",100,", ",150,"))) == (0, 1, 0, 0)
    deal.refresh_from_db()
    assert (deal.amount_minor, deal.region) == (15_000, "North")
    assert story("A1") == [("stage", 2, "2026-11-02"), ("stage", 5, "2026-11-18")]


def test_a_move_that_a_person_undid_is_not_undone_again(staffed: Staffed) -> None:
    text = "id,client,sales_agent,stage,created_on\nA1,Vega,Ada Lark,Interest shown,2026-11-02"
    run(staffed.organisation, text)
    move = Move.objects.get()
    undo_move(seat=staffed.seat["gail"], move=move, now=NOW, today=TODAY)
    assert four(run(staffed.organisation, text.replace("2026-11-02", "2026-11-03"))) == (0, 1, 0, 0)
    assert story("A1") == [("stage", 2, "2026-11-03")]
    assert Move.objects.filter(undoes=move).count() == 1


def test_a_contract_does_not_come_back_when_a_person_took_the_signing_back(staffed: Staffed) -> None:
    text = """
        id,client,sales_agent,stage,created_on,closed_on,amount
        A1,Vega,Ada Lark,Won,2026-09-01,2026-10-05,1000
        """
    run(staffed.organisation, text)
    signing = Move.objects.get(stage__kind="signed")
    undo_move(seat=staffed.seat["gail"], move=signing, now=NOW, today=TODAY)
    assert not Contract.standing().exists()
    run(staffed.organisation, text.replace(",1000", ",1200"))
    assert not Contract.standing().exists()
    assert Deal.objects.get().amount_minor == 120_000


# Nothing half-done


class PowerCut(Exception):
    pass


def fail_at_the_second_write(monkeypatch: pytest.MonkeyPatch) -> None:
    write, times = import_deals_module.Import.write, []

    def failing(self: Any, *rows: Any) -> None:
        times.append(1)
        if len(times) == 2:
            raise PowerCut
        write(self, *rows)

    monkeypatch.setattr(import_deals_module.Import, "write", failing)
    monkeypatch.setattr(import_deals_module, "DEALS_AT_ONCE", 2)


def test_an_import_that_fails_halfway_leaves_nothing(
    newcomer: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        fail_at_the_second_write(patch)
        with pytest.raises(PowerCut):
            run(newcomer, FILE)
    for model in (Deal, DealVersion, Move, Contract, Payment, Client, Person, Seat, Product):
        assert not model.objects.exists()
    assert ImportBatch.objects.get().state == "failed"
    assert four(run(newcomer, FILE)) == (4, 0, 0, 0)


def test_what_a_killed_import_left_counts_nowhere_and_goes_with_the_next(
    newcomer: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        fail_at_the_second_write(patch)
        patch.setattr("kvota.actions.apply_import.discard", lambda batch: None)
        with pytest.raises(PowerCut):
            run(newcomer, FILE)
    assert Deal.objects.count() == 2
    assert not Deal.objects.live().exists()
    assert four(run(newcomer, FILE)) == (4, 0, 0, 0)
    assert Deal.objects.count() == Deal.objects.live().count() == 4
    assert [batch.state for batch in ImportBatch.objects.order_by("number")] == ["failed", "applied"]


def test_an_import_leaves_one_event_and_a_new_epoch(newcomer: Organisation) -> None:
    result = run(newcomer, FILE)
    event = Event.objects.get(kind="import_applied")
    assert event.subject == f"import:{result.as_dict()['batch']}"
    assert event.payload["new"] == 4
    newcomer.refresh_from_db()
    assert (newcomer.epoch, newcomer.sequence) == (1, event.sequence)
    assert Move.objects.order_by("-sequence")[0].sequence < event.sequence


def test_a_file_goes_into_the_funnel_that_knows_most_of_its_stages(staffed: Staffed) -> None:
    owner = staffed.seat["isla"]
    tenders = add_funnel(seat=owner, name="Tenders", language="en", now=NOW)
    names = ("Announced", "Bid sent", "Opened")
    for stage, name in zip(tenders.stages.filter(kind="open"), names, strict=False):
        rename_stage(seat=owner, stage=stage, name=name, language="en", usual_action="bid", now=NOW)
    head = "id,client,stage,created_on\n"
    run(staffed.organisation, f"{head}T1,Vega,Bid sent,2026-11-02\nT2,Orion,Opened,2026-11-03")
    run(staffed.organisation, f"{head}A1,Mira,Meeting set,2026-11-02")
    stood = {}
    for deal in Deal.objects.live():
        state = progress(moves_that_count(deal, on=TODAY))
        stood[deal.external_id] = (state.funnel == deal.funnel_id == tenders.pk, state.rank)
    assert stood == {"T1": (True, 2), "T2": (True, 3), "A1": (False, 3)}
