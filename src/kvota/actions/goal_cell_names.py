"""Names the cell that a refusal is about: its unit or person, its month, its currency."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kvota.domain.planning.goal_segments import LockedPartsAbove, node_and_segment
from kvota.domain.planning.goal_tree import REFUSED_AT_NODE
from kvota.records.organisations import Organisation
from kvota.records.people import Person
from kvota.records.units import Unit


def name_of_node(key: str) -> str:
    """The name of the unit or person of a node's key. One query; empty for nobody."""
    rows = Unit.objects if key[:1] == "u" else Person.objects
    node = node_and_segment(key)[0]
    name: str | None = rows.filter(pk=int(node[1:])).values_list("name", flat=True).first()
    return name or ""


@contextmanager
def refused_by_name(organisation: Organisation, month: str) -> Iterator[None]:
    """Let what a tree refuses say whose cell of which month it is, and in which currency."""
    try:
        yield
    except (*REFUSED_AT_NODE, LockedPartsAbove) as refused:
        raise type(refused)(
            node=name_of_node(refused.node),
            amount=refused.amount,
            month=month,
            currency=organisation.currency,
        ) from None
