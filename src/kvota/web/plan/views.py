"""The views of Plan, as plain words beside the scope."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.records.people import Seat
from kvota.records.rights import READS_TEAM, may


def plan_views(seat: Seat) -> list[tuple[str, str]]:
    """(address, words) of each view that this seat may read."""
    found = [(reverse("plan"), _("Goal"))]
    if seat.role in READS_TEAM or seat.role == "rep":
        found.append((reverse("needed"), _("What it needs")))
    if may(seat, "see_supply"):
        found.append((reverse("lead-supply"), _("Lead supply")))
    if seat.role in READS_TEAM or seat.role == "rep":
        found.append((reverse("hours"), _("Hours")))
        found.append((reverse("coverage"), _("Coverage")))
    return found
