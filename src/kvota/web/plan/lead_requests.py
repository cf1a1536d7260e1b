"""Ask for leads, and answer what was asked of oneself: one line with two buttons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.ask_for_leads import answer_lead_request, ask_for_leads
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.exact_number import whole
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.records.lead_requests import LeadRequest
from kvota.records.lead_supply import Channel
from kvota.records.people import Person
from kvota.records.rights import require
from kvota.web.deals.move import DayUnreadable, read_day
from kvota.web.plan.supply import Tried, show
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked


@require_POST
def ask(request: Asked) -> HttpResponse:
    """302 to the list of requests; 422 with the sentence, all that was typed kept."""
    require(request.seat, "plan_supply")
    post = request.POST
    person = row_of(Person.objects.live(), post.get("asked_of", ""))
    if person is None:
        raise Http404
    try:
        due_on = read_day(post.get("due_on", ""))
        if due_on is None:
            raise DayUnreadable(sent=post.get("due_on", "")[:40])
        ask_for_leads(
            seat=request.seat,
            asked_of=person,
            count=whole(post.get("count", "").strip(), name=_("Leads")),
            period=post.get("period", ""),
            due_on=due_on,
            channel=row_of(Channel.objects.live(), post.get("channel", "")),
            now=request.now,
            today=request.today,
        )
    except RuleError as refused:
        return show(request, Tried({name: str(value) for name, value in post.items()}, worded(refused)))
    messages.success(request, _("%(person)s is asked.") % {"person": person.name})
    return redirect(reverse("lead-supply") + "#requests")


@require_POST
def answer(request: Asked, uid: UUID) -> HttpResponse:
    """302 back to where the line stood; 404 for a request this seat does not read."""
    found = LeadRequest.visible_to(request.seat, on=request.today).filter(uid=uid).first()
    if found is None:
        raise Http404
    post = request.POST
    try:
        count = whole(post["count"].strip(), name=_("Leads")) if post.get("count", "").strip() else None
        answer_lead_request(
            seat=request.seat,
            request=found,
            answer=post.get("answer", ""),
            count=count,
            channel=post.get("channel", "")[:200],
            words=post.get("words", ""),
            now=request.now,
            today=request.today,
        )
    except RuleError as refused:
        return show(request, Tried({name: str(value) for name, value in post.items()}, worded(refused)))
    messages.success(request, _("Answered."))
    return redirect("today" if post.get("back") == "today" else "lead-supply")


def asked_of_you(request: Asked) -> dict[str, Any]:
    """What Today shows: each request nobody answered yet, and the channels to choose from. Two queries."""
    waiting = list(LeadRequest.waiting_for(request.seat.person_id))
    if not waiting:
        return {}
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    fiscal = request.organisation.fiscal
    return {
        "asked_of_you": [
            (one, formats.period(parse_period(one.period, fiscal_start=fiscal))) for one in waiting
        ],
        "lead_channels": list(Channel.visible_to(request.seat, on=request.today).order_by("name")),
    }
