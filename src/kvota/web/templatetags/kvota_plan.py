"""Small filters of the plan's grid: `{% load kvota_plan %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template
from django.utils.translation import get_language

from kvota.language.formats import formats_for
from kvota.web.plan.grid import Grid

register = template.Library()


@register.filter
def at(words: Mapping[str, str], key: str) -> str:
    """The value of a key that is itself a value."""
    return words[key]


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
def change_from(now: int, before: int) -> int:
    return now - before


@register.filter
def sum_of(values: Iterable[int]) -> int:
    return sum(values)
