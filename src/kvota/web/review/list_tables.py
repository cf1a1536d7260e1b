"""The lists of Review as plain tables, for files: every row of the filter, not of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.actual import MoneyRow
from kvota.analytics.metrics.counted_work import ContractRow
from kvota.domain.money.amount import decimal_text
from kvota.domain.selling.tags import tags_of
from kvota.integrations.files.spreadsheet_safe import CellValue
from kvota.language.marks import listed
from kvota.language.names import ACTIONS, EXIT_ANSWERS, MOVE_KINDS
from kvota.records.deals import Deal
from kvota.records.exit_questions import ExitAnswer, ExitQuestion
from kvota.web.review.changed_list import asked_changes, kinds_of_one
from kvota.web.review.cohort_list import asked_cohort
from kvota.web.review.deals_list import asked_deals
from kvota.web.review.money_lists import asked_contracts, asked_debts, asked_money
from kvota.web.review.moves_list import asked_moves
from kvota.web.review.tries_list import asked_tries
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

Table = tuple[list[str], list[list[CellValue]]]


def money(request: Asked, minor: int | None) -> Decimal | None:
    """Minor units as a spreadsheet counts them."""
    return None if minor is None else Decimal(decimal_text(minor, request.organisation.currency))


def name(named: Named | None) -> str:
    return named.name if named else ""


def deals(request: Asked) -> Table:
    """The deals of the filter, in the order of the screen."""
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
    header += [words for _pk, words in answers.questions]
    tags = _tags([row.id for row in found])
    header += tags.columns
    rows: list[list[CellValue]] = [
        [
            row.client.name,
            name(row.owner),
            name(row.product),
            stages.name(row.stage),
            row.age_days,
            money(request, row.amount_minor),
            request.organisation.currency,
            row.next_step_on,
            *([stages.funnel_name(row.funnel)] if several else []),
            *(answers.said(row.id, question) for question, _words in answers.questions),
            *(tags.by_deal.get(row.id, {}).get(column, "") for column in tags.columns),
        ]
        for row in found
    ]
    return header, rows


@dataclass(frozen=True)
class Tags:
    """A column for each tag that one of the deals has, in the order met, and the cells by deal."""

    columns: list[str]
    by_deal: dict[int, dict[str, str]]


def _tags(deals: list[int]) -> Tags:
    shown = set(deals)
    tagged = Deal.objects.live().exclude(tags="").order_by("id").values_list("id", "tags")
    by_deal = {deal: dict(tags_of(text)) for deal, text in tagged if deal in shown}
    columns = dict.fromkeys(column for tags in by_deal.values() for column in tags)
    return Tags(list(columns), by_deal)


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


def actual(request: Asked) -> Table:
    """The money facts behind the actual."""
    return _facts(request, asked_money(request, read_scope(request)))


def contracts(request: Asked) -> Table:
    """The contracts behind their count."""
    return _facts(request, asked_contracts(request, read_scope(request)))


def _facts(request: Asked, facts: Sequence[MoneyRow | ContractRow]) -> Table:
    header = [_("Day"), _("Client"), _("Rep"), _("Product"), _("Amount"), _("Currency"), _("Assumed")]
    rows: list[list[CellValue]] = [
        [
            row.occurred_on,
            row.client.name,
            name(row.owner),
            name(row.product),
            money(request, row.minor),
            request.organisation.currency,
            _("assumed") if row.assumed else "",
        ]
        for row in facts
    ]
    return header, rows


def moves(request: Asked) -> Table:
    """The moves of the filter, newest first."""
    stages = StagesOfCompany(request)
    header = [_("Day"), _("Client"), _("Rep"), _("Move"), _("Stage"), _("Action"), _("Steps")]
    rows: list[list[CellValue]] = [
        [
            row.occurred_on,
            row.client.name,
            name(row.owner),
            str(MOVE_KINDS.get(row.kind, row.kind)),
            stages.name(row.stage) if row.stage else "",
            str(ACTIONS.get(row.action, row.action)),
            row.steps,
        ]
        for row in asked_moves(request, read_scope(request, kind="day"), stages)
    ]
    return header, rows


def tries(request: Asked) -> Table:
    """The tries that reached nobody, by person, day and action."""
    return [_("Day"), _("Rep"), _("Action"), _("Count")], [
        [row.on, name(row.person), str(ACTIONS.get(row.action, row.action)), row.count]
        for row in asked_tries(request, read_scope(request))
    ]


def receivables(request: Asked) -> Table:
    """What is owed, the longest overdue first."""
    header = [_("Client"), _("Rep"), _("Due"), _("Days overdue"), _("Amount"), _("Currency")]
    rows: list[list[CellValue]] = [
        [
            row.client.name,
            name(row.owner),
            row.due_on,
            row.overdue_days,
            money(request, row.minor),
            request.organisation.currency,
        ]
        for row in asked_debts(request, read_scope(request)).rows
    ]
    return header, rows


def changes(request: Asked) -> Table:
    """The deals that changed, as they were and as they are."""
    stages, names = StagesOfCompany(request), kinds_of_one()
    header = [
        _("Client"),
        _("Rep"),
        _("What changed"),
        _("Stage before"),
        _("Stage"),
        _("Amount before"),
        _("Amount"),
        _("Payments received"),
        _("Currency"),
    ]
    _found, _kind, changed = asked_changes(request, read_scope(request))
    rows: list[list[CellValue]] = [
        [
            row.client.name,
            name(row.owner),
            listed(names[kind] for kind in row.kinds),
            "" if "new" in row.kinds else stages.name(row.stage_before),
            stages.name(row.stage),
            money(request, row.amount_before),
            money(request, row.amount_minor),
            money(request, row.came_minor),
            request.organisation.currency,
        ]
        for row in changed
    ]
    return header, rows


def cohort(request: Asked) -> Table:
    """Those who entered a stage in a period, and what became of each."""
    asked = asked_cohort(request, read_scope(request, kind="quarter"), request.GET.get("stage", ""))
    header = [_("Client"), _("Rep"), _("Entered"), _("What came of it"), _("On"), _("Days"), _("Amount")]
    rows: list[list[CellValue]] = [
        [
            row.client.name,
            name(row.owner),
            row.entered_on,
            asked.became(row),
            row.went_on,
            row.days,
            money(request, row.amount_minor),
        ]
        for row in asked.rows
    ]
    return header, rows
