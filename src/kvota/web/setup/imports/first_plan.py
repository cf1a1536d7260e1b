"""What an import lets a company begin with: how its stages convert, and a first plan from its own months."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from kvota.analytics.metrics.actual import actual
from kvota.analytics.metrics.conversion import StageConversion, conversion
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import exponent
from kvota.records.funnels import Stage
from kvota.records.goals import GoalVersion
from kvota.records.rights import reads_everything, sets_whole_goal
from kvota.web.seat_in_force import Asked

MONTHS_BEFORE = 3
# A plan is a round number: nobody agrees on 1 034 857.
FIGURES_OF_A_PLAN = 2


@dataclass(frozen=True)
class MonthBefore:
    """A full month with the money it brought, in minor units of the company's currency."""

    period: Period
    minor: int
    url: str


@dataclass(frozen=True)
class FirstPlan:
    """The average of the months before, rounded, as the goal of `period`; `url` opens the form with it."""

    period: Period
    minor: int
    months: tuple[MonthBefore, ...]
    url: str


def first_plan(request: Asked) -> FirstPlan | None:
    """None for who sets no goals of the whole company, where one is set, and without money to go by."""
    if not sets_whole_goal(request.seat, on=request.today):
        return None
    organisation = request.organisation
    period = period_of(request.today, "month", fiscal_start=organisation.fiscal)
    if GoalVersion.visible_to(request.seat, on=request.today).filter(period=period.key).exists():
        return None
    scope, months, month = whole_company(on=request.today), list[MonthBefore](), period
    for _step in range(MONTHS_BEFORE):
        month = month.previous()
        try:
            brought = actual(organisation, scope=scope, period=month, as_of=request.today)
        except RuleError:  # a rate is missing, and the page says so already
            return None
        months.append(MonthBefore(month, brought.minor, f"{reverse('actual-list')}?when={month.key}"))
    unit = 10 ** exponent(organisation.currency)
    minor = round_plan(Fraction(sum(one.minor for one in months), MONTHS_BEFORE) / unit) * unit
    if minor <= 0:
        return None
    url = f"{reverse('plan')}?when={period.key}&amount={minor // unit}"
    return FirstPlan(period, minor, tuple(reversed(months)), url)


def round_plan(amount: Fraction) -> int:
    """Round to two figures, as a person would say it: 1 034 857 is 1 000 000, and 48 210 is 48 000."""
    whole = round(amount)
    return int(round(whole, FIGURES_OF_A_PLAN - len(str(abs(whole)))))


@dataclass(frozen=True)
class Conversions:
    """What became of those who reached each open stage in a year, and where the whole funnel stands."""

    period: Period
    stages: tuple[tuple[str, StageConversion], ...]
    url: str


def conversions(request: Asked) -> Conversions | None:
    """Of this year, else of the last one; None where nobody reached a stage, or who asks reads no figures."""
    if not reads_everything(request.seat, on=request.today):
        return None
    stages_of = Stage.objects.live().filter(kind="open", removed_on=None)
    names = {stage.pk: str(stage.name_in(request.LANGUAGE_CODE)) for stage in stages_of}
    year = period_of(request.today, "year", fiscal_start=request.organisation.fiscal)
    for period in (year, year.previous()):
        found = conversion(
            request.organisation,
            scope=whole_company(on=request.today),
            cohort=period,
            as_of=request.today,
        )
        told = (one for one in found if one.stage in names and one.share is not None)
        stages = tuple((names[one.stage], one) for one in told)
        if stages:
            return Conversions(period, stages, f"{reverse('funnel')}?when={period.key}")
    return None
