"""The steps of the tour. Each is something a seat really does here, and is done when that has happened."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kvota.records.events import Event
from kvota.records.moves import Move
from kvota.records.people import Seat
from kvota.records.rights import may


@dataclass(frozen=True)
class Step:
    """What to do, where, and what on the page does it.

    A step with pages in `read` is done when one of them was opened. The others leave a fact.
    """

    name: str
    words: str | Promise
    way: str
    points_at: str
    read: tuple[str, ...] = ()


MOVE = Step(
    "move",
    _("Move a client one stage on: press the wide button of any card."),
    "today",
    ".move__next, [data-testid=move-next]",
)
LIST = Step(
    "list",
    _("See what a number is made of: open one, and a list opens that adds up to it."),
    "deals",
    "main a[href^='/review/deals?show=stuck'], main a[href^='/review/actual']",
    read=("actual-list", "deals"),
)
NEXT = Step(
    "next",
    _("Agree on tomorrow: say of the client you moved that the next step is tomorrow."),
    "today",
    "main [name=tomorrow]",
)
PLAN = Step(
    "plan",
    _("Look at the plan, month by month: what is agreed and what has come."),
    "plan",
    ".places a[href^='/plan'], .bottom a[href^='/plan']",
    read=("plan",),
)
BOARD = Step(
    "board",
    _("Look at the board: where every client stands, and who is stuck."),
    "board",
    ".places a[href^='/board'], .bottom a[href^='/board']",
    read=("board",),
)
DOTS = Step(
    "dots",
    _("Read the twenty dots: twenty futures, and how many of them reach the plan."),
    "review",
    "main a[data-testid=chance], .places a[href^='/review'], .bottom a[href^='/review']",
    read=("review",),
)


def steps_of(seat: Seat) -> tuple[Step, ...]:
    """The tour of this seat: who sells does all five, who leads or counts reads; others have none."""
    if may(seat, "move") and may(seat, "edit_deal"):
        return (MOVE, LIST, NEXT, PLAN, DOTS)
    if seat.role in {"owner", "analyst"}:
        return (LIST, PLAN, BOARD, DOTS)
    return ()


def is_done(step: Step, seat: Seat, *, since: int) -> bool:
    """Whether the fact of this step was recorded after the tour began. One short query."""
    if step is MOVE:
        moves = Move.objects.filter(author_id=seat.person_id, kind="stage", sequence__gt=since)
        return moves.exists()
    if step is NEXT:
        agreed = Event.objects.filter(actor_id=seat.person_id, kind="next_step_set", sequence__gt=since)
        return any(payload["on"] for payload in agreed.values_list("payload", flat=True))
    return False


def way_to(step: Step, seat: Seat, *, since: int) -> str:
    """The page on which the step is done: for tomorrow's step the deal that was moved."""
    if step is NEXT:
        moved = Move.objects.filter(author_id=seat.person_id, kind="stage", sequence__gt=since)
        last = moved.select_related("deal").order_by("-sequence").first()
        if last is not None:
            return reverse("deal", kwargs={"uid": last.deal.uid})
    return reverse(step.way)
