"""Who may read whose work, and who may do what. Deny unless a line here allows it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from kvota.domain.errors import RuleError
from kvota.records.units import unit_tree, with_everything_below

if TYPE_CHECKING:
    from kvota.records.deputies import Absent
    from kvota.records.people import Seat

# ux.md §2, "Rights in one table". What a seat may do at all; on which rows, `visible_to` says.
MAY: dict[str, frozenset[str]] = {
    "rep": frozenset({"move", "add_deal", "edit_deal", "try", "set_absence", "set_condition"}),
    "head": frozenset(
        {
            "move",
            "add_deal",
            "edit_deal",
            "try",
            "reassign",
            "merge",
            "record_money",
            "set_goal",
            "make_scenario",
            "set_condition",
            "see_team",
            "see_supply",
            "plan_supply",
            "set_absence",
            "import",
            "playbook",
        }
    ),
    "owner": frozenset(
        {
            "record_money",
            "set_goal",
            "make_scenario",
            "set_condition",
            "see_team",
            "see_supply",
            "plan_supply",
            "set_absence",
            "import",
            "setup",
            "playbook",
            "people",
            "reassign",
            "hand_over",
            "merge",
        }
    ),
    "finance": frozenset({"record_money", "see_money", "see_supply"}),
    "analyst": frozenset({"see_team", "see_supply", "make_scenario"}),
    # Whoever ends a seat says who takes over; which clients these are he does not read.
    "admin": frozenset({"setup", "playbook", "people", "import", "hand_over"}),
    "colleague": frozenset(),
}
READS_TEAM = frozenset({"head", "owner", "finance", "analyst"})
# What a deputy may do with the deals of another: his day's work, not his decisions and his money.
FOR_ANOTHER = frozenset({"move", "edit_deal"})


class NotAllowed(RuleError):
    """The seat's role does not include this action."""

    code = "not_allowed"
    nature = "forbidden"
    sentence = "a {role} may not {doing}"
    role: str
    doing: str


class GoalOfWholeCompany(RuleError):
    """A goal is the whole company's; the seat leads a part of it."""

    code = "goal_of_whole_company"
    nature = "forbidden"
    sentence = "only who leads the whole company sets its goal"


class NotForAnother(RuleError):
    """Who stands in does the work; what only the other or his head decides waits for them."""

    code = "not_for_another"
    nature = "forbidden"
    sentence = "standing in for {person} does not include this: {doing}"
    person: str
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


def reads_drafts(seat: Seat, *, on: date) -> bool:
    """Whether the seat reads a goal before it counts: who sets goals, or reads everything."""
    return may(seat, "set_goal") or reads_everything(seat, on=on)


def sets_whole_goal(seat: Seat, *, on: date) -> bool:
    """Whether the seat sets, prepares and publishes a goal: it is the whole company's.

    A head below the top changes the cells of his own unit in it, and no more.
    """
    return may(seat, "set_goal") and reads_everything(seat, on=on)


def require_whole_goal(seat: Seat, *, on: date) -> None:
    """Refuse who sets no goals, and who leads a part of the company only."""
    require(seat, "set_goal")
    if not sets_whole_goal(seat, on=on):
        raise GoalOfWholeCompany


def people_in_sight(seat: Seat, *, on: date) -> set[int] | None:
    """The ids of the people whose deals the seat may read; None means the whole company.

    Those of the seat itself, and on the days its person stands in for somebody, those of that
    one's seat too.
    """
    own = own_people_in_sight(seat, on=on)
    if own is None:
        return None
    for absent in absent_in_sight(seat, on=on).values():
        if absent is None:
            return None
        own |= absent
    return own


def own_people_in_sight(seat: Seat, *, on: date) -> set[int] | None:
    """The same without those he stands in for: whose figures are his own business.

    A rep reads his own. A head, owner, finance person or analyst reads those who hold a
    seat in his unit or below it *today*: rights follow the seat in force now, whoever
    worked there before. Two short queries.
    """
    if seat.role == "rep":
        return {seat.person_id}
    if seat.role not in READS_TEAM:
        return set()
    return _below(seat.person_id, seat.unit_id, on=on)


def _below(person: int, unit: int, *, on: date) -> set[int] | None:
    from kvota.records.people import seated_in

    tree = unit_tree(on)
    if tree.get(unit) is None:
        return None
    below = with_everything_below(unit, tree)
    return {person} | {who for (who,) in seated_in.rows(on=on, units=tuple(sorted(below)))}


def absent_in_sight(seat: Seat, *, on: date) -> dict[Absent, set[int] | None]:
    """Those he stands in for that day, each with the people whose deals come with it.

    A rep's deals, or with a head those of his team. No query for who stands in for nobody, one
    for who does, two more for a head.
    """
    from kvota.records.deputies import absent_of

    return {
        absent: _below(absent.person, absent.unit, on=on) if absent.role == "head" else {absent.person}
        for absent in absent_of(seat, on=on)
    }


def acts_for(seat: Seat, owner: int | None, *, on: date) -> Absent | None:
    """For whom he acts who touches a deal of this owner: None when it is his own business."""
    absent = absent_in_sight(seat, on=on)
    if not absent or seat.person_id == owner:
        return None
    own = own_people_in_sight(seat, on=on)
    if own is None or owner in own:
        return None
    return next((one for one, sight in absent.items() if sight is None or owner in sight), None)


def acting_for(seat: Seat, owner: int | None, *, on: date) -> dict[str, str]:
    """What an event says of it: {"for": the uid of whom he stands in for}, or nothing."""
    absent = acts_for(seat, owner, on=on)
    return {"for": str(absent.uid)} if absent else {}


def require_on(seat: Seat, doing: str, owner: int | None, *, on: date) -> None:
    """Refuse an action the role does not include, or that is no part of standing in for another."""
    require(seat, doing)
    if doing not in FOR_ANOTHER:
        absent = acts_for(seat, owner, on=on)
        if absent is not None:
            raise NotForAnother(person=absent.name, doing=doing)


def owned_in_sight(seat: Seat, *, on: date, owner: str = "owner_id") -> Q:
    """The condition on a row with an owner. An ownerless row is the top's business only."""
    return owned_by(people_in_sight(seat, on=on), owner=owner)


def owned_in_own_sight(seat: Seat, *, on: date, owner: str = "owner_id") -> Q:
    """The same for what standing in does not open."""
    return owned_by(own_people_in_sight(seat, on=on), owner=owner)


def owned_by(sight: Collection[int] | None, *, owner: str = "owner_id") -> Q:
    """The condition on a row with an owner among these people; None is the whole company."""
    # Not an empty Q() for "every row": `Q() | other` is `other`, and the top of the company
    # would see nothing but the deals it has a role on.
    return Q(pk__isnull=False) if sight is None else Q(**{f"{owner}__in": sight})
