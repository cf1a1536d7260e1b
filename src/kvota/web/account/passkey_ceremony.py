"""The two ceremonies of WebAuthn: a device makes a key for this address, and later proves it holds it."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kvota.domain.errors import RuleError
from kvota.records.accounts import Account
from kvota.records.passkeys import Passkey

if TYPE_CHECKING:
    from fido2.server import Fido2Server

STATE = "passkey"  # the challenge that was asked last, in the session; one answer uses it up


class PasskeyRefused(RuleError):
    """The answer of the device does not prove what it should. Why is for the log, not for the guesser."""

    code = "passkey_refused"
    sentence = "the passkey was not accepted"


def address_of(request: HttpRequest) -> str:
    """The name a passkey is made for; empty where the browser cannot make one: an IP address has none."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return ""


def offer_to_make(request: HttpRequest, account: Account, *, called: str) -> dict[str, Any]:
    """What the browser needs to make a key. One that this account has already is not made twice."""
    options, request.session[STATE] = _server(request).register_begin(
        {
            # Not the number of the account: two installations on localhost would overwrite each other's keys.
            "id": salted_hmac("kvota.passkey", str(account.pk), algorithm="sha256").digest(),
            "name": account.login,
            "displayName": called,
        },
        [_stored(passkey) for passkey in account.passkeys.all()],
        resident_key_requirement="required",  # type: ignore[arg-type]  # the account is found by the key alone
        user_verification="required",  # type: ignore[arg-type]  # it stands for a password: a found phone must not do
    )
    return dict(options.public_key)


def made(request: HttpRequest, answer: dict[str, Any]) -> tuple[str, str, int]:
    """Check the answer of the device; return credential id, credential and its count."""
    from fido2.utils import websafe_encode

    try:
        found = _server(request).register_complete(request.session.pop(STATE), answer)
    except (KeyError, TypeError, ValueError) as wrong:
        raise PasskeyRefused() from wrong
    if found.credential_data is None:
        raise PasskeyRefused()
    credential = found.credential_data
    return websafe_encode(credential.credential_id), websafe_encode(bytes(credential)), found.counter


def offer_to_sign_in(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to sign in. It names nobody: the device knows whose keys it holds."""
    options, request.session[STATE] = _server(request).authenticate_begin(
        user_verification="required",  # type: ignore[arg-type]
    )
    return dict(options.public_key)


def proven(request: HttpRequest, answer: dict[str, Any]) -> tuple[Passkey, int]:
    """The passkey that signed, and its new count. Raises PasskeyRefused for anything else."""
    from fido2.webauthn import AuthenticationResponse

    try:
        state = request.session.pop(STATE)
        credential_id = str(answer["rawId"])
        passkey = Passkey.objects.select_related("account").get(credential_id=credential_id.rstrip("="))
        _server(request).authenticate_complete(state, [_stored(passkey)], answer)
        count = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except (KeyError, TypeError, ValueError, Passkey.DoesNotExist) as wrong:
        raise PasskeyRefused() from wrong
    # A count that does not rise is a copied key (WebAuthn 6.1.1); devices that do not count say zero.
    if (count or passkey.sign_count) and count <= passkey.sign_count:
        raise PasskeyRefused()
    if not passkey.account.is_active:
        raise PasskeyRefused()
    return passkey, count


def _stored(passkey: Passkey) -> Any:
    from fido2.utils import websafe_decode
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(websafe_decode(passkey.credential))


def _server(request: HttpRequest) -> Fido2Server:
    # Inside the functions: reading the library takes 150 ms, which every command would pay at its start.
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    address = address_of(request)
    if not address:
        raise PasskeyRefused()
    return Fido2Server(PublicKeyCredentialRpEntity(name="kvota", id=address))
