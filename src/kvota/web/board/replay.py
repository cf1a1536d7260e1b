"""The last thirty days of the board: an address for each, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.language.formats import formats_for
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked

DAYS = 30


def replay_days(request: Asked, page: PageScope, parts: Mapping[str, str]) -> list[dict[str, str]]:
    """Each day from the first to today, as the address of its board; none where the page looks back.

    The script asks for one after another, so what a day shows is what the page of that day shows.
    """
    if page.as_of < request.today:
        return []
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    found = []
    for back in range(DAYS, 0, -1):
        day = request.today - timedelta(days=back)
        query = "?" + urlencode({"who": page.scope.who, "when": day.isoformat(), **parts})
        found.append({"url": reverse("board") + query, "words": formats.day_month(day)})
    return [*found, {"url": "", "words": _("Today")}]
