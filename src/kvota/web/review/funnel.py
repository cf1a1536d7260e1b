"""`/review/funnel`: the process, not the wishes. Stage by stage: who entered, left, stays, how long."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.clients_in_work import StageInWork, clients_in_work
from kvota.analytics.metrics.conversion import StageConversion, conversion
from kvota.analytics.metrics.days_in_stage import StageSpeed, days_in_stage
from kvota.analytics.metrics.exit_answers import Answered, exit_answers
from kvota.analytics.metrics.moves_per_day import DayMoves, moves_list, moves_per_day
from kvota.domain.calendar.period import Period
from kvota.language.formats import Formats, formats_for
from kvota.language.marks import listed
from kvota.language.names import EXIT_ANSWERS
from kvota.records.exit_questions import ExitQuestion, questions_of
from kvota.records.funnels import Stage
from kvota.web.funnel_switch import FunnelSwitch, read_funnel
from kvota.web.review.left_out import without_date
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

TREND = 6  # periods


@dataclass(frozen=True)
class Trend:
    """The conversion of the last periods, the oldest first; None where nothing was decided."""

    shares: list[float | None]
    said: str

    @property
    def bars(self) -> list[float]:
        return [share or 0.0 for share in self.shares]


@dataclass(frozen=True)
class StageRow:
    """One stage with everything known of it; None where nothing is. `back` are moves back out of it."""

    stage: Stage
    name: str
    work: StageInWork | None
    conversion: StageConversion | None
    speed: StageSpeed | None
    back: int = 0
    trend: Trend | None = None
    questions: list[QuestionLine] = field(default_factory=list)

    @property
    def entered(self) -> int:
        return self.conversion.entered if self.conversion else 0

    @property
    def advanced(self) -> int:
        return self.conversion.advanced if self.conversion else 0

    @property
    def lost(self) -> int:
        return self.conversion.lost if self.conversion else 0

    @property
    def open(self) -> int:
        return self.conversion.open if self.conversion else 0


@dataclass(frozen=True)
class QuestionLine:
    """A question of a stage over the clients who stand there: each count with the words of its list."""

    uid: str
    words: str
    share: float
    counts: list[tuple[str, str, int]]


def funnel_rows(
    request: Asked, page: PageScope, stages: StagesOfCompany, funnels: FunnelSwitch
) -> list[StageRow]:
    """The cohort that entered in the period, the days of all, the clients of the page's day."""
    organisation, day = request.organisation, request.today
    work = clients_in_work(organisation, scope=page.scope, as_of=page.as_of, funnel=funnels.number)
    at = {one.stage: one for one in work.stages}
    asked: dict[str, Any] = {"scope": page.scope, "as_of": day}
    periods = _last_periods(page.period)
    history = [
        {one.stage: one for one in conversion(organisation, cohort=cohort, **asked)} for cohort in periods
    ]
    speeds = {one.stage: one for one in days_in_stage(organisation, as_of=day)}
    moved_back = moves_list(organisation, period=page.period, kind="back", **asked)
    left = Counter(stage.pk for row in moved_back if (stage := stages.left_by(row)))
    formats = formats_for(request.LANGUAGE_CODE, organisation.currency)
    put = questions_of({stage.pk for stage in funnels.stages})
    answered = exit_answers(organisation, scope=page.scope, as_of=page.as_of) if put else {}
    return [
        StageRow(
            stage=stage,
            name=stages.name(stage.pk),
            work=at.get(stage.pk),
            conversion=history[-1].get(stage.pk),
            speed=speeds.get(stage.pk),
            back=left[stage.pk],
            trend=_trend([each.get(stage.pk) for each in history], periods, formats),
            questions=_lines(request, put.get(stage.pk, []), answered),
        )
        for stage in funnels.stages
        if stage.kind != "paid"
    ]


def _last_periods(period: Period) -> list[Period]:
    found = [period]
    while len(found) < TREND:
        found.insert(0, found[0].previous())
    return found


def _trend(stages: list[StageConversion | None], periods: list[Period], formats: Formats) -> Trend | None:
    """None where the earlier periods say nothing."""
    shares = [one.share if one else None for one in stages]
    if not any(share is not None for share in shares[:-1]):
        return None
    said = (
        f"{formats.period(period)} {'–' if share is None else formats.percent(share)}"
        for period, share in zip(periods, shares, strict=True)
    )
    return Trend(shares, listed(said))


def funnel(request: Asked) -> HttpResponse:
    """Stage by stage; every count opens the list that is as long."""
    stages = StagesOfCompany(request)
    funnels = read_funnel(request, stages)
    page = read_scope(request, kind="quarter", views=review_views(), parts=funnels.parts)
    organisation, day = request.organisation, request.today
    rows = funnel_rows(request, page, stages, funnels)
    late = [row.speed.late_days for row in rows if row.speed and row.speed.late_days is not None]
    moves = moves_per_day(
        organisation, scope=page.scope, period=page.period, as_of=day, funnel=funnels.number
    )
    in_work = clients_in_work(organisation, scope=page.scope, as_of=page.as_of, funnel=funnels.number)
    formats = formats_for(request.LANGUAGE_CODE, organisation.currency)
    context: dict[str, Any] = {
        "scope": page,
        "funnels": funnels,
        "left_out": without_date(page, in_work.undated, funnels.query, formats),
        "rows": rows,
        "longest_days": max(late, default=0),
        "in_work": in_work,
        # Tries belong to no funnel: beside the moves of one they would be nobody's, so they are not said.
        "moves": _sum(moves),
        "attempts": None if funnels.number else sum(each.moves.attempts for each in moves),
        "spark": [each.moves.forward for each in moves if each.on <= day][-60:],
        "most": max([1, *(row.entered for row in rows)]),
    }
    return render(request, "review/funnel.html", context)


def _lines(
    request: Asked, questions: list[ExitQuestion], answered: dict[int, Answered]
) -> list[QuestionLine]:
    """Only questions of stages where somebody stands: of nobody nothing can be said."""
    found = []
    for question in questions:
        one = answered.get(question.pk)
        if one is not None:
            counts = {"yes": one.yes, "no": one.no, "not_yet": one.not_yet, "none": one.unanswered}
            found.append(
                QuestionLine(
                    uid=str(question.uid),
                    words=question.name_in(request.LANGUAGE_CODE),
                    share=one.share,
                    counts=[
                        (said, str(EXIT_ANSWERS["" if said == "none" else said]), count)
                        for said, count in counts.items()
                    ],
                )
            )
    return found


def _sum(days: list[DayMoves]) -> dict[str, int]:
    names = ("forward", "back", "entries", "results", "touches")
    return {name: sum(getattr(each.moves, name) for each in days) for name in names}
