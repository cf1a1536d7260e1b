"""What the rules refuse, said to the person: one sentence in his language, nothing half-done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from kvota.domain.errors import RuleError
from kvota.language.errors import worded

STATUS = {"refused": 422, "conflict": 409, "forbidden": 403}


class WordedRefusals:
    """Answer a RuleError that no view handled. Every other exception stays loud."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RuleError):
            return None
        status = STATUS[exception.nature]
        context = {
            "sentence": sentence_of(request, exception),
            "code": exception.code,
            "back": request.headers.get("Referer", "/"),
        }
        template = "parts/refused_fragment.html" if request.headers.get("HX-Request") else "refused.html"
        response = render(request, template, context, status=status)
        response["X-Kvota-Refused"] = exception.code
        return response


def sentence_of(request: HttpRequest, refusal: RuleError) -> str:
    """A refusal in the reader's language, with amounts in his company's currency."""
    organisation = getattr(request, "organisation", None)
    return worded(refusal, currency=organisation.currency if organisation else "")
