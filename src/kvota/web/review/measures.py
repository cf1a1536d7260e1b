"""The switch of what Plan vs actual measures: money, contracts, meetings, calls, receivables."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked

Metric = Literal["money", "contract", "meeting", "call", "owed"]


class Measure(NamedTuple):
    key: Metric
    words: str
    url: str


def asked_metric(request: Asked) -> Metric:
    """The measure of the address; money unless it names another."""
    asked = request.GET.get("metric", "")
    return next((one for one in get_args(Metric) if one == asked), "money")


def measures(page: PageScope) -> list[Measure]:
    """The measures with the addresses that show them; who and when stay."""
    words: dict[Metric, str] = {
        "money": pgettext("measure", "Money"),
        "contract": pgettext("measure", "Contracts"),
        "meeting": pgettext("measure", "Meetings"),
        "call": pgettext("measure", "Calls"),
        "owed": _("Receivables"),
    }
    who = f"who={page.scope.who}&" if page.scope.who else ""
    return [
        Measure(key, said, f"?{who}when={page.when}" + ("" if key == "money" else f"&metric={key}"))
        for key, said in words.items()
    ]
