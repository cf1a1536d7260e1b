"""From the sample company to one's own: a new company, a new sign-in, and nothing of the sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from kvota.records.models import Account, Deal, Organisation, Person, Seat
from tests.a_small_company import SmallCompany, a_small_company

FOUNDING = {
    "name": "Nord Pack",
    "country": "BG",
    "currency": "",
    "language": "bg",
    "person": "Ivan Oak",
    "login": "ivan",
    "password": "a long pass phrase",
}


@pytest.fixture
def sample(db: None) -> Iterator[SmallCompany]:
    company = a_small_company("Sample", is_demo=True)
    with scope(organisation=company.organisation):
        company.deal("Vega")
    yield company


@pytest.fixture
def visitor(sample: SmallCompany, signed_in: Callable[..., Client]) -> Client:
    return signed_in(sample, "Maria")


def test_a_company_of_ones_own_is_one_form_away_and_lands_on_the_import(visitor: Client) -> None:
    answer = visitor.post(reverse("start-mine"), FOUNDING, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("import")
    own = Organisation.objects.get(is_demo=False)
    assert (own.name, own.country, own.currency, own.language) == ("Nord Pack", "BG", "EUR", "bg")
    with scope(organisation=own):
        assert not Deal.objects.exists()
        assert sorted(Seat.objects.values_list("person__name", "role")) == [
            ("Ivan Oak", "admin"),
            ("Ivan Oak", "owner"),
        ]
    assert '<html lang="bg"' in answer.content.decode()


def test_its_sign_in_is_new_so_that_the_open_one_of_the_sample_does_not_lead_there(
    visitor: Client, sample: SmallCompany
) -> None:
    visitor.post(reverse("start-mine"), FOUNDING)
    with scopes_disabled():
        founder = Person.objects.get(name="Ivan Oak").account
        assert founder != sample.people["Maria"].account
        assert not Seat.objects.filter(
            organisation__is_demo=False, person__account=sample.people["Maria"].account
        ).exists()
    assert founder.check_password("a long pass phrase")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "  "}, "id_name_error"),
        ({"person": ""}, "id_person_error"),
        ({"password": "ivan"}, "id_password_error"),
        ({"country": "XX"}, "id_country_error"),
        ({"login": "maria@sample"}, "is taken"),
    ],
)
def test_what_is_missing_is_said_and_no_company_is_made(
    visitor: Client, changed: dict[str, Any], said: str
) -> None:
    assert Account.objects.filter(login="maria@sample").exists()
    answer = visitor.post(reverse("start-mine"), FOUNDING | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Organisation.objects.filter(is_demo=False).exists()


def test_two_companies_of_one_name_are_refused(visitor: Client) -> None:
    a_small_company("Nord Pack")
    answer = visitor.post(reverse("start-mine"), FOUNDING)
    assert answer.status_code == 422
    assert "exists already" in answer.content.decode()
    assert not Account.objects.filter(login="ivan").exists(), "nothing is half-done"


def test_in_a_real_company_there_is_no_such_page(db: None, signed_in: Callable[..., Client]) -> None:
    company = a_small_company("Vega Trade")
    client = signed_in(company, "Olga")
    assert client.get(reverse("start-mine")).status_code == 404
    assert client.post(reverse("start-mine"), FOUNDING).status_code == 404


def test_the_banner_of_the_sample_leads_there(visitor: Client) -> None:
    page = visitor.get(reverse("start-mine"))
    assert page.status_code == 200
    assert f'href="{reverse("start-mine")}"' in page.content.decode()
