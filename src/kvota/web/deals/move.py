"""The one gesture: forward, back, jump, worked, parked, lost. Every door calls the same command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.ask_before_leaving import answer_questions
from kvota.actions.attach_file import MOST_BYTES
from kvota.actions.contradicting_moves import contradict, record_instead_of
from kvota.actions.record_move import (
    MovedMeanwhile,
    Recorded,
    UnknownStage,
    last_to_a_stage,
    record_move,
)
from kvota.actions.settle_deal import is_covered
from kvota.analytics.metrics.deals import deals_by_id
from kvota.domain.errors import RuleError
from kvota.domain.selling.client_progress import Progress, progress
from kvota.language.formats import Formats, formats_for
from kvota.language.names import ACTIONS
from kvota.records.calendars import company_calendar
from kvota.records.deals import Deal
from kvota.records.funnels import Funnel, LostReason, Stage
from kvota.records.moves import Move, moves_that_count, present_funnel
from kvota.records.rights import may
from kvota.web.deals.competitors import competitors_offered
from kvota.web.deals.exit_questions import answers_in, questions_of_deal
from kvota.web.deals.playbook import playbook_of_deal
from kvota.web.deals.the_deal import the_deal
from kvota.web.move_ids import move_id
from kvota.web.read_uid import as_uid, row_of
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany, card_of

PARK_DAYS = 14


class DayUnreadable(RuleError):
    """A day typed into a form is not one."""

    code = "day_unreadable"
    sentence = "{sent} is not a day; write it as 2026-11-18"
    sent: str


def read_day(text: str) -> date | None:
    """A day from a form, None for an empty field."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DayUnreadable(sent=text[:40]) from None


@dataclass(frozen=True)
class Asked4Move:
    """What the form asked for."""

    kind: str
    stage: Stage | None = None
    park_until: date | None = None
    lost_reason: LostReason | None = None


@require_GET
def sheet(request: Asked, uid: UUID) -> HttpResponse:
    """Every move of one deal: the stages as large buttons, worked, park, lost. A page of its own, too."""
    deal = the_deal(request, uid)
    state = progress(moves_that_count(deal, on=request.today))
    stages = StagesOfCompany(request)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    paid, funnel = stands_paid(deal, stages, state), present_funnel(deal, state)
    offered = [stage for stage in stages.of_funnel(funnel) if stage.kind != "paid" and not paid]
    further = [stage for stage in offered if stage.rank > state.rank]
    context: dict[str, Any] = {
        "deal": deal,
        "questions": questions_of_deal(request, deal, state, stages, formats),
        "playbook": playbook_of_deal(request, deal, state, stages),
        "state": state,
        "paid": paid,
        "funnel_key": stages.funnel_key(funnel),
        "sheet_title": deal.whose.name,
        "sheet_note": _sheet_note(deal, state, stages, formats),
        "stages": [
            (stage.rank, stage.name_in(request.LANGUAGE_CODE), _mark(stage, state, further), "")
            for stage in offered
        ],
        "park_days": _park_days(request, formats),
        "reasons": [
            (str(reason.uid), reason.name_in(request.LANGUAGE_CODE), "lost-reason")
            for reason in LostReason.visible_to(request.seat, on=request.today).filter(removed_on=None)
        ],
        "competitors": competitors_offered(),
        "actions": ACTIONS.items(),
        "yesterday": request.today - timedelta(days=1),
        "may_attach": may(request.seat, "edit_deal"),
        "most_bytes": MOST_BYTES,
        "today_iso": request.today.isoformat(),
    }
    return render(request, "deals/move_sheet.html", context)


def stands_paid(deal: Deal, stages: StagesOfCompany, state: Progress) -> bool:
    """Whether money holds the deal at its end: then nobody is offered to move, park or lose it."""
    here = stages.of_funnel(present_funnel(deal, state))
    finish = next((stage for stage in here if stage.kind == "paid"), None)
    return finish is not None and state.rank == finish.rank and not state.is_lost and is_covered(deal)


def _mark(stage: Stage, state: Progress, further: list[Stage]) -> str:
    if stage.rank == state.rank and not state.is_lost:
        return "here"
    return "next" if further and stage.pk == further[0].pk else ""


def _sheet_note(deal: Deal, state: Progress, stages: StagesOfCompany, formats: Formats) -> str:
    own = stages.of_funnel(present_funnel(deal, state))
    here = next((stage for stage in own if stage.rank == state.rank), None)
    name = here.name_in(stages.language) if here else _("before the first stage")
    return f"{name} · {formats.money_whole(deal.amount_minor, deal.currency)}"


def _park_days(request: Asked, formats: Formats) -> list[tuple[str, str, str]]:
    """Tomorrow, Monday, in two weeks: the next working day from each."""
    calendar = company_calendar(request.organisation)
    tomorrow = calendar.working_day_from(request.today + timedelta(days=1))
    monday = calendar.working_day_from(request.today + timedelta(days=7 - request.today.weekday()))
    later = calendar.working_day_from(request.today + timedelta(days=PARK_DAYS))
    return [
        (tomorrow.isoformat(), formats.weekday(tomorrow), "park-tomorrow"),
        (monday.isoformat(), formats.weekday(monday), "park-monday"),
        (later.isoformat(), _("+2 weeks"), "park-2-weeks"),
    ]


@require_POST
def record(request: Asked, uid: UUID) -> HttpResponse:
    """Record one move; answer with the card as it now is and a line that can undo it."""
    deal = the_deal(request, uid)
    if "answer" in request.POST:
        return _answered(request, deal)
    asked = _read_move(request, deal)
    wanted = {
        "seat": request.seat,
        "deal": deal,
        "uid": move_id(request),
        "kind": asked.kind,
        "stage": asked.stage,
        "action": request.POST.get("action", ""),
        "occurred_on": read_day(request.POST.get("day") or request.POST.get("occurred_on", "")),
        "park_until": asked.park_until,
        "lost_reason": asked.lost_reason,
        "note": request.POST.get("note", ""),
        "competitor": request.POST.get("competitor", "") if asked.kind == "lost" else "",
        "answers": answers_in(request),
        "now": request.now,
        "today": request.today,
    }
    seen = request.POST.get("seen", "")
    seen_rank = int(seen) if seen.isdecimal() else None
    try:
        if request.POST.get("instead_of"):
            recorded = record_instead_of(_earlier(request, deal), **wanted)
        else:
            recorded = record_move(seen_rank=seen_rank, **wanted)
    except MovedMeanwhile as meanwhile:
        earlier = last_to_a_stage(deal)
        if contradict(earlier, asked.stage, rank=meanwhile.rank, seen_rank=seen_rank or 0, now=request.now):
            return _conflict(request, deal, earlier, asked)
        recorded = record_move(**wanted)  # both are kept, in the order they came
    words = said(recorded, deal, request)
    undo_url = reverse("undo-move", args=[recorded.move.uid])
    if request.htmx and request.htmx.target and request.htmx.target.startswith("card-"):
        return _card(request, deal, words, undo_url)
    messages.success(request, words, extra_tags=undo_url)
    return _back(request)


def _answered(request: Asked, deal: Deal) -> HttpResponse:
    """Keep what was answered and leave the deal where it stands."""
    answers = answers_in(request)
    answer_questions(
        seat=request.seat,
        deal=deal,
        answers=answers,
        uid=move_id(request),
        now=request.now,
        today=request.today,
    )
    messages.success(request, _("The answers are kept."))
    return _back(request)


def _back(request: Asked) -> HttpResponse:
    back = request.POST.get("back", "")
    to = back if back.startswith("/") and not back.startswith("//") else reverse("today")
    return HttpResponse(status=204, headers={"HX-Redirect": to}) if request.htmx else redirect(to)


def _earlier(request: Asked, deal: Deal) -> Move:
    """The move of a colleague that this one replaces; 404 when it is not of this deal."""
    wanted = request.POST.get("instead_of", "")
    moves = Move.visible_to(request.seat, on=request.today).filter(deal=deal)
    move = row_of(moves, wanted)
    if move is None:
        raise Http404
    found: Move = move
    return found


def _conflict(request: Asked, deal: Deal, earlier: Move | None, asked: Asked4Move) -> HttpResponse:
    """409: what the other did, and the three ways on. On the page it stands where the card stood."""
    kept = ("stage", "action", "note", "back")
    mine = earlier is not None and earlier.author_id == request.seat.person_id
    context: dict[str, Any] = {
        "deal": deal,
        "earlier": earlier,
        "hers": earlier.stage.name_in(request.LANGUAGE_CODE) if earlier and earlier.stage else "",
        "mine": asked.stage.name_in(request.LANGUAGE_CODE) if asked.stage else "",
        "fields": [(name, request.POST[name]) for name in kept if request.POST.get(name)],
        "day": request.POST.get("day") or request.POST.get("occurred_on", ""),
        "may_replace": mine or request.seat.role != "rep",
        "on_card": bool(request.htmx and request.htmx.target and request.htmx.target.startswith("card-")),
    }
    template = "deals/conflict.html" if request.htmx else "deals/conflict_page.html"
    response = render(request, template, context, status=409)
    response["X-Kvota-Refused"] = MovedMeanwhile.code
    return response


def _read_move(request: Asked, deal: Deal) -> Asked4Move:
    post = request.POST
    if post.get("touch"):
        return Asked4Move("touch")
    if "park_until" in post and (post.get("park") or not post.get("stage")):
        until = read_day(post.get("park_until", ""))
        return Asked4Move("park", park_until=until)
    if "lost" in post or "lose" in post:  # the second is Enter in the field of the competitor
        wanted = post.get("lost", "")
        reasons = LostReason.visible_to(request.seat, on=request.today)
        return Asked4Move("lost", lost_reason=row_of(reasons, wanted))
    rank = post.get("stage", "")
    funnel = funnel_of_form(request, deal)
    stages = Stage.visible_to(request.seat, on=request.today).filter(funnel_id=funnel)
    stage = stages.filter(rank=int(rank)).first() if rank.isdecimal() else None
    if stage is None:
        raise UnknownStage(stage=rank[:20])
    return Asked4Move("stage", stage=stage)


def funnel_of_form(request: Asked, deal: Deal) -> int:
    """The funnel whose stages the form showed: it says so where there are several."""
    shown = as_uid(request.POST.get("funnel", ""))
    if shown is None:
        return deal.funnel_id
    funnel = Funnel.visible_to(request.seat, on=request.today).filter(uid=shown).first()
    return funnel.pk if funnel else deal.funnel_id


def said(recorded: Recorded, deal: Deal, request: Asked) -> str:
    """One line about what the move brought."""
    client, steps = deal.whose.name, recorded.steps
    kind = recorded.move.kind
    if kind == "park":
        until = formats_for(request.LANGUAGE_CODE).day_month(recorded.move.park_until)
        return _("%(client)s is parked until %(day)s.") % {"client": client, "day": until}
    if kind == "lost":
        return _("%(client)s is lost.") % {"client": client}
    if kind == "touch":
        return _("%(client)s: worked, no move.") % {"client": client}
    if recorded.is_carried:
        return _("%(client)s is carried over to another funnel.") % {"client": client}
    if steps >= 0:
        words = ngettext("%(client)s: +%(steps)s step.", "%(client)s: +%(steps)s steps.", steps)
        return words % {"client": client, "steps": steps}
    words = ngettext("%(client)s: %(steps)s step back.", "%(client)s: %(steps)s steps back.", -steps)
    return words % {"client": client, "steps": -steps}


def _card(request: Asked, deal: Deal, words: str, undo_url: str) -> HttpResponse:
    """The card as it is after the move, with the line that can undo it beside."""
    row = deals_by_id(request.organisation, [deal.pk], as_of=request.today)[0]
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    card = card_of(row, stages=StagesOfCompany(request), formats=formats)
    context = {"card": card, "text": words, "undo_url": undo_url}
    return render(request, "deals/moved_card.html", context)
