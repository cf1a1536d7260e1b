"""The views of Plan, as plain words beside the scope."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def plan_views() -> list[tuple[str, str]]:
    """(address, words) of each view that exists."""
    return [
        (reverse("plan"), _("Plan")),
        (reverse("conditions"), _("What it takes")),
        (reverse("principles"), pgettext("view", "Check")),
        (reverse("client-map"), _("Map of clients")),
        (reverse("market"), _("Market")),
    ]
