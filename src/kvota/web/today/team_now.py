"""The team now: one row per rep, sorted by the gap that help could close; what needs the head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.deal_rows import DealRow, Named
from kvota.analytics.metrics.clients_in_work import (
    PersonInWork,
    clients_in_work,
    clients_in_work_by_person,
)
from kvota.analytics.metrics.deals import open_deals
from kvota.analytics.metrics.forecast import Forecast, forecast
from kvota.analytics.metrics.moves_per_day import PersonMoves, moves_by_person
from kvota.analytics.metrics.plan_actual import plan_actual
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.language.formats import formats_for
from kvota.records.calendars import company_calendar
from kvota.records.money import Payment
from kvota.records.people import Seat
from kvota.records.rights import may
from kvota.records.units import in_force
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.sentence import Standing, standing

SPARK_DAYS = 10
RAIL_ROWS = 5


@dataclass(frozen=True)
class RepRow:
    """One rep. `help_minor` is what his stuck deals could still bring and are losing by waiting."""

    person: Named
    plan_minor: int | None
    actual_minor: int
    signed_minor: int
    forecast: Forecast
    in_work: PersonInWork | None
    steps_today: int
    spark: tuple[int, ...]
    help_minor: int

    @property
    def open_minor(self) -> int:
        """What the open deals will most likely add, signed ones aside."""
        return max(0, self.forecast.middle_minor - self.actual_minor - self.signed_minor)

    @property
    def likely_minor(self) -> int:
        return self.forecast.middle_minor


def team_now(request: Asked) -> HttpResponse:
    """Ten rows without scrolling. One question per metric for the team, and one forecast per rep."""
    page = read_scope(request)
    deals = open_deals(request.organisation, scope=page.scope, as_of=request.today)
    stand = standing(request, page, deals=deals)
    rows = rep_rows(request, page, stand, deals)
    stuck = sorted(
        (deal for deal in deals if deal.is_stuck and not deal.is_hopeless),
        key=lambda deal: -(deal.loss_minor or 0),
    )
    large = [deal for deal in deals if not deal.has_next_step and not deal.is_stuck and deal.amount_minor]
    context: dict[str, Any] = {
        "scope": page,
        "standing": stand,
        "rows": rows,
        "steps_today": sum(row.steps_today for row in rows),
        "spark": [sum(day) for day in zip(*(row.spark for row in rows), strict=False)],
        "in_work": clients_in_work(request.organisation, scope=page.scope, as_of=request.today),
        "help_minor": sum(row.help_minor for row in rows),
        "stuck_deals": stuck[:RAIL_ROWS],
        "large_deals": large[:RAIL_ROWS],
        "unmatched": Payment.standing().filter(deal=None).count() if may(request.seat, "record_money") else 0,
        "f": formats_for(request.LANGUAGE_CODE, request.organisation.currency),
    }
    return render(request, "today/team_now.html", context)


def rep_rows(request: Asked, page: PageScope, stand: Standing, deals: list[DealRow]) -> list[RepRow]:
    """Everyone in the scope who sells or has sold, by the help he needs: not a league table."""
    organisation, day = request.organisation, request.today
    report = plan_actual(organisation, scope=page.scope, period=page.period, as_of=day, by="person")
    parts = clients_in_work_by_person(organisation, scope=page.scope, as_of=day)
    work = {part.person.id: part for part in parts if part.person}
    moves, worked = _moves(request, page)
    people = _people(request, page, report.rows, work)
    rows = []
    for person in people:
        own = [deal for deal in deals if deal.owner and deal.owner.id == person.id]
        part = next((row for row in report.rows if row.of and row.of.id == person.id), None)
        plan = part.plan_minor if part else None
        likely = forecast(
            organisation,
            scope=Scope(people=frozenset({person.id}), person=person.id, who=person.uid, label=person.name),
            period=page.period,
            as_of=day,
            plan_minor=plan,
        )
        days = moves[person.id].days if person.id in moves else ()
        spark = tuple(days[place] for place in worked if place < len(days))
        rows.append(
            RepRow(
                person=person,
                plan_minor=plan,
                actual_minor=part.actual_minor if part else 0,
                signed_minor=_signed(own, likely),
                forecast=likely,
                in_work=work.get(person.id),
                steps_today=days[-1] if days else 0,
                spark=spark or (0,) * len(worked),
                help_minor=sum(
                    deal.loss_minor or 0 for deal in own if deal.is_stuck and not deal.is_hopeless
                ),
            )
        )
    rows.sort(key=lambda row: (-row.help_minor, row.person.name))
    return rows


def _signed(deals: list[DealRow], likely: Forecast) -> int:
    sums = (
        round(likely.chances.get(deal.id, 0.0) * ((deal.amount_minor or 0) - deal.paid_minor))
        for deal in deals
        if deal.stage_kind == "signed"
    )
    return max(0, min(sum(sums), likely.middle_minor - likely.actual_minor))


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


def _moves(request: Asked, page: PageScope) -> tuple[dict[int, PersonMoves], list[int]]:
    """Steps per person and day, and which of these days were worked: the last ten of them."""
    first = request.today - timedelta(days=SPARK_DAYS * 2)
    span = Period(f"{first}/{request.today}", "day", first, request.today)
    calendar = company_calendar(request.organisation)
    found = moves_by_person(request.organisation, scope=page.scope, period=span, as_of=request.today)
    worked = [place for place, day in enumerate(span.days()) if calendar.working(day)][-SPARK_DAYS:]
    return {each.person.id: each for each in found if each.person}, worked
