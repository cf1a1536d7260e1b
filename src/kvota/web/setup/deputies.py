"""Who stands in for a person while he is away: a form on his page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.set_deputy import end_deputy, set_deputy
from kvota.records.deputies import Deputy
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.units import in_force
from kvota.web.deals.move import DayUnreadable, read_day
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked


def of_person(request: Asked, person: Person) -> dict[str, Any]:
    """What the page of a person shows of it: who stands in for him, for whom he does, who could."""
    coming = Deputy.visible_to(request.seat, on=request.today).filter(to_on__gt=request.today)
    coming = coming.select_related("person", "stands_in").order_by("from_on", "pk")
    selling = Seat.objects.live().filter(in_force(request.today), role__in=["rep", "head"])
    sellers = Person.objects.live().filter(pk__in=selling.values("person_id")).order_by("name")
    return {
        "deputies": coming.filter(person=person),
        "stands_in_for": coming.filter(stands_in=person),
        "stand_ins": [one for one in sellers if one.pk != person.pk] if person in sellers else [],
    }


@require_POST
def set_one(request: Asked, uid: UUID) -> HttpResponse:
    """Store who stands in, or end it with `end`."""
    require(request.seat, "people")
    person = Person.objects.live().filter(uid=uid).first()
    if person is None:
        raise Http404
    post = request.POST
    if "end" in post:
        end_deputy(seat=request.seat, deputy=_of(person, post["end"]), now=request.now, today=request.today)
        messages.success(request, _("Ended."))
        return redirect("setup-person", uid=uid)
    from_on, last_on = read_day(post.get("from_on", "")), read_day(post.get("last_on", ""))
    if from_on is None or last_on is None:
        raise DayUnreadable(sent="")
    row = set_deputy(
        seat=request.seat,
        person=person,
        stands_in=_person(post.get("stands_in", "")),
        from_on=from_on,
        last_on=last_on,
        now=request.now,
        today=request.today,
    )
    messages.success(request, _("%(person)s stands in.") % {"person": row.stands_in.name})
    return redirect("setup-person", uid=uid)


def _person(uid: str) -> Person:
    found: Person | None = row_of(Person.objects.live(), uid)
    if found is None:
        raise Http404
    return found


def _of(person: Person, uid: str) -> Deputy:
    rows = Deputy.standing().filter(person=person)
    found: Deputy | None = row_of(rows, uid)
    if found is None:
        raise Http404
    return found
