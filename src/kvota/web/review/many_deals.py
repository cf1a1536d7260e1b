"""`/review/deals/many`: one thing done to the chosen deals, the answer of each row, and its undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kvota.actions.change_many_deals import (
    MOST_AT_ONCE,
    AgreeStep,
    HandOver,
    NothingChosen,
    ParkUntil,
    TooManyAtOnce,
    Wanted,
    change_many_deals,
)
from kvota.actions.undo_many_deals import undo_many_deals
from kvota.domain.errors import RuleError
from kvota.language.errors import worded_code
from kvota.language.formats import formats_for
from kvota.records.deals import Deal
from kvota.records.funnels import Stage
from kvota.records.many_at_once import ManyAtOnce, OneOfMany
from kvota.records.people import Person
from kvota.web.deals.move import read_day
from kvota.web.move_ids import move_id
from kvota.web.pages import Pages
from kvota.web.read_uid import as_uid, row_of
from kvota.web.review.deals_list import asked_deals
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked


class ListHasChanged(RuleError):
    """Of "all that were found" the person saw another number: he decides anew."""

    code = "list_has_changed"
    nature = "conflict"
    sentence = "{seen} deals were found, and now there are {count}"
    seen: int
    count: int


@require_POST
def change_many(request: Asked) -> HttpResponse:
    """303 to the answer of each row. A deal out of sight is left out as one that does not exist."""
    many = change_many_deals(
        seat=request.seat,
        deals=_chosen(request),
        wanted=_wanted(request),
        uid=move_id(request),
        now=request.now,
        today=request.today,
    )
    return redirect("many-deals", uid=many.uid)


def _wanted(request: Asked) -> Wanted:
    post = request.POST
    if post.get("do") == "reassign":
        person = row_of(Person.visible_to(request.seat, on=request.today), post.get("person", ""))
        if person is None:
            raise Http404
        return HandOver(person)
    if post.get("do") == "park":
        return ParkUntil(read_day(post.get("until", "")))
    if post.get("do") == "next_step":
        return AgreeStep(read_day(post.get("on", "")), post.get("words", ""))
    raise Http404


def _chosen(request: Asked) -> list[Deal]:
    """The ticked deals, those of the page as it was shown, or all that the filter finds."""
    post = request.POST
    if post.get("which") == "all":
        page = read_scope(_as_in_the_list(request))
        uids = [row.uid for row in asked_deals(request, page, post)]
        seen = post.get("count", "")
        if seen != str(len(uids)):
            raise ListHasChanged(seen=int(seen) if seen.isdecimal() else 0, count=len(uids))
    else:
        uids = post.getlist("shown" if post.get("which") == "page" else "deal")
    if len(uids) > MOST_AT_ONCE:
        raise TooManyAtOnce(count=len(uids), most=MOST_AT_ONCE)
    wanted = [str(uid) for uid in map(as_uid, dict.fromkeys(uids)) if uid]
    found = {
        str(deal.uid): deal for deal in Deal.visible_to(request.seat, on=request.today).filter(uid__in=wanted)
    }
    if not found:
        raise NothingChosen()
    return [found[uid] for uid in wanted if uid in found]


def _as_in_the_list(request: Asked) -> Asked:
    """The request with the scope of the list it was sent from, which the form carries."""
    query = request.GET.copy()
    for part in ("who", "when"):
        if request.POST.get(part):
            query[part] = request.POST[part]
    request.GET = query
    return request


def _mine(request: Asked, uid: UUID) -> ManyAtOnce:
    found: ManyAtOnce | None = ManyAtOnce.visible_to(request.seat, on=request.today).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def many(request: Asked, uid: UUID) -> HttpResponse:
    """What became of each row, the refused first; 404 for what somebody else did."""
    found = _mine(request, uid)
    rows = list(found.rows.select_related("deal__client__merged_into").order_by("pk"))
    rows.sort(key=lambda row: not row.code)
    in_sight = Deal.visible_to(request.seat, on=request.today).filter(pk__in=[row.deal_id for row in rows])
    may_open = set(in_sight.values_list("pk", flat=True))
    # An admin clears a stage without reading whose clients stand there; a deal handed over since
    # is still named to who handed it over.
    named = [row for row in rows if found.doing != "retire" or row.deal_id in may_open]
    pages = Pages(request, len(named))
    done = sum(row.outcome == "done" for row in rows)
    context: dict[str, Any] = {
        "many": found,
        "title": _title(request, found),
        "rows": [(row, _answer(row, request), row.deal_id in may_open) for row in pages.cut(named)],
        "pages": pages,
        "hidden": len(rows) - len(named),
        "done": done,
        "undone": sum(row.undone for row in rows),
        "same": sum(row.outcome == "same" for row in rows),
        "refused": sum(row.outcome == "refused" for row in rows),
        "may_undo": found.undone_at is None and (done > 0 or found.doing == "retire"),
    }
    return render(request, "review/many_deals.html", context)


def _title(request: Asked, many: ManyAtOnce) -> str:
    formats = formats_for(request.LANGUAGE_CODE)
    if many.doing == "retire":
        uids = [many.asked["stage"], many.asked["to"]]
        stages = {str(stage.uid): stage for stage in Stage.objects.filter(uid__in=uids)}
        gone, to = (stages[uid].name_in(request.LANGUAGE_CODE) for uid in uids)
        return _("“%(stage)s” is used no more; its clients went to “%(to)s”") % {"stage": gone, "to": to}
    if many.doing == "reassign":
        person = Person.objects.filter(uid=many.asked["person"]).first()
        return _("Handed over to %(person)s") % {"person": person.name if person else "–"}
    day = read_day(many.asked.get("until") or many.asked.get("on") or "")
    if many.doing == "park":
        return _("Parked until %(day)s") % {"day": formats.day_month(day) if day else "–"}
    if day is None:
        return _("No next step any more")
    return _("Next step on %(day)s") % {"day": formats.day_month(day)}


def _answer(row: OneOfMany, request: Asked) -> str:
    if row.undone:
        return _("undone")
    if row.code:
        return worded_code(row.code, row.refusal(), currency=request.organisation.currency)
    return {"done": _("done"), "same": _("was so already")}.get(row.outcome, "")


@require_POST
def undo_many(request: Asked, uid: UUID) -> HttpResponse:
    """Take all of it back that nobody changed since; the page then says row by row what was."""
    found = undo_many_deals(seat=request.seat, many=_mine(request, uid), now=request.now, today=request.today)
    count = found.rows.filter(undone=True).count()
    words = ngettext("%(n)s deal is as it was.", "%(n)s deals are as they were.", count)
    messages.success(request, words % {"n": formats_for(request.LANGUAGE_CODE).number(count)})
    return redirect("many-deals", uid=uid)
