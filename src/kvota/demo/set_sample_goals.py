"""Give the sample company the goal of a year: its sellers' months, summed up to units and company."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from kvota.demo.cast import Cast
from kvota.demo.personal_plans import MonthPlans
from kvota.records.events import leave_event
from kvota.records.goals import GoalCell, GoalNote, GoalVersion
from kvota.records.people import Person, Seat
from kvota.records.sequence import take
from kvota.records.units import in_force, unit_tree


def set_sample_goal(cast: Cast, plans: MonthPlans, *, year: int, now: datetime) -> GoalVersion:
    """Write the goal of a year with the months it has plans for. A month stands on its sellers' cells.

    Written here and not by `set_goal`, which divides a year by its working days: these
    plans were made person by person, as a head makes them. So its rule is that of shares typed by
    hand, each in percent of the whole.
    """
    months = {month: plans[month] for month in sorted(plans) if month.year == year}
    owner = cast.person("owner")
    revenue = sum(sum(plan) for plan in months.values())
    people = [cast.person("rep", number) for number in range(len(next(iter(months.values()))))]
    weights = {
        str(person.pk): str(Fraction(100 * sum(plan[number] for plan in months.values()), revenue or 1))
        for number, person in enumerate(people)
    }
    sequence = take(cast.organisation)
    version = GoalVersion.objects.create(
        organisation=cast.organisation,
        period=str(year),
        metric="revenue",
        amount_minor=revenue,
        revenue_minor=revenue,
        intent=cast.words.intent,
        terms={"rule": "manual", "weights": weights},
        sequence=sequence,
        recorded_at=now,
        author=owner,
    )
    GoalCell.objects.bulk_create(
        cell
        for month, plan in months.items()
        for cell in _cells(version, month, dict(zip([person.pk for person in people], plan, strict=True)))
    )
    leave_event(
        organisation=cast.organisation,
        sequence=sequence,
        kind="goal_set",
        seat=Seat.objects.live().filter(person=owner).order_by("id").first(),
        subject=f"goal:{version.uid}",
        recorded_at=now,
        payload={"period": str(year), "metric": "revenue", "revenue_minor": revenue},
    )
    if date(year, 1, 1) in months:
        _note(version, cast, owner, now)
    return version


def _note(version: GoalVersion, cast: Cast, owner: Person, now: datetime) -> None:
    """What is said of two cells: the company's December, and October of one who takes over clients."""
    seat = cast.seat("owner", on=now.date())
    places: tuple[dict[str, Any], ...] = (
        {"unit": seat.unit if seat else None, "month": f"{version.period}-12"},
        {"person": cast.person("rep", 4), "month": f"{version.period}-10"},
    )
    first = take(cast.organisation, len(places))
    GoalNote.objects.bulk_create(
        GoalNote(
            organisation=cast.organisation,
            period=version.period,
            text=text,
            sequence=first + number,
            recorded_at=now,
            author=owner,
            **place,
        )
        for number, (place, text) in enumerate(zip(places, cast.words.goal_notes, strict=True))
        if place.get("unit") or place.get("person")
    )


def _cells(version: GoalVersion, month: date, plan: dict[int, int]) -> list[GoalCell]:
    """The cells of a month: the people, their units, and every unit above."""
    tree = unit_tree(month)
    home = dict(
        Seat.objects.live()
        .filter(in_force(month), role="rep", person_id__in=plan)
        .values_list("person_id", "unit_id")
    )
    units: dict[int, int] = dict.fromkeys(tree, 0)
    for person, value in plan.items():
        unit: int | None = home.get(person)
        while unit is not None:
            units[unit] += value
            unit = tree.get(unit)
    key = f"{month:%Y-%m}"
    return [
        *(GoalCell(version=version, person_id=pk, month=key, value_minor=plan[pk]) for pk in home),
        *(GoalCell(version=version, unit_id=pk, month=key, value_minor=units[pk]) for pk in units),
    ]
