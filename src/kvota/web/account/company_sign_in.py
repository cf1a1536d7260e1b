"""Sign in with the company's own sign-in: OpenID Connect, if KVOTA_OIDC_ISSUER names one."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from kvota import clock
from kvota.actions.enter_by_company import enter_by_company
from kvota.domain.errors import RuleError
from kvota.language.errors import worded
from kvota.web.account.safe_next import safe_next
from kvota.web.account.sign_in import door
from kvota.web.seat_in_force import public

log = logging.getLogger(__name__)
NEXT = "company_sign_in_next"  # where the reader was going, in his session
PATIENCE = 10  # seconds until the company's server counts as silent


class CompanySignInFailed(RuleError):
    """What came back proves nothing, or nothing came. Why is for the log, not for the guesser."""

    code = "company_sign_in_failed"
    sentence = "the company's sign-in did not confirm who you are"


@public
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """302 to the company's sign-in. Nothing is kept but what the answer will be held against."""
    client = _client()
    request.session[NEXT] = safe_next(request)
    back = request.build_absolute_uri(reverse("company-sign-in-back"))
    try:
        answer: HttpResponse = client.authorize_redirect(request, back)
    except Exception as fault:  # the network, TLS, JSON of a stranger: all mean the same to the reader
        return _refused(request, fault)
    return answer


@public
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """302 into the house, or the door again with one sentence (422): unknown, unproven, not confirmed."""
    client, asked = _client(), settings.KVOTA.company_sign_in
    try:
        who = _who(client, request)
    except Exception as fault:  # as above; authlib, joserfc and requests share no parent
        return _refused(request, fault)
    try:
        account = enter_by_company(
            issuer=who["iss"],
            subject=who["sub"],
            address=str(who.get("email") or ""),
            address_proven=who.get("email_verified") is True or asked.trusts_addresses,
            now=clock.now(),
        )
    except RuleError as refused:
        return door(request, refusal=worded(refused))
    going_to = request.session.pop(NEXT, reverse("today"))
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(going_to)


def _who(client: Any, request: HttpRequest) -> dict[str, Any]:
    """The claims of the identity token: signed by the issuer, for us, for this browser, now."""
    asked = settings.KVOTA.company_sign_in
    expected = {"iss": {"essential": True, "values": [asked.issuer]}, "aud": {"values": [asked.client]}}
    # The library asks the provider's own description whom to believe; we believe whom the setting names.
    return dict(client.authorize_access_token(request, claims_options=expected)["userinfo"])


def _refused(request: HttpRequest, fault: Exception) -> HttpResponse:
    log.warning("the company's sign-in failed: %s: %s", type(fault).__name__, fault)
    return door(request, refusal=worded(CompanySignInFailed()))


def _client() -> Any:
    """404 where no sign-in of the company is set."""
    asked = settings.KVOTA.company_sign_in
    if asked is None:
        raise Http404
    return _registered(asked)


@cache
def _registered(asked: Any) -> Any:
    # Inside: reading the library takes a fifth of a second, which every command would pay at its start.
    from authlib.integrations.django_client import OAuth

    return OAuth().register(
        "company",
        client_id=asked.client,
        client_secret=asked.secret,
        server_metadata_url=f"{asked.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )
