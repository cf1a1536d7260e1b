"""The views of Review, as plain words beside the scope."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _


def review_views() -> list[tuple[str, str]]:
    """(address, words) of each view that exists."""
    return [
        (reverse("review"), _("Plan vs actual")),
        (reverse("work"), _("What was done")),
        (reverse("funnel"), _("Funnel and speed")),
        (reverse("deals"), _("Deals")),
        (reverse("changes"), _("What changed")),
        (reverse("receivables"), _("Receivables")),
    ]
