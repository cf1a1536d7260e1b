"""The deals that an import brought and those it changed, and where its file says that they stand."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from kvota.records.deals import Deal
from kvota.records.imports import ImportBatch
from kvota.records.moves import Move

CHANGED = "updated"
LOST, WON, NOWHERE = "lost", "won", "none"


def deals_of_import(batch: ImportBatch, made: str = "") -> QuerySet[Deal]:
    """The new deals of an import that counts, or with "updated" those it changed."""
    deals: QuerySet[Deal] = Deal.objects.live()
    if made == CHANGED:
        return deals.filter(versions__batch=batch).exclude(batch=batch).distinct()
    return deals.filter(batch=batch)


def with_stage_of_file(deals: QuerySet[Deal], batch: ImportBatch) -> QuerySet[Deal, Any]:
    """The deals with the furthest stage of the file as `stage`, and as `is_lost` whether it loses them.

    Of the file alone: what people did with them since then is on the board.
    """
    of_deal = Move._base_manager.filter(batch=batch, deal=OuterRef("pk"))
    furthest = of_deal.filter(kind="stage").order_by("-stage__rank")
    return deals.annotate(
        stage=Subquery(furthest.values("stage")[:1]),
        stage_kind=Subquery(furthest.values("stage__kind")[:1]),
        stage_uid=Subquery(furthest.values("stage__uid")[:1]),
        is_lost=Exists(of_deal.filter(kind="lost")),
    )


def at_place(deals: QuerySet[Deal, Any], place: str) -> QuerySet[Deal, Any]:
    """Of deals `with_stage_of_file` those lost, won, at no stage, or at the open stage of this uid."""
    if place == LOST:
        return deals.filter(is_lost=True)
    standing = deals.filter(is_lost=False)
    if place == WON:
        return standing.filter(stage_kind__in=["signed", "paid"])
    if place == NOWHERE:
        return standing.filter(stage=None)
    return standing.filter(stage_uid=place, stage_kind="open")
