"""What is said about a deal beside its moves: next step, amount, owner, roles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.edit_deal import DealChanges, edit_deal
from kvota.actions.reassign_deals import reassign_deals
from kvota.actions.set_deal_role import set_deal_role
from kvota.actions.set_next_step import set_next_step
from kvota.actions.split_deal import split_deal
from kvota.domain.errors import RuleError
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.language.typed_money import typed_money
from kvota.language.typed_percent import typed_percent
from kvota.records.people import Person
from kvota.records.selling import Product
from kvota.web.deals.move import read_day
from kvota.web.deals.the_deal import the_deal
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked


def in_a_list(view: Callable[[Asked, UUID], HttpResponse]) -> Callable[[Asked, UUID], HttpResponse]:
    """Where a row of a list sent the form, say a refusal beside its field: what was typed stays."""

    @wraps(view)
    def said_in_place(request: Asked, uid: UUID) -> HttpResponse:
        try:
            return view(request, uid)
        except RuleError as refused:
            if not (request.htmx and request.htmx.target == "list"):
                raise
            field = "amount" if "amount" in request.POST else "step"
            response = render(request, "parts/refused_field.html", {"sentence": worded(refused)}, status=422)
            response["HX-Retarget"] = f"#refused-{field}-{uid}"
            response["HX-Reswap"] = "innerHTML"
            response["HX-Reselect"] = "unset"
            return response

    return said_in_place


def _back(request: Asked, uid: UUID) -> HttpResponse:
    wanted = request.POST.get("back", "")
    if wanted.startswith("/") and not wanted.startswith("//"):
        return redirect(wanted)
    return redirect("deal", uid=uid)


@require_POST
@in_a_list
def next_step(request: Asked, uid: UUID) -> HttpResponse:
    """Agree on the next step; an empty day takes it away."""
    deal = the_deal(request, uid)
    on = (
        request.today + timedelta(days=1)
        if request.POST.get("tomorrow")
        else read_day(request.POST.get("on", ""))
    )
    set_next_step(
        seat=request.seat,
        deal=deal,
        on=on,
        words=request.POST.get("words", ""),
        now=request.now,
        today=request.today,
    )
    messages.success(request, _("The next step is noted.") if on else _("The deal has no next step now."))
    return _back(request, uid)


@require_POST
@in_a_list
def change(request: Asked, uid: UUID) -> HttpResponse:
    """Change the amount, the product or the expected day; the old value stays visible."""
    deal = the_deal(request, uid)
    formats = formats_for(request.LANGUAGE_CODE, deal.currency)
    changes: DealChanges = {}
    amount = request.POST.get("amount", "").strip()
    if amount:
        changes["amount_minor"] = typed_money(amount, formats, deal.currency).minor
    if "product" in request.POST:
        products = Product.visible_to(request.seat, on=request.today)
        changes["product"] = row_of(products, request.POST["product"])
    if "expected_on" in request.POST:
        changes["expected_on"] = read_day(request.POST["expected_on"])
    for name in ("name", "industry", "region", "source", "kind"):
        if name in request.POST:
            changes[name] = request.POST[name]  # type: ignore[literal-required]
    edit_deal(seat=request.seat, deal=deal, changes=changes, now=request.now, today=request.today)
    messages.success(request, _("Changed."))
    return _back(request, uid)


def _person(request: Asked, uid: str) -> Person:
    person = row_of(Person.visible_to(request.seat, on=request.today), uid)
    if person is None:
        raise Http404
    return person


def _colleague(uid: str) -> Person:
    """Anybody of the company: who works on a deal need not be in the sight of who says so."""
    person: Person | None = row_of(Person.objects.live(), uid)
    if person is None:
        raise Http404
    return person


@require_POST
def owner(request: Asked, uid: UUID) -> HttpResponse:
    """Give the deal to another seller from today on."""
    deal = the_deal(request, uid)
    person = _person(request, request.POST.get("person", ""))
    reassign_deals(seat=request.seat, deals=[deal], person=person, now=request.now, today=request.today)
    messages.success(request, _("%(person)s has the deal now.") % {"person": person.name})
    return _back(request, uid)


@require_POST
def split(request: Asked, uid: UUID) -> HttpResponse:
    """Share the deal between people: a percent for each; empty lines do not count."""
    deal = the_deal(request, uid)
    post, shares = request.POST, {}
    for wanted, typed in zip(post.getlist("person"), post.getlist("percent"), strict=False):
        if wanted and typed.strip():
            person = _colleague(wanted)
            shares[person] = shares.get(person, 0) + typed_percent(typed, request.LANGUAGE_CODE)
    given = split_deal(seat=request.seat, deal=deal, shares=shares, now=request.now, today=request.today)
    words = _("The deal is shared.") if given else _("The deal is not shared.")
    messages.success(request, words)
    return _back(request, uid)


@require_POST
def roles(request: Asked, uid: UUID) -> HttpResponse:
    """Say who leads the deal, who answers questions, who decides on price."""
    deal = the_deal(request, uid)
    wanted = request.POST.get("person", "")
    person = _colleague(wanted) if wanted else None
    set_deal_role(
        seat=request.seat,
        deal=deal,
        role=request.POST.get("role", ""),
        person=person,
        now=request.now,
        today=request.today,
    )
    return _back(request, uid)
