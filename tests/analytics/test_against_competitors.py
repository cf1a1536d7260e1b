"""Won and lost against each competitor: from the names on deals, and from what was said with a loss."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kvota.actions.name_competitor import name_competitor
from kvota.actions.record_move import record_move
from kvota.actions.set_condition import WordsNeeded
from kvota.actions.undo_move import undo_move
from kvota.analytics.metrics.against_competitors import against_competitors
from kvota.analytics.scope import Scope, scope_of
from kvota.records.models import CompetitorNamed, Event, LostReason
from tests.a_small_company import SmallCompany

TODAY = date(2026, 11, 18)
EVERYBODY = Scope(people=None)


@pytest.fixture
def maria(company: SmallCompany, now: Any) -> dict[str, Any]:
    return {"seat": company.seats["Maria"], "now": now, "today": TODAY}


def found(company: SmallCompany, scope: Scope = EVERYBODY, **segment: Any) -> dict[str, tuple[int, int, int]]:
    rows = against_competitors(company.organisation, scope=scope, as_of=TODAY, **segment)
    return {row.name: (len(row.won), len(row.lost), len(row.open)) for row in rows}


def a_deal(company: SmallCompany, name: str, rank: int = 2, owner: str = "Maria") -> Any:
    deal = company.deal(name, owner=owner, on=TODAY - timedelta(days=20), amount=100_00)
    company.move(deal, rank, on=TODAY - timedelta(days=10))
    return deal


def reason(name: str) -> LostReason:
    found: LostReason = LostReason.objects.get(name_en=name)
    return found


def test_every_company_begins_with_a_reason_that_means_a_competitor(company: SmallCompany) -> None:
    meaning = LostReason.objects.filter(to_competitor=True)
    assert [one.name_en for one in meaning] == ["Chose another supplier"]


def test_a_named_deal_counts_by_how_it_stands(company, maria) -> None:
    for name, rank in (("Open", 2), ("Signed", 7), ("Paid", 8)):
        name_competitor(deal=a_deal(company, name, rank), name="Altair", **maria)
    assert found(company) == {"Altair": (2, 0, 1)}


def test_a_loss_went_to_whom_it_names_whatever_else_is_named_on_the_deal(company, maria) -> None:
    deal = a_deal(company, "Vega")
    name_competitor(deal=deal, name="Orion", **maria)
    record_move(deal=deal, kind="lost", lost_reason=reason("Price"), competitor=" altair ", **maria)
    assert found(company) == {"altair": (0, 1, 0)}


def test_without_a_name_its_reason_says_whether_it_went_to_those_on_the_deal(company, maria) -> None:
    for why in ("Chose another supplier", "No budget"):
        deal = a_deal(company, why)
        name_competitor(deal=deal, name="Orion", **maria)
        record_move(deal=deal, kind="lost", lost_reason=reason(why), **maria)
    assert found(company) == {"Orion": (0, 1, 0)}
    record_move(
        deal=a_deal(company, "Nobody named"),
        kind="lost",
        lost_reason=reason("Chose another supplier"),
        **maria,
    )
    assert found(company) == {"Orion": (0, 1, 0), "": (0, 1, 0)}


def test_a_loss_undone_takes_its_name_along(company, maria) -> None:
    deal = a_deal(company, "Vega")
    lost = record_move(deal=deal, kind="lost", competitor="Altair", **maria)
    assert found(company) == {"Altair": (0, 1, 0)}
    undo_move(move=lost.move, **maria)
    assert found(company) == {}


def test_the_same_loss_sent_twice_is_named_once(company, maria) -> None:
    deal = a_deal(company, "Vega")
    first = record_move(deal=deal, kind="lost", competitor="Altair", **maria)
    record_move(deal=deal, kind="lost", competitor="Altair", uid=first.move.uid, **maria)
    assert CompetitorNamed.objects.count() == 1


def test_a_name_said_twice_is_one_and_taken_back_it_is_none(company, maria) -> None:
    deal = a_deal(company, "Vega")
    first = name_competitor(deal=deal, name="Altair", **maria)
    assert name_competitor(deal=deal, name="ALTAIR", **maria) == first
    assert Event.objects.filter(kind="competitor_named").count() == 1
    assert name_competitor(deal=deal, name="Nobody", taken_back=True, **maria) is None
    name_competitor(deal=deal, name="altair", taken_back=True, **maria)
    assert found(company) == {}
    name_competitor(deal=deal, name="Altair", **maria)
    assert found(company) == {"Altair": (0, 0, 1)}
    with pytest.raises(WordsNeeded):
        name_competitor(deal=deal, name=" ", **maria)


def test_only_the_segment_and_the_sight_asked_about_count(company, maria) -> None:
    here = a_deal(company, "Vega")
    company.version(here, known_on=TODAY, industry="Metal", region="South")
    name_competitor(deal=here, name="Altair", **maria)
    name_competitor(deal=a_deal(company, "Rigel", owner="Chen"), name="Altair", **maria)
    assert found(company) == {"Altair": (0, 0, 2)}
    assert found(company, industry="metal", region="South") == {"Altair": (0, 0, 1)}
    assert found(company, industry="Wood") == {}
    assert found(company, scope_of(company.seats["Chen"], on=TODAY)) == {"Altair": (0, 0, 1)}
