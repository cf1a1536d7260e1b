"""The colours of tokens.css with what they are for and how well they are told apart.

The figures are computed once and written here; tests/web/test_colours.py computes them anew from the
stylesheet, so neither can change alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Colour:
    """A token: its custom property, both values, and their contrast on the page's ground (WCAG 2.2)."""

    token: str
    use: str | Promise
    light: str
    light_contrast: float
    dark: str
    dark_contrast: float


@dataclass(frozen=True)
class Pair:
    """Two colours that must never be confused: CIEDE2000 to the usual eye and to three others.

    The least of both themes. Colour blindness as Machado, Oliveira and Fernandes (2009), severity 1.
    """

    one: str
    other: str
    usual: int
    deutan: int
    protan: int
    tritan: int


COLOURS = (
    Colour("text", _("Text"), "#161b22", 17.3, "#e7ebf1", 15.3),
    Colour("muted", _("Secondary text, the outline of the plan"), "#57606f", 6.3, "#a4aebd", 8.2),
    Colour("border", _("Edges of controls"), "#7a8494", 3.8, "#717c8d", 4.3),
    Colour("fact", _("The actual, the main button"), "#24303f", 13.4, "#d5dde8", 13.4),
    Colour("ahead", _("Ahead of the plan, with ▲ and sign"), "#0a6fb5", 5.3, "#5cb3f5", 8.0),
    Colour("behind", _("Behind the plan, stuck, with ▼ and sign"), "#b5430b", 5.6, "#ff9657", 8.5),
    Colour("accent", _("Links, focus, selection; never in a chart"), "#5b3fc4", 7.1, "#b3a1ff", 8.2),
)
PAIRS = (
    Pair("ahead", "behind", 47, 52, 48, 65),
    Pair("fact", "ahead", 21, 22, 19, 22),
    Pair("fact", "behind", 33, 32, 33, 29),
)
FIGURES = {"colours": COLOURS, "pairs": PAIRS}
