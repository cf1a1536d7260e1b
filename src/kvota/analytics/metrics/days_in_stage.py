"""Days in a stage: how long clients stay, those still there counted as unfinished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kvota.analytics.reading import Reading, Row, one_moment
from kvota.analytics.scope import Scope
from kvota.analytics.stage_norms import NONE, StageNorm, by_stage, stage_norm
from kvota.domain.calendar.period import Period
from kvota.domain.selling.stuck_clients import STUCK_SHARE, StuckRule
from kvota.domain.selling.time_in_stage import TimeInStage
from kvota.records.organisations import Organisation

#: Below this the median of a period is one client's story, not a speed.
FEW_MOVES = 5


@dataclass(frozen=True)
class StageSpeed:
    """Calendar days in one stage.

    `median_days`, `slow_days` (t.75) and `stuck_days` (t.90) are of those who move on. Eight in
    ten of them stay from `quick_days` (t.10) to `late_days` (t.90); None while nobody has moved
    on. `own` says that the norm comes from the company's data; else `stuck_days` is four times
    the usual stay, and the range rests on few moves. `lost` counts the silent ones too,
    `silent_days` is when they count as lost.
    """

    stage: int
    rank: int
    funnel: int
    advanced: int
    lost: int
    still_here: int
    median_days: int | None
    slow_days: int | None
    stuck_days: int
    own: bool
    silent_days: int = 0
    quick_days: int | None = None
    late_days: int | None = None


def days_in_stage(
    organisation: Organisation, *, as_of: date, scope: Scope | None = None, period: Period | None = None
) -> list[StageSpeed]:
    """Say for every stage how long clients stay in it, as known on a day.

    Parameters
    ----------
    scope
        Whose deals, by their present owner; the whole company unless given. The norm by
        which a deal is stuck is always that of the company.
    period
        Only stays that ended in it or had not ended by its last day; all unless given.

    Kept until the next fact is stored.

    Source: domain.md E1, E2 (Aalen-Johansen, censored stays counted).
    """
    if period is not None:
        as_of = min(as_of, period.last_day)
    first_day = None if period is None else period.first_day
    with one_moment(organisation) as reading:
        found: list[StageSpeed] = reading.once(
            ("days in stage", None if scope is None else scope.people, first_day),
            lambda: _of_stages(reading, as_of=as_of, scope=scope, first_day=first_day),
            as_of=as_of,
        )
    return list(found)


def _of_stages(
    reading: Reading, *, as_of: date, scope: Scope | None, first_day: date | None
) -> list[StageSpeed]:
    columns = reading.columns("metrics/days_in_stage.sql", as_of=as_of, scope=scope, first_day=first_day)
    stays = by_stage(columns)
    return [
        _speed(stage, stage_norm(stage["stage"], stays.get(stage["stage"], NONE)))
        for stage in reading.ask("metrics/stages.sql", as_of=as_of)
    ]


def _speed(stage: Row, norm: StageNorm) -> StageSpeed:
    return StageSpeed(
        advanced=norm.rule.moves,
        lost=norm.lost,
        still_here=norm.still_here,
        median_days=_whole(norm.times.age_when_moved(0.5)),
        slow_days=_slow(norm.rule, norm.times),
        stuck_days=int(norm.rule.stuck_after),
        own=norm.rule.from_history,
        silent_days=norm.silent_after,
        quick_days=_whole(norm.times.age_when_moved(0.1)),
        late_days=_whole(norm.times.age_when_moved(STUCK_SHARE)),
        **stage,
    )


def _slow(rule: StuckRule, times: TimeInStage) -> int | None:
    return int(rule.slow_after) if rule.from_history else _whole(times.age_when_moved(0.75))


@dataclass(frozen=True)
class DaysAStage:
    """The mean of the stages' medians: of some people or a period, and the usual one of the same stages."""

    days: Fraction
    usual: Fraction
    stages: int


def days_a_stage(own: Sequence[StageSpeed], usual: Sequence[StageSpeed]) -> DaysAStage | None:
    """Return how long a stage takes them against how long it usually takes; None where too few moved on.

    Only stages count where both medians are known and at least `FEW_MOVES` of their own moved on, so
    that the two means are of the same stages.
    """
    norms = {each.stage: each.median_days for each in usual}
    pairs = [
        (each.median_days, norm)
        for each in own
        if each.advanced >= FEW_MOVES
        and each.median_days is not None
        and (norm := norms.get(each.stage)) is not None
    ]
    if not pairs:
        return None
    return DaysAStage(
        days=Fraction(sum(days for days, _ in pairs), len(pairs)),
        usual=Fraction(sum(norm for _, norm in pairs), len(pairs)),
        stages=len(pairs),
    )


def _whole(days: float | None) -> int | None:
    return None if days is None else int(days)
