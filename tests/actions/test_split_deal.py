"""A deal is shared between people: a hundred percent or nothing, and the parts of a sum are the sum."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kvota.actions.add_deal import NobodyToSell
from kvota.actions.split_deal import (
    ShareNotPossible,
    SharesNotWhole,
    TooManyShares,
    percent_text,
    split_deal,
)
from kvota.actions.undo_import import worked_on_since
from kvota.records.models import Deal, DealShare, Event
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany


def split(company: SmallCompany, deal: Deal, now: Any, today: Any, who: str = "Maria", **shares: int) -> Any:
    given = {company.people[name]: part for name, part in shares.items()}
    return split_deal(seat=company.seats[who], deal=deal, shares=given, now=now, today=today)


def standing(deal: Deal) -> dict[str, int]:
    held = DealShare.objects.filter(deal=deal, to_on=None)
    return dict(held.values_list("person__name", "hundredths"))


def test_each_gets_a_share_and_sees_the_deal(company, now, today) -> None:
    deal = company.deal()
    seen = Deal.visible_to(company.seats["Chen"], on=today)
    assert not seen.exists()
    split(company, deal, now, today, Maria=6667, Chen=3333)
    assert standing(deal) == {"Maria": 6667, "Chen": 3333} and seen.get() == deal
    event = Event.objects.get()
    assert (event.kind, [part for _who, part in event.payload["shares"]]) == ("deal_split", [6667, 3333])


def test_new_shares_end_the_old_and_the_same_again_writes_nothing(company, now, today) -> None:
    deal = company.deal()
    split(company, deal, now, today, Maria=5000, Ivan=5000)
    for _ in range(2):
        split(company, deal, now, today + timedelta(days=1), Maria=10, Ivan=9990)
    assert standing(deal) == {"Maria": 10, "Ivan": 9990}
    assert (Event.objects.count(), DealShare.objects.count()) == (2, 4)
    split(company, deal, now, today, Maria=10_000)  # the owner alone with the whole shares with nobody
    assert standing(deal) == {}
    assert not Deal.visible_to(company.seats["Ivan"], on=today).exists()


@pytest.mark.parametrize(
    ("shares", "refused"),
    [
        ({"Maria": 5000, "Ivan": 4999}, SharesNotWhole),
        ({"Maria": 10_001, "Ivan": -1}, ShareNotPossible),
        ({"Maria": 10_000, "Ivan": 0}, ShareNotPossible),
        ({"Maria": 5000, "Elena": 5000}, NobodyToSell),
    ],
)
def test_what_makes_no_whole_is_refused(company, now, today, shares: dict[str, int], refused: Any) -> None:
    deal = company.deal()
    with pytest.raises(refused):
        split(company, deal, now, today, **shares)
    assert standing(deal) == {} and not Event.objects.exists()


def test_eleven_people_are_too_many_and_a_clerk_shares_nothing(company, now, today) -> None:
    deal = company.deal()
    crowd = {type("P", (), {"name": str(n)})(): 909 for n in range(11)}
    with pytest.raises(TooManyShares):
        split_deal(seat=company.seats["Maria"], deal=deal, shares=crowd, now=now, today=today)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        split(company, deal, now, today, who="Elena", Maria=5000, Ivan=5000)


def test_a_shared_deal_of_a_file_was_worked_on(company, now, today) -> None:
    batch = company.batch()
    deal = company.deal(batch=batch)
    assert worked_on_since(batch) == []
    split(company, deal, now, today, Maria=5000, Ivan=5000)
    assert worked_on_since(batch) == [deal.pk]


def test_hundredths_are_written_as_people_write_percent() -> None:
    assert [percent_text(part) for part in (10_000, 3333, 6670, 5, -1)] == [
        "100",
        "33.33",
        "66.7",
        "0.05",
        "-0.01",
    ]
