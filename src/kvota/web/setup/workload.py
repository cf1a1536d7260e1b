"""`/setup/hours`: what the company counts hours with; what nobody typed is assumed, and says so."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.set_workload import set_workload
from kvota.domain.errors import RuleError
from kvota.domain.importing.numbers import read_number
from kvota.domain.planning.working_hours import ASSUMED_ACTIVITIES, SINGLE, Workload, workload_said
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.language.names import ACTIONS
from kvota.language.typed_money import DECIMAL_MARKS
from kvota.records.rights import require
from kvota.web.seat_in_force import Asked


@require_http_methods(["GET", "POST"])
def workload(request: Asked) -> HttpResponse:
    """302 back here when saved; 422 with the sentence, all that was typed kept."""
    require(request.seat, "setup")
    refusal = ""
    if request.method == "POST":
        try:
            set_workload(seat=request.seat, said=_said(request), now=request.now)
            messages.success(request, _("Saved."))
            return redirect("setup-hours")
        except RuleError as refused:
            refusal = worded(refused)
    known = workload_said(request.organisation.workload)
    context: dict[str, Any] = {
        "refusal": refusal,
        "fields": _fields(request, known, refused=bool(refusal)),
        "activities": _activities(request, known, refused=bool(refusal)),
    }
    return render(request, "setup/hours.html", context, status=422 if refusal else 200)


Field = tuple[str, str, str, str, bool]  # name, words, what it holds, what is assumed, whether that counts


def _fields(request: Asked, known: Workload, *, refused: bool) -> list[Field]:
    usual = Workload()
    words = {
        "hours_a_day": _("Hours of a working day"),
        "utilisation": _("Of them with clients, %"),
        "open_deal": _("Service of a deal in work, hours a month"),
        "signed_deal": _("Service of a signed, unpaid deal, hours a month"),
        "active_client": _("Service of a client who paid within a year, hours a month"),
    }
    found: list[Field] = []
    for name, label in words.items():
        value, assumed = getattr(known, name), getattr(usual, name)
        found.append(_field(request, name, label, (value, assumed), known, refused=refused))
        if name == "utilisation":
            held = " ".join(_percent(request, share) for share in known.ramp)
            usual_ramp = " ".join(_percent(request, share) for share in usual.ramp)
            sent = request.POST.get("ramp", "") if refused else held if "ramp" in known.said else ""
            label = _("The first months of a seller, % of a full one, month by month")
            found.append(("ramp", label, sent, usual_ramp, known.assumed("ramp")))
    return found


def _activities(request: Asked, known: Workload, *, refused: bool) -> list[Field]:
    return [
        _field(request, name, str(ACTIONS[name]), (known.activities[name], assumed), known, refused=refused)
        for name, assumed in ASSUMED_ACTIVITIES.items()
    ]


def _field(
    request: Asked,
    name: str,
    label: str,
    values: tuple[Fraction, Fraction],
    known: Workload,
    *,
    refused: bool,
) -> Field:
    write = _percent if name == "utilisation" else _number
    held = "" if known.assumed(name) else write(request, values[0])
    sent = request.POST.get(name, "") if refused else held
    return name, label, sent, write(request, values[1]), known.assumed(name)


def _number(request: Asked, value: Fraction) -> str:
    return formats_for(request.LANGUAGE_CODE).number(value)


def _percent(request: Asked, share: Fraction) -> str:
    return formats_for(request.LANGUAGE_CODE).number(share * 100)


def _said(request: Asked) -> dict[str, Any]:
    """What was typed; an empty field is assumed."""
    post = request.POST
    said: dict[str, Any] = {}
    for name in SINGLE:
        if post.get(name, "").strip():
            share = Fraction(1, 100) if name == "utilisation" else Fraction(1)
            said[name] = _read(request, post[name]) * share
    if post.get("ramp", "").strip():
        parts = [part for part in _months(post["ramp"]) if part.strip()]
        said["ramp"] = [_read(request, part) / 100 for part in parts]
    typed = {name: _read(request, post[name]) for name in ASSUMED_ACTIVITIES if post.get(name, "").strip()}
    return said | ({"activities": typed} if typed else {})


def _months(text: str) -> list[str]:
    """Shares with spaces or any marks between them but the one that stands before decimals: "25 50 75"."""
    plain = text.replace("%", " ").replace(";", " ").replace("/", " ").replace(", ", " ")
    return plain.replace("，", " ").replace("、", " ").split()


def _read(request: Asked, text: str) -> Fraction:
    language = formats_for(request.LANGUAGE_CODE).region.language
    return Fraction(read_number(text.replace("%", "").strip()[:40], decimal=DECIMAL_MARKS[language]))
