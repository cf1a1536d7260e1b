"""What Review draws and sums, as plain tables for files: parts, periods, days, the funnel."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.analytics.metrics.forecast import Forecast
from kvota.analytics.metrics.plan_actual import burn_up, plan_actual
from kvota.analytics.metrics.receivables import owed_by_day, receivables_by
from kvota.integrations.files.spreadsheet_safe import CellValue
from kvota.language.formats import formats_for
from kvota.web.funnel_switch import read_funnel
from kvota.web.review.counted_measure import count_of_period, people_rows, period_rows
from kvota.web.review.funnel import funnel_rows
from kvota.web.review.list_tables import Table, money, name
from kvota.web.review.measures import asked_metric
from kvota.web.review.periods_of_page import sub_periods
from kvota.web.review.plan_vs_actual import asked_cut, parts_of
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


def parts(request: Asked) -> Table:
    """The rows of Plan vs actual in the measure and the cut of the address."""
    page, metric = read_scope(request), asked_metric(request)
    organisation, today = request.organisation, request.today
    if metric == "owed":
        by_person = receivables_by(organisation, scope=page.scope, as_of=today, by="person")
        return [_("Rep"), _("Owed"), _("Overdue"), _("Currency")], [
            [
                name(part.of),
                money(request, part.due_minor),
                money(request, part.overdue_minor),
                organisation.currency,
            ]
            for part in by_person
        ]
    if metric != "money":
        earlier = page.period.previous()
        now, before = (count_of_period(request, page, period, metric) for period in (page.period, earlier))
        return [_("Rep"), page.period.key, earlier.key], [
            [name(row.of), row.count, row.before] for row in people_rows(page, now, before, earlier)
        ]
    cut = asked_cut(request)
    table = plan_actual(organisation, scope=page.scope, period=page.period, as_of=today, by=cut)
    head = {"person": _("Rep"), "unit": _("Unit"), "product": _("Product")}[cut]
    header = [
        head,
        _("Plan"),
        _("Plan to date"),
        _("Actual"),
        _("Δ to plan"),
        _("Attainment, %"),
        *_likely_heads(),
    ]
    return header, [
        [
            name(part.row.of),
            money(request, part.row.planned_minor),
            money(request, part.row.to_date_minor),
            money(request, part.row.actual_minor),
            money(request, part.row.gap_minor),
            percent(part.row.attainment),
            *_likely_cells(request, part.likely),
        ]
        for part in parts_of(request, page, table, cut)
    ]


def periods(request: Asked) -> Table:
    """The subtotals by ten days, weeks, months or days, in the measure of the address."""
    page, metric = read_scope(request), asked_metric(request)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    if metric == "owed":
        raise Http404
    if metric != "money":
        counted = count_of_period(request, page, page.period, metric)
        return [_("Period"), _("Count")], [
            [formats.period(row.part) if row.part else "", row.count]
            for row in period_rows(request, page, counted)
        ]
    days_of_period = burn_up(request.organisation, scope=page.scope, period=page.period, as_of=request.today)
    header = [
        _("Period"),
        _("First day"),
        _("Last day"),
        _("Plan"),
        _("Actual"),
        _("Δ to plan"),
        *_likely_heads(),
    ]
    return header, [
        [
            formats.period(row.part),
            row.inside.first_day,
            row.inside.last_day,
            money(request, row.plan_minor),
            money(request, row.actual_minor),
            money(request, row.gap_minor),
            *_likely_cells(request, row.likely),
        ]
        for row in sub_periods(request, page, days_of_period)
    ]


def days(request: Asked) -> Table:
    """The line of the chart, day by day, holidays included."""
    page, metric = read_scope(request), asked_metric(request)
    organisation, today = request.organisation, request.today
    rows: list[list[CellValue]]
    if metric == "owed":
        owed = owed_by_day(
            organisation,
            scope=page.scope,
            first_day=page.period.first_day,
            last_day=page.period.last_day,
            as_of=today,
        )
        rows = [[day, money(request, minor)] for day, minor in owed.items()]
        return [_("Day"), _("Owed in the evening")], rows
    if metric != "money":
        counted, so_far = count_of_period(request, page, page.period, metric), 0
        rows = []
        for day in page.period.days():
            so_far += counted.days.get(day, 0)
            rows.append([day, counted.days.get(day, 0), so_far] if day <= today else [day, None, None])
        return [_("Day"), _("Count"), _("So far")], rows
    running = burn_up(organisation, scope=page.scope, period=page.period, as_of=today)
    rows = [[each.on, money(request, each.plan_minor), money(request, each.actual_minor)] for each in running]
    return [_("Day"), _("Plan"), _("Actual")], rows


def funnel(request: Asked) -> Table:
    """The stages with everything the page says of them."""
    page = read_scope(request, kind="quarter")
    stages = StagesOfCompany(request)
    header = [
        _("Stage"),
        _("Entered"),
        _("Went on"),
        pgettext("moves", "Back"),
        pgettext("deals", "Lost"),
        _("Not decided"),
        _("Conversion, %"),
        _("from, %"),
        _("to, %"),
        _("Days, median"),
        _("8 in 10 stay, from"),
        _("8 in 10 stay, to"),
        _("stuck after"),
        _("In work now"),
        _("Stuck"),
    ]
    return header, [
        [
            row.name,
            row.entered,
            row.advanced,
            row.back,
            row.lost,
            row.open,
            percent(row.conversion.share if row.conversion else None),
            percent(row.conversion.low if row.conversion else None),
            percent(row.conversion.high if row.conversion else None),
            row.speed.median_days if row.speed else None,
            row.speed.quick_days if row.speed else None,
            row.speed.late_days if row.speed else None,
            row.speed.stuck_days if row.speed else None,
            row.work.count if row.work else 0,
            row.work.stuck if row.work else 0,
        ]
        for row in funnel_rows(request, page, stages, read_funnel(request, stages))
    ]


def percent(share: Fraction | float | None) -> Decimal | None:
    """A share in percent, to a tenth."""
    return None if share is None else Decimal(str(round(float(share) * 100, 1)))


def _likely_heads() -> list[str]:
    return [_("Likely"), _("8 in 10, from"), _("8 in 10, to"), _("Chance, of 20"), _("Assumed")]


def _likely_cells(request: Asked, likely: Forecast | None) -> list[CellValue]:
    if likely is None:
        return [None] * 5
    sums: list[CellValue] = [
        money(request, minor) for minor in (likely.middle_minor, likely.low_minor, likely.high_minor)
    ]
    return [*sums, likely.chance_of_plan, _("assumed") if likely.is_assumed else ""]
