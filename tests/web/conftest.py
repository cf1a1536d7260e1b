"""Two companies with signed-in people: what one holds must never be seen in the other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django_scopes import scope

from kvota.actions.ask_for_leads import ask_for_leads
from kvota.actions.attach_file import attach_file
from kvota.actions.change_many_deals import ParkUntil, change_many_deals
from kvota.actions.keep_view import keep_view
from kvota.actions.make_scenario import make_scenario
from kvota.actions.open_for_seat import ensure_account
from kvota.actions.record_supply import Said, record_supply
from kvota.actions.set_condition import add_condition
from kvota.actions.set_goal import set_goal
from kvota.actions.share_work import begin_sharing
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import period_of
from kvota.domain.exact_number import exact
from kvota.domain.planning.scenario import Levers
from kvota.integrations.files.kept_files import KeptFiles
from kvota.records.attached_files import AttachedFile, folder
from kvota.records.models import (
    Channel,
    Condition,
    Deal,
    ExitQuestion,
    GoalVersion,
    LeadRequest,
    ManyAtOnce,
    Move,
    Payment,
    SavedView,
    Scenario,
    Seat,
    WorkSharing,
)
from kvota.records.row import new_uid
from tests.a_small_company import SmallCompany, a_small_company

CANARY = "Canaryfirma"


@dataclass
class House:
    """A company with a deal of each rep, money, a goal, an import, a view and a change of many deals."""

    company: SmallCompany
    deals: dict[str, Deal]
    moves: dict[str, Move]
    payment: Payment
    goal: GoalVersion
    batch: Any
    view: SavedView
    many: ManyAtOnce
    files: dict[str, AttachedFile]
    question: ExitQuestion
    channel: Channel
    lead_request: LeadRequest
    condition: Condition
    scenario: Scenario
    sharing: WorkSharing


def a_house(name: str, word: str, *, today: date, now: Any) -> House:
    company = a_small_company(name)
    with scope(organisation=company.organisation):
        deals, moves = {}, {}
        for place, who in enumerate(("Maria", "Ivan", "Chen", "Boris")):
            on = today - timedelta(days=20 + place)
            deals[who] = company.deal(f"{word} {who}", owner=who, on=on, amount=100_000_00 + place)
            moves[who] = company.move(deals[who], 1, on=on, by=who)
            company.move(deals[who], 3 + place, on=today - timedelta(days=3), by=who)
        company.money("contract", deals["Boris"], 100_000_03, on=today - timedelta(days=3))
        company.money("payment", deals["Boris"], 40_000_00, on=today - timedelta(days=1))
        payment = company.money(
            "payment", None, 7_000_00, on=today - timedelta(days=1), payer=f"{word} payer"
        )
        goal = set_goal(
            organisation=company.organisation,
            seat=company.seats["Denis"],
            period=period_of(today, "month"),
            amount_minor=900_000_00,
            now=now,
        )
        batch = company.batch()
        view = keep_view(seat=company.seats["Ivan"], name=f"{word} view", asks={"show": "stuck"})
        many = change_many_deals(
            seat=company.seats["Ivan"],
            deals=[deals["Ivan"]],
            wanted=ParkUntil(today + timedelta(days=20)),
            now=now,
            today=today,
        )
        files = {
            who: a_file(company, who, deals[who], f"{word} {who}.pdf", now=now)
            for who in ("Maria", "Ivan", "Chen")
        }
        question = ExitQuestion.objects.create(
            organisation=company.organisation,
            stage=company.stages[2],
            # The words of a setting; only the other company's hold the word that must not be seen.
            name_en=f"{CANARY}, who decides?" if word == CANARY else "Do we know who decides?",
        )
        (entry,) = record_supply(
            seat=company.seats["Denis"],
            said=[Said(f"{word} fair", today, {"expected": 5})],
            now=now,
            today=today,
        )
        lead_request = ask_for_leads(
            seat=company.seats["Denis"],
            asked_of=company.people["Chen"],
            count=34,
            period="2026-12",
            due_on=today + timedelta(days=2),
            channel=entry.channel,
            now=now,
            today=today,
        )
        condition = add_condition(
            seat=company.seats["Denis"],
            scope=Scope(people=None, unit=company.units["Sales-1"].pk, label="Sales-1"),
            period=period_of(today, "month"),
            metric="revenue",
            kind="difficulty",
            words=f"{word} has no sample stock",
            owner=company.people["Denis"],
            due_on=today + timedelta(days=2),
            today=today,
            now=now,
        )
        scenario = make_scenario(
            seat=company.seats["Denis"],
            name=f"{word} dearer",
            period=period_of(today, "month"),
            levers=Levers(price=exact("3/100")),
            now=now,
        )
        sharing, _to_do = begin_sharing(
            seat=company.seats["Denis"], unit=company.units["Sales-1"].pk, period="2026-12", now=now
        )
    return House(
        *(company, deals, moves, payment, goal, batch, view, many, files, question),
        *(entry.channel, lead_request, condition, scenario, sharing),
    )


def a_file(company: SmallCompany, who: str, deal: Deal, name: str, *, now: Any) -> AttachedFile:
    """A file on a deal, in the data folder of the tests."""
    uid, content = new_uid(), f"of {name}".encode()
    KeptFiles(folder()).keep(uid, [content])
    return attach_file(
        seat=company.seats[who],
        deal=deal,
        uid=uid,
        kept_as=uid,
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        now=now,
    )


@pytest.fixture(autouse=True)
def backups_folder() -> Iterator[Path]:
    """The folder of backups, empty at first, for other rooms leave theirs in it, and emptied after.

    Under a fixed clock all backups have one name.
    """
    found = settings.KVOTA.data / "backups"
    _empty(found)
    yield found
    _empty(found)


def _empty(folder: Path) -> None:
    for path in folder.glob("*") if folder.exists() else ():
        path.unlink()


@pytest.fixture
def house(db: None, today: date, now: Any) -> House:
    return a_house("Vega Trade", "Star", today=today, now=now)


@pytest.fixture
def stranger(db: None, today: date, now: Any) -> House:
    """Another company, every name of which holds the canary's word."""
    return a_house(f"{CANARY} Ltd", CANARY, today=today, now=now)


@pytest.fixture
def signed_in() -> Iterator[Callable[..., Client]]:
    """Sign in as somebody of a small company: `signed_in(company, "Maria")`."""

    def sign_in(company: SmallCompany, who: str, *, csrf: bool = False, language: str = "en") -> Client:
        client = Client(enforce_csrf_checks=csrf)
        with scope(organisation=company.organisation):
            seat = Seat.objects.select_related("person").get(person__name=who)
            account = ensure_account(seat.person)
        account.language = language
        account.save(update_fields=["language"])
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    yield sign_in
