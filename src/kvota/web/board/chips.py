"""The deals of the board as chips, in their columns and lanes."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.analytics.deal_rows import DealRow
from kvota.analytics.metrics.deals import large_amount, open_deals
from kvota.language.formats import Formats
from kvota.language.marks import listed
from kvota.web.board.columns import Column
from kvota.web.board.figures import Figures
from kvota.web.board.lanes import Lane, lane_key
from kvota.web.board.look import MOST_CHIPS, Look
from kvota.web.board.question import Question
from kvota.web.parts.chip import Chip, chip_size
from kvota.web.today.cards import StagesOfCompany


@dataclass(frozen=True)
class Drawing:
    """How chips of this page are drawn."""

    formats: Formats
    stages: StagesOfCompany
    reference: int
    may_move: bool
    tells: bool
    choosing: bool
    ticked: frozenset[str]

    def of(self, deal: DealRow) -> Chip:
        formats = self.formats
        days = formats.days(deal.age_days) if deal.age_days is not None else _("date unknown")
        amount = formats.money_short(deal.amount_minor)
        stuck = deal.is_stuck and deal.age_days is not None
        said = [deal.client.name, amount, self.stages.name(deal.stage), days]
        said += [pgettext("legend", "stuck")] if stuck else []
        said += [pgettext("legend", "next step agreed")] if deal.has_next_step else []
        return Chip(
            deal=deal.uid,
            label=listed(said, between="comma"),
            url=reverse("deal", args=[deal.uid]),
            name=deal.client.name,
            size=chip_size(deal.amount_minor, self.reference),
            certainty="signed" if deal.stage_kind == "signed" else "open",
            facts=f"{amount} · {days}",
            stuck_days=days if stuck else "",
            has_next_step=deal.has_next_step,
            moved_today=deal.moved_today,
            moves_url=reverse("move-sheet", args=[deal.uid]) if self.may_move else "",
            moves_words=_("Move %(client)s") % {"client": deal.client.name} if self.may_move else "",
            about_url=reverse("board-about", args=[deal.uid]) if self.tells else "",
            may_tick=self.choosing,
            ticked=deal.uid in self.ticked,
        )


def draw_chips(
    question: Question, figures: Figures, look: Look, columns: list[Column], lanes: list[Lane]
) -> None:
    """Put the largest deals of the board into their columns, and into their lanes, as chips.

    In each pile those come first that stand still; what a column does not show is counted as hidden.
    """
    at = {column.stage.pk: column for column in columns}
    in_lane = {lane.key: lane for lane in lanes}
    drawing = _drawing(question, look)
    for row in _largest(question, figures, list(at)):
        chip, stage = drawing.of(row), row.stage or 0
        at[stage].chips.append(chip)
        if look.lane != "none":
            in_lane[lane_key(row, look.lane)].cells[stage].chips.append(chip)
    for column in columns:
        column.hidden = column.count - len(column.chips)
        column.chips.sort(key=_moves_on)
    for lane in lanes:
        for cell in lane.cells.values():
            cell.chips.sort(key=_moves_on)


def _moves_on(chip: Chip) -> bool:
    """In the pile the first lies lowest: those that stand still come on top."""
    return bool(chip.stuck_days)


def _largest(question: Question, figures: Figures, stages: list[int]) -> list[DealRow]:
    if figures.rows is not None:
        return [row for row in figures.rows if row.stage in stages][:MOST_CHIPS]
    return open_deals(
        question.organisation,
        scope=question.page.scope,
        as_of=question.day,
        only=question.show,
        stages=stages,
        limit=MOST_CHIPS,
    )


def _drawing(question: Question, look: Look) -> Drawing:
    scope, day, only_stuck = question.page.scope, question.day, question.show == "stuck"
    large = large_amount(question.organisation, scope=scope, as_of=day, only_stuck=only_stuck)
    return Drawing(
        formats=question.formats,
        stages=question.stages,
        reference=large or 0,
        may_move=question.may("move") and not look.choosing,
        tells=question.is_now and not look.choosing,
        choosing=look.choosing,
        ticked=frozenset(question.request.GET.getlist("ticked")),
    )
