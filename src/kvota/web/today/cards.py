"""The work list as cards: what a template prints of each deal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.analytics.deal_rows import DealRow
from kvota.analytics.metrics.deals import TodayCard
from kvota.analytics.metrics.moves_per_day import MoveRow
from kvota.language.formats import Formats, formats_for
from kvota.records.funnels import Funnel, Stage
from kvota.web.seat_in_force import Asked
from kvota.web.today.why import reason


class StagesOfCompany:
    """The stages of the company's funnels by id and by rank, read once per page."""

    def __init__(self, request: Asked) -> None:
        self.language = request.LANGUAGE_CODE
        visible = Stage.visible_to(request.seat, on=request.today)
        self.all = list(visible.select_related("funnel"))
        self.by_id = {stage.pk: stage for stage in self.all}

    def name(self, stage: int | None) -> str:
        """A stage's name; a deal entered without any move stands before the first."""
        return (
            self.by_id[stage].name_in(self.language) if stage in self.by_id else _("before the first stage")
        )

    @property
    def funnels(self) -> list[Funnel]:
        """Those in which a deal can begin, the oldest first."""
        offered = {
            stage.funnel_id: stage.funnel
            for stage in self.all
            if stage.removed_on is None and stage.funnel.removed_on is None
        }
        return [offered[number] for number in sorted(offered)]

    def funnel_name(self, number: int) -> str:
        """The name of a funnel, where there are several; a company with one never reads it."""
        if len(self.funnels) < 2:
            return ""
        return next((one.funnel.name_in(self.language) for one in self.all if one.funnel_id == number), "")

    def funnel_key(self, number: int) -> str:
        """What a form sends of the funnel its stages are of; nothing in a company with one."""
        if len(self.funnels) < 2:
            return ""
        return next((str(one.funnel.uid) for one in self.all if one.funnel_id == number), "")

    def of_funnel(self, funnel: int) -> list[Stage]:
        return [stage for stage in self.all if stage.funnel_id == funnel and stage.removed_on is None]

    def left_by(self, move: MoveRow) -> Stage | None:
        """The stage that a move went away from; None for one that came from before the first."""
        reached = self.by_id.get(move.stage or 0)
        if reached is None:
            return None
        own = (each for each in self.all if each.funnel_id == reached.funnel_id)
        return next((each for each in own if each.rank == move.from_rank), None)

    def after(self, deal: DealRow) -> list[Stage]:
        """The stages that taps move to, one after another: those that a person, not a payment, reaches."""
        return [
            stage for stage in self.of_funnel(deal.funnel) if stage.rank > deal.rank and stage.kind != "paid"
        ]


def card_of(deal: DealRow, *, stages: StagesOfCompany, formats: Formats, why: str = "") -> dict[str, Any]:
    """The context of `parts/move_card.html`."""
    further = stages.after(deal)
    following = further[0] if further else None
    amount = formats.money_whole(deal.amount_minor)
    if deal.amount_minor is None and deal.given_minor is not None:  # no rate: as it was given
        amount = formats.money_whole(deal.given_minor, deal.given_currency)
    return {
        "deal": deal.uid,
        "client": deal.client.name,
        "url": reverse("deal", args=[deal.uid]),
        "amount": f"≈ {amount}" if deal.amount_assumed and deal.amount_minor is not None else amount,
        "stage": stages.name(deal.stage),
        "seen": deal.rank,
        "funnel": stages.funnel_key(deal.funnel),
        "funnel_name": stages.funnel_name(deal.funnel),
        "why": why,
        "say": deal.product.name if deal.product else "",
        "move_url": reverse("move-deal", args=[deal.uid]),
        "sheet_url": reverse("move-sheet", args=[deal.uid]),
        "next_stage": following.rank if following else None,
        "next_label": following.name_in(stages.language) if following else "",
        # What the button says next on a phone without a network, where nobody else can tell it.
        "further": json.dumps([[str(stage.rank), stage.name_in(stages.language)] for stage in further]),
    }


def cards(request: Asked, found: Sequence[TodayCard]) -> list[dict[str, Any]]:
    """The cards of a list, in its order."""
    stages = StagesOfCompany(request)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    return [
        card_of(
            each.deal,
            stages=stages,
            formats=formats,
            why=reason(each, formats, today=request.today),
        )
        for each in found
    ]
