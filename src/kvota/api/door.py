"""The API: the same actions and the same numbers as the pages, as JSON."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.utils import check_csrf

from kvota import __version__
from kvota.api import deals, metrics, moves, needed, plan_actual, scenarios, supply, technology
from kvota.domain.errors import RuleError
from kvota.language.errors import worded

STATUS = {"refused": 422, "conflict": 409, "forbidden": 403}


def seat_of(request: HttpRequest) -> Any:
    """The seat of the key or of the session; a session must also carry its CSRF token to change anything."""
    seat = getattr(request, "seat", None)
    if seat is None:
        return None
    if not request.by_token and request.method not in {"GET", "HEAD"} and check_csrf(request) is not None:  # type: ignore[attr-defined]
        return None
    return seat


api = NinjaAPI(
    title="kvota",
    version=__version__,
    auth=seat_of,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("/moves", moves.router)
api.add_router("/deals", deals.router)
api.add_router("/needed", needed.router)
api.add_router("/plan-actual", plan_actual.router)
api.add_router("/scenarios", scenarios.router)
api.add_router("/supply", supply.router)
api.add_router("/technology", technology.router)
api.add_router("/metrics", metrics.router)


@api.exception_handler(RuleError)
def refused(request: HttpRequest, fault: RuleError) -> HttpResponse:
    """A refusal of the rules: its code for programs, its sentence for people."""
    fields = {name: str(value) for name, value in fault.fields.items()}
    organisation = getattr(request, "organisation", None)
    message = worded(fault, currency=organisation.currency if organisation else "")
    return api.create_response(
        request,
        {"error": fault.code, "fields": fields, "message": message},
        status=STATUS[fault.nature],
    )


@api.exception_handler(Http404)
def not_found(request: HttpRequest, fault: Http404) -> HttpResponse:
    """What is not yours does not exist: the same bytes as for an id nobody has."""
    return api.create_response(request, {"error": "not_found"}, status=404)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    places = [
        {"where": ".".join(str(part) for part in each["loc"]), "what": each["msg"]} for each in fault.errors
    ]
    return api.create_response(request, {"error": "unreadable", "places": places}, status=422)
