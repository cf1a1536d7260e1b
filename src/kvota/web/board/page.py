"""`/board`: columns of chips, three gauges, the tray that fills with what is paid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.record_move import record_move
from kvota.analytics.deal_rows import DealRow
from kvota.analytics.metrics.clients_in_work import InWork, StageInWork, clients_in_work
from kvota.analytics.metrics.conversion import StageConversion, conversion
from kvota.analytics.metrics.days_in_stage import StageSpeed, days_in_stage
from kvota.analytics.metrics.deals import Filter, large_amount, open_deals, paid_count
from kvota.analytics.metrics.moves_per_day import moves_per_day
from kvota.analytics.metrics.plan_actual import plan_actual
from kvota.domain.calendar.period import period_of
from kvota.language.formats import Formats, formats_for
from kvota.records.deals import Deal
from kvota.records.funnels import Stage
from kvota.web.board.replay import replay_days
from kvota.web.deals.move import funnel_of_form, read_day, said
from kvota.web.funnel_switch import FunnelSwitch, read_funnel
from kvota.web.move_ids import move_id
from kvota.web.parts.chip import Chip, chip_size
from kvota.web.renewal import renews_itself
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

MOST_CHIPS = 400  # drawn; the column's head always counts them all


@dataclass
class Column:
    """One stage of the board with what its head says."""

    stage: Stage
    name: str
    count: int = 0
    minor: int = 0
    chips: list[Chip] = field(default_factory=list)
    hidden: int = 0
    speed: StageSpeed | None = None
    conversion: StageConversion | None = None


@renews_itself
def board(request: Asked) -> HttpResponse:
    """Where every client stands today, or stood when a period was over: that board can only be looked at.

    Eight questions to the copy, whatever the number of deals.
    """
    stages = StagesOfCompany(request)
    funnels = read_funnel(request, stages)
    page = read_scope(request, views=board_views(), parts=funnels.parts)
    organisation, day = request.organisation, page.as_of
    only_stuck = request.GET.get("show") == "stuck"
    in_work = clients_in_work(organisation, scope=page.scope, as_of=day, funnel=funnels.number)
    columns = _columns(request, page, in_work, stages, funnels, only_stuck=only_stuck)
    span = page.period if page.period.first_day <= day else period_of(day, "month")
    paid = paid_count(
        organisation,
        scope=page.scope,
        first_day=span.first_day,
        last_day=min(span.last_day, day),
        as_of=day,
        funnel=funnels.number,
    )
    today_moves = moves_per_day(
        organisation, scope=page.scope, period=period_of(day, "day"), as_of=day, funnel=funnels.number
    )
    finish = max((stage.rank for stage in funnels.stages), default=0)
    paid_stage = next((stage for stage in funnels.stages if stage.kind == "paid"), None)
    context: dict[str, Any] = {
        "scope": page,
        "columns": columns,
        "shown": _shown_column(request, columns),
        "in_work": in_work,
        "moves": today_moves[-1].moves if today_moves else None,
        "pips": sum(
            (finish - each.rank) * _counted(each, only_stuck=only_stuck)[0] for each in in_work.stages
        ),
        "report": plan_actual(organisation, scope=page.scope, period=span, as_of=day),
        "paid": paid,
        "paid_stage": paid_stage,
        "paid_name": stages.name(paid_stage.pk) if paid_stage else "",
        "funnels": funnels,
        "only_stuck": only_stuck,
        "looks_back": day < request.today,
        "f": formats_for(request.LANGUAGE_CODE, organisation.currency),
        "replay": replay_days(request, page, funnels.parts),
    }
    alone = bool(request.htmx) and request.htmx.target == "points"
    response = render(request, "board/points.html" if alone else "board/board.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def board_views() -> list[tuple[str, str]]:
    """The ways to look at where clients stand."""
    return [(reverse("board"), _("Chips")), (reverse("board-heat"), _("Heat table"))]


def _columns(
    request: Asked,
    page: PageScope,
    in_work: InWork,
    stages: StagesOfCompany,
    funnels: FunnelSwitch,
    *,
    only_stuck: bool,
) -> list[Column]:
    organisation, day = request.organisation, page.as_of
    speeds = {one.stage: one for one in days_in_stage(organisation, as_of=day)}
    year = period_of(day, "year")
    shares = {one.stage: one for one in conversion(organisation, scope=page.scope, cohort=year, as_of=day)}
    columns = {
        stage.pk: Column(
            stage, stages.name(stage.pk), speed=speeds.get(stage.pk), conversion=shares.get(stage.pk)
        )
        for stage in funnels.stages
        if stage.kind != "paid"
    }
    for each in in_work.stages:
        if each.stage in columns:
            column = columns[each.stage]
            column.count, column.minor = _counted(each, only_stuck=only_stuck)
    _draw(request, page, columns, stages, only_stuck=only_stuck)
    return list(columns.values())


def _counted(stage: StageInWork, *, only_stuck: bool) -> tuple[int, int]:
    """How many deals of a stage the board is about, and their sum: all, or the stuck."""
    if only_stuck:
        return stage.stuck, stage.stuck_minor
    return stage.count, stage.minor


def _draw(
    request: Asked, page: PageScope, columns: dict[int, Column], stages: StagesOfCompany, *, only_stuck: bool
) -> None:
    """Put the largest deals of the board into their columns as chips; the others are hidden."""
    organisation, day = request.organisation, page.as_of
    formats = formats_for(request.LANGUAGE_CODE, organisation.currency)
    only: Filter | None = "stuck" if only_stuck else None
    deals = open_deals(
        organisation, scope=page.scope, as_of=day, only=only, stages=list(columns), limit=MOST_CHIPS
    )
    large = large_amount(organisation, scope=page.scope, as_of=day, only_stuck=only_stuck) or 0
    for deal in deals:
        columns[deal.stage or 0].chips.append(_chip(deal, stages.name(deal.stage), large, formats))
    for column in columns.values():
        column.hidden = column.count - len(column.chips)
        column.chips.sort(key=lambda chip: bool(chip.stuck_days))


def _chip(deal: DealRow, stage: str, reference: int, formats: Formats) -> Chip:
    days = formats.days(deal.age_days) if deal.age_days is not None else _("date unknown")
    amount = formats.money_short(deal.amount_minor)
    return Chip(
        deal=deal.uid,
        label=f"{deal.client.name}, {amount}, {stage}, {days}",
        url=reverse("deal", args=[deal.uid]),
        name=deal.client.name,
        size=chip_size(deal.amount_minor, reference),
        certainty="signed" if deal.stage_kind == "signed" else "open",
        facts=f"{amount} · {days}",
        stuck_days=days if deal.is_stuck and deal.age_days is not None else "",
        has_next_step=deal.has_next_step,
        moved_today=deal.moved_today,
    )


def _shown_column(request: Asked, columns: list[Column]) -> int:
    """On a phone one column shows at a time: the one asked for, else the first with clients."""
    asked = request.GET.get("point", "")
    ranks = [column.stage.rank for column in columns]
    if asked.isdecimal() and int(asked) in ranks:
        return int(asked)
    return next((column.stage.rank for column in columns if column.count), ranks[0] if ranks else 0)


@require_POST
def move(request: Asked) -> HttpResponse:
    """What a dropped chip sends: the same command as every button. 404 for a deal out of sight."""
    deal = _deal(request)
    rank = request.POST.get("stage", "")
    stage = Stage.visible_to(request.seat, on=request.today).filter(
        funnel_id=funnel_of_form(request, deal), rank=int(rank) if rank.isdecimal() else 0
    )
    recorded = record_move(
        seat=request.seat,
        deal=deal,
        uid=move_id(request),
        stage=stage.first(),
        occurred_on=read_day(request.POST.get("occurred_on", "")),
        now=request.now,
        today=request.today,
    )
    messages.success(
        request, said(recorded, deal, request), extra_tags=reverse("undo-move", args=[recorded.move.uid])
    )
    back = reverse("board") + request.POST.get("query", "")
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return redirect(back)


def _deal(request: Asked) -> Deal:
    try:
        uid = UUID(request.POST.get("deal", ""))
    except ValueError:
        raise Http404 from None
    deal = Deal.visible_to(request.seat, on=request.today).filter(uid=uid).select_related("client").first()
    if deal is None:
        raise Http404
    found: Deal = deal
    return found
