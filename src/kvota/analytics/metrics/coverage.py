"""Coverage: the money of open deals against what of the goal is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.clients_in_work import PartAtStage, known_sum, parts_at_stages
from kvota.analytics.metrics.plan_actual import plan_actual
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.records.funnels import Stage
from kvota.records.organisations import Organisation

State = Literal["known", "goal_met", "no_goal", "unknown"]


@dataclass(frozen=True)
class Coverage:
    """Open money of one person, or of a whole, against the rest of a goal.

    Attributes
    ----------
    open_minor
        Sum of the deals in work, minor units of the company's currency; None where one of them
        lacks a rate.
    rest_minor
        Plan less actual of the period; None without a goal, zero or less when it is met.
    """

    of: Named | None
    open_minor: int | None
    rest_minor: int | None

    @property
    def state(self) -> State:
        if self.rest_minor is None:
            return "no_goal"
        if self.rest_minor <= 0:
            return "goal_met"
        return "unknown" if self.open_minor is None else "known"

    @property
    def times(self) -> Fraction | None:
        """How many times the open money covers the rest; None unless the state is `known`."""
        if self.state != "known":
            return None
        return Fraction(self.open_minor or 0, self.rest_minor or 1)


@dataclass(frozen=True)
class TeamCoverage:
    """The whole with its people, and what is nobody's. Open money of the people sums to the whole."""

    whole: Coverage
    people: tuple[Coverage, ...]


def coverage(organisation: Organisation, *, scope: Scope, period: Period, as_of: date) -> TeamCoverage:
    """Return the coverage of a scope and of each of its people, as it stood on a day.

    Deals in work are neither paid nor lost, whatever day their money is expected on: so more than
    once is needed. In a company whose actual counts contracts a signed deal is in the actual
    already, and only those not signed are open. The rest is that of `plan_actual`, in the company's
    own basis.

    Examples
    --------
    >>> Coverage(None, 3_000, 1_200).times, Coverage(None, 3_000, -5).state, Coverage(None, 1, None).state
    (Fraction(5, 2), 'goal_met', 'no_goal')
    """
    with one_moment(organisation):
        report = plan_actual(organisation, scope=scope, period=period, as_of=as_of, by="person")
        parts = _open_parts(organisation, scope, as_of)
    named = {part.of.id: part.of for part in parts if part.of}
    money = {
        key: known_sum(part.minor for part in parts if (part.of.id if part.of else None) == key)
        for key in {part.of.id if part.of else None for part in parts}
    }
    rests: dict[int | None, int | None] = {}
    for row in report.rows:
        rests[row.of.id if row.of else None] = _rest(row.plan_minor, row.actual_minor)
        if row.of:
            named[row.of.id] = row.of
    people = [Coverage(named.get(key or 0), money.get(key, 0), rests.get(key)) for key in {**rests, **money}]
    return TeamCoverage(
        Coverage(
            None, known_sum(part.minor for part in parts), _rest(report.plan_minor, report.actual_minor)
        ),
        tuple(sorted(people, key=lambda one: (one.of is None, one.of.name if one.of else ""))),
    )


def _rest(plan: int | None, actual: int) -> int | None:
    return None if plan is None else plan - actual


def _open_parts(organisation: Organisation, scope: Scope, as_of: date) -> list[PartAtStage]:
    """The deals that can still bring what the actual counts, by person and stage."""
    parts = parts_at_stages(organisation, scope=scope, as_of=as_of, by="rep")
    if organisation.basis != "signed":
        return parts
    signed = set(Stage.objects.live().filter(kind="signed").values_list("pk", flat=True))
    return [part for part in parts if part.stage not in signed]


def shown_as(organisation: Organisation) -> str:
    """The filter of the list of deals that sums to the open money: see `deals.Filter`; empty for all."""
    return "not_signed" if organisation.basis == "signed" else ""
