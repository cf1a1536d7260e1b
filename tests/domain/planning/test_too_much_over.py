from __future__ import annotations

from fractions import Fraction

from kvota.domain.planning.goal_tree import Node
from kvota.domain.planning.too_much_over import TooMuchOver, too_much_over

ANN = Node("ann")


def test_the_worked_levels_are_not_warned_of() -> None:
    unit = Node("unit", (ANN,), over=Fraction(8, 100))
    assert too_much_over(Node("firm", (unit,), over=Fraction(5, 100))) == TooMuchOver({}, {})


def test_exactly_ten_and_twenty_percent_are_still_usual() -> None:
    assert too_much_over(Node("firm", (ANN,), over=Fraction(1, 10))) == TooMuchOver({}, {})
    unit = Node("unit", (ANN,), over=Fraction(1, 11))
    assert too_much_over(Node("firm", (unit,), over=Fraction(1, 10))).in_total == {}


def test_the_total_is_named_where_it_is_first_too_much() -> None:
    team = Node("team", (ANN,), over=Fraction(1, 100))
    unit = Node("unit", (team,), over=Fraction(15, 100))
    found = too_much_over(Node("firm", (unit, Node("branch", (Node("bob"),))), over=Fraction(10, 100)))
    assert found.on_a_level == {"unit": Fraction(15, 100)}
    assert found.in_total == {"unit": Fraction(265, 1000)}


def test_a_person_asks_nobody() -> None:
    assert too_much_over(Node("ann", over=Fraction(1))) == TooMuchOver({}, {})
