"""A metric's list, and the tables of what was done, as plain tables for files."""

from __future__ import annotations

from fractions import Fraction

from django.http import Http404
from django.utils.translation import gettext as _

from kvota.analytics.metrics.metric import MetricValue, metric_values
from kvota.integrations.files.spreadsheet_safe import CellValue
from kvota.language.metric_words import metric_name
from kvota.language.names import ACTIONS
from kvota.web.review.list_tables import Table, money, name
from kvota.web.review.metric_list import asked_rows, the_metric
from kvota.web.review.work import asked_work
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


def metric(request: Asked) -> Table:
    """The events behind one metric; a ratio has no list of its own."""
    one, _known = the_metric(request, request.GET.get("key", ""))
    if one.kind == "ratio":
        raise Http404
    stages = StagesOfCompany(request)
    header = [_("Day"), _("Client"), _("Rep"), _("Product"), _("Action"), _("Stage"), _("Count"), _("Amount")]
    rows: list[list[CellValue]] = [
        [
            row.on,
            name(row.client),
            name(row.person),
            name(row.product),
            str(ACTIONS.get(row.action, row.action)),
            stages.name(row.stage) if row.stage else "",
            row.count,
            money(request, row.minor),
        ]
        for row in asked_rows(request, read_scope(request), one)
    ]
    return header, rows


def work(request: Asked) -> Table:
    """Each metric of the month and of the week in each of its parts: one row a figure."""
    page = read_scope(request)
    rows: list[list[CellValue]] = [
        [
            metric_name(value.metric),
            value.period.key,
            value.period.first_day,
            value.period.last_day,
            _plain(request, value),
        ]
        for _name, periods, metrics in asked_work(request, page)
        for one in metrics
        for value in metric_values(
            request.organisation, one, scope=page.scope, periods=periods, as_of=request.today
        )
    ]
    return [_("Metric"), _("Period"), _("From"), _("Until"), _("Value")], rows


def _plain(request: Asked, told: MetricValue) -> CellValue:
    if told.metric.kind != "ratio":
        return money(request, told.value) if told.metric.unit == "money" else told.value
    share: Fraction | None = told.ratio.value if told.ratio else None
    if share is None:
        return None
    return money(request, round(share)) if told.metric.unit == "money" else str(share)
