"""What an import brought: its new deals by where the file says they stand, and their money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.records.deals import Deal
from kvota.records.deals_of_import import CHANGED, LOST, NOWHERE, WON, deals_of_import, with_stage_of_file
from kvota.records.funnels import Stage
from kvota.records.imports import ImportBatch
from kvota.web.seat_in_force import Asked


@dataclass(frozen=True)
class StageSum:
    """Deals at a stage, and their known amounts in minor units of one currency; `url` opens their list."""

    name: str
    count: int
    minor: int
    currency: str
    url: str


@dataclass(frozen=True)
class CameOut:
    deals: int
    clients: int
    stages: list[StageSum]
    new_url: str
    changed_url: str


def what_came_out(request: Asked, batch: ImportBatch) -> CameOut:
    """The deals of an import, the new ones as it wrote them. Five queries, summed by the database.

    A count opens its list for who sees all of these deals; to others it is a number.
    """
    deals = deals_of_import(batch)
    sums = (
        with_stage_of_file(deals, batch)
        .values("stage", "is_lost", "currency")
        .annotate(count=Count("id"), minor=Sum("amount_minor"))
    )
    totals = deals.aggregate(deals=Count("id"), clients=Count("client", distinct=True))
    stages = {stage.pk: stage for stage in Stage.objects.filter(pk__in={row["stage"] for row in sums})}
    new_url, changed_url = (_list_of(request, batch, made) for made in ("new", CHANGED))
    lines = _together(list(sums), stages, request.LANGUAGE_CODE, new_url)
    return CameOut(totals["deals"], totals["clients"], lines, new_url, changed_url)


def _list_of(request: Asked, batch: ImportBatch, made: str) -> str:
    """The address of the list of these deals, empty where the reader does not see every one of them."""
    all_of_them = deals_of_import(batch, made)
    count = all_of_them.count()
    seen = Deal.visible_to(request.seat, on=request.today).filter(pk__in=all_of_them.values("pk"))
    if not count or seen.count() != count:
        return ""
    return f"{reverse('deals')}?{urlencode({'import': batch.number, 'made': made})}"


def _together(
    sums: list[dict[str, Any]], stages: dict[int, Stage], language: str, url: str
) -> list[StageSum]:
    """Open stages in their order, then one line of won deals and one of lost, from whatever stage."""
    lines: dict[tuple[int, str, str, str], list[int]] = {}
    for row in sums:
        stage = stages.get(row["stage"])
        if row["is_lost"]:
            order, name, place = 2_000, _("Lost"), LOST
        elif stage is None:
            order, name, place = 0, _("no stage yet"), NOWHERE
        elif stage.kind == "open":
            order, name, place = stage.rank, stage.name_in(language), str(stage.uid)
        else:
            order, name, place = 1_000, _("Won"), WON
        line = lines.setdefault((order, row["currency"], name, place), [0, 0])
        line[0] += row["count"]
        line[1] += row["minor"] or 0
    return [
        StageSum(name, count, minor, currency, f"{url}&place={place}&currency={currency}" if url else "")
        for (_order, currency, name, place), (count, minor) in sorted(lines.items())
    ]
