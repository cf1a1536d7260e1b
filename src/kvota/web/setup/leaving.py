"""Somebody leaves: what goes over, to whom, from which day; and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kvota.actions.leave_company import Left, leave_company
from kvota.actions.take_back_leaving import TakenBack, take_back_leaving
from kvota.analytics.metrics.clients_of_a_leaver import ClientLeft, LeftBehind, clients_of_a_leaver
from kvota.domain.errors import RuleError
from kvota.domain.selling.share_out import share_out
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.language.marks import listed
from kvota.records.hand_overs import HandOver
from kvota.records.people import Person, Seat
from kvota.records.rights import READS_TEAM, require
from kvota.records.selling import Client
from kvota.records.units import in_force
from kvota.web.deals.move import read_day
from kvota.web.seat_in_force import Asked

CLIENTS_LISTED = 200  # the largest; the others are shared like them, without a choice for each
CLIENTS_NAMED = 5
NOBODY = "nobody"


class NobodyChosen(RuleError):
    """Clients are given to nobody only when somebody says so."""

    code = "nobody_chosen"
    sentence = "name who takes over, or say that the deals keep his name"


@dataclass(frozen=True)
class Wish:
    """What the form says so far."""

    last_on: date
    heirs: list[Person] = field(default_factory=list)
    nobody: bool = False
    receivables_go: bool = True
    choices: dict[str, Person] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A client of the list, who gets him as things stand, and who was chosen for him."""

    left: ClientLeft
    heir: Person | None
    chosen: Person | None


@dataclass(frozen=True)
class Share:
    """What one person would get."""

    heir: Person
    clients: int
    deals: int
    minor: int


@require_http_methods(["GET", "POST"])
def leaving(request: Asked, uid: UUID) -> HttpResponse:
    """The counts of what goes over, the last day, who takes over; `preview` shows the shares first."""
    require(request.seat, "hand_over")
    person = _person(uid)
    staying = _who_may_take_over(request, person)
    wish, refusal = Wish(last_on=request.today), ""
    if request.method == "POST":
        try:
            wish = _read(request, {str(heir.person.uid): heir.person for heir in staying})
            if "preview" not in request.POST:
                return _leave(request, person, wish)
        except RuleError as refused:
            refusal = worded(refused)
    left = clients_of_a_leaver(
        request.organisation, person, as_of=request.today, receivables_go=wish.receivables_go
    )
    lines, shares = _shared(left, wish)
    reads_sales = request.seat.role in READS_TEAM
    context: dict[str, Any] = {
        "person": person,
        "wish": wish,
        "left": left,
        "reads_sales": reads_sales,
        "heirs": staying,
        "lines": lines[:CLIENTS_LISTED] if reads_sales else [],
        "more": max(0, len(lines) - CLIENTS_LISTED),
        "shares": shares if wish.heirs or wish.choices else [],
        "standing": HandOver.standing(person),
        "refusal": refusal,
        "nobody": NOBODY,
    }
    return render(request, "setup/leaving.html", context, status=422 if refusal else 200)


@require_POST
def take_back(request: Asked, uid: UUID) -> HttpResponse:
    """Undo the departure; the answer names what stayed where it went."""
    person = _person(uid)
    done = take_back_leaving(seat=request.seat, person=person, now=request.now, today=request.today)
    for words in _told_back(request, person, done):
        messages.success(request, words)
    return redirect("setup-person", uid=uid)


def _person(uid: UUID) -> Person:
    found: Person | None = Person.objects.live().filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _who_may_take_over(request: Asked, person: Person) -> list[Seat]:
    """A seat of each who sells today, those of his own unit first."""
    seats = Seat.visible_to(request.seat, on=request.today).filter(in_force(request.today))
    units = set(seats.filter(person=person).values_list("unit_id", flat=True))
    selling = seats.filter(role__in=["rep", "head"]).exclude(person=person).select_related("person", "unit")
    by_person: dict[int, Seat] = {}
    for held in sorted(selling, key=lambda each: (each.unit_id not in units, each.person.name, each.pk)):
        by_person.setdefault(held.person_id, held)
    return list(by_person.values())


def _read(request: HttpRequest, people: dict[str, Person]) -> Wish:
    post = request.POST
    today: date = request.today  # type: ignore[attr-defined]
    choices = {
        name.removeprefix("client-"): people[value]
        for name, value in post.items()
        if name.startswith("client-") and value in people
    }
    return Wish(
        last_on=read_day(post.get("last_on", "")) or today,
        heirs=[people[uid] for uid in post.getlist("to") if uid in people],
        nobody=NOBODY in post.getlist("to"),
        receivables_go=post.get("receivables") != "stay",
        choices=choices,
    )


def _shared(left: LeftBehind, wish: Wish) -> tuple[list[Line], list[Share]]:
    """The clients with their heirs, and the sum of each heir."""
    by_uid = {str(heir.uid): heir for heir in [*wish.heirs, *wish.choices.values()]}
    shared = share_out(
        {each.client.uid: each.minor for each in left.clients},
        [str(heir.uid) for heir in wish.heirs],
        chosen={client: str(heir.uid) for client, heir in wish.choices.items()},
    )
    lines, parts = [], dict[str, list[ClientLeft]]()
    for each in left.clients:
        heir = shared.get(each.client.uid)
        lines.append(Line(each, by_uid.get(heir or ""), wish.choices.get(each.client.uid)))
        if heir:
            parts.setdefault(heir, []).append(each)
    return lines, [
        Share(
            heir=by_uid[uid],
            clients=len(each),
            deals=sum(len(client.deals) for client in each),
            minor=sum(client.minor for client in each),
        )
        for uid, each in parts.items()
    ]


def _leave(request: Asked, person: Person, wish: Wish) -> HttpResponse:
    if not wish.heirs and not wish.nobody:
        raise NobodyChosen()
    clients = Client.visible_to(request.seat, on=request.today).filter(uid__in=list(wish.choices))
    left = leave_company(
        seat=request.seat,
        person=person,
        on=wish.last_on + timedelta(days=1),
        heirs=wish.heirs,
        choices={client: wish.choices[str(client.uid)] for client in clients},
        receivables_go=wish.receivables_go,
        now=request.now,
        today=request.today,
    )
    messages.success(request, _told(request, person, left))
    return redirect("setup-person", uid=person.uid)


def _told(request: Asked, person: Person, left: Left) -> str:
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    day = formats.day(left.hand_over.from_on)
    if left.hand_over.state == "planned":
        return _("%(person)s leaves; the deals go over on %(day)s") % {"person": person.name, "day": day}
    count = len(left.hand_over.handed)
    words = ngettext(
        "%(person)s has left. %(n)s deal went over.", "%(person)s has left. %(n)s deals went over.", count
    )
    return words % {"person": person.name, "n": formats.number(count)}


def _told_back(request: Asked, person: Person, done: TakenBack) -> list[str]:
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    count = len(done.returned)
    words = ngettext(
        "Taken back. %(n)s deal is with %(person)s again.",
        "Taken back. %(n)s deals are with %(person)s again.",
        count,
    )
    told = [words % {"person": person.name, "n": formats.number(count)}]
    if done.stayed:
        count = len(done.stayed)
        words = ngettext(
            "%(n)s deal stays where it went: somebody has worked on it since.",
            "%(n)s deals stay where they went: somebody has worked on them since.",
            count,
        ) % {"n": formats.number(count)}
        if request.seat.role in READS_TEAM:
            named = listed(deal.client.name for deal in done.stayed[:CLIENTS_NAMED])
            words += f" ({named}{'…' if count > CLIENTS_NAMED else ''})"
        told.append(words)
    return told
