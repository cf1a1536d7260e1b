"""Who reads whose work follows from the seat he holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django_scopes import scope

from kvota.records.models import Client, Deal, DealRole, ImportBatch, Payment
from tests.a_small_company import SmallCompany, a_small_company


@pytest.fixture
def company(db: None) -> Iterator[SmallCompany]:
    small = a_small_company()
    with scope(organisation=small.organisation):
        small.deal("Vega", owner="Maria")
        small.deal("Lyra", owner="Ivan")
        small.deal("Rigel", owner="Chen")
        small.deal("Deneb", owner=None)
        yield small


def seen(company: SmallCompany, who: str, today: date) -> str:
    deals = Deal.visible_to(company.seats[who], on=today)
    return " ".join(sorted(deals.values_list("client__name", flat=True)))


@pytest.mark.parametrize(
    ("who", "clients"),
    [
        ("Maria", "Vega"),
        ("Denis", "Lyra Vega"),
        ("Petra", "Rigel"),
        ("Olga", "Deneb Lyra Rigel Vega"),
        ("Elena", "Deneb Lyra Rigel Vega"),
        ("Anna", "Deneb Lyra Rigel Vega"),
        ("Adam", ""),
        ("Carla", ""),
    ],
)
def test_a_seat_reads_the_deals_of_the_people_in_its_sight(company, today, who: str, clients: str) -> None:
    assert seen(company, who, today) == clients


def test_a_role_on_a_deal_shows_that_deal_to_its_person(company, today) -> None:
    rigel = Deal.objects.get(client__name="Rigel")
    DealRole.objects.create(
        organisation=company.organisation, deal=rigel, person=company.people["Carla"], role="technical"
    )
    assert seen(company, "Carla", today) == "Rigel"
    assert Client.visible_to(company.seats["Carla"], on=today).get().name == "Rigel"


def test_unmatched_money_is_shown_beside_that_of_the_people_in_sight(company, today) -> None:
    company.money("payment", Deal.objects.get(client__name="Vega"), 100, on=today)
    company.money("payment", None, 200, on=today)

    def sums(who: str) -> list[int]:
        payments = Payment.visible_to(company.seats[who], on=today)
        return sorted(payments.values_list("amount_minor", flat=True))

    assert (sums("Elena"), sums("Denis"), sums("Petra"), sums("Maria")) == (
        [100, 200],
        [100, 200],
        [200],
        [100],
    )


def test_an_import_is_its_makers_and_of_those_above_him(company, today) -> None:
    for who in ("Denis", "Petra", "Olga", None):
        batch = company.batch()
        batch.author = company.people[who] if who else None
        batch.save()

    def seen_by(who: str) -> list[str | None]:
        batches = ImportBatch.visible_to(company.seats[who], on=today).order_by("number")
        return list(batches.values_list("author__name", flat=True))

    everybody = ["Denis", "Petra", "Olga", None]
    assert (seen_by("Denis"), seen_by("Petra")) == (["Denis"], ["Petra"])
    assert (seen_by("Olga"), seen_by("Adam")) == (everybody, everybody)
    assert seen_by("Maria") == seen_by("Elena") == seen_by("Anna") == []
