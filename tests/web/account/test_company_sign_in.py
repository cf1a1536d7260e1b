"""Coming in by the company's own sign-in, against a real OpenID Connect provider on this machine."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from kvota.actions.enter_by_company import IdentityUnknown, enter_by_company
from kvota.actions.open_for_seat import ensure_account
from kvota.records.models import Event, OutsideIdentity
from kvota.settings import CompanySignIn, SettingRefused, read_surroundings
from kvota.web.account import company_sign_in
from tests.web.conftest import House

# The provider leans on the older names of its library, which warns; that is its business.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HERE = {"HTTP_HOST": "localhost"}


# sub, address, proven
PEOPLE = (
    ("17", "Maria@Vega.example", True),
    ("18", "maria@vega.example", False),
    ("19", "stranger@vega.example", True),
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with warnings.catch_warnings():
        import authlib.deprecate  # noqa: F401  it asks to be heard always, so it must come before

        warnings.simplefilter("ignore")
        from oidc_provider_mock import User, run_server_in_thread
    users = [User(sub=sub, claims={"email": at, "email_verified": proven}) for sub, at, proven in PEOPLE]
    with run_server_in_thread(user_claims=users, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def provider(issuer: str, monkeypatch: pytest.MonkeyPatch) -> CompanySignIn:
    asked = CompanySignIn(issuer, "kvota", "secret of kvota", "Vega", trusts_addresses=False)
    monkeypatch.setattr(settings, "KVOTA", replace(settings.KVOTA, company_sign_in=asked))
    company_sign_in._registered.cache_clear()
    return asked


@pytest.fixture
def maria(house: House) -> Any:
    account = ensure_account(house.company.seats["Maria"].person)
    account.login = "maria@vega.example"
    account.save()
    return account


def came_back(client: Client, *, sub: str, next_page: str = "", doing: str = "allow") -> Any:
    """Go to the provider, choose a person there, and come back with what it sends along."""
    out = client.get(reverse("company-sign-in"), {"next": next_page} if next_page else {}, **HERE)
    assert out.status_code == 302
    there = requests.post(out["Location"], {"sub": sub, "action": doing}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])
    assert back.path == reverse("company-sign-in-back")
    return client.get(f"{back.path}?{back.query}", **HERE)


def test_who_is_written_down_here_comes_in_and_is_known_by_his_subject_from_then_on(
    provider: CompanySignIn, house: House, maria: Any
) -> None:
    client = Client()
    assert f"Sign in with {provider.name}" in client.get(reverse("sign-in"), **HERE).content.decode()
    answer = came_back(client, sub="17", next_page="/board")
    assert (answer.status_code, answer["Location"]) == (302, "/board")
    assert "Maria" in client.get("/", **HERE).content.decode()
    with scope(organisation=house.company.organisation):
        assert Event.objects.filter(kind="identity_linked").count() == 1
    maria.login = "another name"
    maria.save()
    assert came_back(Client(), sub="17").status_code == 302
    assert OutsideIdentity.objects.get().account_id == maria.pk


@pytest.mark.parametrize(
    ("sub", "sentence"),
    [
        ("18", "does not confirm that “maria@vega.example” is yours"),
        ("19", "signs in as “stranger@vega.example”"),
    ],
)
def test_who_is_not_stays_at_the_door_and_reads_why(
    provider: CompanySignIn, maria: Any, sub: str, sentence: str
) -> None:
    client = Client()
    answer = came_back(client, sub=sub)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert client.get("/", **HERE)["Location"].startswith("/sign-in")
    assert not OutsideIdentity.objects.exists()


def test_an_address_nobody_proved_does_where_only_administrators_set_them(
    provider: CompanySignIn, maria: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting = replace(provider, trusts_addresses=True)
    monkeypatch.setattr(settings, "KVOTA", replace(settings.KVOTA, company_sign_in=trusting))
    assert came_back(Client(), sub="18").status_code == 302


def test_a_closed_account_and_the_people_of_the_sample_stay_outside(
    provider: CompanySignIn, house: House, maria: Any, now: Any
) -> None:
    assert came_back(Client(), sub="17").status_code == 302
    maria.is_active = False
    maria.save()
    assert came_back(Client(), sub="17").status_code == 422
    ivan = ensure_account(house.company.seats["Ivan"].person)
    house.company.organisation.is_demo = True
    house.company.organisation.save()
    with pytest.raises(IdentityUnknown):
        enter_by_company(
            issuer=provider.issuer, subject="20", address=ivan.login, address_proven=True, now=now
        )


@pytest.mark.parametrize(
    "way", ["denied", "of another browser", "typed by hand", "of an issuer called otherwise"]
)
def test_an_answer_that_proves_nothing_opens_nothing(
    provider: CompanySignIn, maria: Any, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, back = Client(), reverse("company-sign-in-back")
    if way == "denied":
        answer = came_back(client, sub="17", doing="deny")
    elif way == "of another browser":  # a link with somebody else's code: he would work in a stranger's name
        out = Client().get(reverse("company-sign-in"), **HERE)
        there = requests.post(out["Location"], {"sub": "17"}, allow_redirects=False, timeout=10)
        answer = client.get(f"{back}?{urlsplit(there.headers['Location']).query}", **HERE)
    elif way == "typed by hand":
        answer = client.get(back, {"code": "abc", "state": "def"}, **HERE)
    else:  # what the issuer says of itself is not whom the setting names
        other = replace(provider, issuer=f"{provider.issuer}/")
        monkeypatch.setattr(settings, "KVOTA", replace(settings.KVOTA, company_sign_in=other))
        answer = came_back(client, sub="17")
    assert answer.status_code == 422
    assert "did not confirm who you are" in answer.content.decode()
    assert client.get("/", **HERE)["Location"].startswith("/sign-in")


def test_a_provider_that_is_silent_is_said_at_the_door_and_none_is_no_address(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Client().get(reverse("company-sign-in"), **HERE).status_code == 404
    assert Client().get(reverse("company-sign-in-back"), **HERE).status_code == 404
    silent = CompanySignIn("http://localhost:1", "kvota", "x", "Vega", trusts_addresses=False)
    monkeypatch.setattr(settings, "KVOTA", replace(settings.KVOTA, company_sign_in=silent))
    answer = Client().get(reverse("company-sign-in"), **HERE)
    assert answer.status_code == 422
    assert "did not confirm who you are" in answer.content.decode()


@pytest.mark.parametrize(
    ("issuer", "client", "said"),
    [
        ("https://id.example", "", "belong together"),
        ("http://id.example", "kvota", "expected an address with https://"),
    ],
)
def test_a_half_set_or_open_provider_ends_the_start_with_one_line(
    issuer: str, client: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KVOTA_OIDC_ISSUER", issuer)
    monkeypatch.setenv("KVOTA_OIDC_CLIENT", client)
    monkeypatch.setenv("KVOTA_OIDC_SECRET", "x")
    with pytest.raises(SettingRefused, match=said):
        read_surroundings()
