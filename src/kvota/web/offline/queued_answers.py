"""How a form is answered that waited on a phone: taken, or refused with its sentence. No page is drawn."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from kvota.domain.errors import RuleError
from kvota.web.seat_in_force import QUEUED
from kvota.web.worded_refusals import STATUS, sentence_of


class QueuedAnswers:
    """Stand behind the views for a sender that reads no pages; the views and their commands stay the same.

    Only an answer that says `X-Kvota-Queued: taken` lets the phone forget a move: the sign-in
    page of a hotel's network answers 200 as well.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not _waited(request) or response.status_code >= 400:
            return response
        # Twenty moves sent on the way out of a lift are not twenty toasts on the next page.
        list(get_messages(request))
        return HttpResponse(status=204, headers={QUEUED: "taken"})

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not _waited(request):
            return None
        if isinstance(exception, Http404):
            return _refused(_("This client is no longer among yours, or was removed."), "not_found", 404)
        if isinstance(exception, RuleError):
            return _refused(sentence_of(request, exception), exception.code, STATUS[exception.nature])
        return None


def _waited(request: HttpRequest) -> bool:
    return request.method == "POST" and QUEUED in request.headers


def _refused(sentence: str, code: str, status: int) -> HttpResponse:
    answer = {"sentence": sentence, "code": code}
    return JsonResponse(answer, status=status, headers={QUEUED: "refused"})
