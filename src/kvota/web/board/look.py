"""How the reader looks at the board: zoom, lanes, filter, choosing. All of it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvota.analytics.metrics.deals import Filter
from kvota.language.formats import formats_for
from kvota.web.scope_bar import Choice as FunnelChoice
from kvota.web.scope_bar import PageScope, View
from kvota.web.seat_in_force import Asked

Zoom = Literal["chips", "dots", "heat"]
Lane = Literal["none", "rep", "product"]

MOST_CHIPS = 400  # drawn; the column's head always counts them all
# Above this not even the largest of them are drawn as chips: a choice among so many is made by a filter.
MOST_ON_A_BOARD = 2_000

#: The filters of the board, all of them filters of the deals list.
SHOWN: tuple[Filter, ...] = ("stuck", "no_next_step", "moved_today", "parked", "silent")


@dataclass(frozen=True)
class Choice:
    """One of several ways, as a link."""

    key: str
    words: str
    url: str
    current: bool


@dataclass(frozen=True)
class Look:
    """What the address asks for. `show` is None for all clients in work."""

    zoom: Zoom
    lane: Lane
    show: Filter | None
    choosing: bool
    notice: str = ""


def asked_filter(request: Asked) -> Filter | None:
    """The filter of the address, None for none or one that the board does not know."""
    show = request.GET.get("show", "")
    return show if show in SHOWN else None


def look_of(request: Asked, *, count: int, may_choose: bool) -> Look:
    """The zoom asked for, else the one that suits so many clients; choosing needs chips."""
    zoom = zoom_of(request.GET.get("zoom", ""), count)
    lane = request.GET.get("lane", "")
    return Look(
        zoom=zoom,
        lane=cast(Lane, lane) if lane in get_args(Lane) else "none",
        show=asked_filter(request),
        choosing=may_choose and zoom == "chips" and request.GET.get("choose") == "1",
        notice=_notice(request, zoom, count),
    )


def zoom_of(asked: str, count: int) -> Zoom:
    """Chips up to 400 clients, dots above; another where it is asked for and can be drawn.

    >>> zoom_of("", 400), zoom_of("", 401), zoom_of("chips", 401), zoom_of("chips", 2001)
    ('chips', 'dots', 'chips', 'dots')
    """
    if asked == "heat":
        return "heat"
    if count > MOST_ON_A_BOARD:
        return "dots"
    if asked in get_args(Zoom):
        return cast(Zoom, asked)
    return "chips" if count <= MOST_CHIPS else "dots"


def _notice(request: Asked, zoom: Zoom, count: int) -> str:
    if zoom != "dots" or count <= MOST_CHIPS or (request.GET.get("zoom") and count <= MOST_ON_A_BOARD):
        return ""
    formats = formats_for(request.LANGUAGE_CODE)
    numbers = {"n": formats.number(count), "most": formats.number(MOST_CHIPS)}
    many = ngettext("%(n)s client: the board shows dots.", "%(n)s clients: the board shows dots.", count)
    if count > MOST_ON_A_BOARD:
        what_helps = _("That is too many for chips; choose one person or a filter to see chips.")
    else:
        what_helps = _("As chips it draws the %(most)s largest.")
    return f"{many} {what_helps}" % numbers


def board_views(request: Asked, page: PageScope, zoom: Zoom, *, count: int = 0) -> list[View]:
    """The three zooms as views of the place; chips are left out where there are too many for them."""
    ways: list[tuple[Zoom, str]] = [("chips", _("Chips")), ("dots", _("Dots")), ("heat", _("Heat table"))]
    if count > MOST_ON_A_BOARD:
        ways = ways[1:]
    return [View(address(request, page, zoom=key), words, key == zoom) for key, words in ways]


def filters(request: Asked, page: PageScope) -> list[Choice]:
    """All clients in work, or those of a filter."""
    words = {
        "": _("All"),
        "stuck": _("Stuck"),
        "no_next_step": _("No next step"),
        "moved_today": _("Moved today"),
        "parked": _("Parked"),
        "silent": _("Silent"),
    }
    current = asked_filter(request) or ""
    return [
        Choice(key, text, address(request, page, show=key), key == current) for key, text in words.items()
    ]


def lane_ways(request: Asked, page: PageScope, look: Look, *, team: bool) -> list[Choice]:
    """The ways to part the board; by rep only for who reads more than one."""
    words = {"none": _("No lanes"), "rep": _("By rep"), "product": _("By product")}
    if not team:
        words.pop("rep")
    return [
        Choice(key, text, address(request, page, lane="" if key == "none" else key), key == look.lane)
        for key, text in words.items()
    ]


def what_is_chosen(funnels: list[FunnelChoice], shown: list[Choice], ways: list[Choice]) -> str:
    """In words what the board shows and how it is parted: "All deals", "Tenders · Stuck · By rep"."""
    said = [funnel.label for funnel in funnels if funnel.current]
    said += [way.words if way.key else _("All deals") for way in shown if way.current]
    said += [way.words for way in ways if way.current and way.key != "none"]
    return " · ".join(said)


def address(request: Asked, page: PageScope, **changed: str) -> str:
    """The board's address with these parts changed; choosing ends with any other change."""
    now = {part: request.GET.get(part, "") for part in ("who", "when", "funnel", "zoom", "lane", "show")}
    query = urlencode({part: value for part, value in (now | changed).items() if value})
    return f"{reverse('board')}?{query}" if query else reverse("board")
