"""Template tags of everything that is drawn: `{% load kvota_parts %}`.

Tags take numbers for the geometry and ready words for what is read. `name` is the sentence a screen
reader says; "" when the words beside the drawing already say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import uuid_utils
from django import template
from django.template.context import Context

from kvota.language.names import ROLES
from kvota.web.parts import (
    bullet,
    burn_up,
    cell_bar,
    chip,
    client_dots,
    delta,
    dot_range,
    dots,
    icon,
    legend,
    sparkline,
    stage_strip,
    tray,
    twelve_bars,
)

register = template.Library()

register.simple_tag(bullet.bullet, name="bullet")
register.simple_tag(burn_up.burn_up, name="burn_up")
register.simple_tag(cell_bar.cell_bar, name="cell_bar")
register.simple_tag(chip.ghost_disc, name="ghost_disc")
register.simple_tag(client_dots.client_dots, name="client_dots")
register.simple_tag(delta.delta, name="delta")
register.simple_tag(dot_range.dot_range, name="dot_range")
register.simple_tag(dots.twenty_dots, name="twenty_dots")
register.simple_tag(dots.step_dots, name="step_dots")
register.simple_tag(icon.icon, name="icon")
register.simple_tag(legend.swatch, name="swatch")
register.simple_tag(sparkline.sparkline, name="sparkline")
register.simple_tag(sparkline.trend_line, name="trend_line")
register.simple_tag(tray.tray, name="tray")
register.simple_tag(twelve_bars.twelve_bars, name="twelve_bars")


@register.filter
def role_name(role: str) -> str:
    """A seat's role in the reader's language."""
    return str(ROLES[role])


@register.inclusion_tag("parts/legend.html", name="legend")
def legend_of(keys: str) -> dict[str, Any]:
    """The legend of a page's footnote: `{% legend "paid signed open find range plan" %}`."""
    return {"entries": legend.legend(keys)}


@register.inclusion_tag("parts/chip.html")
def board_chip(chip_of_deal: chip.Chip) -> dict[str, Any]:
    """One chip of the board as a list item."""
    return {"chip": chip_of_deal, "disc": chip.disc(chip_of_deal)}


@register.inclusion_tag("parts/stage_strip.html", name="stage_strip")
def stage_strip_of(marks: Sequence[stage_strip.StageMark], name: str) -> dict[str, Any]:
    """The way of one deal through the stages."""
    return {"marks": marks, "name": name}


@register.simple_tag
def move_uid() -> str:
    """A new id for the move of one form; script replaces it by one made on the reader's device."""
    return str(uuid_utils.uuid7())


@register.simple_tag(takes_context=True)
def with_scope(context: Context, address: str) -> str:
    """An address that keeps who and when: the scope goes along from place to place."""
    try:
        return f"{address}{template.Variable('scope.query').resolve(context)}"
    except template.VariableDoesNotExist:
        return address
