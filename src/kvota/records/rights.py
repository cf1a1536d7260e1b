"""Who may read whose work, and who may do what. Deny unless a line here allows it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from kvota.domain.errors import RuleError
from kvota.records.units import unit_tree, with_everything_below

if TYPE_CHECKING:
    from kvota.records.people import Seat

# ux.md §2, "Rights in one table". What a seat may do at all; on which rows, `visible_to` says.
MAY: dict[str, frozenset[str]] = {
    "rep": frozenset({"move", "add_deal", "edit_deal", "try"}),
    "head": frozenset(
        {"move", "add_deal", "edit_deal", "try", "reassign", "record_money", "set_goal", "see_team", "import"}
    ),
    "owner": frozenset(
        {"record_money", "set_goal", "see_team", "import", "setup", "people", "reassign", "hand_over"}
    ),
    "finance": frozenset({"record_money", "see_money"}),
    "analyst": frozenset({"see_team"}),
    # Whoever ends a seat says who takes over; which clients these are he does not read.
    "admin": frozenset({"setup", "people", "import", "hand_over"}),
    "colleague": frozenset(),
}
READS_TEAM = frozenset({"head", "owner", "finance", "analyst"})


class NotAllowed(RuleError):
    """The seat's role does not include this action."""

    code = "not_allowed"
    nature = "forbidden"
    sentence = "a {role} may not {doing}"
    role: str
    doing: str


def may(seat: Seat, doing: str) -> bool:
    """Whether the seat's role includes this action."""
    return doing in MAY[seat.role]


def require(seat: Seat, doing: str) -> None:
    """Refuse an action the seat's role does not include."""
    if not may(seat, doing):
        raise NotAllowed(role=seat.role, doing=doing)


def units_in_sight(seat: Seat, *, on: date) -> set[int]:
    """The units whose figures the seat reads: its own and those below, for who leads or counts."""
    if seat.role not in READS_TEAM:
        return set()
    return with_everything_below(seat.unit_id, unit_tree(on))


def reads_everything(seat: Seat, *, on: date) -> bool:
    """Whether the seat stands at the top of the tree with a role that reads what is below."""
    return seat.role in READS_TEAM and unit_tree(on).get(seat.unit_id) is None


def people_in_sight(seat: Seat, *, on: date) -> set[int] | None:
    """The ids of the people whose deals the seat may read; None means the whole company.

    A rep reads his own. A head, owner, finance person or analyst reads those who hold a
    seat in his unit or below it *today*: rights follow the seat in force now, whoever
    worked there before. Two short queries.
    """
    from kvota.records.people import seated_in

    if seat.role == "rep":
        return {seat.person_id}
    if seat.role not in READS_TEAM:
        return set()
    tree = unit_tree(on)
    if tree.get(seat.unit_id) is None:
        return None
    below = with_everything_below(seat.unit_id, tree)
    return {seat.person_id} | {person for (person,) in seated_in.rows(on=on, units=tuple(sorted(below)))}


def owned_in_sight(seat: Seat, *, on: date, owner: str = "owner_id") -> Q:
    """The condition on a row with an owner. An ownerless row is the top's business only."""
    return owned_by(people_in_sight(seat, on=on), owner=owner)


def owned_by(sight: Collection[int] | None, *, owner: str = "owner_id") -> Q:
    """The condition on a row with an owner among these people; None is the whole company."""
    # Not an empty Q() for "every row": `Q() | other` is `other`, and the top of the company
    # would see nothing but the deals it has a role on.
    return Q(pk__isnull=False) if sight is None else Q(**{f"{owner}__in": sight})
