"""Who may make a company from a page: nobody, unless a line here allows it (docs/decisions/0017)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from kvota.records.organisations import Organisation

LOOKS_AFTER = {"owner", "admin"}


def anybody_has_a_company() -> bool:
    """Whether a real company is kept here. One short query."""
    return Organisation.objects.filter(is_demo=False).exists()


def looks_after_one(request: Any) -> bool:
    """Whether the reader is owner or administrator of a real company here."""
    return any(seat.role in LOOKS_AFTER and not seat.organisation.is_demo for seat in request.seats)


def may_start_company(request: Any) -> bool:
    """The first company of this computer is anybody's who sits at it; a further one its owners'.

    On a server nobody: there a company is made by `kvota company new`, by whoever may log in there.
    """
    if request.by_token or not settings.KVOTA.answers_only_here:
        return False
    return looks_after_one(request) or not anybody_has_a_company()
