"""Moves per day: steps forward and back, entries, touches, and tries that reached nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kvota.analytics import names
from kvota.analytics.deal_rows import Named
from kvota.analytics.reading import Row, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.records.moves import Move
from kvota.records.organisations import Organisation


@dataclass(frozen=True)
class Moves:
    """`forward` counts steps (a jump 2 to 5 is three, an entry to stage 1 is one), `entries` of them
    brought a new client in. `results` are the steps that went further than the deal had ever been.
    `done` counts the moves themselves, whatever they brought: one call is one."""

    forward: int = 0
    back: int = 0
    entries: int = 0
    results: int = 0
    touches: int = 0
    attempts: int = 0
    done: int = 0

    @property
    def net(self) -> int:
        return self.forward - self.back


@dataclass(frozen=True)
class DayMoves:
    on: date
    moves: Moves


@dataclass(frozen=True)
class PersonMoves:
    """`days` holds one number of forward steps for each day of the period, in order."""

    person: Named | None
    moves: Moves
    days: tuple[int, ...]


@dataclass(frozen=True)
class MoveRow:
    """One move of a list. `steps` is signed; 0 for a touch. `kind` as stored."""

    id: int
    uid: str
    kind: str
    action: str
    occurred_on: date | None
    steps: int
    from_rank: int
    to_rank: int
    stage: int | None
    deal: Named
    client: Named
    owner: Named | None
    author: Named | None
    park_until: date | None
    lost_reason: int | None


@dataclass(frozen=True)
class TryRow:
    """The tries of one person at one action on one day that reached nobody; what was taken back is off."""

    person: Named | None
    on: date
    action: str
    count: int


MovesOf = Literal["forward", "back", "entries", "touches"]

_DONE = {"stage", "reopen", "touch"}
_IS_OF: dict[MovesOf, Callable[[Row], bool]] = {
    "forward": lambda row: row["steps"] > 0,
    "back": lambda row: row["steps"] < 0,
    "entries": lambda row: row["enters"],
    "touches": lambda row: row["kind"] == "touch",
}
_COUNTED = ("forward", "back", "entries", "results", "touches", "attempts", "done")


def moves_per_day(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date, funnel: int | None = None
) -> list[DayMoves]:
    """Return every day of the period up to the day asked, also those without a move.

    Of one funnel, or of all. Tries that reached nobody belong to none: of one they are left out.
    """
    summed = _summed(
        organisation,
        scope=scope,
        period=period,
        as_of=as_of,
        key=lambda row: row["occurred_on"],
        funnel=funnel,
    )
    return [DayMoves(day, summed.get(day, Moves())) for day in period.days() if day <= as_of]


def moves_by_person(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date
) -> list[PersonMoves]:
    """Return each person who moved anything, the one with most steps first. One query for the names."""
    rows = _rows(organisation, scope=scope, period=period, as_of=as_of)
    people = names.people(row["person"] for row in rows)
    found = []
    for person in {row["person"] for row in rows}:
        own = [row for row in rows if row["person"] == person]
        on_day: dict[date, int] = {}
        for row in own:
            on_day[row["occurred_on"]] = on_day.get(row["occurred_on"], 0) + row["forward"]
        days = tuple(on_day.get(day, 0) for day in period.days())
        found.append(PersonMoves(people.get(person), _sum(own), days))
    return sorted(found, key=lambda each: (-each.moves.forward, each.person.name if each.person else ""))


def moves_by_action(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date
) -> dict[str, Moves]:
    """What was done: per action (call, meeting, offer...) its moves and its tries that reached nobody."""
    return _summed(organisation, scope=scope, period=period, as_of=as_of, key=lambda row: row["action"])


def moves_list(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    funnel: int | None = None,
    kind: MovesOf | None = None,
    action: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> list[MoveRow]:
    """Return the moves of a period, newest first; their steps sum to those of `moves_per_day`.

    `kind` leaves those behind one of its counts, `action` those that `done` of `moves_by_action` counts.
    """
    with one_moment(organisation) as reading:
        rows = reading.ask(
            "metrics/moves.sql",
            as_of=as_of,
            scope=scope,
            first_day=period.first_day,
            last_day=period.last_day,
            funnel=funnel,
        )
    if kind:
        rows = [row for row in rows if _IS_OF[kind](row)]
    if action:
        rows = [row for row in rows if row["action"] == action and row["kind"] in _DONE]
    rows = rows[offset : None if limit is None else offset + limit]
    people = names.people([*(row["owner"] for row in rows), *(row["author"] for row in rows)])
    clients, deals = names.clients(row["client"] for row in rows), names.deals(row["deal"] for row in rows)
    uids = dict(
        pair
        for start in range(0, len(rows), names.IDS_AT_ONCE)
        for pair in Move.objects.filter(
            pk__in=[row["id"] for row in rows[start : start + names.IDS_AT_ONCE]]
        ).values_list("pk", "uid")
    )
    return [
        MoveRow(
            id=row["id"],
            uid=str(uids[row["id"]]),
            kind=row["kind"],
            action=row["action"],
            occurred_on=row["occurred_on"],
            steps=row["steps"],
            from_rank=row["from_rank"],
            to_rank=row["to_rank"],
            stage=row["stage"],
            deal=deals[row["deal"]],
            client=clients[row["client"]],
            owner=people.get(row["owner"]),
            author=people.get(row["author"]),
            park_until=row["park_until"],
            lost_reason=row["lost_reason"],
        )
        for row in rows
    ]


def tries_list(organisation: Organisation, *, scope: Scope, period: Period, as_of: date) -> list[TryRow]:
    """Return the tries of a period that reached nobody, newest first; they sum to `attempts` of all moves.

    No client stands behind a try, so a day of a person at one action is as fine as it gets.
    """
    with one_moment(organisation) as reading:
        rows = reading.ask(
            "metrics/attempts_summed.sql",
            as_of=as_of,
            scope=scope,
            first_day=period.first_day,
            last_day=period.last_day,
        )
    people = names.people(row["person"] for row in rows)
    found = [
        TryRow(people.get(row["person"]), row["occurred_on"], row["action"], row["attempts"])
        for row in rows
        if row["attempts"]
    ]
    return sorted(
        found, key=lambda row: (-row.on.toordinal(), row.person.name if row.person else "", row.action)
    )


def _rows(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date, funnel: int | None = None
) -> list[Row]:
    """Moves and tries by person, day and action; what a row does not count is zero."""
    tries = ("metrics/attempts_summed.sql",) if funnel is None else ()
    with one_moment(organisation) as reading:
        found = [
            row
            for name in ("metrics/moves_summed.sql", *tries)
            for row in reading.ask(
                name,
                as_of=as_of,
                scope=scope,
                first_day=period.first_day,
                last_day=period.last_day,
                funnel=funnel,
            )
        ]
    return [dict.fromkeys(_COUNTED, 0) | row for row in found]


def _sum(rows: list[Row]) -> Moves:
    return Moves(**{name: sum(row[name] for row in rows) for name in _COUNTED})


def _summed(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    key: Callable[[Row], Any],
    funnel: int | None = None,
) -> dict[Any, Moves]:
    groups: dict[Any, list[Row]] = {}
    for row in _rows(organisation, scope=scope, period=period, as_of=as_of, funnel=funnel):
        groups.setdefault(key(row), []).append(row)
    return {group: _sum(members) for group, members in groups.items()}
