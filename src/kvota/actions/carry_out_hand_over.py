"""The day has come: the open deals of somebody who left get their new owners."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.write_owners import write_owners
from kvota.analytics.metrics.clients_of_a_leaver import LeftBehind, clients_of_a_leaver
from kvota.domain.selling.share_out import share_out
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.hand_overs import HandOver
from kvota.records.people import Person, Seat
from kvota.records.sequence import take
from kvota.records.units import in_force


def carry_out_hand_over(hand_over: HandOver, *, by: Seat, now: datetime, today: date) -> HandOver:
    """Hand over every deal that is still his, once; asked a second time it does nothing.

    What he began since the decision goes along. An heir who does not sell any more gets nothing;
    when none is left the deals keep the name of who left, for somebody to decide anew.
    """
    person = hand_over.person
    left = clients_of_a_leaver(by.organisation, person, as_of=today, receivables_go=hand_over.receivables_go)
    shares = shares_of(hand_over, left, heirs=_who_still_sell(hand_over, on=today))
    with transaction.atomic():
        hand_over = (
            HandOver.objects.select_for_update(of=("self",)).select_related("person").get(pk=hand_over.pk)
        )
        if hand_over.state != "planned":
            return hand_over
        his = {
            deal.pk: deal for deal in Deal.objects.live().select_for_update(of=("self",)).filter(owner=person)
        }
        pairs = [(his[deal], heir) for deal, heir in shares.items() if deal in his]
        numbers = write_owners(pairs, by=by, now=now, today=today) if pairs else []
        hand_over.state = "done"
        hand_over.handed = [
            [str(deal.uid), str(heir.uid), number]
            for (deal, heir), number in zip(pairs, numbers, strict=True)
        ]
        hand_over.save(update_fields=["state", "handed"])
        if pairs:
            leave_event(
                organisation=by.organisation,
                sequence=take(by.organisation),
                kind="clients_handed_over",
                seat=by,
                subject=f"person:{person.uid}",
                recorded_at=now,
                payload={"deals": [[str(deal.uid), str(heir.uid)] for deal, heir in pairs]},
            )
    return hand_over


def shares_of(hand_over: HandOver, left: LeftBehind, *, heirs: dict[str, Person]) -> dict[int, Person]:
    """Who gets which deal, by the deal's number."""
    shared = share_out(
        {client.client.uid: client.minor for client in left.clients},
        [uid for uid in hand_over.heirs if uid in heirs],
        chosen={client: heir for client, heir in hand_over.choices.items() if heir in heirs},
    )
    return {
        deal.id: heirs[shared[client.client.uid]]
        for client in left.clients
        for deal in client.deals
        if client.client.uid in shared
    }


def _who_still_sell(hand_over: HandOver, *, on: date) -> dict[str, Person]:
    wanted = {*hand_over.heirs, *hand_over.choices.values()}
    selling = Seat.objects.live().filter(in_force(on), role__in=["rep", "head"])
    people = Person.objects.live().filter(uid__in=wanted, pk__in=selling.values("person_id"))
    return {str(person.uid): person for person in people}
