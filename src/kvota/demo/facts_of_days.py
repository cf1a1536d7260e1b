"""The facts of the days being written: gathered in any order, written in the order they happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kvota.demo.cast import Cast
from kvota.records.deals import DealVersion
from kvota.records.money import Contract, Instalment, Invoice, Payment
from kvota.records.moves import Attempt, Move
from kvota.records.people import Person
from kvota.records.rows_in_bulk import NewRows
from kvota.records.sequence import take

OPENS = time(9)
# Moves before contracts: a contract points at the move that signed it.
FACTS = (Move, DealVersion, Contract, Invoice, Payment, Attempt)


@dataclass(frozen=True)
class Fact:
    """A row to be written, and the moment it was recorded."""

    record: type[Any]
    moment: datetime
    values: dict[str, Any]
    signed_by: UUID | None = None  # of a contract: the id of its move
    parts: Sequence[tuple[date, int]] = ()  # of a contract: its instalments


@dataclass
class FactsOfDays:
    """What happened after `since` (None: from the beginning) and up to `until`."""

    cast: Cast
    since: date | None
    until: date
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._zone = ZoneInfo(self.cast.organisation.time_zone)

    def holds(self, day: date) -> bool:
        return day <= self.until and (self.since is None or day > self.since)

    def add(
        self,
        record: type[Any],
        day: date,
        *,
        minutes: int,
        place: int,
        author: Person,
        signed_by: UUID | None = None,
        parts: Sequence[tuple[date, int]] = (),
        **values: Any,
    ) -> None:
        """Gather a row of a day: so many minutes after nine, and behind the facts with a lower place."""
        opens = datetime.combine(day, OPENS, self._zone)
        moment = (opens + timedelta(minutes=minutes, seconds=place)).astimezone(UTC)
        values |= {"known_on": day, "recorded_at": moment, "author_id": author.pk}
        self.facts.append(Fact(record, moment, values, signed_by, parts))

    def write(self) -> int:
        """Write everything, a record at a time; return how many facts there were."""
        self.facts.sort(key=lambda fact: fact.moment)
        organisation = self.cast.organisation
        rows = {record: NewRows(record, organisation_id=organisation.pk) for record in FACTS}
        parts = NewRows(Instalment, organisation_id=organisation.pk)
        moves: dict[UUID, int] = {}
        for fact in self.facts:
            if fact.record is Contract:
                fact.values["move_id"] = moves.get(fact.signed_by) if fact.signed_by else None
            number = rows[fact.record].add(**fact.values | {"uid": fact.values["uid"].hex})
            if fact.record is Move:
                moves[fact.values["uid"]] = number
            for due_on, amount in fact.parts:
                parts.add(contract_id=number, due_on=due_on, amount_minor=amount)
        following = take(organisation, max(1, len(self.facts)))
        for record in FACTS:
            following = rows[record].write(first_sequence=following)
        parts.write()
        return len(self.facts)
