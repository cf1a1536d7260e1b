"""A sample company goes away whole, a real one never; where it cannot go, a new one stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError
from django_scopes import scope, scopes_disabled

from kvota.actions.attach_file import attach_file
from kvota.actions.change_many_deals import ParkUntil, change_many_deals
from kvota.actions.open_for_seat import ensure_account
from kvota.actions.set_goal import set_goal
from kvota.demo import remove_demo_company as removing
from kvota.demo.remove_demo_company import NotASample, begin_anew, remove_demo_company
from kvota.domain.calendar.period import parse_period
from kvota.records.attached_files import folder
from kvota.records.models import Account, Deal, Organisation, Passkey
from tests.a_small_company import SmallCompany, a_small_company

NOW = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)
TODAY = NOW.date()


def everything_of(company: SmallCompany, name: str) -> None:
    """Rows of many tables that point at each other, and two sign-ins."""
    with scope(organisation=company.organisation):
        deal = company.deal(name)
        company.move(deal, 3)
        company.money("payment", deal, 5_000_00, on=TODAY)
        head = company.seats["Denis"]
        set_goal(
            organisation=company.organisation,
            seat=head,
            period=parse_period("2026-11"),
            amount_minor=900_000_00,
            now=NOW,
        )
        change_many_deals(
            seat=head, deals=[deal], wanted=ParkUntil(TODAY.replace(day=28)), now=NOW, today=TODAY
        )
        account = ensure_account(company.people["Maria"])
        ensure_account(company.people["Denis"])
        Passkey.objects.create(account=account, credential_id=name, credential="x", name="x", made_at=NOW)


def rows() -> dict[str, int]:
    with scopes_disabled():
        kinds = apps.get_app_config("records").get_models()
        return {kind.__name__: kind._base_manager.count() for kind in kinds}


@pytest.fixture
def real(db: None) -> Iterator[SmallCompany]:
    company = a_small_company("Vega Trade")
    everything_of(company, "Orion")
    yield company


def test_nothing_of_it_stays_and_nothing_of_others_goes(real: SmallCompany) -> None:
    before = rows()
    sample = a_small_company("Sample", is_demo=True)
    everything_of(sample, "Vega")
    assert rows()["GoalCell"] > before["GoalCell"]
    remove_demo_company(sample.organisation)
    assert rows() == before


def test_a_real_company_is_never_removed(real: SmallCompany) -> None:
    before = rows()
    with pytest.raises(NotASample):
        remove_demo_company(real.organisation)
    assert rows() == before


def test_who_has_a_real_company_too_keeps_his_sign_in(real: SmallCompany) -> None:
    sample = a_small_company("Sample", is_demo=True)
    both = Account.objects.get(people=real.people["Maria"])
    sample.people["Ivan"].account = both
    sample.people["Ivan"].save()
    remove_demo_company(sample.organisation)
    assert Account.objects.filter(pk=both.pk).exists()


@pytest.fixture
def small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole sample company takes seconds; that it is made anew is what counts here."""

    def small(*, today: Any, now: Any, language: str) -> Organisation:
        number = Organisation.objects.filter(is_demo=True).count()
        made = a_small_company("Sample" + " beside" * number, is_demo=True).organisation
        made.language = language
        made.save()
        return made

    monkeypatch.setattr(removing, "make_demo_company", small)


def test_begun_anew_it_stands_in_the_place_of_the_old_one(real: SmallCompany, small_sample: None) -> None:
    old = a_small_company("Sample", is_demo=True)
    everything_of(old, "Vega")
    with scope(organisation=old.organisation):
        deal = Deal.objects.get()
        file = attach_file(
            seat=old.seats["Denis"],
            deal=deal,
            uid=deal.uid,
            kept_as=deal.uid,
            name="a.pdf",
            size=1,
            sha256="0" * 64,
            now=NOW,
        )
    folder().mkdir(parents=True, exist_ok=True)
    file.path.write_bytes(b"x")
    new, fault = begin_anew(old.organisation, today=TODAY, now=NOW)
    assert fault is None
    assert list(Organisation.objects.filter(is_demo=True)) == [new]
    assert new.name == "Sample"
    assert not file.path.exists()


def test_where_the_old_one_cannot_go_a_new_one_stands_beside_it(
    real: SmallCompany, small_sample: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = a_small_company("Sample", is_demo=True)
    everything_of(old, "Vega")
    before = rows()

    def refuse(organisation: Organisation) -> None:
        Deal._base_manager.filter(organisation=organisation).update(amount_minor=1)
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(removing, "remove_demo_company", refuse)
    new, fault = begin_anew(old.organisation, today=TODAY, now=NOW)
    assert isinstance(fault, DatabaseError)
    assert new != old.organisation
    with scope(organisation=old.organisation):
        assert Deal.objects.get().amount_minor == 100_000_00, "the old one is as it was"
    assert rows()["Deal"] == before["Deal"]
