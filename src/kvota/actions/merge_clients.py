"""Say that two clients are one, or that two names are two clients."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.records.client_merges import ClientMerge, NamesApart, point_at_survivors
from kvota.records.events import leave_event
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.selling import Client
from kvota.records.sequence import take

CHOSEN = ("industry", "region")
REACHED_BY = ("phone", "email", "address")


class OneClient(RuleError):
    code = "one_client"
    sentence = "{client} cannot be merged with himself"
    client: str


class NoNameToMerge(RuleError):
    """Deals whose client nobody named stand together; they are not one client."""

    code = "no_name_to_merge"
    sentence = "{client} stands for clients whom nobody named"
    client: str


def merge_clients(
    *,
    seat: Seat,
    client: Client,
    survivor: Client,
    now: datetime,
    today: date,
    industry: str | None = None,
    region: str | None = None,
) -> ClientMerge:
    """Let a client be another one from today on; both are clients the seat may see.

    The one whose name stays is the survivor. Industry and region stay as chosen, else his own,
    else the other's. Merging what is merged already answers with the merge that stands.
    """
    require(seat, "merge")
    with transaction.atomic():
        # The counter first: behind it no second merge can make a circle of the two.
        sequence = take(seat.organisation)
        given = list(Client.objects.live().filter(pk__in=[client.pk, survivor.pk]))
        roots = {each.pk: each.stands_as for each in given}
        goes, stays = roots[client.pk], roots[survivor.pk]
        if goes == stays:
            stands = ClientMerge.objects.filter(client__in=given, to_on=None).order_by("pk").last()
            if stands is None:
                raise OneClient(client=client.name)
            return stands
        for each in (goes, stays):
            if each.is_placeholder:
                raise NoNameToMerge(client=each.name)
        changed = _choose(goes, stays, {"industry": industry, "region": region})
        merge = ClientMerge.objects.create(
            organisation=seat.organisation,
            client=goes,
            survivor=stays,
            from_on=today,
            sequence=sequence,
            author_id=seat.person_id,
            merged_at=now,
            said_before=changed,
        )
        point_at_survivors()
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="clients_merged",
            seat=seat,
            subject=f"client:{stays.uid}",
            recorded_at=now,
            payload={"client": str(goes.uid), "merge": str(merge.uid), "changed": changed},
        )
    return merge


def _choose(goes: Client, stays: Client, chosen: dict[str, str | None]) -> dict[str, list[str]]:
    """Set on the survivor what was chosen; return what changed as column -> [before, after]."""
    changed = {}
    for name in (*CHOSEN, *REACHED_BY):
        before = getattr(stays, name)
        wanted = chosen.get(name)
        after = (before or getattr(goes, name)) if wanted is None else short_text(wanted, most=120)
        if after != before:
            changed[name] = [before, after]
    if changed:
        Client.objects.filter(pk=stays.pk).update(**{name: after for name, (_, after) in changed.items()})
    return changed


def keep_apart(*, seat: Seat, first: Client, second: Client, now: datetime) -> None:
    """Remember that two names are two clients, so that nobody is asked again. Said twice it is kept once."""
    require(seat, "merge")
    one, other = sorted((first.match_key, second.match_key))
    NamesApart.objects.get_or_create(
        organisation=seat.organisation,
        first_key=one,
        second_key=other,
        defaults={"author_id": seat.person_id, "recorded_at": now},
    )
