"""Template filters for the names of kvota's own choices: `{% load kvota_names %}`."""

from __future__ import annotations

from django import template

from kvota.language.names import ACTIONS, DEAL_KINDS, LEAD_STATES, MOVE_KINDS, PERIOD_KINDS

register = template.Library()


@register.filter
def action_name(action: str) -> str:
    """An action in the reader's language: call, meeting, offer."""
    return str(ACTIONS[action])


@register.filter
def lead_state(state: str | None) -> str:
    """What became of leads that were asked for; nobody has answered while it is None."""
    return str(LEAD_STATES[state or "asked"])


@register.filter
def move_kind_name(kind: str) -> str:
    return str(MOVE_KINDS[kind])


@register.filter
def period_kind_name(kind: str) -> str:
    """Ten days, week, month: what a period is divided into."""
    return str(PERIOD_KINDS[kind])


@register.filter
def deal_kind_name(kind: str) -> str:
    return str(DEAL_KINDS.get(kind, ""))


@register.filter
def named_in(worded: object, language: str) -> str:
    """The name of a stage or a reason in a language."""
    return str(worded.name_in(language)) if worded else ""  # type: ignore[attr-defined]
