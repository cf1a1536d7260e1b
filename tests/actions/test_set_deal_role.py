"""Each deal says who leads it, who answers questions, who decides on its price."""

from __future__ import annotations

import pytest

from kvota.actions.set_deal_role import NoSeatToday, UnknownDealRole, set_deal_role
from kvota.records.models import Deal, DealRole, Event
from kvota.records.rights import NotAllowed


@pytest.fixture
def give(company, now, today):
    def record(deal: Deal, role: str, to: str | None, *, by: str = "Maria") -> DealRole | None:
        person = company.people[to] if to else None
        return set_deal_role(
            seat=company.seats[by], deal=deal, role=role, person=person, now=now, today=today
        )

    return record


def holders(deal: Deal) -> list[str]:
    return list(DealRole.objects.filter(deal=deal, ended=False).values_list("person__name", flat=True))


def test_a_colleague_of_another_department_gets_a_role_and_sees_the_deal(company, give, today) -> None:
    deal = company.deal()
    give(deal, "technical", "Carla")
    assert holders(deal) == ["Carla"]
    assert Deal.visible_to(company.seats["Carla"], on=today).get() == deal


def test_the_next_one_takes_over_and_the_last_loses_sight(company, give, today) -> None:
    deal = company.deal()
    give(deal, "price", "Carla")
    give(deal, "price", "Denis", by="Denis")
    assert holders(deal) == ["Denis"]
    assert not Deal.visible_to(company.seats["Carla"], on=today).exists()
    assert DealRole.objects.count() == 2


def test_nobody_may_have_the_role(company, give) -> None:
    deal = company.deal()
    give(deal, "price", "Carla")
    assert give(deal, "price", None) is None
    assert holders(deal) == []


def test_saying_what_is_so_already_writes_nothing(company, give) -> None:
    deal = company.deal()
    assert give(deal, "price", "Carla") == give(deal, "price", "Carla")
    give(deal, "lead", None)
    assert (DealRole.objects.count(), Event.objects.count()) == (1, 1)


def test_who_left_answers_for_nothing(company, give, today) -> None:
    seat = company.seats["Carla"]
    seat.to_on = today
    seat.save()
    with pytest.raises(NoSeatToday):
        give(company.deal(), "technical", "Carla")


def test_unknown_roles_and_other_hands_are_refused(company, give) -> None:
    with pytest.raises(UnknownDealRole):
        give(company.deal(), "boss", "Carla")
    with pytest.raises(NotAllowed):
        give(company.deal("Lyra"), "price", "Carla", by="Elena")
