"""The deal an address names, for the seat that asks."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from kvota.records.deals import Deal
from kvota.web.seat_in_force import Asked


def the_deal(request: Asked, uid: UUID) -> Deal:
    """The deal, or 404: what is not yours does not exist for you. One query."""
    deals = Deal.visible_to(request.seat, on=request.today)
    deal: Deal | None = (
        deals.filter(uid=uid).select_related("client__merged_into", "owner", "product").first()
    )
    if deal is None:
        raise Http404
    return deal
