"""Clients that look like one: the list of them, two side by side, merged, taken apart, or kept apart."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.merge_clients import keep_apart, merge_clients
from kvota.actions.separate_clients import separate_clients
from kvota.analytics.metrics.deals import deals_of_client
from kvota.analytics.scope import scope_of
from kvota.domain.selling.twin_clients import Likeness, alike_to, twins
from kvota.language.formats import formats_for
from kvota.records.client_merges import ClientMerge, NamesApart
from kvota.records.people import Seat
from kvota.records.rights import may, require
from kvota.records.selling import Client
from kvota.web.pages import Pages
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked

MOST_ASKED = 5
FEWEST_LETTERS = 2


class Twin(NamedTuple):
    """A client that looks like another one, and in what."""

    client: Client
    how: Likeness


def clients_in_sight(request: Asked) -> QuerySet[Client]:
    """The clients one may compare: named, in sight, and not merged into another."""
    found: QuerySet[Client] = Client.visible_to(request.seat, on=request.today)
    return found.filter(is_placeholder=False, merged_into=None).order_by("pk")


def twins_of(request: Asked, client: Client) -> list[Twin]:
    """Who in sight looks like a client, those left out of whom somebody said that they are others."""
    apart = _names_apart()
    return [
        twin
        for twin in twins_of_name(request, client.name)
        if twin.client != client and _names(client, twin.client) not in apart
    ]


def twins_of_name(request: Asked, name: str) -> list[Twin]:
    """Who in sight looks like a name. Two queries, and a look at each name."""
    found = alike_to(name, clients_in_sight(request).values_list("pk", "name").iterator())[:MOST_ASKED]
    rows = Client.objects.in_bulk([number for number, _how in found])
    return [Twin(rows[number], how) for number, how in found]


def _names_apart() -> set[tuple[str, str]]:
    return set(NamesApart.objects.values_list("first_key", "second_key"))


def _names(first: Client, second: Client) -> tuple[str, str]:
    one, other = sorted((first.match_key, second.match_key))
    return one, other


@require_GET
def suspected(request: Asked) -> HttpResponse:
    """Pairs of clients in sight that look like one written twice; 404 for who may not merge."""
    _only_who_merges(request.seat)
    known = tuple(clients_in_sight(request).values_list("pk", "name"))
    apart = _names_apart()
    keys = dict(clients_in_sight(request).values_list("pk", "match_key")) if apart else {}
    pairs = [
        pair
        for pair in twins(known)
        if not apart or tuple(sorted((keys[pair.first], keys[pair.second]))) not in apart
    ]
    pages = Pages(request, len(pairs))
    shown = pages.cut(pairs)
    rows = Client.objects.in_bulk([number for pair in shown for number in (pair.first, pair.second)])
    context: dict[str, Any] = {
        "rows": [(rows[pair.first], rows[pair.second], how_words(pair.how)) for pair in shown],
        "count": len(pairs),
        "pages": pages,
    }
    return render(request, "deals/twins.html", context)


def how_words(how: Likeness) -> str:
    """In what two names are alike."""
    return {"same": _("the same name, otherwise written"), "close": _("one letter apart")}[how]


def _only_who_merges(seat: Seat) -> None:
    if not may(seat, "merge"):
        raise Http404


def the_client(request: Asked, uid: str | UUID) -> Client:
    """The client in sight with this uid as he is known today, or 404."""
    clients = Client.visible_to(request.seat, on=request.today).select_related("merged_into")
    found: Client | None = row_of(clients, uid)
    if found is None:
        raise Http404
    return found.stands_as


@require_GET
def compare(request: Asked, uid: UUID) -> HttpResponse:
    """Two clients side by side, and what stays of each; without a second one, who it may be."""
    first = the_client(request, uid)
    _only_who_merges(request.seat)
    wanted = request.GET.get("with", "")
    if not wanted:
        return _choose_second(request, first)
    second = the_client(request, wanted)
    if first == second:
        return redirect("client", uid=first.uid)
    context: dict[str, Any] = {
        "first": first,
        "second": second,
        "sides": [_side(request, one) for one in (first, second)],
        "choices": [
            (name, words, [(one, getattr(one, name)) for one in (first, second)])
            for name, words in (("industry", _("Industry")), ("region", _("Region")))
            if getattr(first, name) != getattr(second, name)
        ],
    }
    return render(request, "deals/compare.html", context)


def _side(request: Asked, client: Client) -> dict[str, Any]:
    scope = scope_of(request.seat, on=request.today)
    rows = deals_of_client(request.organisation, client.pk, scope=scope, as_of=request.today)
    return {
        "client": client,
        "deals": len(rows),
        "paid_minor": sum(row.paid_minor for row in rows),
        "open_minor": sum(
            row.amount_minor or 0 for row in rows if not row.is_lost and row.stage_kind != "paid"
        ),
        "last_on": max((row.last_on for row in rows if row.last_on), default=None),
        "rows": rows[:5],
    }


def _choose_second(request: Asked, first: Client) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").split())[:80]
    found: list[Client] = []
    if len(text) >= FEWEST_LETTERS:
        found = list(
            clients_in_sight(request).filter(name__icontains=text).exclude(pk=first.pk).order_by("name")[:20]
        )
    context = {
        "first": first,
        "q": text,
        "found": found,
        "twins": [(twin.client, how_words(twin.how)) for twin in twins_of(request, first)],
    }
    return render(request, "deals/compare_with.html", context)


@require_POST
def merge(request: Asked, uid: UUID) -> HttpResponse:
    """Let two clients be one; the one whose name was chosen stays. 302 to him, with an undo."""
    pair = (the_client(request, uid), the_client(request, request.POST.get("with", "")))
    require(request.seat, "merge")
    stays = pair[1] if request.POST.get("name") == str(pair[1].uid) else pair[0]
    goes = pair[0] if stays == pair[1] else pair[1]
    chosen = {
        name: getattr(pair[1] if request.POST[name] == str(pair[1].uid) else pair[0], name)
        for name in ("industry", "region")
        if request.POST.get(name)
    }
    merged = merge_clients(
        seat=request.seat, client=goes, survivor=stays, now=request.now, today=request.today, **chosen
    )
    words = _("%(client)s is %(survivor)s now.") % {"client": goes.name, "survivor": merged.survivor.name}
    undo = f"{reverse('separate-client', args=[merged.survivor.uid])}?merge={merged.uid}"
    messages.success(request, words, extra_tags=undo)
    return redirect("client", uid=merged.survivor.uid)


@require_POST
def separate(request: Asked, uid: UUID) -> HttpResponse:
    """Take a merge back; 302 to the client that stands on his own again."""
    survivor = the_client(request, uid)
    require(request.seat, "merge")
    wanted = request.POST.get("merge", "") or request.GET.get("merge", "")
    merges = ClientMerge.visible_to(request.seat, on=request.today).filter(
        Exists(Client.objects.filter(pk=OuterRef("client"), merged_into=survivor))
    )
    merge = row_of(merges.select_related("client", "survivor"), wanted)
    if merge is None:
        raise Http404
    done = separate_clients(seat=request.seat, merge=merge, now=request.now, today=request.today)
    formats = formats_for(request.LANGUAGE_CODE)
    words = ngettext(
        "%(client)s stands on his own again, with %(n)s deal.",
        "%(client)s stands on his own again, with %(n)s deals.",
        done.gone_back,
    ) % {"client": merge.client.name, "n": formats.number(done.gone_back)}
    if done.stayed:
        words += " " + ngettext(
            "%(n)s deal added since stays with %(survivor)s.",
            "%(n)s deals added since stay with %(survivor)s.",
            done.stayed,
        ) % {"survivor": merge.survivor.name, "n": formats.number(done.stayed)}
    messages.success(request, words)
    return redirect("client", uid=merge.client.uid)


@require_POST
def apart(request: Asked, uid: UUID) -> HttpResponse:
    """Remember that two clients are two: they are not shown as one again."""
    first, second = the_client(request, uid), the_client(request, request.POST.get("with", ""))
    keep_apart(seat=request.seat, first=first, second=second, now=request.now)
    messages.success(request, _("Noted: these are two clients."))
    return redirect("twins")
