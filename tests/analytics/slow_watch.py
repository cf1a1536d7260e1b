"""Stays in stages, norms and flags the slow way: one deal, one stay at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kvota.domain.selling.stuck_clients import StuckRule, is_hopeless, stuck_rule, waiting_loss
from kvota.domain.selling.time_in_stage import TimeInStage, time_in_stage
from kvota.domain.selling.usual_stay import silent_limit, usual_stay
from kvota.records.deals import DealVersion
from tests.analytics.slow_twin import Known


@dataclass
class Stay:
    """One stay of a deal in a stage, `end` = adv, lost or cens."""

    known: Known
    stage: Any
    came_on: date | None
    seen_on: date
    left_on: date | None = None
    end: str = "cens"
    is_last: bool = False


def stays_of(known: Known) -> Iterator[Stay]:
    here: Stay | None = None
    rank, lost = 0, False
    for move in known.moves:
        if move.kind == "lost":
            if here is not None and here.left_on is None:
                here.left_on, here.end = move.occurred_on, "lost"
            lost = True
        if move.kind not in {"stage", "reopen"} or move.stage is None:
            continue
        if lost:
            rank, lost = 0, False
        carried = rank > 0 and here is not None and move.stage.funnel_id != here.stage.funnel_id
        if move.stage.rank == rank and not carried:
            continue
        if here is not None:
            if here.left_on is None:
                here.left_on = move.occurred_on
                here.end = "adv" if move.stage.rank > rank and not carried else "cens"
            yield here
        rank = move.stage.rank
        here = Stay(known, move.stage, move.occurred_on, move.known_on)
    if here is not None:
        here.is_last = here.left_on is None
        yield here


@dataclass
class Norm:
    rule: StuckRule
    times: TimeInStage
    silent_after: int


def norms(deals: list[Known], as_of: date) -> dict[int, Norm]:
    """The norm of each stage, by id; 0 for a deal that nobody moved yet."""
    by_stage: dict[int, list[tuple[Stay, int, str, int]]] = defaultdict(list)
    by_stage[0] = []
    for known in deals:
        for stay in stays_of(known):
            assumed = any(fact.kind == "payment" and fact.row.assumed for fact in known.facts)
            if stay.stage.kind == "signed" and assumed:
                continue
            if stay.came_on is not None and stay.stage.kind != "paid":
                age = ((stay.left_on or as_of) - stay.came_on).days
                seen = max(0, (stay.seen_on - stay.came_on).days)
                by_stage[stay.stage.pk].append((stay, age, stay.end, seen))
    found = {}
    for stage, records in by_stage.items():
        found[stage] = _norm(records, as_of)
    return found


def _norm(records: list[tuple[Stay, int, str, int]], as_of: date) -> Norm:
    """Silence ends a stay after three stuck ages: as far as seen, else by default."""
    rule, times = _rule(records)
    default = rule.stuck_after
    if times.moves >= 20:
        limit = silent_limit(times.age_when_moved(0.9) or 0)
        rule, times = _rule([_silenced(record, limit, as_of) for record in records])
        if rule.from_history:
            return Norm(rule, times, limit)
        default = rule.stuck_after
    limit = silent_limit(default)
    rule, times = _rule([_silenced(record, limit, as_of) for record in records])
    return Norm(rule, times, limit)


def _silenced(record: tuple[Stay, int, str, int], limit: int, as_of: date) -> tuple[Stay, int, str, int]:
    stay, age, _end, seen = record
    version, state = stay.known.version, stay.known.progress
    promised = (state.parked_until and state.parked_until > as_of) or (
        version.next_step_on and version.next_step_on >= as_of
    )
    if stay.is_last and not promised and state.last_on is not None and stay.came_on is not None:
        lost_at = (state.last_on + timedelta(days=limit) - stay.came_on).days
        if lost_at < age:
            return stay, lost_at, "lost", seen
    return record


def _rule(records: list[tuple[Stay, int, str, int]]) -> tuple[StuckRule, TimeInStage]:
    watched = [record for record in records if record[3] <= record[1]]
    ages, ends, seen = ([record[i] for record in watched] for i in (1, 2, 3))
    times = time_in_stage(ages, ends, first_seen=seen)  # type: ignore[arg-type]
    exits = sum(end != "cens" for end in ends)
    days = sum(age - first for age, first in zip(ages, seen, strict=True))
    return stuck_rule(times, usual_stay=usual_stay(days, exits)), times


def flags(known: Known, norms_of: dict[int, Norm], as_of: date) -> dict[str, Any]:
    """The columns of states/deal_watch.sql for one deal in work."""
    state, version, stage = known.progress, known.version, known.last_stage
    norm = norms_of.get(stage.pk if stage else 0, norms_of[0])
    came = state.since_on or (version.created_on if state.rank == 0 else None)
    undated = version.date_unknown or (state.rank > 0 and state.since_on is None)
    stuck_after = int(norm.rule.stuck_after)
    age = None if undated or came is None else (as_of - came).days
    step, parked = version.next_step_on, state.parked_until
    is_parked = parked is not None and parked > as_of
    late = age is not None and age > stuck_after
    promised = False
    if late and came is not None:
        near = step is not None and as_of <= step <= came + timedelta(days=2 * stuck_after)
        beyond = came + timedelta(days=stuck_after)
        promised = (is_parked or near) and len(_waited(known, came, beyond, as_of)) < 2
    stuck, own = late and not promised, norm.rule.from_history
    loss = None
    if own and age is not None and version.amount_minor is not None:
        loss = waiting_loss(version.amount_minor, norm.times, age)
    silent = state.last_on is not None and (as_of - state.last_on).days > norm.silent_after
    return {
        "age": age,
        "stuck_after": stuck_after,
        "is_stuck": stuck,
        "is_suspended": late and promised,
        "is_hopeless": stuck and own and age is not None and is_hopeless(norm.times, age),
        "is_silent": silent and not is_parked and not (step is not None and step >= as_of),
        "has_next_step": step is not None or is_parked,
        "loss_minor": loss,
    }


def _waited(known: Known, came: date, beyond: date, as_of: date) -> set[date]:
    """Days agreed or parked to earlier in this stay that kept the deal off the list."""
    versions = DealVersion.objects.live().filter(deal=known.deal, known_on__range=(came, as_of))
    agreed = {row.next_step_on for row in versions} - {known.version.next_step_on}
    parks = {
        move.park_until
        for move in known.moves
        if move.kind == "park" and move.occurred_on is not None and move.occurred_on >= came
    } - {known.progress.parked_until}
    return {until for until in agreed | parks if until is not None and until > beyond}
