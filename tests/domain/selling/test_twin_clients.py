"""Which clients look like one: names as people really write them twice, and names that only look so."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.selling.twin_clients import alike_to, core_name, likeness, one_slip_apart, twins


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        ("ООО «Ромашка»", "Ромашка, ООО", "same"),
        ("Общество с ограниченной ответственностью Ромашка", "о.о.о. РОМАШКА", "same"),
        ("ИП Петров И. С.", "Петров И.С.", "same"),
        ("Вега Трейд ЕООД", '"Вега-Трейд" ООД', "same"),
        ("华为技术有限公司", "华为技术股份有限公司", "same"),
        ("北京星辰集团有限公司", "北京星辰", "same"),
        ("ＡＣＭＥ Ltd.", "Acme, Inc", "same"),
        ("АСМЕ", "ACME GmbH", "same"),  # the first in Cyrillic letters
        ("Trade Vega", "Vega Trade", "same"),
        ("Orion Build", "Orion Biuld", "close"),
        ("Ромашка", "Рамашка", "close"),
        ("Betelgeuse", "Betelgeuze Ltd", "close"),
        ("Вега", "Вега Трейд", None),
        ("Вега", "Мега", None),  # short: one letter makes another firm
        ("Магазин 12", "Магазин 13", None),
        ("华新建材公司", "华兴建材公司", None),
        ("Vega North", "Vega South", None),
        ("ООО", "ЗАО", None),  # nothing but a legal form is a name
    ],
)
def test_names_people_write_twice_are_found_and_others_are_not(first: str, second: str, how: str) -> None:
    assert likeness(first, second) == likeness(second, first) == how


letters = st.text("abcаб1 ", min_size=1, max_size=9)


@given(st.lists(letters, max_size=12))
def test_filing_finds_what_comparing_each_with_each_finds(names: list[str]) -> None:
    clients = tuple(enumerate(f"prefix{name}" for name in names))
    pairs = {(pair.first, pair.second): pair.how for pair in twins(clients)}
    found = _joined(pairs, len(clients))
    slow = {
        (one, other): how
        for (one, first), (other, second) in combinations(clients, 2)
        if (how := likeness(first, second))
    }
    assert found == _joined(slow, len(clients))
    assert all(slow[pair] == how for pair, how in pairs.items())


def _joined(pairs: dict[tuple[int, int], str], count: int) -> list[int]:
    """The groups that pairs make, as the smallest member of each one's group."""
    group = list(range(count))
    for _ in range(count):
        for one, other in pairs:
            group[one] = group[other] = min(group[one], group[other])
    return group


def _distance(first: str, second: str) -> int:
    """Letters more, less, other, or two neighbours exchanged (optimal string alignment), by the book."""
    table = {(-1, at): at + 1 for at in range(-1, len(second))}
    table |= {(at, -1): at + 1 for at in range(-1, len(first))}
    for one, letter in enumerate(first):
        for other, against in enumerate(second):
            steps = [table[one - 1, other] + 1, table[one, other - 1] + 1]
            steps.append(table[one - 1, other - 1] + (letter != against))
            if one and other and first[one - 1 : one + 1] == second[other - 1 : other + 1][::-1]:
                steps.append(table[one - 2, other - 2] + 1)
            table[one, other] = min(steps)
    return table[len(first) - 1, len(second) - 1]


words = st.text("abc", max_size=6)


@given(words, words)
def test_one_slip_is_a_distance_of_one(first: str, second: str) -> None:
    assert one_slip_apart(first, second) == (_distance(first, second) == 1)


@given(st.text(max_size=12))
def test_a_core_is_the_core_of_itself_written_in_capitals(name: str) -> None:
    assert core_name(f"  {name}  ") == core_name(name)


def test_those_alike_to_one_name_come_with_the_same_first() -> None:
    clients = [(1, "Orion"), (2, "Betelgeuze"), (3, "Betelgeuse Ltd")]
    assert alike_to("betelgeuse", clients) == [(3, "same"), (2, "close")]
