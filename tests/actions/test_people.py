"""People come, move and leave on a day; what they sold stays where it was sold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kvota.actions.add_person import NameTaken, add_person
from kvota.actions.invite_person import NameNeeded, UnknownRole
from kvota.actions.leave_company import HoldsNoSeat, leave_company
from kvota.actions.place_person import NobodyWouldSetUp, SeatHeldAlready, place_person
from kvota.actions.plain_values import TextTooLong
from kvota.actions.set_seat_duties import set_seat_duties
from kvota.records.models import Deal, Event, Person, Seat, Token
from kvota.records.rights import NotAllowed, people_in_sight
from kvota.records.units import in_force

DECEMBER = date(2026, 12, 1)


@pytest.fixture
def adam(company, now, today):
    return {"seat": company.seats["Adam"], "now": now, "today": today}


def units_of(person: Person, day: date) -> list[str]:
    held = Seat.objects.filter(in_force(day), person=person).order_by("pk")
    return list(held.values_list("unit__name", flat=True))


def test_a_new_person_has_a_seat_and_perhaps_a_sign_in(company, adam, today) -> None:
    unit = company.units["Sales-1"]
    seat = add_person(name=" Ada  Lark ", unit=unit, role="rep", login="ada@vega", duties="Steel", **adam)
    assert (seat.person.name, seat.unit.name, seat.from_on, seat.duties) == (
        "Ada Lark",
        "Sales-1",
        today,
        "Steel",
    )
    assert (seat.person.account.login, seat.person.account.has_usable_password()) == ("ada@vega", False)
    assert add_person(name="Ben", unit=unit, role="rep", **adam).person.account is None
    assert [event.kind for event in Event.objects.all()] == ["person_added"] * 2


def test_a_name_that_is_there_is_asked_about(company, adam) -> None:
    with pytest.raises(NameTaken):
        add_person(name="maria", unit=company.units["Sales-1"], role="rep", **adam)
    add_person(name="Maria", unit=company.units["Sales-1"], role="rep", confirmed=True, **adam)
    assert Person.objects.filter(name="Maria").count() == 2


def test_a_person_needs_a_name_and_a_known_role(company, adam) -> None:
    with pytest.raises(NameNeeded):
        add_person(name=" ", unit=company.units["top"], role="rep", **adam)
    with pytest.raises(UnknownRole):
        add_person(name="Ada", unit=company.units["top"], role="king", **adam)
    with pytest.raises(UnknownRole):
        place_person(
            person=company.people["Maria"], unit=company.units["top"], role="king", from_on=DECEMBER, **adam
        )


def test_a_rep_moves_to_another_unit_on_a_day(company, adam) -> None:
    maria = company.people["Maria"]
    place_person(
        person=maria,
        unit=company.units["Sales-2"],
        role="rep",
        from_on=DECEMBER,
        ends=[company.seats["Maria"]],
        **adam,
    )
    assert units_of(maria, DECEMBER - timedelta(days=1)) == ["Sales-1"]
    assert units_of(maria, DECEMBER) == ["Sales-2"]


def test_a_unit_gets_a_new_head_and_the_old_one_loses_sight(company, adam, today) -> None:
    head = place_person(
        person=company.people["Ivan"],
        unit=company.units["Sales-1"],
        role="head",
        from_on=today,
        ends=[company.seats["Denis"], company.seats["Ivan"]],
        **adam,
    )
    assert people_in_sight(head, on=today) == {company.people["Maria"].pk, company.people["Ivan"].pk}
    assert not Seat.objects.filter(in_force(today), person=company.people["Denis"]).exists()
    assert Event.objects.get().payload["ended"] == [
        str(company.seats["Denis"].uid),
        str(company.seats["Ivan"].uid),
    ]


def test_a_second_seat_may_be_held_beside_the_first_but_not_the_same_twice(company, adam, today) -> None:
    denis = company.people["Denis"]
    place_person(person=denis, unit=company.units["Sales-2"], role="head", from_on=today, **adam)
    assert units_of(denis, today) == ["Sales-1", "Sales-2"]
    with pytest.raises(SeatHeldAlready):
        place_person(person=denis, unit=company.units["Sales-1"], role="head", from_on=today, **adam)


def test_who_leaves_keeps_his_deals_until_they_are_handed_over(company, adam, now, today) -> None:
    deal = company.deal(owner="Maria")
    token = Token.objects.create(
        organisation=company.organisation,
        seat=company.seats["Maria"],
        name="phone",
        secret_hash="x",
        created_at=now,
    )
    left = leave_company(person=company.people["Maria"], on=today + timedelta(days=3), **adam)
    token.refresh_from_db()
    assert (left.seats, left.tokens, left.deals, token.revoked_at) == (1, 1, 1, now)
    assert units_of(company.people["Maria"], today + timedelta(days=2)) == ["Sales-1"]
    assert units_of(company.people["Maria"], today + timedelta(days=3)) == []
    assert Deal.objects.get(pk=deal.pk).owner.name == "Maria"


def test_who_left_cannot_leave_again(company, adam, today) -> None:
    leave_company(person=company.people["Maria"], on=today, **adam)
    with pytest.raises(HoldsNoSeat):
        leave_company(person=company.people["Maria"], on=today, **adam)


def test_a_seat_that_was_to_begin_later_never_begins(company, adam, today) -> None:
    ivan = company.people["Ivan"]
    place_person(person=ivan, unit=company.units["Sales-2"], role="rep", from_on=DECEMBER, **adam)
    leave_company(person=ivan, on=today, **adam)
    assert units_of(ivan, DECEMBER) == []


def test_somebody_stays_who_may_manage_people(company, adam, today) -> None:
    leave_company(person=company.people["Olga"], on=today, **adam)
    with pytest.raises(NobodyWouldSetUp):
        leave_company(person=company.people["Adam"], on=today, **adam)
    assert units_of(company.people["Adam"], today) == ["Vega Trade"]


def test_duties_are_words(company, adam, now) -> None:
    said = {"seat": company.seats["Adam"], "held": company.seats["Maria"], "now": now}
    for _ in range(2):
        assert set_seat_duties(duties="Steel\nand wood ", **said).duties == "Steel\nand wood"
    assert Event.objects.count() == 1
    with pytest.raises(TextTooLong):
        set_seat_duties(duties="x" * 4001, **said)


@pytest.mark.parametrize("role", ["Maria", "Denis", "Elena", "Anna", "Carla"])
def test_the_others_manage_no_people(company, adam, now, today, role: str) -> None:
    by = adam | {"seat": company.seats[role]}
    maria, unit = company.people["Maria"], company.units["top"]
    with pytest.raises(NotAllowed):
        add_person(name="Ada", unit=unit, role="rep", **by)
    with pytest.raises(NotAllowed):
        place_person(person=maria, unit=unit, role="rep", from_on=today, **by)
    with pytest.raises(NotAllowed):
        leave_company(person=maria, on=today, **by)
    with pytest.raises(NotAllowed):
        set_seat_duties(seat=by["seat"], held=company.seats["Maria"], duties="", now=now)
    assert not Event.objects.exists()
