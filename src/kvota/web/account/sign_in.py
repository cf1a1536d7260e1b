"""Sign in with a name and a password, or with a one-time address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_scopes import scopes_disabled
from sesame.backends import ModelBackend as OneTimeAddress

from kvota.actions.keep_passkey import NotInTheSample
from kvota.actions.name_founder import name_founder
from kvota.domain.errors import RuleError
from kvota.language.errors import worded
from kvota.records.people import Seat
from kvota.web.account.only_this_browser import ONLY_THIS_BROWSER
from kvota.web.account.passkey_ceremony import address_of
from kvota.web.account.safe_next import safe_next
from kvota.web.seat_in_force import Asked, public, seats_of
from kvota.web.welcome.demo import demo_people
from kvota.web.welcome.who_may_start import may_start_company


class SignInForm(forms.Form):
    login = forms.CharField(label=gettext_lazy("Sign-in name"), max_length=150)
    password = forms.CharField(label=gettext_lazy("Password"), widget=forms.PasswordInput, max_length=256)


class FounderForm(forms.Form):
    """Asked of who has just made a company, beside the password: until then he is called Owner."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    login = forms.CharField(
        label=gettext_lazy("Sign-in name"),
        max_length=140,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """302 to where the person was going; 422 when the pair is wrong, without saying which half."""
    if request.method == "GET":
        return door(request)
    form = SignInForm(request.POST)
    if form.is_valid():
        account = authenticate(
            request, login=form.cleaned_data["login"], password=form.cleaned_data["password"]
        )
        if account is not None:
            login(request, account)
            return redirect(safe_next(request))
        form.add_error(
            None, _("This name and password do not belong together. Try again, or ask for a new link.")
        )
    return door(request, form=form)


def door(request: HttpRequest, *, form: SignInForm | None = None, refusal: str = "") -> HttpResponse:
    """The page of all ways in; 422 with what was refused."""
    context: dict[str, Any] = {
        "form": form or SignInForm(),
        "refusal": refusal,
        "next": request.GET.get("next", ""),
        "demo_people": demo_people(str(get_language())),
        "may_start": may_start_company(request),
        "may_use_passkeys": bool(address_of(request)),
        "company_sign_in": settings.KVOTA.company_sign_in,
    }
    return render(request, "account/sign_in.html", context, status=422 if form or refusal else 200)


@public
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Open a one-time address. A page with one button first: a mail program that looks must not use it up."""
    token = request.POST.get("sesame") or request.GET.get("sesame") or ""
    with scopes_disabled():
        account = OneTimeAddress().authenticate(request, sesame=token) if token else None
        seat = _seat_asked(account, request.POST.get("seat") or request.GET.get("seat") or "")
    if account is None or seat is None:
        return render(request, "account/link_used.html", status=410)
    if request.method == "GET":
        return render(request, "account/enter.html", {"seat": seat, "sesame": token})
    login(request, account, backend="sesame.backends.ModelBackend")
    request.session["seat"] = str(seat.uid)
    return redirect("today")


def _seat_asked(account: Any, wanted: str) -> Seat | None:
    if account is None:
        return None
    seats = seats_of(account)
    return next((seat for seat in seats if str(seat.uid) == wanted), seats[0] if seats else None)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server, not only in the browser."""
    logout(request)
    return redirect("sign-in")


@require_http_methods(["GET", "POST"])
def password(request: Asked) -> HttpResponse:
    """How one signs in: name, password, passkeys. A new password ends every other session of the account.

    403 for setting one in the sample company, whose people are everybody's.
    """
    if request.method == "POST" and request.organisation.is_demo:
        raise NotInTheSample()
    form = SetPasswordForm(request.user, request.POST or None)  # type: ignore[var-annotated]
    founder = _founder_form(request)
    refusal = ""
    if request.method == "POST" and form.is_valid() and (founder is None or founder.is_valid()):
        try:
            if founder is not None:
                name_founder(seat=request.seat, now=request.now, **founder.cleaned_data)
                request.user.refresh_from_db()
        except RuleError as refused:
            refusal = worded(refused)
        else:
            form.save()
            update_session_auth_hash(request, form.user)
            request.session.pop(ONLY_THIS_BROWSER, None)
            messages.success(request, _("The password is set."))
            return redirect("today")
    context = {
        "form": form,
        "founder": founder,
        "refusal": refusal,
        "passkeys": request.user.passkeys.order_by("made_at", "pk"),
        "may_use_passkeys": bool(address_of(request)) and not request.organisation.is_demo,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "account/password.html", context, status=status)


def _founder_form(request: Asked) -> FounderForm | None:
    """Only for who has just made this company and could not come in again from elsewhere."""
    if request.by_token or not request.session.get(ONLY_THIS_BROWSER) or request.organisation.is_demo:
        return None
    return FounderForm(request.POST or None, initial={"name": request.seat.person.name, "login": ""})
