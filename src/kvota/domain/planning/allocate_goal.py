"""Where the work of a goal is possible: leads of each segment given to each person, within his hours.

How this works. One integer program, solved for one wish after another; what an earlier wish has reached
is kept while the next one is looked for. First as little as possible of the goal is left without support,
then the busiest person is as free as can be, then the plans are near the fair ones where these are given,
and last as few leads as possible are used. With more time it is looked for again, from the best answer so
far on. The plans here stand on means: they say where to start what. The plans that are offered to people
come from `equal_difficulty`.
"""

from __future__ import annotations

from collections.abc import Callable

from kvota.domain.errors import RuleError
from kvota.domain.money.split_without_loss import FloorInfeasible
from kvota.domain.planning.alike_people import are_alike, shared_among_alike
from kvota.domain.planning.allocation import Allocation, Resources, Status, Wish, supported_by
from kvota.domain.planning.allocation_program import AllocationProgram

#: Seconds for all wishes together.
USUAL_SECONDS = 10.0

#: Where somebody waits: when the turns of a search end, seconds from its beginning. The last leaves a second
#: of the ten for what would lift a shortage.
TURNS = (1.0, 4.0, 9.0)

Progress = Callable[[Wish, int, int], None]


class AllocationShape(RuleError):
    """A table does not have one row for each person and one number for each segment."""

    code = "allocation_shape"
    sentence = "{name} does not fit {people} people and {segments} segments"
    name: str
    people: int
    segments: int


class AllocationBelowZero(RuleError):
    """Money, hours and leads are zero or more."""

    code = "allocation_below_zero"
    sentence = "a number in {name} is {value}; expected zero or more"
    name: str
    value: str


class AllocationBoundsCrossed(RuleError):
    """A person's least plan is above his most; he is named by his place, from 0."""

    code = "allocation_bounds_crossed"
    sentence = "the least plan of person {person} is {amount} above his most"
    person: int
    amount: int


class LeastBeyondSupport(RuleError):
    """A person's least plan has no leads or hours to stand on; he is named by his place, from 0."""

    code = "least_beyond_support"
    sentence = "the least plan of person {person} is {amount} above what leads and hours can bring"
    person: int
    amount: int


def allocate_goal(
    goal: int,
    resources: Resources,
    *,
    seconds: float = USUAL_SECONDS,
    progress: Progress | None = None,
) -> Allocation:
    """Give leads to people so that as much of the goal as possible is supported.

    Parameters
    ----------
    goal
        Minor units, zero or more.
    seconds
        How long the solver may look. Beyond it the best answer found is given, and says so.
    progress
        Called as progress(wish, number of it from 0, how many wishes) before each wish.

    Raises
    ------
    AllocationShape, AllocationBelowZero, AllocationBoundsCrossed
        The question makes no sense.
    FloorInfeasible
        The least plans are above the goal.
    LeastBeyondSupport
        A least plan cannot be supported whatever is done.

    Notes
    -----
    A goal beyond all resources is not refused: the shortage is the answer, with what would lift it.
    50 people and 20 segments: see docs/decisions/0025.

    Source: domain.md C6. Solver: HiGHS (Huangfu & Hall 2018) through scipy.

    Examples
    --------
    Two people, one kind of lead; the second one's leads bring less:

    >>> some = Resources([100, 0], [[50], [40]], [[2], [2]], [10, 10], [4])
    >>> found = allocate_goal(250, some)
    >>> found.leads, found.shortage, found.max_load
    (((2,), (2,)), 0, Fraction(2, 5))
    >>> short = allocate_goal(400, some)
    >>> short.shortage, [(one.kind, one.place, round(one.value), one.wanted) for one in short.binding]
    (100, [('leads', 0, 50, 2)])
    """
    return AllocationSearch(goal, resources).look(seconds, progress=progress)


class AllocationSearch:
    """The same in turns: each begins with the answer of the one before it and is never worse.

    Raises, at once or at the first look, what `allocate_goal` raises.

    Examples
    --------
    >>> search = AllocationSearch(250, Resources([100, 0], [[50], [40]], [[2], [2]], [10, 10], [4]))
    >>> search.look(1).status, search.look(3).leads
    ('optimal', ((2,), (2,)))
    """

    def __init__(self, goal: int, resources: Resources) -> None:
        _refuse(goal, resources)
        self._goal, self._resources = goal, resources
        self._table: AllocationProgram | None = None
        self._unfinished: tuple[Wish, ...] = ()

    def look(self, seconds: float, *, progress: Progress | None = None) -> Allocation:
        """Look for so many seconds more; what was proved before is found again in milliseconds."""
        if self._table is None:
            self._table = AllocationProgram(self._goal, self._resources, seconds=seconds)
            if self._table.in_whole_leads and are_alike(self._resources):
                some = shared_among_alike(self._goal, self._resources, seconds=seconds / 20)
                self._table.begin_with(some)
        else:
            self._table.begin_again(seconds, self._unfinished)
        table, wishes = self._table, self._table.wishes()
        unfinished: dict[Wish, float | None] = {}
        for number, wish in enumerate(wishes):
            if progress:
                progress(wish, number, len(wishes))
            is_best, gap = table.reach(wish)
            if not is_best:
                unfinished[wish] = gap
            if wish == "floors":
                _refuse_floors(table)
        self._unfinished = tuple(unfinished)
        leads = table.whole_leads()
        shortage, loads, plans, supported = supported_by(self._goal, self._resources, leads)
        binding = table.what_would_lift(shortage) if shortage else ()
        status: Status = "best_so_far" if unfinished else "optimal" if table.in_whole_leads else "rounded"
        rows = tuple(tuple(row) for row in leads)
        return Allocation(shortage, max(loads), rows, plans, supported, loads, status, unfinished, binding)


def _refuse(goal: int, resources: Resources) -> None:
    people, segments = len(resources.baseline), len(resources.leads)
    tables = {"revenue_per_lead": resources.revenue_per_lead, "hours_per_lead": resources.hours_per_lead}
    lines = {"hours": resources.hours, "fair": resources.fair}
    for name, table in tables.items():
        if len(table) != people or any(len(row) != segments for row in table):
            raise AllocationShape(name=name, people=people, segments=segments)
    for name, line in lines.items():
        if line is not None and len(line) != people:
            raise AllocationShape(name=name, people=people, segments=segments)
    if not people:
        raise AllocationShape(name="baseline", people=0, segments=segments)
    lo, hi = resources.lo or {}, resources.hi or {}
    for name, bounds in (("lo", lo), ("hi", hi)):
        if any(not 0 <= person < people for person in bounds):
            raise AllocationShape(name=name, people=people, segments=segments)
    numbers = {
        "goal": [goal],
        "baseline": resources.baseline,
        "leads": resources.leads,
        **{name: line for name, line in lines.items() if line is not None},
        **{name: [number for row in table for number in row] for name, table in tables.items()},
        "lo": list(lo.values()),
        "hi": list(hi.values()),
    }
    for name, line in numbers.items():
        for number in line:
            if number < 0:
                raise AllocationBelowZero(name=name, value=str(number))
    for person, least in lo.items():
        if least > hi.get(person, least):
            raise AllocationBoundsCrossed(person=person, amount=least - hi[person])
    if sum(lo.values()) > goal:
        raise FloorInfeasible(amount=sum(lo.values()) - goal)


def _refuse_floors(table: AllocationProgram) -> None:
    lacking = table.lacking_floors()
    if lacking:
        person = max(lacking, key=lambda one: lacking[one])
        raise LeastBeyondSupport(person=person, amount=lacking[person])
