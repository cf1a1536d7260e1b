"""The evening's last half minute: whom to take up tomorrow, agreed with one tap, undone with one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kvota.actions.change_many_deals import AgreeStep, NothingChosen, change_many_deals
from kvota.actions.undo_many_deals import undo_many_deals
from kvota.analytics.deal_rows import DealRow
from kvota.analytics.metrics.deals import TodayCard, list_for_tomorrow
from kvota.language.formats import Formats, formats_for
from kvota.records.calendars import company_calendar
from kvota.records.deals import Deal
from kvota.records.many_at_once import ManyAtOnce
from kvota.records.rights import may
from kvota.web.deals.move import read_day
from kvota.web.move_ids import move_id
from kvota.web.read_uid import as_uid
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany
from kvota.web.today.days_away import DaysAway
from kvota.web.today.evening import is_evening
from kvota.web.today.why import reason

ENOUGH = 5


@dataclass(frozen=True)
class Evening:
    """What a rep sees in the evening. `written` undoes all that was agreed with one tap."""

    on: date
    is_next_day: bool
    agreed: list[DealRow]
    suggested: list[dict[str, Any]]
    written: ManyAtOnce | None


def evening(request: Asked, page: PageScope, away: DaysAway) -> Evening | None:
    """Tomorrow's work, after four in the afternoon of a working day; None before, and for who may not."""
    today = request.today
    if page.as_of != today or not may(request.seat, "edit_deal") or not is_evening(request):
        return None
    calendar = company_calendar(request.organisation)
    if not calendar.working(today) or today in away:
        return None
    on = calendar.working_day_from(today + timedelta(days=1))
    while on in away:
        on = calendar.working_day_from(on + timedelta(days=1))
    found = list_for_tomorrow(request.organisation, scope=page.scope, as_of=today, on=on, enough=ENOUGH)
    stages = StagesOfCompany(request)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    return Evening(
        on=on,
        is_next_day=on == today + timedelta(days=1),
        agreed=found.agreed,
        suggested=[_suggested(card, stages, formats, today=today) for card in found.suggested],
        written=_written(request, on),
    )


def _suggested(card: TodayCard, stages: StagesOfCompany, formats: Formats, *, today: date) -> dict[str, Any]:
    """One line: the client, what to do, why. What was agreed before and is due stays agreed in its words."""
    further = stages.after(card.deal)
    return {
        "deal": card.deal,
        "words": card.deal.next_step or (further[0].name_in(stages.language) if further else ""),
        "why": _("agreed for %(day)s") % {"day": formats.day_month(card.deal.next_step_on)}
        if card.why == "promised"
        else reason(card, formats, today=today),
    }


def _written(request: Asked, on: date) -> ManyAtOnce | None:
    """What this person agreed for that day in one go and has not undone: the last of it. One query."""
    mine = ManyAtOnce.visible_to(request.seat, on=request.today)
    found: ManyAtOnce | None = (
        mine.filter(doing="next_step", undone_at=None, asked__on=on.isoformat(), rows__outcome="done")
        .order_by("-pk")
        .first()
    )
    return found


@require_POST
def write_tomorrow(request: Asked) -> HttpResponse:
    """Agree the ticked steps, each in its own words; 302 to Today with one undo of all of them."""
    uids = [str(uid) for uid in map(as_uid, dict.fromkeys(request.POST.getlist("deal"))) if uid][:ENOUGH]
    deals = list(Deal.visible_to(request.seat, on=request.today).filter(uid__in=uids))
    if not deals:
        raise NothingChosen()
    many = change_many_deals(
        seat=request.seat,
        deals=deals,
        wanted=AgreeStep(
            read_day(request.POST.get("on", "")),
            own={uid: request.POST.get(f"words-{uid}", "") for uid in uids},
        ),
        uid=move_id(request),
        now=request.now,
        today=request.today,
    )
    done = many.rows.filter(outcome__in=["done", "same"]).count()
    words = ngettext("Tomorrow is written: %(n)s step.", "Tomorrow is written: %(n)s steps.", done)
    messages.success(
        request,
        words % {"n": formats_for(request.LANGUAGE_CODE).number(done)},
        extra_tags=reverse("undo-tomorrow", args=[many.uid]),
    )
    return redirect("today")


@require_POST
def undo_tomorrow(request: Asked, uid: UUID) -> HttpResponse:
    """Take all steps of one go back that nobody changed since; 404 for what somebody else wrote."""
    many = ManyAtOnce.visible_to(request.seat, on=request.today).filter(uid=uid).first()
    if many is None:
        raise Http404
    undo_many_deals(seat=request.seat, many=many, now=request.now, today=request.today)
    messages.success(request, _("Tomorrow is open again."))
    return redirect("today")
