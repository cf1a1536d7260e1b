"""Share a deal between people, in percent that sum to a hundred."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from kvota.actions.add_deal import require_seller
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal, DealShare
from kvota.records.events import leave_event
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.sequence import take

WHOLE = 10_000  # hundredths of a percent
MOST_SHARES = 10


class SharesNotWhole(RuleError):
    """What is left over would be nobody's, and what is too much would be paid twice."""

    code = "shares_not_whole"
    sentence = "the shares add up to {percent} %, not to 100"
    percent: str


class ShareNotPossible(RuleError):
    code = "share_not_possible"
    sentence = "{percent} % is no share of a deal"
    percent: str


class TooManyShares(RuleError):
    code = "too_many_shares"
    sentence = "a deal is shared by {most} people at most"
    most: int


def split_deal(
    *, seat: Seat, deal: Deal, shares: Mapping[Person, int], now: datetime, today: date
) -> list[DealShare]:
    """Give each person so many hundredths of a percent of a deal the seat may see, from today on.

    Nobody, or the owner alone with the whole, means that the deal is not shared. Each of them
    sees the deal from now on. Saying what is so already writes nothing.
    """
    require(seat, "edit_deal")
    _refuse_impossible(shares)
    for person in shares:
        require_seller(person, on=today)
    with transaction.atomic():
        deal = Deal.objects.select_for_update().get(pk=deal.pk)
        wanted = {person.pk: part for person, part in shares.items()}
        if wanted == {deal.owner_id: WHOLE}:
            wanted = {}
        held = list(DealShare.objects.filter(deal=deal, to_on=None).select_related("person").order_by("pk"))
        if {one.person_id: one.hundredths for one in held} == wanted:
            return held
        sequence = take(seat.organisation)
        DealShare.objects.filter(pk__in=[one.pk for one in held]).update(to_on=today)
        people = {person.pk: person for person in shares}
        given = [
            DealShare.objects.create(
                organisation_id=deal.organisation_id,
                deal=deal,
                person=people[person],
                hundredths=part,
                from_on=today,
                sequence=sequence,
            )
            for person, part in wanted.items()
        ]
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="deal_split",
            seat=seat,
            subject=f"deal:{deal.uid}",
            recorded_at=now,
            payload={
                "shares": [[str(one.person.uid), one.hundredths] for one in given],
                "before": [[str(one.person.uid), one.hundredths] for one in held],
            },
        )
    return given


def _refuse_impossible(shares: Mapping[Person, int]) -> None:
    if len(shares) > MOST_SHARES:
        raise TooManyShares(most=MOST_SHARES)
    for part in shares.values():
        if not 0 < part <= WHOLE:
            raise ShareNotPossible(percent=percent_text(part))
    if shares and sum(shares.values()) != WHOLE:
        raise SharesNotWhole(percent=percent_text(sum(shares.values())))


def percent_text(hundredths: int) -> str:
    """Hundredths of a percent as a percent: 3333 is 33.33."""
    whole, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole}.{rest:02}".rstrip("0").rstrip(".") if rest else f"{sign}{whole}"
