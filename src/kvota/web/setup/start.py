"""`/welcome/start`: from looking around in the sample company to a company of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from kvota.actions.start_company import start_company
from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import EXPONENTS
from kvota.language.errors import worded
from kvota.records.accounts import Account
from kvota.web.seat_in_force import Asked

COUNTRIES = [
    ("RU", _("Russia")),
    ("CN", _("China")),
    ("BG", _("Bulgaria")),
    ("", pgettext_lazy("country", "Another")),
]
OF_THE_COUNTRY = ("", _("that of the country, else euro"))
COUNTRY_OF = {"ru": "RU", "zh-hans": "CN", "bg": "BG", "en": ""}


class StartForm(forms.Form):
    name = forms.CharField(label=_("Name of the company"), max_length=120)
    country = forms.ChoiceField(
        label=_("Country"), choices=COUNTRIES, required=False, help_text=_("Whose holidays count.")
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[OF_THE_COUNTRY, *((code, code) for code in sorted(EXPONENTS))],
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    person = forms.CharField(label=_("Your name"), max_length=150)
    login = forms.CharField(
        label=_("Sign-in name"), max_length=140, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), max_length=256, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            try:
                validate_password(cleaned["password"], Account(login=cleaned.get("login", "")))
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return cleaned


@require_http_methods(["GET", "POST"])
def start(request: Asked) -> HttpResponse:
    """302 to the import page of the new company; 404 outside the sample company; 422 with what is missing."""
    if not request.organisation.is_demo:
        raise Http404
    language = request.LANGUAGE_CODE
    form = StartForm(request.POST or None, initial={"language": language, "country": COUNTRY_OF[language]})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            seat = start_company(**form.cleaned_data, today=request.now.date(), now=request.now)
        except RuleError as refused:
            refusal = worded(refused)
        else:
            login(request, seat.person.account, backend="django.contrib.auth.backends.ModelBackend")
            request.session["seat"] = str(seat.uid)
            return redirect("import")
    status = 422 if request.method == "POST" else 200
    return render(request, "setup/start.html", {"form": form, "refusal": refusal}, status=status)
