"""Names the cell that a refusal is about, and tells nothing of cells out of sight."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_segments import LockedPartsAbove, node_and_segment
from kvota.domain.planning.goal_tree import REFUSED_AT_NODE
from kvota.records.organisations import Organisation
from kvota.records.people import Person
from kvota.records.units import Unit


class BeyondPlanAbove(RuleError):
    """It does not fit into a plan that the seat does not read: by how much would tell that plan."""

    code = "beyond_plan_above"
    sentence = "this does not fit into the plan of {node} in {month}"
    node: str
    month: str


def name_of_node(key: str) -> str:
    """The name of the unit or person of a node's key. One query; empty for nobody."""
    rows = Unit.objects if key[:1] == "u" else Person.objects
    node = node_and_segment(key)[0]
    name: str | None = rows.filter(pk=int(node[1:])).values_list("name", flat=True).first()
    return name or ""


@contextmanager
def refused_by_name(
    organisation: Organisation, month: str, *, seen: Collection[str] | None = None
) -> Iterator[None]:
    """Let what a tree refuses say whose cell of which month it is, and in which currency.

    Of a node outside `seen` no figure is told.
    """
    try:
        yield
    except (*REFUSED_AT_NODE, LockedPartsAbove) as refused:
        if seen is not None and node_and_segment(refused.node)[0] not in seen:
            raise BeyondPlanAbove(node=name_of_node(refused.node), month=month) from None
        raise type(refused)(
            node=name_of_node(refused.node),
            amount=refused.amount,
            month=month,
            currency=organisation.currency,
        ) from None
