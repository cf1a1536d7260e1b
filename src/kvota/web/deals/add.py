"""`/deal/new`: a new deal needs the name of its client and nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.add_deal import add_deal, named_client
from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.language.typed_money import typed_money
from kvota.records.deals import Deal
from kvota.records.funnels import Funnel, Stage
from kvota.records.people import Person, Seat
from kvota.records.rights import may, require
from kvota.records.selling import Client, Product
from kvota.records.units import in_force
from kvota.web.deals.twins import Twin, how_words, the_client, twins_of_name
from kvota.web.move_ids import move_id
from kvota.web.read_uid import as_uid
from kvota.web.seat_in_force import Asked


def sellers(request: Asked) -> list[Person]:
    """Whom a head may give a deal to: those in sight who sell today."""
    people = Person.visible_to(request.seat, on=request.today)
    selling = Seat.objects.live().filter(in_force(request.today), role__in=["rep", "head"])
    return list(people.filter(pk__in=selling.values("person_id")).order_by("name"))


@require_http_methods(["GET", "POST"])
def add(request: Asked) -> HttpResponse:
    """302 to the new deal; 422 with the form and the sentence when something cannot be."""
    require(request.seat, "add_deal")
    refusal, looks_like = "", []
    if request.method == "POST":
        try:
            looks_like = _asked_about(request)
            if not looks_like:
                return _stored(request)
        except RuleError as refused:
            refusal = worded(refused)
    context: dict[str, Any] = {
        "sheet_title": _("New deal"),
        "client": request.POST.get("client", request.GET.get("client", "")),
        "amount": request.POST.get("amount", ""),
        "refusal": refusal,
        "looks_like": [(twin.client, how_words(twin.how)) for twin in looks_like],
        "chosen": {name: request.POST.get(name, "") for name in ("product", "owner", "source")},
        "products": Product.visible_to(request.seat, on=request.today).order_by("name"),
        "sellers": sellers(request) if may(request.seat, "reassign") else [],
        "funnels": _funnels(request),
        "currency": request.organisation.currency,
    }
    return render(request, "deals/add.html", context, status=422 if refusal else 200)


def _funnels(request: Asked) -> list[tuple[str, str, bool]]:
    """(uid, name, chosen) where a company has several: as said, else the one his last deal began in."""
    funnels = list(Funnel.offered())
    if len(funnels) < 2:
        return []
    said = as_uid(request.POST.get("funnel", request.GET.get("funnel", "")))
    mine = Deal.objects.live().filter(owner=request.seat.person, funnel__in=funnels)
    last = mine.order_by("-pk").values_list("funnel_id", flat=True).first()
    chosen = next((one for one in funnels if one.uid == said), None)
    chosen = chosen or next((one for one in funnels if one.pk == last), funnels[0])
    return [(str(one.uid), one.name_in(request.LANGUAGE_CODE), one == chosen) for one in funnels]


def _first_stage(request: Asked) -> Stage | None:
    """Where a deal of the funnel that was chosen begins; None without a choice."""
    wanted = as_uid(request.POST.get("funnel", ""))
    if wanted is None:
        return None
    funnel = Funnel.offered().filter(uid=wanted).first()
    if funnel is None:
        raise Http404
    return Stage.visible_to(request.seat, on=request.today).filter(funnel=funnel, removed_on=None).first()


def _asked_about(request: Asked) -> list[Twin]:
    """Whom of one's own clients a new name looks like. Asked once: the same button again goes on."""
    name = short_text(request.POST.get("client", ""))
    if request.POST.get("asked") or not name or named_client(name) is not None:
        return []
    return twins_of_name(request, name)


def _client(request: Asked) -> Client | str:
    """The client that was chosen instead of the name that was typed, else the name."""
    wanted = request.POST.get("same_as", "")
    return the_client(request, wanted) if wanted else request.POST.get("client", "")


def _stored(request: Asked) -> HttpResponse:
    post = request.POST
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    amount = post.get("amount", "").strip()
    owner = post.get("owner", "")
    product = post.get("product", "")
    added = add_deal(
        seat=request.seat,
        client=_client(request),
        uid=move_id(request),
        stage=_first_stage(request),
        amount_minor=typed_money(amount, formats).minor if amount else None,
        product=Product.visible_to(request.seat, on=request.today).filter(uid=product).first()
        if product
        else None,
        owner=Person.visible_to(request.seat, on=request.today).filter(uid=owner).first() if owner else None,
        source=post.get("source", ""),
        now=request.now,
        today=request.today,
    )
    messages.success(request, _("%(client)s is on the board.") % {"client": added.deal.whose.name})
    return redirect(reverse("deal", args=[added.deal.uid]))
