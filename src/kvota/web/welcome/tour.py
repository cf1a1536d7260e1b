"""The tour: which step a reader is at, known by what was really recorded and opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kvota.records.accounts import Account
from kvota.records.people import Seat
from kvota.web.welcome.tour_steps import Step, is_done, steps_of, way_to


@dataclass(frozen=True)
class Tour:
    """Where the reader stands in it. `step` is None when all steps are done."""

    step: Step | None
    number: int
    of: int
    way: str
    done: Step | None

    @property
    def over(self) -> bool:
        return self.step is None


def begin_tour(seat: Seat, *, only_first: bool = False) -> None:
    """Begin the tour of this seat anew; `only_first` leaves alone who has begun it here before."""
    account = seat.person.account
    if account is None or not steps_of(seat):
        return
    if only_first and account.tour.get("company") == seat.organisation_id:
        return
    seat.organisation.refresh_from_db(fields=["sequence"])
    _keep(
        account,
        {"company": seat.organisation_id, "since": seat.organisation.sequence, "seen": [], "left": False},
    )


def _keep(account: Account, tour: dict[str, Any]) -> None:
    account.tour = tour
    account.save(update_fields=["tour"])


def _walks(account: Any, seat: Seat) -> bool:
    tour = getattr(account, "tour", None) or {}
    return tour.get("company") == seat.organisation_id and not tour.get("left", True)


def tour_of(request: Any) -> Tour | None:
    """The tour that is being walked, with the page shown now counted. No query for who walks none."""
    seat, account = request.seat, request.user
    if seat is None or request.by_token or not _walks(account, seat):
        return None
    since = account.tour["since"]
    opened = request.resolver_match.url_name if request.resolver_match else ""
    done = None
    steps = steps_of(seat)
    for number, step in enumerate(steps, 1):
        if not (_was_read(step, account, opened) or is_done(step, seat, since=since)):
            way = way_to(step, seat, since=since)
            return Tour(step, number, len(steps), way, done)
        done = step
    return Tour(None, len(steps), len(steps), "", done) if steps else None


def _was_read(step: Step, account: Any, opened: str | None) -> bool:
    return opened in step.read or step.name in account.tour["seen"]


@require_http_methods(["GET", "POST"])
def tour(request: Any) -> HttpResponse:
    """GET: the strip as it stands now, for the script. POST: begin it anew, or leave it for good."""
    if request.method == "GET":
        return render(request, "parts/tour_strip.html")
    if request.POST.get("do") == "leave":
        _keep(request.user, request.user.tour | {"left": True})
        return redirect(_back(request))
    begin_tour(request.seat)
    return redirect("today")


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("back", "")
    return wanted if wanted.startswith("/") and not wanted.startswith("//") else "/"


class TourWatch:
    """Remember which pages of the tour were opened.

    The one thing that looking writes, and only while a tour is walked: a page read is a step as
    real as a move. Outside of everything a page reads in one moment.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        asked: Any = request
        seat = getattr(asked, "seat", None)
        if seat is None or asked.by_token or request.method != "GET" or response.status_code != 200:
            return response
        if asked.user.is_authenticated and _walks(asked.user, seat):
            opened = request.resolver_match.url_name if request.resolver_match else ""
            read = [step.name for step in steps_of(seat) if opened in step.read]
            seen = asked.user.tour["seen"]
            if read and read[0] not in seen:
                _keep(asked.user, asked.user.tour | {"seen": [*seen, *read]})
        return response
