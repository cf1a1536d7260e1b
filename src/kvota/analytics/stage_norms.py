"""The norms of a day: after how many days a deal of a stage is slow, stuck, silent or past hope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kvota.analytics.engines.duckdb_engine import Cursor, query
from kvota.domain.selling.stuck_clients import (
    ENOUGH_MOVES,
    STUCK_SHARE,
    StuckRule,
    is_hopeless,
    published_chance,
    stuck_rule,
)
from kvota.domain.selling.time_in_stage import TimeInStage, time_in_stage
from kvota.domain.selling.usual_stay import silent_limit, usual_stay

#: A deal that stands at no stage yet takes the defaults.
NO_STAGE = 0

#: What is known of the stages of a day, by the column `stage`.
NORM_TABLES = ("norm", "norm_chance")


@dataclass(frozen=True)
class StageNorm:
    """What the stays in one stage say. Ages are calendar days."""

    stage: int
    rule: StuckRule
    silent_after: int
    times: TimeInStage
    lost: int
    still_here: int


@dataclass(frozen=True, eq=False)
class Stays:
    """The stays in one stage; each place of the arrays stands for `count` equal ones."""

    age: NDArray[np.int64]
    ending: NDArray[np.object_]
    first_seen: NDArray[np.int64]
    last_worked: NDArray[np.int64]
    count: NDArray[np.int64]

    def where(self, chosen: NDArray[np.bool_]) -> Stays:
        return Stays(*(getattr(self, column.name)[chosen] for column in fields(self)))

    def watched(self) -> Stays:
        """Without those known only after they had ended."""
        return self.where(self.first_seen <= self.age)

    def up_to_silence(self, limit: int) -> Stays:
        """With those silent for longer than the limit lost on the day the limit was passed.

        Not on the day of the last move: that would be known only afterwards, and every
        chance learnt from it would be too high for the living (domain.md, section 0).
        """
        lost_at = self.last_worked + limit
        silent = lost_at < self.age
        return replace(
            self, age=np.where(silent, lost_at, self.age), ending=np.where(silent, "lost", self.ending)
        )

    def exits(self, *endings: str) -> int:
        return int(self.count[np.isin(self.ending, endings)].sum())


NONE = Stays(*(np.zeros(0, object if name == "ending" else np.int64) for name in Stays.__annotations__))


def stage_norm(stage: int, stays: Stays) -> StageNorm:
    """Return the norm of a stage, with those counted as lost who have been silent for too long.

    The limit of silence is three stuck ages, and the stuck age depends on whom silence has
    ended: on a board that nobody clears a fifth stays open for ever, and the curve never
    flattens. So the stuck age as far as seen sets the limit first. In a history shorter than
    the limit nobody is silent yet, and the stage keeps its default.
    """
    rule, times = _rule(stays.watched())
    seen = times.age_when_moved(STUCK_SHARE) if times.moves >= ENOUGH_MOVES else None
    for stuck_after in (seen, rule.stuck_after):
        if stuck_after is None:
            continue
        silent_after = silent_limit(stuck_after)
        counted = stays.up_to_silence(silent_after).watched()
        rule, times = _rule(counted)
        if rule.from_history:
            break
    return StageNorm(stage, rule, silent_after, times, counted.exits("lost"), counted.exits("cens"))


def _rule(stays: Stays) -> tuple[StuckRule, TimeInStage]:
    times = time_in_stage(stays.age, stays.ending, first_seen=stays.first_seen, counts=stays.count)
    days = float(((stays.age - stays.first_seen) * stays.count).sum())
    return stuck_rule(times, usual_stay=usual_stay(days, stays.exits("adv", "lost"))), times


def read_stays(target: Cursor) -> dict[int, Stays]:
    """The stays of the whole company on the day the cursor looks at, by the id of their stage."""
    return by_stage(target.execute(query("states/equal_stays.sql")).fetchnumpy())


def by_stage(columns: Mapping[str, Any]) -> dict[int, Stays]:
    """Columns of equal stays, apart for each stage."""
    stage = np.asarray(columns["stage"])
    whole = Stays(
        np.asarray(columns["age"], np.int64),
        np.asarray(columns["ending"], object),
        np.asarray(columns["first_seen"], np.int64),
        np.asarray(columns["last_worked"], np.int64),
        np.asarray(columns["stays"], np.int64),
    )
    return {int(one): whole.where(stage == one) for one in np.unique(stage)}


def write_norms(target: Cursor, stays: Mapping[int, Stays]) -> None:
    """Put the norms of every stage, and of none, into two temporary tables: `fresh_norm...`."""
    norms = [stage_norm(stage, of) for stage, of in {NO_STAGE: NONE, **stays}.items()]
    columns: dict[str, list[Any]] = {
        "stage": [norm.stage for norm in norms],
        "slow_after": [int(norm.rule.slow_after) for norm in norms],
        "stuck_after": [int(norm.rule.stuck_after) for norm in norms],
        "silent_after": [norm.silent_after for norm in norms],
        "from_history": [norm.rule.from_history for norm in norms],
        "last_age": [_last_age(norm) for norm in norms],
    }
    _make(target, "fresh_norm", columns)
    rows = [row for norm in norms for row in _chances(norm)]
    names = ("stage", "age", "chance", "first_chance", "is_hopeless")
    _make(target, "fresh_norm_chance", dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def _last_age(norm: StageNorm) -> int:
    """From this age on nothing changes any more."""
    return int(norm.times.ages[-1]) if norm.times.ages.size else 0


def _chances(norm: StageNorm) -> list[tuple[int, int, float, float, bool]]:
    """The chance to move on at every age up to the last one, so that a plain join finds it."""
    times, rows = norm.times, []
    first = published_chance(times, 0)
    changes = {int(age) for age in times.ages} | {0}
    for age in range(_last_age(norm) + 1):
        if age in changes:
            now = (published_chance(times, age), first, is_hopeless(times, age))
        rows.append((norm.stage, age, *now))
    return rows


def _make(target: Cursor, table: str, columns: Mapping[str, list[Any]]) -> None:
    target.register("filling", {name: np.array(values) for name, values in columns.items()})
    target.execute(f"create temp table {table} as select {', '.join(columns)} from filling")
    target.unregister("filling")
