"""People work on with what an import brought; undone, it is gone wherever nobody touched it.

Whether somebody touched a deal is not asked of the code: it is whether anything said of the deal
differs between the import and its undo.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kvota.actions.add_deal import add_deal
from kvota.actions.edit_deal import edit_deal
from kvota.actions.reassign_deals import reassign_deals
from kvota.actions.record_contract import record_contract
from kvota.actions.record_move import record_move
from kvota.actions.record_payment import record_payment
from kvota.actions.set_deal_role import set_deal_role
from kvota.actions.set_next_step import set_next_step
from kvota.actions.undo_import import undo_import
from kvota.actions.undo_move import undo_move
from kvota.analytics.reading import one_moment
from kvota.domain.errors import RuleError
from kvota.records.models import Client, Deal, ImportBatch, Move, Person, Seat, Stage
from tests.a_company_to_import_into import NOW, TODAY, Staffed, a_company_to_import_into, run, what_counts
from tests.actions.test_import_laws import file
from tests.analytics.slow_twin import known_deals
from tests.how_many_examples import examples

LATER = NOW + timedelta(hours=1)
FIRST = "id,client,stage,created_on\nF1,Seed,Interest shown,2026-08-01\nF2,Seed,Meeting set,2026-08-01"
STAGES = {"Talking": "Interest shown", "Offer sent": "Meeting set", "Negotiation": "Offer received"}
OF_A_DEAL = ("DealVersion", "Move", "Contract", "Invoice", "Payment", "Refund", "received", "signed")
THINGS = ("Client", "Product", "Person", "Seat", "Unit", "UnitPlacement", "Stage", "Funnel", "LostReason")

ACTIONS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(
            [
                *("touch", "lost", "reopen", "stage", "edit", "step", "role"),
                *("pay", "sign", "hand over", "undo a move", "another deal"),
            ]
        ),
        st.integers(0, 4),
    ),
    max_size=5,
)


def act(company: Staffed, deal: Deal, what: str, n: int) -> None:
    """One thing a head does with a deal; what the rules refuse he does not do."""
    asked: dict[str, Any] = {"seat": company.seat["isla"], "deal": deal, "now": LATER, "today": TODAY}
    sells = asked | {"seat": company.seat["gail"]}
    stage = Stage.objects.live().filter(funnel_id=deal.funnel_id, kind="open").order_by("rank")[n % 3]
    last = Move.objects.live().filter(deal=deal, undone_by=None).exclude(kind="undo").last()
    with transaction.atomic():
        match what:
            case "touch" | "lost" | "reopen":
                record_move(kind=what, stage=stage if what == "reopen" else None, **sells)
            case "stage":
                record_move(stage=stage, **sells)
            case "edit":
                edit_deal(changes={"region": f"Region {n}"}, from_today=bool(n % 2), **sells)
            case "step":
                set_next_step(on=TODAY + timedelta(days=n), **sells)
            case "role":
                set_deal_role(role="technical", person=company.seat["cleo"].person, **sells)
            case "pay":
                record_payment(amount_minor=100 + n, confirmed=True, **asked)
            case "sign":
                record_contract(amount_minor=5_000 + n, **asked)
            case "hand over":
                heir = company.seat["cleo"].person
                reassign_deals(seat=asked["seat"], deals=[deal], person=heir, now=LATER, today=TODAY)
            case "undo a move" if last is not None:
                undo_move(seat=sells["seat"], move=last, now=LATER, today=TODAY)
            case "another deal":
                add_deal(seat=sells["seat"], client=deal.client, now=LATER, today=TODAY)


def by_deal(counts: dict[str, list[dict[str, Any]]]) -> dict[int, dict[str, Any]]:
    """Everything said of each deal that counts. Roles are what people say of it, whatever a file says."""
    told: dict[int, dict[str, Any]] = {deal["id"]: {"Deal": deal} for deal in counts["Deal"]}
    undone = {row["move"] for row in counts["undone"]}
    for kind in OF_A_DEAL:
        for row in counts[kind]:
            deal = row["deal"] if kind in {"received", "signed"} else row["deal_id"]
            said = {**row, "is_undone": row["id"] in undone} if kind == "Move" else row
            told[deal].setdefault(kind, []).append(said)
    return told


def ids(counts: dict[str, list[dict[str, Any]]], kind: str) -> set[int]:
    return {row["id"] for row in counts[kind]}


def nothing_hangs() -> None:
    """What counts points only at what counts."""
    deals = Deal.objects.live()
    for model, column in ((Client, "client_id"), (Person, "owner_id")):
        pointed_at = set(deals.exclude(**{column: None}).values_list(column, flat=True))
        assert pointed_at <= set(model.objects.live().values_list("pk", flat=True))
    owners = set(deals.exclude(owner=None).values_list("owner_id", flat=True))
    assert owners <= set(Seat.objects.live().values_list("person_id", flat=True))


def figures_agree(company: Staffed) -> None:
    """The columnar copy and a walk through every deal say the same of what is left."""
    day = date(2027, 1, 1)
    with one_moment(company.organisation) as reading:
        rows = reading.ask("states/every_deal.sql", as_of=day)
    quick = {row["deal"]: (row["rank"], row["paid_minor"], row["signed_minor"]) for row in rows}
    slow = {
        known.deal.pk: (known.progress.rank, known.money("payment", "refund"), known.money("contract"))
        for known in known_deals(day)
    }
    assert quick == slow


def in_stages_of_the_house(text: str) -> str:
    for theirs, ours in STAGES.items():
        text = text.replace(theirs, ours)
    return text


class TheLaws(TestCase):
    """Each example rolls back what it did."""

    @pytest.mark.timeout(240)
    @settings(max_examples=examples(6))
    @given(file(), file(), ACTIONS, ACTIONS)
    def test_what_nobody_touched_is_as_before_and_what_somebody_touched_stays(
        self, first: str, second: str, earlier: list[Any], later: list[Any]
    ) -> None:
        with transaction.atomic():
            company = a_company_to_import_into()
            with scope(organisation=company.organisation):
                run(company.organisation, FIRST)
                run(company.organisation, in_stages_of_the_house(first))
                self.do(company, earlier)
                before = what_counts()
                run(company.organisation, in_stages_of_the_house(second))
                imported = what_counts()
                self.do(company, later)
                worked_on = what_counts()
                undo_import(batch=ImportBatch.objects.get(number=3), now=LATER)
                after = what_counts()

                self.compare(before, imported, worked_on, after)
                nothing_hangs()
                figures_agree(company)
            transaction.set_rollback(True)

    def do(self, company: Staffed, actions: list[Any]) -> None:
        for which, what, n in actions:
            deals = list(Deal.objects.live().select_related("client").order_by("pk"))
            try:
                act(company, deals[which % len(deals)], what, n)
            except RuleError:
                continue

    def compare(self, before: Any, imported: Any, worked_on: Any, after: Any) -> None:
        was, came, stood, left = by_deal(before), by_deal(imported), by_deal(worked_on), by_deal(after)
        touched = {deal for deal in stood if stood[deal] != came.get(deal)}
        given_a_role = {row["deal_id"] for row in worked_on["DealRole"]} & (set(came) - set(was))
        for deal in stood:
            wanted = stood.get(deal) if deal in touched | given_a_role else was.get(deal)
            assert left.get(deal) == wanted
        assert after["DealRole"] == worked_on["DealRole"]
        for kind in THINGS:
            assert ids(before, kind) <= ids(after, kind) <= ids(worked_on, kind)
        if worked_on == imported:
            assert after == before
