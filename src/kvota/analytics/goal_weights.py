"""By what a goal is divided among people and segments: what is in hand, or what was sold before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, get_args

from kvota.analytics.metrics.actual import By, actual_by
from kvota.analytics.metrics.forecast import forecast_by_person
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import Period
from kvota.records.organisations import Organisation

#: situation: what the open deals, signed contracts and usual new work of a person are likely to bring.
#: past: what he brought in the three months before. year: in the same months a year before.
Rule = Literal["situation", "equal", "past", "year", "manual"]
RULES: tuple[Rule, ...] = get_args(Rule)
FROM_THE_PAST: frozenset[Rule] = frozenset({"past", "year"})
MONTHS_BACK = 3
MONTHS_OF_MIX = 12


@dataclass(frozen=True)
class Weights:
    """Person id → weight. `days` are those the past is read from; none for a rule that looks ahead.

    `of` is empty where nothing was found to weigh by: then everybody is equal.
    """

    of: dict[int, Fraction]
    days: Period | None = None


def people_weights(
    organisation: Organisation, rule: Rule, *, people: Sequence[int], period: Period, as_of: date
) -> Weights:
    """Return each person's weight in a goal for a period, as it could be known on a day.

    Parameters
    ----------
    rule
        `situation` asks the forecast of the period for each person: its middle, the money that came in
        it included. `past` and `year` sum what he brought; "equal" and "manual" weigh nobody here.
    people
        Who has a part in the goal; another's past is left out.

    Raises
    ------
    MissingRate
        A sum in a foreign currency has no rate: it must not count as zero.

    Source: text 000 (a plan begins with what is in hand); market.md row A3, complaint 4.
    """
    if rule == "situation":
        found = forecast_by_person(organisation, plans=dict.fromkeys(people), period=period, as_of=as_of)
        return Weights(_positive({person: told.middle_minor for person, told in found.items()}))
    if rule == "past":
        return _sold(organisation, people, _months_before(period, as_of), as_of)
    if rule == "year":
        return _sold(organisation, people, _year_before(period), as_of)
    return Weights({})


def _sold(organisation: Organisation, people: Sequence[int], days: Period, as_of: date) -> Weights:
    parts = actual_by(organisation, scope=whole_company(on=as_of), period=days, as_of=as_of, by="person")
    return Weights(
        _positive({part.of.id: part.minor for part in parts if part.of and part.of.id in set(people)}), days
    )


def _positive(minor: dict[int, int]) -> dict[int, Fraction]:
    found = {person: Fraction(max(0, value)) for person, value in minor.items()}
    return found if sum(found.values()) else {}


def _months_before(period: Period, as_of: date) -> Period:
    """The three months before the period, or before today where it has not begun."""
    last = period.months()[0]
    while last.first_day > as_of:
        last = last.previous()
    last = last.previous()
    first = last
    for _ in range(MONTHS_BACK - 1):
        first = first.previous()
    return _span(first, last)


def _year_before(period: Period) -> Period:
    months = period.months()
    first, last = months[0], months[-1]
    for _ in range(12):
        first, last = first.previous(), last.previous()
    return _span(first, last)


def _span(first: Period, last: Period) -> Period:
    return Period(f"{first.key}…{last.key}", "month", first.first_day, last.last_day)


@dataclass(frozen=True)
class SliceFound:
    """A segment by which the past sold: the value of each thing the goal is cut by, and how much it was."""

    product: int | None
    kind: str
    industry: str
    region: str
    minor: int


#: What a goal may be cut by -> the column of a money fact.
_COLUMN: dict[str, By] = {"product": "product", "kind": "kind", "industry": "industry", "region": "region"}
MOST_SLICES = 40


def slices_sold(organisation: Organisation, cut: str, *, period: Period, as_of: date) -> list[SliceFound]:
    """Return what was sold of each product, kind, industry or region in the year before, largest first.

    What carries no such word is left out: a goal is not planned for "not said". More than forty are
    too many to plan by; the largest forty are told.
    """
    last = period.months()[0]
    while last.first_day > as_of:
        last = last.previous()
    last = last.previous()
    first = last
    for _ in range(MONTHS_OF_MIX - 1):
        first = first.previous()
    parts = actual_by(
        organisation,
        scope=whole_company(on=as_of),
        period=_span(first, last),
        as_of=as_of,
        by=_COLUMN[cut],
    )
    found = []
    for part in parts:
        word = part.key if cut != "product" else ""
        if part.minor > 0 and (word or part.of):
            found.append(
                SliceFound(
                    product=part.of.id if part.of else None,
                    kind=word if cut == "kind" else "",
                    industry=word if cut == "industry" else "",
                    region=word if cut == "region" else "",
                    minor=part.minor,
                )
            )
    return found[:MOST_SLICES]
