"""The team now: one row per rep, sorted by the gap that help could close; what needs the head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.clients_in_work import (
    PersonInWork,
    clients_in_work,
    clients_in_work_by_person,
    known_sum,
)
from kvota.analytics.metrics.deals import open_deals, stuck_deals
from kvota.analytics.metrics.forecast import Forecast, forecast_by_person
from kvota.analytics.metrics.moves_per_day import PersonMoves, moves_by_person
from kvota.analytics.metrics.plan_actual import PlanActualRow, plan_actual
from kvota.domain.calendar.period import Period
from kvota.language.formats import formats_for
from kvota.records.calendars import company_calendar
from kvota.records.money import Payment
from kvota.records.people import Seat
from kvota.records.rights import may
from kvota.records.units import in_force
from kvota.web.facts_alone import FactsAlone, forecast_or_facts
from kvota.web.plan.conditions import due_line
from kvota.web.plan.lead_requests import asked_of_you
from kvota.web.plan.readings import not_opened
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.first_day import first_deals, goal_to_set, nothing_sold_yet
from kvota.web.today.risks import Seen, changed_goals, decisions, risks
from kvota.web.today.sentence import standing, told_of
from kvota.web.today.units_now import units_now

SPARK_DAYS = 10
LOOKS_AT_UNITS = {"owner", "analyst"}
RAIL_ROWS = 5


@dataclass(frozen=True)
class RepRow:
    """One rep, with what is known of him; None where nothing is."""

    person: Named
    plan_minor: int | None
    actual_minor: int
    forecast: Forecast | FactsAlone
    in_work: PersonInWork | None
    in_work_before: int
    steps_today: int
    spark: tuple[int, ...]

    @property
    def help_minor(self) -> int | None:
        """What his stuck deals could still bring and are losing by waiting; None where a rate is missing."""
        return self.in_work.loss_minor if self.in_work else 0

    @property
    def closable_minor(self) -> int:
        """So much of his gap help could close: who has met his plan needs none, whatever is stuck."""
        if self.plan_minor is None:
            return self.help_minor or 0
        return min(self.help_minor or 0, max(0, self.plan_minor - self.actual_minor))

    @property
    def in_work_more(self) -> int:
        """Clients in work against ten working days ago."""
        return (self.in_work.count if self.in_work else 0) - self.in_work_before

    @property
    def signed_minor(self) -> int:
        return self.forecast.signed_minor

    @property
    def open_minor(self) -> int:
        """What the open deals will most likely add, signed ones aside."""
        return max(0, (self.forecast.middle_minor or 0) - self.actual_minor - self.signed_minor)

    @property
    def told(self) -> Forecast | None:
        """His forecast, where it says more than what came already."""
        return told_of(self.forecast)


def team_now(request: Asked) -> HttpResponse:
    """Ten rows without scrolling. One question per metric for the team, and one forecast per rep.

    Money is what is known of the period today; clients and steps are those of its last day when
    it is over.
    """
    page = read_scope(request)
    organisation, day = request.organisation, page.as_of
    rows = rep_rows(request, page)
    where = standing(request, page)
    units = units_now(request, page) if request.seat.role in LOOKS_AT_UNITS else []
    in_work = clients_in_work(organisation, scope=page.scope, as_of=day)
    unmatched = Payment.standing().filter(deal=None).count() if may(request.seat, "record_money") else 0
    seen = Seen(where, in_work, units, unmatched)
    first = nothing_sold_yet(request, where, in_work=in_work.count)
    context: dict[str, Any] = {
        "scope": page,
        "standing": where,
        **asked_of_you(request),
        "first": first_deals(request, where, page, sellers=len(rows)) if first else None,
        "goal_to_set": goal_to_set(request, where, page),
        "rows": rows,
        "units": units,
        "risks": risks(request, page, seen) if request.seat.role == "owner" else [],
        "decisions": decisions(request, page, seen)
        if request.seat.role == "owner"
        else list(changed_goals(request)),
        "in_work_more": sum(row.in_work_more for row in rows),
        "steps_today": sum(row.steps_today for row in rows),
        "spark": [sum(days) for days in zip(*(row.spark for row in rows), strict=False)],
        "in_work": in_work,
        "help_minor": known_sum(row.help_minor for row in rows),
        "stuck_deals": stuck_deals(
            organisation, scope=page.scope, as_of=day, hopeless=False, limit=RAIL_ROWS
        ),
        "large_deals": open_deals(
            organisation, scope=page.scope, as_of=day, only="large_no_next_step", limit=RAIL_ROWS
        ),
        "unmatched": unmatched,
        "due": due_line(request),
        "not_opened": None if page.scope.who else not_opened(request, page.scope.people),
        "f": formats_for(request.LANGUAGE_CODE, organisation.currency),
    }
    return render(request, "today/team_now.html", context)


def rep_rows(request: Asked, page: PageScope) -> list[RepRow]:
    """Everyone in the scope who sells or has sold, by the help he needs: not a league table."""
    organisation, day = request.organisation, request.today
    report = plan_actual(organisation, scope=page.scope, period=page.period, as_of=day, by="person")
    parts = {part.of.id: part for part in report.rows if part.of}
    in_work = clients_in_work_by_person(organisation, scope=page.scope, as_of=page.as_of)
    work = {part.person.id: part for part in in_work if part.person}
    moves, worked, since = _moves(request, page)
    before = clients_in_work_by_person(organisation, scope=page.scope, as_of=since)
    had = {part.person.id: part.count for part in before if part.person}
    people = _people(request, page, report.rows, work)
    likely = forecast_or_facts(
        request,
        lambda: forecast_by_person(
            organisation,
            plans={person.id: _plan(parts.get(person.id)) for person in people},
            period=page.period,
            as_of=day,
        ),
    )
    rows = [
        _row(
            person,
            parts.get(person.id),
            likely if isinstance(likely, FactsAlone) else likely[person.id],
            (work.get(person.id), had.get(person.id, 0)),
            moves.get(person.id),
            worked,
        )
        for person in people
    ]
    return sorted(rows, key=lambda row: (-row.closable_minor, -(row.help_minor or 0), row.person.name))


def _plan(part: PlanActualRow | None) -> int | None:
    return part.plan_minor if part else None


def _row(
    person: Named,
    part: PlanActualRow | None,
    likely: Forecast | FactsAlone,
    in_work: tuple[PersonInWork | None, int],
    moves: PersonMoves | None,
    worked: list[int],
) -> RepRow:
    days = moves.days if moves else ()
    spark = tuple(days[place] for place in worked if place < len(days))
    return RepRow(
        person=person,
        plan_minor=_plan(part),
        actual_minor=part.actual_minor if part else 0,
        forecast=likely,
        in_work=in_work[0],
        in_work_before=in_work[1],
        steps_today=days[-1] if days else 0,
        spark=spark or (0,) * len(worked),
    )


def _people(request: Asked, page: PageScope, parts: Any, work: dict[int, PersonInWork]) -> list[Named]:
    """The reps of the scope today, and whoever else has money or clients here."""
    seats = Seat.visible_to(request.seat, on=request.today).filter(in_force(request.today), role="rep")
    if page.scope.people is not None:
        seats = seats.filter(person_id__in=page.scope.people)
    people = (seat.person for seat in seats.select_related("person"))
    found = {person.pk: Named(person.pk, str(person.uid), person.name) for person in people}
    for part in parts:
        if part.of and (part.actual_minor or part.plan_minor):
            found.setdefault(part.of.id, part.of)
    for mine in work.values():
        if mine.person:
            found.setdefault(mine.person.id, mine.person)
    return list(found.values())


def _moves(request: Asked, page: PageScope) -> tuple[dict[int, PersonMoves], list[int], date]:
    """Steps per person and day, which of these days were worked (the last ten), and the day before them."""
    first = page.as_of - timedelta(days=SPARK_DAYS * 2)
    span = Period(f"{first}/{page.as_of}", "day", first, page.as_of)
    calendar = company_calendar(request.organisation)
    found = moves_by_person(request.organisation, scope=page.scope, period=span, as_of=page.as_of)
    worked = [place for place, day in enumerate(span.days()) if calendar.working(day)][-SPARK_DAYS:]
    since = first + timedelta(days=worked[0] - 1) if worked else first
    return {each.person.id: each for each in found if each.person}, worked, since
