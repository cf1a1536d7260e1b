"""To a company of one's own: a name is enough, and nothing of the sample comes along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from kvota.records.models import Account, Deal, Event, Organisation, Person, Seat
from tests.a_small_company import SmallCompany, a_small_company

FOUNDING = {"name": "Nord Pack", "country": "BG", "currency": "", "language": "bg"}
INTRODUCED = {
    "name": "Ivan Oak",
    "login": "ivan",
    "new_password1": "a long pass phrase",
    "new_password2": "a long pass phrase",
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


@pytest.fixture
def a_server(settings: Any) -> None:
    """kvota as others reach it, not this computer alone."""
    settings.KVOTA = replace(settings.KVOTA, hosts=("kvota.example",))


def test_a_name_is_enough_and_one_lands_on_the_import_as_owner_and_administrator(visitor: Client) -> None:
    answer = visitor.post(reverse("start-mine"), {"name": "Nord Pack", "language": "bg"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("import")
    own = Organisation.objects.get(is_demo=False)
    assert (own.name, own.country, own.currency, own.language) == ("Nord Pack", "", "EUR", "bg")
    with scope(organisation=own):
        assert not Deal.objects.exists()
        assert sorted(Seat.objects.values_list("person__name", "role")) == [
            ("Собственик", "admin"),
            ("Собственик", "owner"),
        ]
    assert '<html lang="bg"' in answer.content.decode()


def test_its_sign_in_is_new_so_that_the_open_one_of_the_sample_does_not_lead_there(
    visitor: Client, sample: SmallCompany
) -> None:
    visitor.post(reverse("start-mine"), FOUNDING)
    with scopes_disabled():
        founder = Person.objects.get(name="Собственик").account
        assert founder != sample.people["Maria"].account
        assert not Seat.objects.filter(
            organisation__is_demo=False, person__account=sample.people["Maria"].account
        ).exists()
    assert not founder.has_usable_password()


def test_until_he_says_who_he_is_every_page_tells_that_only_this_browser_opens_it(visitor: Client) -> None:
    page = visitor.post(reverse("start-mine"), FOUNDING, follow=True).content.decode()
    assert 'data-testid="only-this-browser"' in page
    answer = visitor.post(reverse("password"), INTRODUCED, follow=True)
    assert 'data-testid="only-this-browser"' not in answer.content.decode()
    with scopes_disabled():
        founder = Person.objects.get(organisation__is_demo=False)
        assert (founder.name, founder.account.login) == ("Ivan Oak", "ivan")
        assert Event.objects.filter(organisation__is_demo=False, kind="person_renamed").count() == 1
    elsewhere = Client()
    assert (
        elsewhere.post(reverse("sign-in"), {"login": "ivan", "password": "a long pass phrase"}).status_code
        == 302
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"login": "maria@sample"}, "заето"),
        ({"login": " "}, "id_login_error"),
        ({"new_password2": "x"}, "error"),
    ],
)
def test_a_way_in_that_is_refused_is_said_and_changes_nothing(
    visitor: Client, changed: dict[str, Any], said: str
) -> None:
    visitor.post(reverse("start-mine"), FOUNDING)
    answer = visitor.post(reverse("password"), INTRODUCED | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with scopes_disabled():
        founder = Person.objects.get(organisation__is_demo=False)
    assert (founder.name, founder.account.has_usable_password()) == ("Собственик", False)


@pytest.mark.parametrize(
    ("changed", "said"), [({"name": "  "}, "id_name_error"), ({"country": "XX"}, "id_country_error")]
)
def test_what_is_missing_is_said_and_no_company_is_made(
    visitor: Client, changed: dict[str, Any], said: str
) -> None:
    answer = visitor.post(reverse("start-mine"), FOUNDING | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Organisation.objects.filter(is_demo=False).exists()


def test_two_companies_of_one_name_are_refused(db: None, signed_in: Callable[..., Client]) -> None:
    owner = signed_in(a_small_company("Nord Pack"), "Olga")
    accounts = Account.objects.count()
    answer = owner.post(reverse("start-mine"), FOUNDING)
    assert answer.status_code == 422
    assert "exists already" in answer.content.decode()
    assert (Organisation.objects.count(), Account.objects.count()) == (1, accounts), "nothing is half-done"


def test_a_second_company_is_its_owners_and_he_keeps_his_sign_in(
    db: None, signed_in: Callable[..., Client]
) -> None:
    company = a_small_company("Vega Trade")
    owner = signed_in(company, "Olga")
    assert owner.post(reverse("start-mine"), FOUNDING).status_code == 302
    with scopes_disabled():
        seats = Seat.objects.filter(person__account=Account.objects.get(people=company.people["Olga"]))
        assert sorted(seats.values_list("organisation__name", "role", "person__name")) == [
            ("Nord Pack", "admin", "Olga"),
            ("Nord Pack", "owner", "Olga"),
            ("Vega Trade", "owner", "Olga"),
        ]
    assert 'data-testid="only-this-browser"' not in owner.get("/").content.decode()


@pytest.mark.parametrize("who", ["Maria", "Denis", "Elena", "Anna", "Carla", ""])
def test_where_a_company_is_nobody_else_starts_another(
    who: str, db: None, signed_in: Callable[..., Client], sample: SmallCompany
) -> None:
    company = a_small_company("Vega Trade")
    client = signed_in(company, who) if who else Client()
    for answer in (client.get(reverse("start-mine")), client.post(reverse("start-mine"), FOUNDING)):
        assert answer.status_code == 404
    assert not Organisation.objects.filter(name="Nord Pack").exists()


def test_nor_does_a_visitor_of_the_sample(sample: SmallCompany, visitor: Client) -> None:
    a_small_company("Vega Trade")
    assert visitor.post(reverse("start-mine"), FOUNDING).status_code == 404
    assert 'data-testid="leave-demo"' in visitor.get("/").content.decode()


def test_on_a_server_no_page_makes_a_company(db: None, a_server: None) -> None:
    client = Client(headers={"Host": "localhost"})
    assert client.post(reverse("start-mine"), FOUNDING).status_code == 404
    page = client.get(reverse("welcome")).content.decode()
    assert "kvota company new" in page
    assert 'data-testid="look-around"' not in page and 'data-testid="start-mine-way"' not in page


def test_on_a_server_the_sample_is_closed_even_to_a_session_that_was_opened_before(
    visitor: Client, a_server: None
) -> None:
    assert visitor.get(reverse("my-moves")).status_code == 403
    assert visitor.post(reverse("look-around"), {"in": "en"}).status_code == 404
    assert visitor.get(reverse("enter-demo", args=["rep"])).status_code == 404


def test_nobody_gives_the_people_of_the_sample_a_password(visitor: Client, sample: SmallCompany) -> None:
    assert 'data-testid="no-password-here"' in visitor.get(reverse("password")).content.decode()
    answer = visitor.post(reverse("password"), INTRODUCED)
    assert answer.status_code == 403
    assert not Account.objects.get(people=sample.people["Maria"]).has_usable_password()


def test_without_any_company_a_guest_is_welcomed_and_later_asked_to_sign_in(db: None) -> None:
    guest = Client()
    assert guest.get("/")["Location"] == reverse("welcome")
    page = guest.get(reverse("welcome")).content.decode()
    assert 'data-testid="look-around"' in page and 'data-testid="start-mine-way"' in page
    a_small_company("Vega Trade")
    assert guest.get("/")["Location"].startswith("/sign-in")
    page = guest.get(reverse("welcome")).content.decode()
    assert 'data-testid="look-around"' in page and 'data-testid="start-mine-way"' not in page
    assert 'data-testid="welcome-sign-in"' in page


def test_who_has_a_company_is_at_home_there(db: None, signed_in: Callable[..., Client]) -> None:
    company = a_small_company("Vega Trade")
    assert signed_in(company, "Maria").get(reverse("welcome"))["Location"] == "/"
    assert (
        'data-testid="start-mine-way"' in signed_in(company, "Olga").get(reverse("welcome")).content.decode()
    )


def test_the_banner_of_the_sample_leads_there_and_changes_the_role(
    visitor: Client, sample: SmallCompany, signed_in: Callable[..., Client]
) -> None:
    signed_in(sample, "Denis")
    page = visitor.get("/").content.decode()
    assert f'href="{reverse("start-mine")}"' in page
    assert visitor.post(reverse("enter-demo", args=["head"])).status_code == 302
    assert ">Denis<" in visitor.get("/").content.decode()
