"""Take a merge of two clients back: each has his deals again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min

from kvota.domain.errors import RuleError
from kvota.records.client_merges import ClientMerge, point_at_survivors
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.selling import Client
from kvota.records.sequence import take


class MergeTakenBack(RuleError):
    code = "merge_taken_back"
    nature = "conflict"
    sentence = "{client} stands on his own already"
    client: str


@dataclass(frozen=True)
class Separated:
    """How many deals went back with the client, and how many that came since stay with the survivor.

    `left` names the columns of the survivor that were changed since and therefore stay as they are.
    """

    merge: ClientMerge
    gone_back: int
    stayed: int
    left: tuple[str, ...] = ()


def separate_clients(*, seat: Seat, merge: ClientMerge, now: datetime, today: date) -> Separated:
    """Let a merged client stand on his own again from today on, with the deals that were his.

    What was typed for the survivor since stays with the survivor. Clients merged further into
    or out of the two stay merged as somebody said.
    """
    require(seat, "merge")
    with transaction.atomic():
        sequence = take(seat.organisation)
        merge = ClientMerge.objects.select_related("client", "survivor").get(pk=merge.pk)
        if merge.to_on is not None:
            raise MergeTakenBack(client=merge.client.name)
        merge.to_on, merge.taken_back_by_id = today, seat.person_id
        merge.save(update_fields=["to_on", "taken_back_by"])
        left = _give_back(merge)
        point_at_survivors()
        result = Separated(
            merge=merge,
            gone_back=Deal.objects.live().filter(Client.same_as(merge.client)).count(),
            stayed=_added_since(merge),
            left=left,
        )
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="clients_separated",
            seat=seat,
            subject=f"client:{merge.client.uid}",
            recorded_at=now,
            payload={
                "client": str(merge.survivor.uid),
                "merge": str(merge.uid),
                "gone_back": result.gone_back,
                "stayed": result.stayed,
            },
        )
    return result


def _give_back(merge: ClientMerge) -> tuple[str, ...]:
    """Give the survivor back what the choice had changed; return the columns somebody changed since."""
    left = []
    for name, (before, after) in merge.said_before.items():
        same = Client.objects.filter(pk=merge.survivor_id, **{name: after})
        if not same.update(**{name: before}):
            left.append(name)
    return tuple(left)


def _added_since(merge: ClientMerge) -> int:
    """The deals that were given to the survivor himself after the merge."""
    deals = Deal.objects.live().filter(client=merge.survivor_id)
    since = deals.annotate(first=Min("versions__sequence")).filter(first__gt=merge.sequence)
    return int(since.count())
