"""Clients of somebody who leaves are shared without losing one, and evenly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.selling.share_out import share_out

CLIENTS = st.dictionaries(st.integers(0, 60), st.integers(0, 10**12), max_size=40)
HEIRS = st.lists(st.sampled_from("abcdefg"), unique=True, max_size=6)


@given(CLIENTS, HEIRS)
def test_every_client_has_one_heir_and_the_numbers_differ_by_one_at_most(clients, heirs) -> None:
    shares = share_out(clients, heirs)
    assert set(shares) == (set(clients) if heirs else set())
    counts = [sum(1 for heir in shares.values() if heir == one) for one in heirs]
    assert max(counts, default=0) - min(counts, default=0) <= 1
    assert share_out(clients, heirs) == shares


@given(CLIENTS, HEIRS, st.dictionaries(st.integers(0, 60), st.sampled_from("abcdefgh")))
def test_what_somebody_chose_holds_whoever_it_is(clients, heirs, chosen) -> None:
    shares = share_out(clients, heirs, chosen=chosen)
    known = {client: heir for client, heir in chosen.items() if client in clients}
    assert {client: shares[client] for client in known} == known
    assert set(shares) == (set(clients) if heirs else set(known))


def test_of_equal_numbers_the_money_is_nearly_equal_too() -> None:
    clients = {name: minor for name, minor in zip("abcdefgh", (80, 70, 60, 50, 40, 30, 20, 10), strict=True)}
    shares = share_out(clients, ["Ivan", "Chen"])
    sums = {heir: sum(clients[one] for one in clients if shares[one] == heir) for heir in ("Ivan", "Chen")}
    assert sums == {"Ivan": 180, "Chen": 180}
