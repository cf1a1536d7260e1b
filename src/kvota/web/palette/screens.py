"""What a seat can do and where it can go, in words."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.records.people import Seat
from kvota.records.rights import may, sets_whole_goal
from kvota.web.page_frame import places_of
from kvota.web.plan.views import plan_views
from kvota.web.review.views import review_views
from kvota.web.setup.overview import setup_pages


class Way(NamedTuple):
    """An address with its words; `keys` are those that open it without the palette."""

    url: str
    words: str
    sheet: bool = False
    keys: str = ""


def actions(seat: Seat, *, on: date) -> list[Way]:
    """What the seat's role may begin."""
    offered = [
        ("move", Way(reverse("record-move"), _("Record a move"), sheet=True)),
        ("add_deal", Way(reverse("add-deal"), _("New deal"), sheet=True, keys="n")),
        ("set_goal", Way(f"{reverse('plan')}?goal=change", _("Change the goal"))),
        ("import", Way(reverse("import"), _("Import a file"))),
        ("people", Way(reverse("setup-people"), _("Invite somebody"))),
    ]
    return [
        way
        for doing, way in offered
        if may(seat, doing) and (doing != "set_goal" or sets_whole_goal(seat, on=on))
    ]


def screens(seat: Seat) -> list[Way]:
    """The places of the seat, their views, its settings, and help."""
    found = [Way(reverse(name), words, keys=f"g {name[0]}") for name, words in places_of(seat)]
    if any(name == "plan" for name, _words in places_of(seat)):
        found += [Way(url, words) for url, words in plan_views(seat)[1:]]
    if any(name == "review" for name, _words in places_of(seat)):
        found += [Way(url, words) for url, words in review_views()[1:]]
    if may(seat, "move"):
        found.append(Way(reverse("my-moves"), _("My moves and undo")))
    found += [Way(reverse(name), words) for name, words in setup_pages(seat)]
    return [*found, Way(reverse("help"), _("Help"), sheet=True, keys="?")]
