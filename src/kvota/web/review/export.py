"""A list as a file: the same rows as on the screen, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from kvota.analytics.metrics.actual import actual_list
from kvota.domain.money.amount import decimal_text
from kvota.integrations.files.spreadsheet_safe import csv_lines
from kvota.web.review.lists import asked_deals
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


def export(request: Asked, what: str) -> HttpResponseBase:
    """`deals` or `actual` as CSV with a BOM; 404 for anything else."""
    makers = {"deals": _deals, "actual": _actual}
    if what not in makers:
        raise Http404
    header, rows = makers[what](request)
    lines = csv_lines(header, rows, language=request.LANGUAGE_CODE)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kvota-{what}-{request.today.isoformat()}.csv"'
    return response


Table = tuple[list[str], Iterable[list[str]]]


def _deals(request: Asked) -> Table:
    page = read_scope(request)
    stages = StagesOfCompany(request)
    currency = request.organisation.currency

    def rows() -> Iterator[list[str]]:
        for row in asked_deals(request, page):
            yield [
                row.client.name,
                row.owner.name if row.owner else "",
                row.product.name if row.product else "",
                stages.name(row.stage),
                "" if row.age_days is None else str(row.age_days),
                "" if row.amount_minor is None else decimal_text(row.amount_minor, currency),
                currency,
                row.next_step_on.isoformat() if row.next_step_on else "",
            ]

    header = [
        _("Client"),
        _("Rep"),
        _("Product"),
        _("Stage"),
        _("Days"),
        _("Amount"),
        _("Currency"),
        _("Next step"),
    ]
    return header, rows()


def _actual(request: Asked) -> Table:
    page = read_scope(request)
    currency = request.organisation.currency
    found = actual_list(request.organisation, scope=page.scope, period=page.period, as_of=request.today)
    rows = (
        [
            row.occurred_on.isoformat(),
            row.client.name,
            row.owner.name if row.owner else "",
            row.product.name if row.product else "",
            decimal_text(row.minor, currency),
            currency,
            _("assumed") if row.assumed else "",
        ]
        for row in found
    )
    return [_("Day"), _("Client"), _("Rep"), _("Product"), _("Amount"), _("Currency"), ""], rows
