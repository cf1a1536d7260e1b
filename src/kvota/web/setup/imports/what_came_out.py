"""What an import brought: its new deals by where the file says they stand, and their money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from kvota.records.deals import Deal
from kvota.records.funnels import Stage
from kvota.records.imports import ImportBatch
from kvota.records.moves import Move


@dataclass(frozen=True)
class StageSum:
    """Deals at a stage, and their known amounts in minor units of one currency."""

    name: str
    count: int
    minor: int
    currency: str


@dataclass(frozen=True)
class CameOut:
    deals: int
    clients: int
    stages: list[StageSum]


def what_came_out(batch: ImportBatch, *, language: str) -> CameOut:
    """The new deals of an import, as it wrote them. Three queries, summed by the database.

    Of the file alone: what people did with its deals since then is on the board.
    """
    deals = Deal._base_manager.filter(batch=batch)
    of_deal = Move._base_manager.filter(batch=batch, deal=OuterRef("pk"))
    furthest = of_deal.filter(kind="stage").order_by("-stage__rank").values("stage")[:1]
    sums = (
        deals.annotate(stage=Subquery(furthest), is_lost=Exists(of_deal.filter(kind="lost")))
        .values("stage", "is_lost", "currency")
        .annotate(count=Count("id"), minor=Sum("amount_minor"))
    )
    totals = deals.aggregate(deals=Count("id"), clients=Count("client", distinct=True))
    stages = {stage.pk: stage for stage in Stage.objects.filter(pk__in={row["stage"] for row in sums})}
    return CameOut(totals["deals"], totals["clients"], _together(list(sums), stages, language))


def _together(sums: list[dict[str, Any]], stages: dict[int, Stage], language: str) -> list[StageSum]:
    """Open stages in their order, then one line of won deals and one of lost, from whatever stage."""
    lines: dict[tuple[int, str, str], list[int]] = {}
    for row in sums:
        stage = stages.get(row["stage"])
        if row["is_lost"]:
            place, name = 2_000, _("Lost")
        elif stage is None:
            place, name = 0, _("no stage yet")
        elif stage.kind == "open":
            place, name = stage.rank, stage.name_in(language)
        else:
            place, name = 1_000, _("Won")
        line = lines.setdefault((place, row["currency"], name), [0, 0])
        line[0] += row["count"]
        line[1] += row["minor"] or 0
    return [
        StageSum(name, count, minor, currency)
        for (_place, currency, name), (count, minor) in sorted(lines.items())
    ]
