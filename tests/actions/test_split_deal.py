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
from kvota.analytics.metrics.actual import actual, actual_by, actual_list
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import parse_period
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


def test_the_actual_counts_each_with_his_part_from_that_day_on(company, now, today) -> None:
    """100 000.00 between three is 33 333.34, .33 and .33; a refund is the mirror of it (domain.md, M04)."""
    deal, yesterday = company.deal(), today - timedelta(days=1)
    company.money("payment", deal, 5_00, on=yesterday)
    split(company, deal, now, today, Maria=3334, Ivan=3333, Chen=3333)
    company.money("payment", deal, 100_000_00, on=today)
    company.money("refund", deal, 1, on=today)
    month, whole = parse_period("2026-11"), Scope(people=None)

    def by(cut: Any, as_of: Any = today) -> dict[str | None, int]:
        parts = actual_by(company.organisation, scope=whole, period=month, as_of=as_of, by=cut)
        return {part.of.name if part.of else None: part.minor for part in parts}

    assert by("person") == {"Maria": 33_340_00 + 5_00 - 1, "Ivan": 33_330_00, "Chen": 33_330_00}
    assert by("unit") == {"Sales-1": 66_670_00 + 5_00 - 1, "Sales-2": 33_330_00}
    assert by("person", yesterday) == {"Maria": 5_00}
    total = actual(company.organisation, scope=whole, period=month, as_of=today)
    assert (total.minor, total.facts) == (100_004_99, 3)
    chen = Scope(people=frozenset({company.people["Chen"].pk}))
    rows = actual_list(company.organisation, scope=chen, period=month, as_of=today)
    assert [(row.kind, row.minor) for row in rows if row.minor] == [("payment", 33_330_00)]


def test_a_third_each_is_whole_to_the_last_coin(company, now, today) -> None:
    deal = company.deal()
    split(company, deal, now, today, Maria=3333, Ivan=3334, Chen=3333)
    company.money("payment", deal, 100, on=today)
    found = actual_by(
        company.organisation,
        scope=Scope(people=None),
        period=parse_period("2026-11"),
        as_of=today,
        by="person",
    )
    assert {part.of.name: part.minor for part in found} == {"Ivan": 34, "Chen": 33, "Maria": 33}
