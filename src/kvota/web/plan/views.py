"""The views of Plan: the goal, what it needs, and what people keep to say whether it is there."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.records.people import Seat
from kvota.records.rights import READS_TEAM, may


def plan_views(seat: Seat) -> list[tuple[str, str]]:
    """(address, words) of each view that this seat may read."""
    reads = seat.role in READS_TEAM or seat.role == "rep"
    found = [(reverse("plan"), _("Goal"))]
    if reads:
        found.append((reverse("needed"), pgettext("view", "Resources")))
    if may(seat, "see_supply"):
        found.append((reverse("lead-supply"), _("Lead supply")))
    if reads:
        found += [
            (reverse("hours"), _("Hours")),
            (reverse("coverage"), _("Coverage")),
            (reverse("conditions"), _("What it takes")),
            (reverse("principles"), pgettext("view", "Check")),
            (reverse("client-map"), _("Map of clients")),
            (reverse("market"), _("Market")),
        ]
    if seat.role in READS_TEAM:
        found.append((reverse("scenarios"), _("Scenarios")))
    return found
