"""Passkeys: make one, take one away, and come in with one."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota import clock
from kvota.actions.keep_passkey import NotInTheSample, keep_passkey, remove_passkey
from kvota.domain.errors import RuleError
from kvota.language.errors import worded
from kvota.web.account import passkey_ceremony as ceremony
from kvota.web.account.only_this_browser import ONLY_THIS_BROWSER, UNNAMED
from kvota.web.account.safe_next import safe_next
from kvota.web.seat_in_force import Asked, public

LARGEST_ANSWER = 64 * 1024


@require_POST
def offer(request: Asked) -> HttpResponse:
    """What the browser needs to make a passkey for the reader's account."""
    if request.organisation.is_demo:
        return _refused(NotInTheSample())
    try:
        return JsonResponse(ceremony.offer_to_make(request, request.user, called=request.seat.person.name))
    except RuleError as refused:
        return _refused(refused)


@require_POST
def keep(request: Asked) -> HttpResponse:
    """Keep the passkey the browser made; 422 with the sentence when it proves nothing."""
    try:
        credential_id, credential, count = ceremony.made(request, _answer(request))
        keep_passkey(
            seat=request.seat,
            credential_id=credential_id,
            credential=credential,
            sign_count=count,
            name=_device(request),
            now=request.now,
        )
    except RuleError as refused:
        return _refused(refused)
    if request.session.get(ONLY_THIS_BROWSER):
        request.session[ONLY_THIS_BROWSER] = UNNAMED
    messages.success(request, _("The passkey is kept. This device signs you in from now on."))
    return JsonResponse({"next": resolve_url("password")})


@require_POST
def remove(request: Asked, number: int) -> HttpResponse:
    """Take a passkey away. 404 for one that is not one's own."""
    if not remove_passkey(seat=request.seat, number=number, now=request.now):
        raise Http404
    messages.success(request, _("The passkey is taken away. Delete it on the device too."))
    return redirect("password")


@public
@require_POST
def offer_to_sign_in(request: HttpRequest) -> HttpResponse:
    """What the browser needs to sign in with a passkey. The same for everybody: it names no account."""
    try:
        return JsonResponse(ceremony.offer_to_sign_in(request))
    except RuleError as refused:
        return _refused(refused)


@public
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in whoever's device signed; 422 with one sentence otherwise, the same for every reason."""
    try:
        passkey, count = ceremony.proven(request, _answer(request))
    except RuleError as refused:
        return _refused(refused)
    passkey.sign_count, passkey.used_at = count, clock.now()
    passkey.save(update_fields=["sign_count", "used_at"])
    login(request, passkey.account, backend="django.contrib.auth.backends.ModelBackend")
    return JsonResponse({"next": safe_next(request)})


def _answer(request: HttpRequest) -> dict[str, Any]:
    """The JSON the script sent. Anything else is refused as a wrong passkey."""
    if len(request.body) > LARGEST_ANSWER:
        raise ceremony.PasskeyRefused()
    try:
        found = json.loads(request.body)
    except ValueError:
        raise ceremony.PasskeyRefused() from None
    if not isinstance(found, dict):
        raise ceremony.PasskeyRefused()
    return found


def _refused(refusal: RuleError) -> HttpResponse:
    return JsonResponse({"sentence": worded(refusal), "code": refusal.code}, status=422)


def _device(request: HttpRequest) -> str:
    """What the list calls the device: the system its browser names, so that two passkeys are told apart."""
    browser = request.headers.get("User-Agent", "")
    known = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "CrOS", "Linux")
    named = {"Macintosh": "Mac", "CrOS": "Chromebook"}
    found = next((name for name in known if name in browser), "")
    return named.get(found, found) or _("Device")
