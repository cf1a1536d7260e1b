"""Sign in with a name and a password, or with a one-time address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_scopes import scopes_disabled
from sesame.backends import ModelBackend as OneTimeAddress

from kvota.records.people import Seat
from kvota.web.account.demo import demo_people
from kvota.web.seat_in_force import public, seats_of


class SignInForm(forms.Form):
    login = forms.CharField(label=gettext_lazy("Sign-in name"), max_length=150)
    password = forms.CharField(label=gettext_lazy("Password"), widget=forms.PasswordInput, max_length=256)


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return resolve_url("today")


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """302 to where the person was going; 422 when the pair is wrong, without saying which half."""
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            account = authenticate(
                request, username=form.cleaned_data["login"], password=form.cleaned_data["password"]
            )
            if account is not None:
                login(request, account)
                return redirect(_safe_next(request))
            form.add_error(
                None, _("This name and password do not belong together. Try again, or ask for a new link.")
            )
    context: dict[str, Any] = {
        "form": form,
        "next": request.GET.get("next", ""),
        "demo_people": demo_people(str(get_language())),
    }
    return render(request, "account/sign_in.html", context, status=status)


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
def password(request: HttpRequest) -> HttpResponse:
    """Set a password; every other session of the account ends with it."""
    form = SetPasswordForm(request.user, request.POST or None)  # type: ignore[arg-type, var-annotated]
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, form.user)
        messages.success(request, _("The password is set."))
        return redirect("today")
    status = 422 if request.method == "POST" else 200
    return render(request, "account/password.html", {"form": form}, status=status)
