"""How to reach a client: three lines, refused when they cannot be, written once, carried over by a merge."""

from __future__ import annotations

import pytest

from kvota.actions.merge_clients import merge_clients
from kvota.actions.say_how_to_reach import NotAnEmail, NotAPhone, say_how_to_reach
from kvota.actions.separate_clients import separate_clients
from kvota.records.models import Client, Event
from kvota.records.rights import NotAllowed

SAID = {"phone": " +7 912  345-67-89 ", "email": "ivan@vega.ru", "address": "Lenina 1, Kazan"}


def lines(client: Client) -> tuple[str, str, str]:
    client = Client.objects.get(pk=client.pk)
    return client.phone, client.email, client.address


def test_what_is_said_is_stored_and_the_event_holds_what_was_before(company, now) -> None:
    vega, seat = company.client("Vega"), company.seats["Maria"]
    assert set(say_how_to_reach(seat=seat, client=vega, **SAID, now=now)) == {"phone", "email", "address"}
    assert lines(vega) == ("+7 912 345-67-89", "ivan@vega.ru", "Lenina 1, Kazan")
    assert say_how_to_reach(seat=seat, client=vega, **SAID, now=now) == {}
    say_how_to_reach(seat=seat, client=vega, phone="", email="", address="Lenina 1, Kazan", now=now)
    assert lines(vega) == ("", "", "Lenina 1, Kazan")
    assert [event.kind for event in Event.objects.all()] == ["client_changed"] * 2
    assert Event.objects.latest("sequence").payload["changed"]["phone"] == ["+7 912 345-67-89", ""]


@pytest.mark.parametrize(
    ("field", "sent", "refusal"),
    [
        ("phone", "call me", NotAPhone),
        ("phone", "javascript:1", NotAPhone),
        ("email", "ivan at vega", NotAnEmail),
    ],
)
def test_what_no_telephone_and_no_mail_can_be_is_refused(company, now, field, sent, refusal) -> None:
    vega = company.client("Vega")
    with pytest.raises(refusal):
        say_how_to_reach(seat=company.seats["Maria"], client=vega, **(SAID | {field: sent}), now=now)
    assert lines(vega) == ("", "", "")


def test_who_only_reads_does_not_write(company, now) -> None:
    with pytest.raises(NotAllowed):
        say_how_to_reach(seat=company.seats["Anna"], client=company.client("Vega"), **SAID, now=now)


def test_a_merge_takes_the_lines_along_and_taking_apart_gives_them_back(company, now, today) -> None:
    vega, other, seat = company.client("Vega"), company.client("Vega Ltd"), company.seats["Denis"]
    say_how_to_reach(seat=seat, client=other, **SAID, now=now)
    merge = merge_clients(seat=seat, client=other, survivor=vega, now=now, today=today)
    assert lines(vega)[0] == "+7 912 345-67-89"
    separate_clients(seat=seat, merge=merge, now=now, today=today)
    assert lines(vega) == ("", "", "")
