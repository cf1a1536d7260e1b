"""The figures the board is made of: what stands at each stage, how fast it goes on, what is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kvota.analytics.deal_rows import DealRow
from kvota.analytics.metrics.clients_in_work import InWork, clients_in_work, known_sum
from kvota.analytics.metrics.conversion import StageConversion, conversion
from kvota.analytics.metrics.days_in_stage import StageSpeed, days_in_stage
from kvota.analytics.metrics.deals import open_deals, paid_count
from kvota.analytics.metrics.plan_actual import PlanActual, plan_actual
from kvota.domain.calendar.period import Period, period_of
from kvota.web.board.question import Question


@dataclass(frozen=True)
class Counted:
    """How many clients of a stage the board is about, their sum, and how many of them are stuck.

    The sum is None where a rate is missing; a deal without an amount adds nothing to it.
    """

    count: int = 0
    minor: int | None = 0
    stuck: int = 0


@dataclass(frozen=True)
class Figures:
    """What the company's copy says of one question.

    `counted` is by stage, 0 for no move yet, of the filter asked for; `rows` are its deals where they
    had to be read to count them. `usual` are the days in each stage of everybody so far, `own` those of
    the scope in the span. `shares` of `year` went on from each stage. `paid` deals filled the tray.
    """

    in_work: InWork
    counted: dict[int, Counted]
    rows: list[DealRow] | None
    usual: Sequence[StageSpeed]
    own: Sequence[StageSpeed]
    shares: Sequence[StageConversion]
    year: Period
    report: PlanActual
    paid: int

    @property
    def count(self) -> int:
        """How many clients the board is about."""
        return sum(each.count for each in self.counted.values())


def read_figures(question: Question) -> Figures:
    """Ask the copy, eight times at most, whatever the number of deals."""
    organisation, scope, day, span = question.organisation, question.page.scope, question.day, question.span
    funnel, year = question.funnels.number, period_of(day, "year")
    in_work = clients_in_work(organisation, scope=scope, as_of=day, funnel=funnel)
    counted, rows = _counted_by_stage(question, in_work)
    last_day = min(span.last_day, day)
    return Figures(
        in_work=in_work,
        counted=counted,
        rows=rows,
        usual=_of_funnel(question, days_in_stage(organisation, as_of=day)),
        own=_of_funnel(question, days_in_stage(organisation, as_of=day, scope=scope, period=span)),
        shares=conversion(organisation, scope=scope, cohort=year, as_of=day),
        year=year,
        report=plan_actual(organisation, scope=scope, period=span, as_of=day),
        paid=paid_count(
            organisation, scope=scope, first_day=span.first_day, last_day=last_day, as_of=day, funnel=funnel
        ),
    )


def _of_funnel(question: Question, speeds: Sequence[StageSpeed]) -> list[StageSpeed]:
    here = {stage.pk for stage in question.funnels.stages}
    return [one for one in speeds if one.stage in here]


def _counted_by_stage(question: Question, in_work: InWork) -> tuple[dict[int, Counted], list[DealRow] | None]:
    """What each stage holds of the filter; and the deals, where these had to be read for it."""
    stages = in_work.stages
    if question.show is None:
        return {one.stage or 0: Counted(one.count, one.minor, one.stuck) for one in stages}, None
    if question.show == "stuck":
        return {one.stage or 0: Counted(one.stuck, one.stuck_minor, one.stuck) for one in stages}, None
    rows = open_deals(
        question.organisation,
        scope=question.page.scope,
        as_of=question.day,
        only=question.show,
        funnel=question.funnels.number,
    )
    found: dict[int, Counted] = {}
    for row in rows:
        found[row.stage or 0] = with_deal(found.get(row.stage or 0, Counted()), row)
    return found, rows


def with_deal(was: Counted, row: DealRow) -> Counted:
    """The same with one deal more."""
    adds = 0 if row.given_minor is None else row.amount_minor
    return Counted(was.count + 1, known_sum([was.minor, adds]), was.stuck + row.is_stuck)
