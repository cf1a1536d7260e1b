"""The keys, place by place. Letters are read by their place on the keyboard, in every layout."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Key(NamedTuple):
    """Keys as printed, and what they do."""

    keys: str
    words: str | Promise


class KeysOf(NamedTuple):
    """A place and its keys."""

    title: str
    keys: list[Key]


EVERYWHERE = [
    Key("Ctrl K  ⌘ K", gettext_lazy("search clients, people, screens, actions")),
    Key("/", gettext_lazy("search")),
    Key("?", gettext_lazy("this page")),
    Key("g", gettext_lazy("and then t b p r s: go to Today, Board, Plan, Review, Settings")),
    Key("[  ]", gettext_lazy("the period before, the one after")),
    Key("Alt ←  Alt →", gettext_lazy("in an import: a step back or on")),
    Key("z", gettext_lazy("undo what was just done")),
    Key("Esc", gettext_lazy("close what lies over the page")),
]
OF_PLACE = {
    "today": [
        Key("j  k", gettext_lazy("the next client, the one before")),
        Key("Enter", gettext_lazy("open the client")),
        Key("m", gettext_lazy("to the next stage")),
        Key("1 … 8", gettext_lazy("to this stage")),
        Key("w", gettext_lazy("Worked, no move")),
        Key("p", gettext_lazy("park")),
        Key("x", gettext_lazy("lost")),
        Key("n", gettext_lazy("new deal")),
        Key("e", gettext_lazy("hide the sums, or show them")),
    ],
    "board": [
        Key("←  ↑  →  ↓", gettext_lazy("from chip to chip")),
        Key("Shift ←  Shift →", gettext_lazy("move the chosen chip a stage back or on")),
        Key("1 … 8", gettext_lazy("to this stage")),
        Key("m", gettext_lazy("to the next stage")),
        Key("x", gettext_lazy("choose several, beginning with this chip")),
        Key("Space", gettext_lazy("choose a chip, or leave it")),
        Key("p  s  o", gettext_lazy("park the chosen, agree their next step, hand them over")),
        Key("f", gettext_lazy("only the stuck, or all")),
        Key("r", gettext_lazy("replay the last days")),
        Key("n", gettext_lazy("new deal")),
    ],
    "plan": [
        Key("Enter", gettext_lazy("see what a number changes, then accept it")),
    ],
    "review": [
        Key("t", gettext_lazy("the chart as a table")),
        Key("c", gettext_lazy("the next cut: people, units, products")),
        Key("j  k", gettext_lazy("the next row of a list, the one before")),
        Key("←  →", gettext_lazy("a point back or on, in a chosen chart")),
    ],
}


def keys_of(place: str, places: dict[str, str]) -> list[KeysOf]:
    """The keys of the asked place, then those of everywhere, then of the other places of the seat."""
    first = [place] if place in OF_PLACE else []
    rest = [name for name in places if name in OF_PLACE and name not in first]
    found = [KeysOf(_("Everywhere"), EVERYWHERE)]
    for name in rest:
        found.append(KeysOf(places[name], OF_PLACE[name]))
    for name in first:
        found.insert(0, KeysOf(places[name], OF_PLACE[name]))
    return found
