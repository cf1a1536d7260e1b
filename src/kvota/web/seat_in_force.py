"""Who asks: every request is answered for one seat of one company, or for nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django_scopes import scope, scopes_disabled

from kvota import clock
from kvota.analytics.reading import one_moment
from kvota.records.people import Seat
from kvota.records.tokens import standing_token
from kvota.web.welcome.who_may_start import anybody_has_a_company, may_start_company

if TYPE_CHECKING:
    from kvota.records.accounts import Account
    from kvota.records.organisations import Organisation

LANGUAGE_COOKIE = "kvota_language"
# Carried by what waited on a phone and is sent by a script, and by the answers to it.
QUEUED = "X-Kvota-Queued"


class Asked(HttpRequest):
    """A request after SeatInForce: the seat it acts from, and what time it is there."""

    seat: Seat
    seats: list[Seat]
    organisation: Organisation
    today: date
    now: datetime
    by_token: bool
    state: str
    is_renewal: bool
    htmx: Any
    user: Account  # type: ignore[assignment]


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that answers without a seat. Everything else asks for one."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


class SeatInForce:
    """Find the seat, close the request into its company, speak its language.

    Deny by default: a view that is not marked `public` is never reached without a seat
    in force today. A seat that ended, or an account that was closed, stops working with
    the next request. Three short queries for a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked: Any = request
        asked.now = clock.now()
        asked.seat, asked.seats, asked.by_token = None, [], False
        with scopes_disabled():
            self._find_seat(asked)
        if asked.seat is None:
            with translation.override(_language_of_a_guest(request)):
                request.LANGUAGE_CODE = translation.get_language()
                return self.get_response(request)
        organisation = asked.seat.organisation
        asked.organisation = organisation
        asked.today = clock.today(organisation)
        language = (request.user.language if request.user.is_authenticated else "") or organisation.language  # type: ignore[union-attr]
        with (
            scope(organisation=organisation),
            translation.override(language),
            timezone.override(ZoneInfo(organisation.time_zone)),
        ):
            request.LANGUAGE_CODE = language
            if request.method not in {"GET", "HEAD"}:
                return self.get_response(request)
            # All figures of a page come from one state, whoever records meanwhile.
            with one_moment(organisation):
                return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        asked: Any = request
        if getattr(view, "is_public", False) or asked.seat is not None:
            return None
        if request.path.startswith("/api/"):
            return HttpResponse('{"error": "sign_in_needed"}', status=401, content_type="application/json")
        if request.user.is_authenticated:
            context = {"may_start": may_start_company(asked)}
            return render(request, "account/no_seat.html", context, status=403)
        if request.headers.get("HX-Request") or QUEUED in request.headers:
            return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_PATH})
        if request.path == "/" and settings.KVOTA.answers_only_here and not anybody_has_a_company():
            return redirect("welcome")
        return redirect(f"{settings.LOGIN_PATH}?next={request.get_full_path()}")

    def _find_seat(self, asked: Any) -> None:
        header = asked.headers.get("Authorization", "")
        if header.startswith("Bearer "):
            asked.by_token = True
            asked.seat = _seat_of_token(header.removeprefix("Bearer ").strip(), now=asked.now)
            asked.seats = [asked.seat] if asked.seat else []
            return
        if not asked.user.is_authenticated:
            return
        if not asked.user.is_active:
            logout(asked)
            return
        asked.seats = seats_of(asked.user)
        chosen = asked.session.get("seat")
        asked.seat = next((seat for seat in asked.seats if str(seat.uid) == chosen), None)
        if asked.seat is None and asked.seats:
            asked.seat = asked.seats[0]


def seats_of(account: Account) -> list[Seat]:
    """Every seat the account may act from now, in all its companies, each by its own midnight."""
    held = (
        Seat.objects.live().filter(person__account=account).select_related("person", "unit", "organisation")
    )
    live = held.filter(person__batch=None) | held.filter(person__batch__state="applied")
    found = []
    for seat in live.order_by("organisation_id", "id"):
        if holds(seat, clock.today(seat.organisation)) and not _is_closed(seat):
            found.append(seat)
    return found


def _seat_of_token(secret: str, *, now: datetime) -> Seat | None:
    """The seat a key acts from, while key, seat and import still stand. One query."""
    token = standing_token(secret)
    if token is None:
        return None
    seat: Seat = token.seat
    day = clock.today(seat.organisation)
    over = token.expires_on is not None and token.expires_on < day
    return None if over or not holds(seat, day) or _is_closed(seat) else seat


def _is_closed(seat: Seat) -> bool:
    """A sample company opens without a password: where others can reach it, not even an old session does."""
    return seat.organisation.is_demo and not settings.KVOTA.answers_only_here


def holds(seat: Seat, day: date) -> bool:
    """Whether the seat is in force on a day."""
    return (seat.from_on is None or seat.from_on <= day) and (seat.to_on is None or day < seat.to_on)


def _language_of_a_guest(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return translation.get_language_from_request(request)
