"""The company: name, language, what the actual counts, whose midnight ends the day."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.change_company import change_company
from kvota.domain.errors import RuleError
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.language.names import BASES
from kvota.records.rights import require
from kvota.web.seat_in_force import Asked


@require_http_methods(["GET", "POST"])
def company(request: Asked) -> HttpResponse:
    """302 back here when saved; 422 with the sentence."""
    require(request.seat, "setup")
    refusal = ""
    if request.method == "POST":
        try:
            change_company(seat=request.seat, changes=_changes(request), now=request.now)
            messages.success(request, _("Saved."))
            return redirect("setup-company")
        except RuleError as refused:
            refusal = worded(refused)
    formats = formats_for(request.LANGUAGE_CODE)
    context: dict[str, Any] = {
        "refusal": refusal,
        "zones": sorted(available_timezones()),
        "languages": settings.LANGUAGES,
        "bases": list(BASES.items()),
        "months": [(month, formats.month_name(date(2026, month, 1))) for month in range(1, 13)],
    }
    return render(request, "setup/company.html", context, status=422 if refusal else 200)


def _changes(request: Asked) -> dict[str, Any]:
    post = request.POST
    start = post.get("fiscal_start", "1")
    return {
        "name": " ".join(post.get("name", "").split())[:120],
        "language": post.get("language", ""),
        "basis": post.get("basis", ""),
        "time_zone": post.get("time_zone", ""),
        "fiscal_start": int(start) if start.isdecimal() else 0,
        "weeks_445": bool(post.get("weeks_445")),
        "ten_day": bool(post.get("ten_day")),
    }
