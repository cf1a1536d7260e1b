"""`/deal/…`: everything about one deal on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.actions.attach_file import MOST_BYTES
from kvota.actions.split_deal import percent_text
from kvota.analytics.deal_rows import DealRow
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.deal_outlook import DealOutlook, deal_outlook
from kvota.analytics.metrics.deals import deals_by_id
from kvota.domain.calendar.period import Period
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.selling.client_progress import Progress, progress
from kvota.domain.selling.tags import tags_of
from kvota.language.formats import Formats, formats_for
from kvota.language.names import ACTIONS, DEAL_KINDS
from kvota.records.competitors import competitors_of
from kvota.records.deals import ROLES_ON_A_DEAL, Deal, DealRole, DealShare, DealVersion
from kvota.records.money import Contract, Instalment, Invoice, Payment, Refund
from kvota.records.moves import Move, moves_that_count
from kvota.records.people import Person, Seat
from kvota.records.rights import may
from kvota.records.units import in_force
from kvota.web.deals.add import sellers
from kvota.web.deals.exit_questions import questions_of_deal
from kvota.web.deals.files import files_of
from kvota.web.deals.move import stands_paid
from kvota.web.deals.playbook import playbook_of_deal
from kvota.web.deals.the_deal import the_deal
from kvota.web.deals.went_back import went_back
from kvota.web.parts.stage_strip import StageMark
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany, card_of
from kvota.web.today.steps_left import WayToTheMoney

LATEST_MOVES = 60


def deal(request: Asked, uid: UUID) -> HttpResponse:
    """The way through the stages, the money, the next step, the moves. 404 for a deal out of sight."""
    found = the_deal(request, uid)
    state = progress(moves_that_count(found, on=request.today))
    row = deals_by_id(request.organisation, [found.pk], as_of=request.today)[0]
    stages = StagesOfCompany(request)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    questions = questions_of_deal(request, found, state, stages, formats)
    context: dict[str, Any] = {
        "deal": found,
        "questions": questions,
        "playbook": playbook_of_deal(request, found, state, stages),
        "other_funnels": len(stages.funnels) > 1,
        "row": row,
        "state": state,
        "card": card_of(row, stages=stages, formats=formats),
        "stage_name": stages.name(row.stage),
        "marks": stage_marks(state, row, stages, formats, questions.yes),
        "moves": _moves(request, found, stages),
        "versions": _amounts_before(found),
        "contract": Contract.of(found),
        "instalments": Instalment.objects.live().filter(contract=Contract.of(found)).order_by("due_on"),
        "invoices": Invoice.standing().filter(deal=found).order_by("occurred_on"),
        "payments": Payment.standing().filter(deal=found, amount_minor__gt=0).order_by("occurred_on"),
        "refunds": Refund.standing().filter(deal=found).order_by("occurred_on"),
        "stuck_words": stuck_words(row, formats),
        "outlook": _outlook(request, row),
        "steps_left": WayToTheMoney(stages.all).from_rank(row.funnel, row.rank),
        "roles": _roles(found),
        "tags": tags_of(found.tags),
        "role_words": role_words(),
        "shares": _shares(found, row),
        "share_lines": _share_lines(found),
        "files": files_of(request, found, formats),
        "most_bytes": MOST_BYTES,
        "may_split": may(request.seat, "edit_deal"),
        "colleagues": _who_sell(request) if may(request.seat, "edit_deal") else [],
        "competitors": competitors_of(found),
        "people": Person.objects.live().order_by("name") if may(request.seat, "edit_deal") else [],
        "may_go": not stands_paid(found, stages, state),
        "may_edit": may(request.seat, "edit_deal"),
        "may_pay": may(request.seat, "record_money"),
        "sellers": sellers(request) if may(request.seat, "reassign") else [],
        "f": formats,
        "kind_name": DEAL_KINDS.get(found.kind, ""),
    }
    return render(request, "deals/deal.html", context)


@dataclass(frozen=True)
class Ahead:
    """What is expected of a deal: of twenty futures, in how many its money comes within a year."""

    told: DealOutlook
    of_twenty: int
    months: list[tuple[Period, int, int]]


def _outlook(request: Asked, row: DealRow) -> Ahead | None:
    """The deal's part of the forecast; None where it has none, or where a rate is missing for all."""
    try:
        told = deal_outlook(request.organisation, row.id, as_of=request.today)
    except MissingRate:
        return None
    if told is None:
        return None
    months = [(each.period, round(20 * each.chance), each.minor) for each in told.months]
    months = [month for month in months if month[1]]  # less than one future in twenty is not counted on
    return Ahead(told, round(20 * told.chance), months)


def stage_marks(
    state: Progress,
    row: DealRow,
    stages: StagesOfCompany,
    formats: Formats,
    yes: Mapping[int, tuple[int, int]],
) -> list[StageMark]:
    """Each stage with the day it was reached; jumped ones without a day of their own.

    `yes` says of a stage that asks questions how many were answered so, and of how many.
    """
    marks = []
    first = min(state.reached, default=0)  # carried over, a deal has reached none before it
    for stage in stages.of_funnel(row.funnel):
        on = state.reached.get(stage.rank)
        jumped = stage.rank in state.imputed or stage.rank < min(first, state.rank)
        if stage.rank == state.rank:
            how = "lost" if state.is_lost else "here"
        else:
            how = "jumped" if jumped else "done" if stage.rank in state.reached else "ahead"
        note = formats.day_month(on) if on is not None and not jumped else "–"
        marks.append(
            StageMark(
                stage.name_in(stages.language),
                how,
                note,
                stuck=how == "here" and row.is_stuck,
                asked=yes.get(stage.pk),
            )
        )
    return marks


def stuck_words(row: DealRow, formats: Formats) -> str:
    """The rule in words, for a deal that stands too long."""
    if not row.is_stuck or row.age_days is None or row.norm_days is None:
        return ""
    said = {"days": formats.days(row.age_days), "norm": formats.days(row.norm_days)}
    if row.next_step_on is not None and not row.is_overdue:
        # A promise helps twice and for twice the norm: agreeing on days must not hide every stuck deal.
        return (
            _(
                "%(days)s here; 9 of 10 that moved on did so within %(norm)s. The agreed day does not"
                " help any more: it was put off before, or comes too late. A move takes it off the list."
            )
            % said
        )
    return _("%(days)s here; 9 of 10 that moved on did so within %(norm)s; no agreed next date.") % said


def _moves(request: Asked, deal: Deal, stages: StagesOfCompany) -> list[dict[str, Any]]:
    language = stages.language
    moves = (
        Move.visible_to(request.seat, on=request.today)
        .filter(deal=deal)
        .exclude(kind="undo")
        .select_related("stage", "author", "lost_reason", "undone_by")
        .order_by("-occurred_on", "-sequence")[:LATEST_MOVES]
    )
    mine = request.seat.person_id
    leads = request.seat.role != "rep"
    moves = list(moves)
    back = went_back(moves)
    return [
        {
            "move": move,
            "went_back": move.pk in back,
            "stage": move.stage.name_in(language) if move.stage else "",
            "funnel": stages.funnel_name(move.stage.funnel_id) if move.stage else "",
            "action": ACTIONS[move.action],
            "reason": move.lost_reason.name_in(language) if move.lost_reason else "",
            "undone": hasattr(move, "undone_by"),
            "undo_url": reverse("undo-move", args=[move.uid])
            if may(request.seat, "move")
            and not hasattr(move, "undone_by")
            and (leads or move.author_id == mine)
            and not (move.stage and move.stage.kind == "paid")
            else "",
        }
        for move in moves
    ]


def _amounts_before(deal: Deal) -> list[DealVersion]:
    """The amounts the deal had before, newest first: an old value stays visible."""
    versions = DealVersion.objects.live().filter(deal=deal).order_by("-sequence")
    seen: list[DealVersion] = []
    last = deal.amount_minor
    for version in versions[:50]:
        if version.amount_minor != last:
            seen.append(version)
            last = version.amount_minor
    return seen


def role_words() -> list[tuple[str, str]]:
    """The roles on a deal with their words."""
    words = {
        "lead": _("Leads the deal"),
        "technical": _("Answers technical questions"),
        "commercial": _("Answers commercial questions"),
        "price": _("Decides on price"),
    }
    return [(role, words[role]) for role in ROLES_ON_A_DEAL]


def _roles(deal: Deal) -> list[tuple[str, Any]]:
    held = DealRole.objects.live().filter(deal=deal, ended=False).select_related("person")
    by_role = {role.role: role.person for role in held}
    return [(words, by_role.get(role)) for role, words in role_words()]


def _shares(deal: Deal, row: DealRow) -> list[dict[str, Any]]:
    """Whose the deal is, with the parts of its amount, which sum to it."""
    held = list(DealShare.objects.filter(deal=deal, to_on=None).select_related("person").order_by("pk"))
    if not held:
        return []
    amounts = split_without_loss(row.amount_minor or 0, [one.hundredths for one in held])
    return [
        {
            "person": one.person,
            "percent": percent_text(one.hundredths),
            "amount": amount,
            "since": one.from_on,
        }
        for one, amount in zip(held, amounts, strict=True)
    ]


def _who_sell(request: Asked) -> list[Person]:
    """Everybody of the company who sells today."""
    selling = Seat.objects.live().filter(in_force(request.today), role__in=["rep", "head"])
    return list(Person.objects.live().filter(pk__in=selling.values("person_id")).order_by("name"))


def _share_lines(deal: Deal) -> list[tuple[int | None, str]]:
    """The lines of the form: those who share now, and empty ones for two more."""
    held = (
        DealShare.objects.filter(deal=deal, to_on=None).order_by("pk").values_list("person_id", "hundredths")
    )
    lines: list[tuple[int | None, str]] = [(person, percent_text(part)) for person, part in held]
    if not lines:
        lines.append((deal.owner_id, ""))
    return [*lines, (None, ""), (None, "")]
