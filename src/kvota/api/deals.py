"""`/api/deals`: the deals in sight and where they stand."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from kvota.domain.money.amount import decimal_text
from kvota.domain.selling.client_progress import progress
from kvota.domain.selling.tags import tags_of
from kvota.records.competitors import competitors_of
from kvota.records.deals import Deal
from kvota.records.funnels import Funnel
from kvota.records.moves import moves_that_count, present_funnel

router = Router(tags=["deals"])
MOST_ROWS = 500


class DealOut(Schema):
    id: UUID
    client: str
    owner: str | None
    product: str | None
    amount: str | None
    currency: str
    amount_assumed: bool
    created_on: date | None
    next_step_on: date | None
    tags: dict[str, str]


class CompetitorOut(Schema):
    """Somebody against whom a deal is fought; `lost_to` says that it went to him."""

    name: str
    lost_to: bool


class DealWithState(DealOut):
    stage: int
    funnel: UUID
    since_on: date | None
    lost: bool
    parked_until: date | None
    competitors: list[CompetitorOut]


def deal_out(deal: Deal) -> dict[str, Any]:
    return {
        "id": deal.uid,
        "client": deal.whose.name,
        "owner": deal.owner.name if deal.owner else None,
        "product": deal.product.name if deal.product else None,
        "amount": None if deal.amount_minor is None else decimal_text(deal.amount_minor, deal.currency),
        "currency": deal.currency,
        "amount_assumed": deal.amount_assumed,
        "created_on": deal.created_on,
        "next_step_on": deal.next_step_on,
        "tags": dict(tags_of(deal.tags)),
    }


@router.get("", response=list[DealOut])
def deals(
    request: Any,
    client: str = Query("", max_length=100, description="part of the client's name"),
    after: UUID | None = None,
    limit: int = Query(100, ge=1, le=MOST_ROWS),
) -> list[dict[str, Any]]:
    """The deals in sight, oldest first; `after` is the last id of the page before."""
    found = Deal.visible_to(request.seat, on=request.today).select_related(
        "client__merged_into", "owner", "product"
    )
    if client:
        found = found.filter(
            Q(client__name__icontains=client) | Q(client__merged_into__name__icontains=client)
        )
    if after is not None:
        found = found.filter(uid__gt=after)
    return [deal_out(deal) for deal in found.order_by("uid")[:limit]]


@router.get("/{uuid:uid}", response=DealWithState)
def deal(request: Any, uid: UUID) -> dict[str, Any]:
    """One deal with its stage; 404 when it is not yours."""
    found = get_object_or_404(
        Deal.visible_to(request.seat, on=request.today).select_related(
            "client__merged_into", "owner", "product"
        ),
        uid=uid,
    )
    state = progress(moves_that_count(found, on=request.today))
    funnel = Funnel.objects.get(pk=present_funnel(found, state))
    return deal_out(found) | {
        "stage": state.rank,
        "funnel": funnel.uid,
        "since_on": state.since_on,
        "lost": state.is_lost,
        "parked_until": state.parked_until,
        "competitors": [
            {"name": each.name, "lost_to": each.move_id is not None} for each in competitors_of(found)
        ],
    }
