"""The page for what should never happen: what failed, what is safe, one way on, and a number to quote."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers

# Without the letters and digits that are read for one another over the telephone.
LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"


def new_reference() -> str:
    """Eight characters in two groups, such as "K7FA-9QXM": enough to find one line among a year of them."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def broken(request: HttpRequest) -> HttpResponse:
    """500 in the reader's language. It asks no database and no seat: they may be what is broken.

    A program gets JSON, a part of a page a toast. The line in the log carries the same reference.
    """
    asked: Any = request
    asked.reference = new_reference()
    with translation.override(_language(asked)):
        response = _worded(request, asked.reference)
    response["X-Kvota-Reference"] = asked.reference
    add_never_cache_headers(response)
    return response


def _worded(request: HttpRequest, reference: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": "broken", "reference": reference}, status=500)
    looked = request.method in {"GET", "HEAD"}
    context = {"reference": reference, "looked": looked, "address": request.path if looked else "/"}
    template = "parts/broken_toast.html" if request.headers.get("HX-Request") else "500.html"
    return HttpResponse(render_to_string(template, context), status=500)


def _language(asked: Any) -> str:
    """What was found for the reader, or what his browser asks for when the fault came earlier."""
    found = getattr(asked, "LANGUAGE_CODE", None)
    return str(found or translation.get_language_from_request(asked))


class ReferenceInLog(logging.Filter):
    """Put the reference of a broken page into its line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        reference = getattr(getattr(record, "request", None), "reference", "")
        record.reference = f" (reference {reference})" if reference else ""
        return True
