"""How past forecasts held: the range of each month as made before it, against what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kvota.analytics.metrics.actual import actual
from kvota.analytics.metrics.forecast import forecast, own_basis
from kvota.analytics.scope import Scope
from kvota.domain.calendar.four_four_five import FiscalStart
from kvota.domain.calendar.period import Period, period_of
from kvota.records.forecast_checks import ForecastCheck
from kvota.records.organisations import Organisation

#: So many months over are looked at.
MONTHS = 12

#: With fewer checked, one month more or less would change the sentence.
FEWEST = 3


@dataclass(frozen=True)
class CheckedMonth:
    """The range shown before a month, and what came of it by now; minor units.

    `counts` is False where the history was too short then to show a chance of anything: such a
    range was labelled as wide, and its holding proves nothing.
    """

    month: Period
    made_on: date
    low_minor: int
    middle_minor: int
    high_minor: int
    actual_minor: int
    counts: bool

    @property
    def held(self) -> bool:
        return self.low_minor <= self.actual_minor <= self.high_minor


@dataclass(frozen=True)
class ForecastRecord:
    """The months over, newest first, as far as they are worked out; `missing` are still to be."""

    months: tuple[CheckedMonth, ...]
    missing: int

    @property
    def checked(self) -> int:
        return sum(month.counts for month in self.months)

    @property
    def held(self) -> int:
        return sum(month.counts and month.held for month in self.months)

    @property
    def is_enough(self) -> bool:
        return self.checked >= FEWEST


def months_over(as_of: date, *, fiscal_start: FiscalStart = 1) -> list[Period]:
    """The twelve months that ended before a day, newest first.

    >>> [month.key for month in months_over(date(2026, 11, 18))][:2]
    ['2026-10', '2026-09']
    """
    found = [period_of(as_of, "month", fiscal_start=fiscal_start).previous()]
    while len(found) < MONTHS:
        found.append(found[-1].previous())
    return found


def forecast_record(organisation: Organisation, *, as_of: date) -> ForecastRecord:
    """Hold the kept forecasts of the last twelve months against the actual as known on a day.

    Only what was made in the present epoch is used: an import of an old file changes what was
    known then. One query, and one question to the copy for each month.
    """
    basis = own_basis(organisation)
    over = {month.key: month for month in months_over(as_of, fiscal_start=organisation.fiscal)}
    kept = ForecastCheck.objects.filter(basis=basis, epoch=organisation.epoch, month__in=over)
    everyone, months = Scope(people=None), []
    for check in kept.order_by("-month"):
        month = over[check.month]
        came = actual(organisation, scope=everyone, period=month, as_of=as_of, basis=basis)
        months.append(
            CheckedMonth(
                month=month,
                made_on=check.made_on,
                low_minor=check.low_minor,
                middle_minor=check.middle_minor,
                high_minor=check.high_minor,
                actual_minor=came.minor,
                counts=check.label == "experimental",
            )
        )
    return ForecastRecord(tuple(months), missing=len(over) - len(months))


def month_to_check(organisation: Organisation, *, as_of: date) -> Period | None:
    """The newest month over whose forecast is not kept yet; None when all are. One query."""
    made = set(
        ForecastCheck.objects.filter(basis=own_basis(organisation), epoch=organisation.epoch).values_list(
            "month", flat=True
        )
    )
    over = months_over(as_of, fiscal_start=organisation.fiscal)
    return next((month for month in over if month.key not in made), None)


def check_month(organisation: Organisation, month: Period) -> ForecastCheck:
    """Make the forecast of a month of the evening before it from what was known that evening, and keep it.

    Dear: the state of every deal on that day is worked out. For the worker, not for a page.
    """
    basis, made_on = own_basis(organisation), month.first_day - timedelta(days=1)
    epoch = organisation.epoch
    told = forecast(organisation, scope=Scope(people=None), period=month, as_of=made_on, basis=basis)
    check, _created = ForecastCheck.objects.update_or_create(
        organisation=organisation,
        month=month.key,
        basis=basis,
        defaults={
            "epoch": epoch,
            "made_on": made_on,
            "label": told.label,
            "low_minor": told.low_minor,
            "middle_minor": told.middle_minor,
            "high_minor": told.high_minor,
        },
    )
    return check
