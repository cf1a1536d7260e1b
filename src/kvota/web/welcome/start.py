"""`/welcome/start`: a company of one's own, from four answers of which one is needed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from kvota.actions.start_company import start_company
from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import EXPONENTS
from kvota.language.errors import worded
from kvota.records.accounts import Account
from kvota.web.account.only_this_browser import ONLY_THIS_BROWSER
from kvota.web.seat_in_force import public
from kvota.web.welcome.who_may_start import may_start_company

COUNTRIES = [
    ("RU", _("Russia")),
    ("CN", _("China")),
    ("BG", _("Bulgaria")),
    ("", pgettext_lazy("country", "Another")),
]
OF_THE_COUNTRY = ("", _("that of the country, else euro"))
COUNTRY_OF = {"ru": "RU", "zh-hans": "CN", "bg": "BG", "en": ""}


class StartForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the company"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "organization", "autofocus": True}),
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=COUNTRIES, required=False, help_text=_("Whose holidays count.")
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[OF_THE_COUNTRY, *((code, code) for code in sorted(EXPONENTS))],
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


@public
@require_http_methods(["GET", "POST"])
def start(request: Any) -> HttpResponse:
    """302 to the import page of the new company; 404 for who may not start one; 422 with what is missing."""
    if not may_start_company(request):
        raise Http404
    language = request.LANGUAGE_CODE
    form = StartForm(request.POST or None, initial={"language": language, "country": COUNTRY_OF[language]})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        founder = _own_account(request)
        with translation.override(form.cleaned_data["language"]):
            called = said("Owner")
        try:
            seat = start_company(
                **form.cleaned_data, person=called, account=founder, today=request.now.date(), now=request.now
            )
        except RuleError as refused:
            refusal = worded(refused)
        else:
            login(request, seat.person.account, backend="django.contrib.auth.backends.ModelBackend")
            request.session["seat"] = str(seat.uid)
            request.session[ONLY_THIS_BROWSER] = founder is None
            return redirect("import")
    status = 422 if request.method == "POST" else 200
    return render(request, "welcome/start.html", {"form": form, "refusal": refusal}, status=status)


def _own_account(request: Any) -> Account | None:
    """The sign-in of who has a company here already. One of the sample company never leads to a real one."""
    real = any(not seat.organisation.is_demo for seat in request.seats)
    return request.user if real else None
