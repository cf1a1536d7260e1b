"""`/board`: columns of chips, the gauges, the tray that fills with what is paid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.record_move import Recorded, record_move
from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.metrics.conversion import conversion
from kvota.analytics.metrics.days_in_stage import days_in_stage
from kvota.analytics.metrics.deals import paid_count
from kvota.analytics.metrics.plan_actual import plan_actual
from kvota.domain.calendar.period import period_of
from kvota.language.formats import formats_for
from kvota.records.deals import Deal
from kvota.records.funnels import Stage
from kvota.records.rights import READS_TEAM, may
from kvota.web.board.columns import Column, columns_of, counted_by_stage, draw_chips, draw_dots
from kvota.web.board.gauges import gauges_of
from kvota.web.board.heat import heat_table
from kvota.web.board.look import address, asked_filter, board_views, filters, lanes, look_of
from kvota.web.board.replay import replay_days
from kvota.web.deals.add import sellers
from kvota.web.deals.move import funnel_of_form, read_day, said
from kvota.web.facts_alone import missing_rate, why_no_forecast
from kvota.web.funnel_switch import read_funnel
from kvota.web.move_ids import move_id
from kvota.web.read_uid import row_of
from kvota.web.renewal import renews_itself
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@renews_itself
def board(request: Asked) -> HttpResponse:
    """Where every client stands today, or stood when a period was over: that board can only be looked at.

    Seventeen questions to the copy at most, whatever the number of deals.
    """
    if request.GET.get("zoom") == "heat":
        return heat_table(request)
    stages = StagesOfCompany(request)
    funnels = read_funnel(request, stages)
    here = {stage.pk for stage in funnels.stages}
    page = read_scope(request, parts=funnels.parts)
    organisation, day, show = request.organisation, page.as_of, asked_filter(request)
    in_work = clients_in_work(organisation, scope=page.scope, as_of=day, funnel=funnels.number)
    counted, rows = counted_by_stage(request, page, in_work, show, funnel=funnels.number)
    count = sum(each.count for each in counted.values())
    now = day == request.today
    may_choose = now and any(may(request.seat, doing) for doing in ("move", "edit_deal", "reassign"))
    look = look_of(request, count=count, may_choose=may_choose)
    span = page.period if page.period.first_day <= day else period_of(day, "month")
    usual, own = (
        [one for one in speeds if one.stage in here]
        for speeds in (
            days_in_stage(organisation, as_of=day),
            days_in_stage(organisation, as_of=day, scope=page.scope, period=span),
        )
    )
    year = period_of(day, "year")
    shares = conversion(organisation, scope=page.scope, cohort=year, as_of=day)
    columns = columns_of(stages, funnels.stages, counted, usual=usual, own=own, shares=shares)
    may_move = now and may(request.seat, "move")
    replays = look.zoom == "chips" and not look.choosing
    a_dot = draw_dots(columns) if look.zoom == "dots" else 0
    in_lanes = (
        draw_chips(request, page, columns, stages, look, rows, may_move=may_move and not look.choosing)
        if look.zoom == "chips"
        else []
    )
    report = plan_actual(organisation, scope=page.scope, period=span, as_of=day)
    paid_stage = next((stage for stage in funnels.stages if stage.kind == "paid"), None)
    context: dict[str, Any] = {
        "scope": replace(page, views=board_views(request, page, look.zoom, count=count)),
        "look": look,
        "filters": filters(request, page),
        "lane_ways": lanes(request, page, look, team=request.seat.role in READS_TEAM),
        "columns": columns,
        "in_lanes": in_lanes,
        "a_dot": a_dot,
        "not_moved": counted.get(0),
        "shown": _shown_column(request, columns),
        "count": count,
        "in_work": in_work,
        "span": span,
        "year": year,
        "report": report,
        "paid": paid_count(
            organisation,
            scope=page.scope,
            first_day=span.first_day,
            last_day=min(span.last_day, day),
            as_of=day,
            funnel=funnels.number,
        ),
        "funnels": funnels,
        "paid_stage": paid_stage,
        "paid_name": stages.name(paid_stage.pk) if paid_stage else "",
        "looks_back": not now,
        "is_empty": now and in_work.count == 0,
        "may_chip": may_move,
        "may_choose": may_choose and look.zoom == "chips" and count > 0,
        "choose_url": address(request, page, choose="1"),
        "done_url": address(request, page),
        "sellers": sellers(request) if look.choosing and may(request.seat, "reassign") else [],
        "may_park": may(request.seat, "move"),
        "may_edit": may(request.seat, "edit_deal"),
        "replay": replay_days(request, page, funnels.parts) if replays else [],
    }
    alone = bool(request.htmx) and request.htmx.target == "points"
    if not alone:  # a day of the replay has no gauges, and they are dear for a day nobody asked for before
        context["g"] = gauges_of(
            request,
            page,
            stages,
            funnels,
            counted,
            span=span,
            in_work=in_work,
            report=report,
            usual=usual,
            own=own,
        )
        lacks = missing_rate(request, in_work.without_rate, on=day)
        context["sums_lack"] = why_no_forecast(request) or lacks
    response = render(request, "board/points.html" if alone else "board/board.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _shown_column(request: Asked, columns: list[Column]) -> int:
    """On a phone one column shows at a time: the one asked for, else the first with clients."""
    asked = request.GET.get("point", "")
    ranks = [column.stage.rank for column in columns]
    if asked.isdecimal() and int(asked) in ranks:
        return int(asked)
    return next((column.stage.rank for column in columns if column.count), ranks[0] if ranks else 0)


@require_POST
def move(request: Asked) -> HttpResponse:
    """What a dropped chip or its key sends: the same command as every button. 404 for a deal out of sight.

    A page that moved the chip itself gets only the line that says so and can undo it.
    """
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
    words = f"{said(recorded, deal, request)} {_where_it_stands(recorded, request)}"
    undo_url = reverse("undo-move", args=[recorded.move.uid])
    if request.htmx:
        return render(request, "parts/toast_fragment.html", {"text": words, "undo_url": undo_url})
    messages.success(request, words, extra_tags=undo_url)
    return redirect(reverse("board") + request.POST.get("query", ""))


def _where_it_stands(recorded: Recorded, request: Asked) -> str:
    """The stage it came to and which of all it is: who does not see the board hears where the chip lies."""
    stages = StagesOfCompany(request)
    stage = stages.by_id.get(recorded.move.stage_id or 0)
    if stage is None:
        return ""
    formats = formats_for(request.LANGUAGE_CODE)
    points = [each for each in stages.of_funnel(stage.funnel_id) if each.kind != "paid"]
    place = {"stage": stages.name(stage.pk), "n": formats.number(stage.rank)}
    if stage not in points:
        return _("Now at: %(stage)s.") % place
    return _("Now at: %(stage)s, %(n)s of %(all)s.") % (place | {"all": formats.number(len(points))})


def _deal(request: Asked) -> Deal:
    deals = Deal.visible_to(request.seat, on=request.today).select_related("client")
    deal = row_of(deals, request.POST.get("deal", ""))
    if deal is None:
        raise Http404
    found: Deal = deal
    return found
