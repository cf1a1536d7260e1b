"""`/board/heat`: who has how much at which stage, as a table: for groups of hundreds of clients."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kvota.analytics.metrics.clients_in_work import (
    PartAtStage,
    clients_in_work,
    known_sum,
    parts_at_stages,
)
from kvota.records.funnels import Stage
from kvota.web.board.look import board_views
from kvota.web.facts_alone import missing_rate
from kvota.web.funnel_switch import read_funnel
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

STEPS = 4


@dataclass(frozen=True)
class Cell:
    """Clients of one person at one stage; `heat` is 0 to 4 by their sum."""

    rank: int
    count: int
    minor: int | None
    heat: int


@dataclass(frozen=True)
class Row:
    """A person (None: nobody's deals) with a cell for each stage."""

    name: str
    who: str
    cells: list[Cell]
    count: int
    minor: int | None


def heat(request: Asked) -> HttpResponse:
    """The table at its own address."""
    return heat_table(request)


def heat_table(request: Asked) -> HttpResponse:
    """One row per person, one column per stage, sums that add up both ways. Two questions to the copy."""
    stages = StagesOfCompany(request)
    funnels = read_funnel(request, stages)
    page = read_scope(request, parts=funnels.parts)
    shown = [stage for stage in funnels.stages if stage.kind != "paid"]
    asked = {"scope": page.scope, "as_of": page.as_of, "funnel": funnels.number}
    parts = parts_at_stages(request.organisation, by="rep", **asked)
    in_work = clients_in_work(request.organisation, **asked)
    ranks = _ranks(parts, shown)
    context: dict[str, Any] = {
        "scope": replace(page, views=board_views(request, page, "heat", count=in_work.count)),
        "funnels": funnels,
        "columns": [_column(rank, stages.name(stage), parts) for rank, stage in ranks],
        "rows": _rows(parts, [rank for rank, _stage in ranks]),
        "in_work": in_work,
        "looks_back": page.as_of < request.today,
        "sums_lack": missing_rate(request, in_work.without_rate, on=page.as_of),
    }
    return render(request, "board/heat.html", context)


def _column(rank: int, name: str, parts: list[PartAtStage]) -> tuple[int, str, int, int | None]:
    """Rank, name, count and sum of a stage."""
    here = [part for part in parts if part.rank == rank]
    return rank, name, sum(part.count for part in here), known_sum(part.minor for part in here)


def _ranks(parts: list[PartAtStage], shown: list[Stage]) -> list[tuple[int, int | None]]:
    """(rank, stage) of the columns: the stages in use, and any other where somebody stands."""
    found: dict[int, int | None] = {stage.rank: stage.pk for stage in shown}
    for part in parts:
        found.setdefault(part.rank, part.stage)
    return sorted(found.items())


def _rows(parts: list[PartAtStage], ranks: list[int]) -> list[Row]:
    most = max((part.minor or 0 for part in parts), default=0)
    people: dict[int | None, list[PartAtStage]] = {}
    for part in parts:
        people.setdefault(part.of.id if part.of else None, []).append(part)
    rows = []
    for members in people.values():
        person = members[0].of
        at = {part.rank: part for part in members}
        rows.append(
            Row(
                name=person.name if person else _("nobody"),
                who=person.uid if person else "",
                cells=[_cell(rank, at.get(rank), most) for rank in ranks],
                count=sum(part.count for part in members),
                minor=known_sum(part.minor for part in members),
            )
        )
    return sorted(rows, key=lambda row: (not row.who, row.name))


def _cell(rank: int, part: PartAtStage | None, most: int) -> Cell:
    if part is None:
        return Cell(rank, 0, 0, 0)
    # Any money is at least the lightest step: an empty cell and a small one must differ.
    step = min(STEPS, 1 + STEPS * part.minor // most) if most and part.minor else 0
    return Cell(rank, part.count, part.minor, step)
