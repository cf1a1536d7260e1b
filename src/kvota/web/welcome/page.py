"""`/welcome`: look around in a sample company, or start one's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kvota.web.seat_in_force import public
from kvota.web.welcome.demo import demo_stands
from kvota.web.welcome.who_may_start import anybody_has_a_company, may_start_company


@public
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """The two ways in, for whom they are open. Who has a company and may not start another goes to Today."""
    asked: Any = request
    may_start = may_start_company(asked)
    if asked.seat is not None and not asked.organisation.is_demo and not may_start:
        return redirect("today")
    context = {
        "may_look": settings.KVOTA.answers_only_here,
        "may_start": may_start,
        "demo_stands": settings.KVOTA.answers_only_here and demo_stands(request.LANGUAGE_CODE),
        "anybody_here": anybody_has_a_company(),
    }
    return render(request, "welcome/welcome.html", context)
