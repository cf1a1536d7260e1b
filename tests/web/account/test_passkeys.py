"""What a passkey door answers to who proves nothing. The proof itself is tested in a real browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData

from kvota.actions.keep_passkey import (
    NotInTheSample,
    PasskeyKnown,
    TooManyPasskeys,
    keep_passkey,
    remove_passkey,
)
from kvota.records.models import Event, Passkey
from kvota.records.passkeys import MOST_PASSKEYS
from tests.web.conftest import House

# As a device makes one; that it signs is a browser's to show.
CREDENTIAL = websafe_encode(
    bytes(
        AttestedCredentialData.create(
            b"\0" * 16, b"abc", ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
        )
    )
)


def keep(house: House, who: str = "Maria", *, key: str = "abc", now: Any) -> Passkey:
    with scope(organisation=house.company.organisation):
        return keep_passkey(
            seat=house.company.seats[who],
            credential_id=key,
            credential=CREDENTIAL,
            sign_count=1,
            name="iPhone",
            now=now,
        )


@pytest.fixture
def maria(house: House, signed_in: Any) -> Client:
    client: Client = signed_in(house.company, "Maria")
    for person in ("Maria", "Ivan"):
        house.company.seats[person].person.refresh_from_db()
    return client


def asked(client: Client, name: str) -> Any:
    return client.post(reverse(name), headers={"Host": "localhost"})


def answered(client: Client, name: str, content: Any) -> Any:
    body = content if isinstance(content, bytes) else json.dumps(content)
    return client.post(reverse(name), body, content_type="application/json", headers={"Host": "localhost"})


def test_the_offer_names_no_account_and_asks_for_the_owner_of_the_device(house: House) -> None:
    offer = asked(Client(), "offer-sign-in").json()
    assert offer["rpId"] == "localhost"
    assert offer["userVerification"] == "required"
    assert not offer.get("allowCredentials")
    assert offer["challenge"] != asked(Client(), "offer-sign-in").json()["challenge"]


def test_the_offer_to_make_one_is_for_this_name_and_hides_the_number_of_the_account(maria: Client) -> None:
    offer = asked(maria, "offer-passkey").json()
    assert (offer["rp"]["id"], offer.get("attestation")) == ("localhost", None)
    assert offer["authenticatorSelection"]["residentKey"] == "required"
    assert len(offer["user"]["id"]) == 43


@pytest.mark.parametrize("content", [b"", b"{", [], {}, {"rawId": "abc"}, {"rawId": 7, "response": None}])
def test_what_proves_nothing_is_refused_with_one_sentence(
    content: Any, house: House, maria: Client, now: Any
) -> None:
    keep(house, now=now)
    for client, offer, answer in (
        (Client(), "offer-sign-in", "passkey-sign-in"),
        (maria, "offer-passkey", "keep-passkey"),
    ):
        asked(client, offer)
        refused = answered(client, answer, content)
        assert (refused.status_code, refused.json()["code"]) == (422, "passkey_refused")
        assert "was not accepted" in refused.json()["sentence"]
    assert Passkey.objects.count() == 1


def test_one_challenge_takes_one_answer_and_none_is_taken_without(
    house: House, now: Any, maria: Client
) -> None:
    keep(house, now=now)
    guest = Client()
    assert answered(guest, "passkey-sign-in", {"rawId": "abc"}).status_code == 422
    asked(guest, "offer-sign-in")
    answered(guest, "passkey-sign-in", {"rawId": "abc"})
    assert "passkey" not in guest.session


def test_an_ip_address_has_no_passkeys_and_the_page_offers_none(house: House, maria: Client) -> None:
    assert Client().post(reverse("offer-sign-in"), headers={"Host": "127.0.0.1:8000"}).status_code == 422
    page = Client().get(reverse("sign-in"), headers={"Host": "127.0.0.1:8000"}).content.decode()
    assert 'data-testid="passkey-sign-in"' not in page
    assert (
        'data-testid="passkey-sign-in"'
        in Client().get(reverse("sign-in"), headers={"Host": "localhost"}).content.decode()
    )


def test_what_is_kept_and_taken_away_stands_in_the_audit_and_is_ones_own(
    house: House, maria: Client, signed_in: Any, now: Any
) -> None:
    kept = keep(house, now=now)
    ivan = signed_in(house.company, "Ivan")
    assert ivan.post(reverse("remove-passkey", args=[kept.pk])).status_code == 404
    assert maria.post(reverse("remove-passkey", args=[kept.pk])).status_code == 302
    assert not Passkey.objects.exists()
    with scope(organisation=house.company.organisation):
        kinds = Event.objects.filter(kind__startswith="passkey").order_by("sequence")
        assert list(kinds.values_list("kind", "payload")) == [
            ("passkey_kept", {"device": "iPhone"}),
            ("passkey_removed", {"device": "iPhone"}),
        ]
    page = signed_in(house.company, "Adam").get(reverse("audit")).content.decode()
    assert "Maria keeps a passkey: iPhone" in page and "Maria took a passkey away: iPhone" in page


def test_a_key_is_one_accounts_and_an_account_has_no_more_than_it_needs(
    house: House, maria: Client, signed_in: Any, now: Any
) -> None:
    signed_in(house.company, "Ivan")
    house.company.seats["Ivan"].person.refresh_from_db()
    keep(house, now=now)
    with pytest.raises(PasskeyKnown):
        keep(house, "Ivan", now=now)
    for number in range(MOST_PASSKEYS - 1):
        keep(house, key=f"k{number}", now=now)
    with pytest.raises(TooManyPasskeys):
        keep(house, key="one more", now=now)


def test_the_people_of_the_sample_get_none(house: House, maria: Client, now: Any) -> None:
    organisation = house.company.organisation
    organisation.is_demo = True
    organisation.save()
    assert asked(maria, "offer-passkey").json()["code"] == "not_in_the_sample"
    with scope(organisation=organisation), pytest.raises(NotInTheSample):
        seat = house.company.seats["Maria"]
        seat.organisation.refresh_from_db()
        remove_passkey(seat=seat, number=1, now=now)
    assert 'data-testid="passkeys"' not in maria.get(reverse("password")).content.decode()
