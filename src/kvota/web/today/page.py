"""`/`: the day of a rep, the team of a head, the money desk of finance."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect

from kvota.records.lead_requests import LeadRequest
from kvota.web.renewal import renews_itself
from kvota.web.seat_in_force import Asked
from kvota.web.today.money_desk import money_desk
from kvota.web.today.my_day import my_day
from kvota.web.today.team_now import team_now

PAGE_OF: dict[str, Callable[[Asked], HttpResponse]] = {
    "rep": my_day,
    "head": team_now,
    "owner": team_now,
    "analyst": team_now,
    "finance": money_desk,
}


@renews_itself
def today(request: Asked) -> HttpResponse:
    """What this seat needs first. Who neither sells nor counts goes to what he is there for."""
    page = PAGE_OF.get(request.seat.role)
    if page is None:
        if LeadRequest.waiting_for(request.seat.person_id).exists():
            return redirect("lead-supply")
        return redirect("setup" if request.seat.role == "admin" else "board")
    return page(request)
