"""People and units: who sits where from when, who leaves, who may come in."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kvota.actions.add_person import add_person
from kvota.actions.add_unit import add_unit
from kvota.actions.open_for_seat import invite_in
from kvota.actions.place_person import place_person
from kvota.actions.set_seat_duties import set_seat_duties
from kvota.domain.errors import RuleError
from kvota.language.errors import worded
from kvota.language.names import ROLES
from kvota.records.deals import Deal
from kvota.records.hand_overs import HandOver
from kvota.records.people import Person, Seat
from kvota.records.rights import may, require
from kvota.records.units import Unit, in_force, unit_tree
from kvota.web.deals.move import read_day
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked
from kvota.web.setup import deputies


def _unit(request: Asked, uid: str) -> Unit:
    unit = row_of(Unit.visible_to(request.seat, on=request.today), uid)
    if unit is None:
        raise Http404
    return unit


def _units(request: Asked) -> list[tuple[Unit, int]]:
    """The units in the order of the tree, each with its depth."""
    tree = unit_tree(request.today)
    rows = {unit.pk: unit for unit in Unit.visible_to(request.seat, on=request.today).order_by("name")}
    found: list[tuple[Unit, int]] = []

    def add(parent: int | None, depth: int) -> None:
        for pk, unit in rows.items():
            if pk in tree and tree[pk] == parent:
                found.append((unit, depth))
                add(pk, depth + 1)

    add(None, 0)
    return found


@require_http_methods(["GET", "POST"])
def people(request: Asked) -> HttpResponse:
    """Everybody by unit; a form that adds one more."""
    require(request.seat, "people")
    refusal = ""
    if request.method == "POST":
        post = request.POST
        try:
            seat = add_person(
                seat=request.seat,
                name=post.get("name", ""),
                unit=_unit(request, post.get("unit", "")),
                role=post.get("role", ""),
                login=post.get("login", ""),
                confirmed=bool(post.get("confirmed")),
                now=request.now,
                today=request.today,
            )
            messages.success(request, _("%(person)s has a seat.") % {"person": seat.person.name})
            return redirect("setup-person", uid=seat.person.uid)
        except RuleError as refused:
            refusal = worded(refused)
    seats = Seat.visible_to(request.seat, on=request.today).filter(in_force(request.today))
    held: dict[int, list[Seat]] = {}
    for seat in seats.select_related("person").order_by("role", "person__name"):
        held.setdefault(seat.unit_id, []).append(seat)
    context: dict[str, Any] = {
        "units": [(unit, depth, held.get(unit.pk, [])) for unit, depth in _units(request)],
        "roles": ROLES.items(),
        "refusal": refusal,
    }
    return render(request, "setup/people.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def person(request: Asked, uid: UUID) -> HttpResponse:
    """One person: the seats with their duties, another seat, and whether he leaves."""
    require(request.seat, "people")
    found = Person.objects.live().filter(uid=uid).first()
    if found is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            return _change(request, found)
        except RuleError as refused:
            refusal = worded(refused)
    seats = Seat.visible_to(request.seat, on=request.today).filter(person=found).select_related("unit")
    departure = _departure(found, on=request.today)
    context: dict[str, Any] = {
        "person": found,
        "seats": seats.order_by("-to_on", "from_on"),
        "units": _units(request),
        "roles": ROLES.items(),
        "refusal": refusal,
        "deal_count": Deal.objects.live().filter(owner=found).count(),
        "departure": departure,
        "heirs": _names(departure.heirs) if departure else [],
        "may_hand_over": may(request.seat, "hand_over"),
        **deputies.of_person(request, found),
        "path": request.session.pop("one_time_path", "")
        if request.session.get("one_time_for") == str(uid)
        else "",
    }
    return render(request, "setup/person.html", context, status=422 if refusal else 200)


def _departure(person: Person, *, on: date) -> HandOver | None:
    """His departure, unless he has come back since."""
    found = HandOver.standing(person)
    if found is None:
        return None
    back = Seat.objects.live().filter(in_force(max(on, found.from_on)), person=person)
    return None if back.exists() else found


def _names(uids: list[str]) -> list[str]:
    return list(Person.objects.filter(uid__in=uids).order_by("name").values_list("name", flat=True))


def _change(request: Asked, person: Person) -> HttpResponse:
    post = request.POST
    seats = Seat.visible_to(request.seat, on=request.today).filter(person=person)
    if "duties" in post:
        held = row_of(seats, post.get("seat", ""))
        if held is None:
            raise Http404
        set_seat_duties(seat=request.seat, held=held, duties=post["duties"], now=request.now)
    else:
        from_on = read_day(post.get("from_on", "")) or request.today
        ends = list(seats.filter(in_force(from_on))) if post.get("instead") else []
        place_person(
            seat=request.seat,
            person=person,
            unit=_unit(request, post.get("unit", "")),
            role=post.get("role", ""),
            from_on=from_on,
            ends=ends,
            now=request.now,
            today=request.today,
        )
    messages.success(request, _("Saved."))
    return redirect("setup-person", uid=person.uid)


@require_POST
def link(request: Asked, uid: UUID) -> HttpResponse:
    """Make a one-time address for a person's seat and show it once."""
    require(request.seat, "people")
    seat = (
        Seat.visible_to(request.seat, on=request.today)
        .filter(in_force(request.today), person__uid=uid)
        .select_related("person", "unit", "organisation")
        .first()
    )
    if seat is None:
        raise Http404
    path = invite_in(by=request.seat, seat=seat, now=request.now)
    request.session["one_time_path"] = request.build_absolute_uri(path)
    request.session["one_time_for"] = str(uid)
    return redirect("setup-person", uid=uid)


@require_POST
def units(request: Asked) -> HttpResponse:
    """Add a unit under another, from today on."""
    add_unit(
        seat=request.seat,
        name=request.POST.get("name", ""),
        parent=_unit(request, request.POST.get("parent", "")),
        now=request.now,
    )
    messages.success(request, _("Saved."))
    return redirect("setup-people")
