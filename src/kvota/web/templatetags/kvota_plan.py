"""Small filters of the plan's grid: `{% load kvota_plan %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template

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
def change_from(now: int, before: int) -> int:
    return now - before


@register.filter
def sum_of(values: Iterable[int]) -> int:
    return sum(values)
