"""Small filters of the plan's grid: `{% load kvota_plan %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor

from django import template
from django.utils.translation import get_language

from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.resource_check import Lamp
from kvota.language.formats import formats_for
from kvota.web.plan.grid import Grid

register = template.Library()


@register.filter
def at(words: Mapping[str, str], key: str) -> str:
    """The value of a key that is itself a value."""
    return words[key]


@register.filter
def item(values: Sequence[str], place: int) -> str:
    """The value at a place, for lists that stand side by side."""
    return values[place]


@register.filter
def whole_seconds(seconds: float) -> str:
    return formats_for(get_language(), "").number(floor(seconds))


@register.filter
def value_of(sent: Mapping[str, str], name: str) -> str:
    """What was sent under a name; nothing where nothing was."""
    return sent.get(name, "")


@register.filter
def planned(amount: int, grid: Grid) -> str:
    """A number of a grid: money of the company, or so many of what the goal counts."""
    formats = formats_for(get_language(), grid.currency)
    return formats.money_whole(amount) if grid.is_money else formats.number(amount)


@register.filter
def planned_signed(amount: int, grid: Grid) -> str:
    formats = formats_for(get_language(), grid.currency)
    return formats.money_whole(amount, signed=True) if grid.is_money else formats.signed(amount)


@register.filter
def nth(cells: Sequence[object], place: int) -> object:
    """The cell of a row in a column."""
    return cells[place]


@register.filter
def change_from(now: int, before: int) -> int:
    return now - before


@register.filter
def sum_of(values: Iterable[int]) -> int:
    return sum(values)


@register.filter
def first_day_of(key: str) -> date:
    """The first day of a period by its key, such as 2026-W49."""
    return parse_period(key).first_day


@register.filter
def whole_up_number(value: Fraction | int) -> int:
    """Half a lead that is needed is a lead."""
    return ceil(value)


@register.filter
def whole_up(value: Fraction | int) -> str:
    return formats_for(get_language()).number(ceil(value))


@register.filter
def whole_down(value: Fraction | int) -> str:
    """Half a lead that is there is none."""
    return formats_for(get_language()).number(floor(value))


@register.filter
def percent_signed(share: Fraction) -> str:
    return formats_for(get_language()).percent(share, signed=True)


@register.filter
def missing_leads(lamp: Lamp) -> int:
    """How many leads to ask for: those that are short; all that are needed where nobody promised any."""
    return ceil(lamp.short if lamp.state == "short" else lamp.needed)
