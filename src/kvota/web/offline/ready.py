"""`/moves/ready`: whether what waits on a phone can be sent now, as whom, and with which token."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_GET

from kvota.web.seat_in_force import Asked


@require_GET
def ready(request: Asked) -> HttpResponse:
    """The seat of the session, to which alone its moves belong, and a token for its forms. No query."""
    answer = JsonResponse({"seat": str(request.seat.uid), "token": get_token(request)})
    answer["Cache-Control"] = "no-store"
    return answer
