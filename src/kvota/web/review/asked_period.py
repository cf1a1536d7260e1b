"""The days a list is of: its period, or the part of it that a row of a table opened."""

from __future__ import annotations

from dataclasses import replace

from kvota.domain.calendar.period import Period, parse_period
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked


def asked_period(request: Asked, page: PageScope) -> Period:
    """The period of the page; with `?part=`, only its days inside that week or ten days.

    A week may reach over the ends of a month, and a row of the month counts its days inside.
    A part without a day inside is refused with its sentence, as a period nobody can read is.
    """
    part = request.GET.get("part", "")
    if not part:
        return page.period
    return days_inside(parse_period(part, fiscal_start=page.period.fiscal_start), page.period)


def days_inside(part: Period, whole: Period) -> Period:
    """The part cut to the days of the whole; whole and part keep their names.

    >>> week, month = parse_period("2026-W45"), parse_period("2026-11")
    >>> cut = days_inside(parse_period("2026-W44"), month)
    >>> str(cut.first_day), str(cut.last_day), days_inside(week, month) == week
    ('2026-11-01', '2026-11-01', True)
    """
    shared = whole.shared_days(part)
    return whole if not shared else replace(part, first_day=shared[0], last_day=shared[-1])
