"""Which reasons for losing mean a competitor: ticked under the stages, counted on the market's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.say_lost_to_competitor import say_lost_to_competitor
from kvota.records.rights import require
from kvota.web.seat_in_force import Asked


@require_POST
def to_competitor(request: Asked) -> HttpResponse:
    """The ticked ones mean a competitor from now on, the others not; 302 back to their list."""
    require(request.seat, "setup")
    ticked = set(request.POST.getlist("to_competitor"))
    say_lost_to_competitor(seat=request.seat, reasons=ticked, now=request.now)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('setup-stages')}#lost-reasons")
