"""A list as a file: the same rows as on the screen, safe to open in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from kvota.domain.money.amount import decimal_text
from kvota.integrations.files.spreadsheet_safe import CellValue, csv_pieces
from kvota.language.names import EXIT_ANSWERS
from kvota.records.exit_questions import ExitAnswer, ExitQuestion
from kvota.web.review.deals_list import asked_deals
from kvota.web.review.money_lists import asked_money
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

Table = tuple[list[str], list[list[CellValue]]]


def export(request: Asked, what: str) -> HttpResponse:
    """`deals` or `actual` as CSV with a BOM; 404 for anything else.

    Not streamed: the answer would be written after the company's scope and language are closed.
    """
    makers = {"deals": _deals, "actual": _actual}
    if what not in makers:
        raise Http404
    header, rows = makers[what](request)
    pieces = csv_pieces(header, rows, language=request.LANGUAGE_CODE)
    response = HttpResponse(b"".join(pieces), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kvota-{what}-{request.today.isoformat()}.csv"'
    return response


def _money(request: Asked, minor: int | None) -> Decimal | None:
    return None if minor is None else Decimal(decimal_text(minor, request.organisation.currency))


def _deals(request: Asked) -> Table:
    page = read_scope(request)
    stages = StagesOfCompany(request)
    header = [
        _("Client"),
        _("Rep"),
        _("Product"),
        _("Stage"),
        _("Days"),
        _("Amount"),
        _("Currency"),
        _("Next step"),
    ]
    found = asked_deals(request, page)
    several, answers = len(stages.funnels) > 1, _answers(request, [row.id for row in found])
    header += [_("Funnel")] if several else []
    header += [name for _pk, name in answers.questions]
    rows: list[list[CellValue]] = [
        [
            row.client.name,
            row.owner.name if row.owner else "",
            row.product.name if row.product else "",
            stages.name(row.stage),
            row.age_days,
            _money(request, row.amount_minor),
            request.organisation.currency,
            row.next_step_on,
            *([stages.funnel_name(row.funnel)] if several else []),
            *(answers.said(row.id, question) for question, _name in answers.questions),
        ]
        for row in found
    ]
    return header, rows


@dataclass(frozen=True)
class Answers:
    """A column for each question asked now, and what stands answered by (deal, question)."""

    questions: list[tuple[int, str]]
    by_deal: dict[tuple[int, int], str]

    def said(self, deal: int, question: int) -> str:
        said = self.by_deal.get((deal, question), "")
        return str(EXIT_ANSWERS[said]) if said else ""


def _answers(request: Asked, deals: list[int]) -> Answers:
    asked = ExitQuestion.visible_to(request.seat, on=request.today).filter(removed_on=None)
    questions = [(one.pk, one.name_in(request.LANGUAGE_CODE)) for one in asked.order_by("stage", "rank")]
    by_deal: dict[tuple[int, int], str] = {}
    if questions:
        shown = set(deals)
        rows = ExitAnswer.visible_to(request.seat, on=request.today).order_by("sequence")
        for deal, question, answer in rows.values_list("deal_id", "question_id", "answer"):
            if deal in shown:
                by_deal[deal, question] = answer
    return Answers(questions, by_deal)


def _actual(request: Asked) -> Table:
    page = read_scope(request)
    header = [_("Day"), _("Client"), _("Rep"), _("Product"), _("Amount"), _("Currency"), _("Assumed")]
    rows: list[list[CellValue]] = [
        [
            row.occurred_on,
            row.client.name,
            row.owner.name if row.owner else "",
            row.product.name if row.product else "",
            _money(request, row.minor),
            request.organisation.currency,
            _("assumed") if row.assumed else "",
        ]
        for row in asked_money(request, page)
    ]
    return header, rows
