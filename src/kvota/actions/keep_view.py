"""Keep a list's filter and order under a name; rename it, share it, let it go."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.records.people import Seat
from kvota.records.saved_views import SavedView

MOST_VIEWS = 30
MOST_CHARACTERS = 60
KEPT = ("show", "funnel", "stage", "asked", "said", "sort")


class ViewNameNeeded(RuleError):
    code = "view_name_needed"
    sentence = "a view is kept under a name"


class ViewNameTaken(RuleError):
    """Two tabs of one name could not be told apart."""

    code = "view_name_taken"
    nature = "conflict"
    sentence = "you keep a view called {name} already"
    name: str


class TooManyViews(RuleError):
    code = "too_many_views"
    sentence = "you keep {most} views of this list already"
    most: int


class NotYourView(RuleError):
    """What somebody keeps for all is changed by who made it."""

    code = "not_your_view"
    nature = "forbidden"
    sentence = "this view is kept by {by}"
    by: str


def keep_view(
    *, seat: Seat, name: str, asks: Mapping[str, str], shared: bool = False, list_name: str = "deals"
) -> SavedView:
    """Store the present filter and order of a list under a new name of this person."""
    name = _named(name)
    mine = SavedView.objects.filter(author_id=seat.person_id, list_name=list_name)
    if mine.count() >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    view = SavedView(
        organisation=seat.organisation,
        author_id=seat.person_id,
        list_name=list_name,
        name=name,
        asks={part: asks[part] for part in KEPT if asks.get(part)},
        shared=shared,
    )
    return _stored(view)


def change_view(*, seat: Seat, view: SavedView, name: str, shared: bool) -> SavedView:
    """Rename a view of one's own, or share it with all, or stop sharing."""
    _refuse_of_others(seat, view)
    view.name, view.shared = _named(name), shared
    return _stored(view)


def drop_view(*, seat: Seat, view: SavedView) -> None:
    """Let a view of one's own go. The deals in it are not touched."""
    _refuse_of_others(seat, view)
    view.delete()


def _named(name: str) -> str:
    found = short_text(name, most=MOST_CHARACTERS)
    if not found:
        raise ViewNameNeeded()
    return found


def _stored(view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise ViewNameTaken(name=view.name) from None
    return view


def _refuse_of_others(seat: Seat, view: SavedView) -> None:
    if view.author_id != seat.person_id:
        raise NotYourView(by=view.author.name)
