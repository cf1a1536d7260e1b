"""`/moves`: the last twenty moves, each with its undo. The list stays; nothing has a clock."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.undo_move import undo_move
from kvota.records.moves import Move
from kvota.web.deals.went_back import went_back
from kvota.web.move_ids import move_id
from kvota.web.seat_in_force import Asked

LAST = 20


def my_moves(request: Asked) -> HttpResponse:
    """What I recorded, newest first, undone ones crossed out, those back with their arrow. Three queries."""
    moves = list(
        Move.visible_to(request.seat, on=request.today)
        .filter(author_id=request.seat.person_id)
        .exclude(kind="undo")
        .select_related("deal__client__merged_into", "stage", "lost_reason", "undone_by")
        .order_by("-sequence")[:LAST]
    )
    back = _back_among(request, moves)
    rows = [
        {
            "move": move,
            "went_back": move.pk in back,
            "undone": hasattr(move, "undone_by"),
            "stage": move.stage.name_in(request.LANGUAGE_CODE) if move.stage else "",
            "reason": move.lost_reason.name_in(request.LANGUAGE_CODE) if move.lost_reason else "",
            "undoable": not hasattr(move, "undone_by") and not (move.stage and move.stage.kind == "paid"),
        }
        for move in moves
    ]
    return render(request, "today/my_moves.html", {"rows": rows})


def _back_among(request: Asked, moves: list[Move]) -> set[int]:
    """Whether a move went back depends on all moves of its deal, those of others too."""
    whole = Move.visible_to(request.seat, on=request.today).filter(deal__in={move.deal_id for move in moves})
    whole = whole.exclude(kind="undo").select_related("stage", "undone_by")
    return went_back(whole.order_by("-occurred_on", "-sequence"))


@require_POST
def undo(request: Asked, uid: UUID) -> HttpResponse:
    """Take one move back and return to where the person was; 404 for a move he may not see."""
    move = (
        Move.visible_to(request.seat, on=request.today)
        .filter(uid=uid)
        .select_related("deal__client__merged_into")
        .first()
    )
    if move is None:
        raise Http404
    undo_move(seat=request.seat, move=move, uid=move_id(request), now=request.now, today=request.today)
    messages.success(request, _("Undone: %(client)s is where it was.") % {"client": move.deal.whose.name})
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(
        request.POST.get("back") if request.POST.get("back", "").startswith("/deal/") else "my-moves"
    )
