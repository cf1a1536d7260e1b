"""The gauges over the board: clients in work, speed, stuck, steps left, and the race to the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.analytics.metrics.clients_in_work import StageInWork, clients_in_work
from kvota.analytics.metrics.day_of_plan import DayOfPlan, day_of_plan
from kvota.analytics.metrics.days_in_stage import DaysAStage, days_a_stage
from kvota.analytics.metrics.moves_per_day import DayMoves, Moves, moves_per_day
from kvota.analytics.metrics.plan_actual import PlanActual
from kvota.domain.calendar.period import Period
from kvota.language.formats import Formats
from kvota.records.calendars import company_calendar
from kvota.web.board.figures import Figures
from kvota.web.board.question import Question
from kvota.web.facts_alone import FactsAlone, forecast_or_facts
from kvota.web.seat_in_force import Asked


@dataclass(frozen=True)
class Race:
    """Where the tray is going, in words: what happens, how sure that is, and a remark. Empty: unsaid."""

    words: str
    sure: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Gauges:
    """What stands over the board, the figures with their words.

    `since` is by how many clients in work the span has changed, from the evening of `before_on`. `day`
    are the moves of the day the board shows. `left` are the steps from where the clients of the board
    stand to the finish; `a_day` is how many of them a working day of the span has taken off.
    """

    since: int
    before_on: date
    day: Moves
    speed: DaysAStage | None
    days_word: str
    usual_word: str
    most_stuck: StageInWork | None
    most_stuck_name: str
    left: int
    a_day: Fraction | None
    a_day_word: str
    race: Race


def gauges_of(question: Question, figures: Figures) -> Gauges:
    """Read the gauges. Two questions to the copy besides those of the columns, the race its own."""
    organisation, scope, span = question.organisation, question.page.scope, question.span
    funnel, formats, in_work = question.funnels.number, question.formats, figures.in_work
    before_on = span.first_day - timedelta(days=1)
    before = clients_in_work(organisation, scope=scope, as_of=before_on, funnel=funnel).count
    moves = moves_per_day(organisation, scope=scope, period=span, as_of=question.day, funnel=funnel)
    speed = days_a_stage(figures.own, figures.usual)
    most = max((one for one in in_work.stages if one.stuck), key=lambda one: one.stuck, default=None)
    a_day = _a_day(question.request, moves)
    return Gauges(
        since=in_work.count - before,
        before_on=before_on,
        day=next((each.moves for each in moves if each.on == question.day), Moves()),
        speed=speed,
        days_word=formats.days(_to_tenths(speed.days)) if speed else "",
        usual_word=formats.number(_to_tenths(speed.usual)) if speed else "",
        most_stuck=most,
        most_stuck_name=question.stages.name(most.stage) if most else "",
        left=_steps_left(question, figures),
        a_day=a_day,
        # Steps done are steps less to go.
        a_day_word=formats.signed(-_to_tenths(a_day)) if a_day is not None else "",
        race=_race(question, figures.report),
    )


def _steps_left(question: Question, figures: Figures) -> int:
    """From where each client of the board stands to the last stage of the funnel."""
    ranks = {stage.pk: stage.rank for stage in question.stages.all}
    finish = max((stage.rank for stage in question.funnels.stages), default=0)
    return sum((finish - ranks.get(stage, 0)) * here.count for stage, here in figures.counted.items())


def _to_tenths(value: Fraction) -> Fraction:
    """A mean of few whole numbers has no hundredths to tell."""
    return Fraction(round(value * 10), 10)


def _a_day(request: Asked, moves: Sequence[DayMoves]) -> Fraction | None:
    """The steps forward less those back, for each working day so far; None before the first one.

    What new clients add to the steps left, and lost ones take away, is no movement and not in it.
    """
    calendar = company_calendar(request.organisation)
    worked = sum(calendar.working(each.on) for each in moves)
    steps = sum(each.moves.net for each in moves)
    return Fraction(steps, worked) if worked else None


def _race(question: Question, report: PlanActual) -> Race:
    """Nothing is said of a period that is over or to come, nor without a plan."""
    period, today = question.page.period, question.request.today
    if report.plan_minor is None or not period.first_day <= today <= period.last_day:
        return Race("")
    plan_minor = report.plan_minor
    found = forecast_or_facts(
        question.request,
        lambda: day_of_plan(
            question.organisation,
            scope=question.page.scope,
            period=period,
            as_of=today,
            plan_minor=plan_minor,
            basis="signed" if report.basis == "signed" else "cash",
        ),
    )
    if isinstance(found, FactsAlone):
        return Race("")
    return race_words(found, period=period, formats=question.formats)


def race_words(found: DayOfPlan, *, period: Period, formats: Formats) -> Race:
    """Say when the plan is reached, with the range of 8 in 10; a day is never named without it."""
    if found.reached:
        return Race(_("Plan reached"))
    if not found.carried:
        return Race(_("No day to name yet"), _("too little history"))
    until = formats.day_month(found.looked_to)
    if found.middle_on is None:
        words = _("Plan not reached by %(day)s") % {"day": formats.day_month(period.last_day)}
        if found.early_on is None:
            return Race(words, _("nor by %(day)s, in 9 of 10 futures") % {"day": until})
        return Race(words, _("1 in 10 reaches it by %(day)s") % {"day": formats.day_month(found.early_on)})
    words = _("Plan on %(day)s") % {"day": formats.day_month(found.middle_on)}
    remark = _("after the period ends") if found.middle_on > period.last_day else ""
    early = found.early_on or found.middle_on
    if found.late_on is None:
        sure = _("8 in 10: %(early)s to later than %(late)s") % {
            "early": formats.day_month(early),
            "late": until,
        }
    elif early == found.late_on:
        sure = pgettext("days", "8 in 10: %(days)s") % {"days": formats.day_month(early)}
    else:
        sure = pgettext("days", "8 in 10: %(days)s") % {"days": formats.day_range(early, found.late_on)}
    return Race(words, sure, remark)
