"""Write down whose deals are from a day on: a new version each, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from kvota.records.deals import Deal, DealVersion
from kvota.records.people import Person, Seat
from kvota.records.sequence import take

AT_ONCE = 500


def write_owners(
    pairs: Sequence[tuple[Deal, Person]],
    *,
    by: Seat,
    now: datetime,
    today: date,
    effective_on: date | None = None,
) -> list[int]:
    """Make each person the owner of his deal, from today unless another day is said.

    The deals are locked by who calls. Returns the number of each new version, in their order.
    """
    first = take(by.organisation, len(pairs))
    for deal, person in pairs:
        deal.owner = person
    DealVersion.objects.bulk_create(
        DealVersion(
            organisation_id=deal.organisation_id,
            deal=deal,
            sequence=first + place,
            effective_on=effective_on or today,
            known_on=today,
            recorded_at=now,
            author_id=by.person_id,
            **deal.attributes(),
        )
        for place, (deal, _person) in enumerate(pairs)
    )
    owners: dict[int, list[int]] = {}
    for deal, person in pairs:
        owners.setdefault(person.pk, []).append(deal.pk)
    for person_id, deals in owners.items():
        # In portions: a database takes only so many values in one question.
        for start in range(0, len(deals), AT_ONCE):
            Deal.objects.filter(pk__in=deals[start : start + AT_ONCE]).update(owner_id=person_id)
    return [first + place for place in range(len(pairs))]
