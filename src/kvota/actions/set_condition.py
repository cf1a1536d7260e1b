"""Write what a sub-goal takes: its conditions, its difficulties, who removes each by when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from kvota.actions.plain_values import coming_day, short_text
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.records.conditions import DIFFICULTY, KINDS, STATES, Condition
from kvota.records.events import leave_event
from kvota.records.people import Person, Seat
from kvota.records.planned_nodes import WRITES, writes_for
from kvota.records.rights import require
from kvota.records.row import new_uid
from kvota.records.sequence import take

LONGEST = 500
LONGEST_SUPPORT = 300
LONGEST_METRIC = 40


class WordsNeeded(RuleError):
    """A line without words says nothing to whoever is to remove it."""

    code = "words_needed"
    sentence = "the line has no words"


class UnknownConditionKind(RuleError):
    code = "unknown_condition_kind"
    sentence = "{kind} is no kind of condition"
    kind: str


class UnknownConditionState(RuleError):
    code = "unknown_condition_state"
    sentence = "{state} is no state of a condition; send open, removed or given_up"
    state: str


class NotYourPlan(RuleError):
    """A head and an owner write about the plans of their units, a rep about his own."""

    code = "not_your_plan"
    nature = "forbidden"
    sentence = "the plan of {who} is written about by who it belongs to or who leads there"
    who: str


class SaidMeanwhile(RuleError):
    """Somebody wrote this line anew after the page was opened."""

    code = "said_meanwhile"
    nature = "conflict"
    sentence = "{by} wrote this line anew after the page was opened"
    by: str


def add_condition(
    *,
    seat: Seat,
    scope: Scope,
    period: Period,
    metric: str,
    kind: str,
    words: str,
    today: date,
    now: datetime,
    owner: Person | None = None,
    due_on: date | None = None,
    support: str = "",
) -> Condition:
    """Add a line to the sub-goal of a scope's node in a period.

    Parameters
    ----------
    kind
        One of the six of `records.conditions.KINDS`, or "difficulty".
    owner, due_on
        Who removes it, by when. Neither is required: the fifth principle says what lacks them.
    support
        What he needs for it.
    """
    require(seat, WRITES)
    refuse_foreign(seat, scope, today=today)
    if kind not in {*KINDS, DIFFICULTY}:
        raise UnknownConditionKind(kind=kind[:20])
    if due_on is not None:
        coming_day(due_on, today=today)
    wanted = Condition(
        line=new_uid(),
        period=period.key,
        metric=short_text(metric, most=LONGEST_METRIC),
        unit_id=scope.unit if scope.person is None else None,
        person_id=scope.person,
        kind=kind,
        words=_words(words),
        support=short_text(support, most=LONGEST_SUPPORT),
        owner=owner,
        due_on=due_on,
    )
    return _store(wanted, seat=seat, now=now)


def revise_condition(
    *, seat: Seat, condition: Condition, today: date, now: datetime, **changes: Any
) -> Condition:
    """Say a line otherwise: `words`, `support`, `owner`, `due_on`, `state`. Saying the same writes nothing.

    Whoever may write about the plan may change all of it; its owner may say what became of it.
    Refused when somebody was quicker.
    """
    writes = writes_for(seat, unit=condition.unit_id, person=condition.person_id, on=today)
    if not writes and not (condition.owner_id == seat.person_id and set(changes) <= {"state"}):
        require(seat, WRITES)
        raise NotYourPlan(who=str(condition.person or condition.unit or ""))
    if "words" in changes:
        changes["words"] = _words(changes["words"])
    if "support" in changes:
        changes["support"] = short_text(changes["support"], most=LONGEST_SUPPORT)
    if changes.get("state", "open") not in STATES:
        raise UnknownConditionState(state=str(changes["state"])[:20])
    due_on = changes.get("due_on")
    if due_on is not None and due_on != condition.due_on:
        coming_day(due_on, today=today)
    if all(getattr(condition, name) == value for name, value in changes.items()):
        return condition
    names = ("line", "period", "metric", "unit", "person", "kind", "words", "support", "owner", "due_on")
    said = {name: getattr(condition, name) for name in (*names, "state")}
    return _store(Condition(**(said | changes), replaces=condition), seat=seat, now=now)


def refuse_foreign(seat: Seat, scope: Scope, *, today: date) -> None:
    """Refuse to write about a plan that is not his own, or about none."""
    if not writes_for(seat, unit=scope.unit, person=scope.person, on=today):
        raise NotYourPlan(who=scope.label)


def _store(row: Condition, *, seat: Seat, now: datetime) -> Condition:
    with transaction.atomic():
        # The company's counter is held until the commit: nobody else replaces the same line meanwhile.
        row.sequence = take(seat.organisation)
        before = row.replaces
        if before is not None:
            _refuse_replaced(before)
        row.organisation, row.recorded_at, row.author_id = seat.organisation, now, seat.person_id
        row.save()
        leave_event(
            organisation=seat.organisation,
            sequence=row.sequence,
            kind="condition_set",
            seat=seat,
            subject=f"condition:{row.line}",
            recorded_at=now,
            payload=_told(row, before),
        )
    return row


def _refuse_replaced(before: Condition) -> None:
    later = Condition.objects.filter(replaces=before).select_related("author").first()
    if later is not None:
        raise SaidMeanwhile(by=later.author.name if later.author else "")


def _told(row: Condition, before: Condition | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "period": row.period,
        "metric": row.metric,
        "kind": row.kind,
        "words": row.words,
        "state": row.state,
    }
    if row.unit is not None:
        told["unit"] = str(row.unit.uid)
    if row.person is not None:
        told["person"] = str(row.person.uid)
    if before is not None:
        told["before"] = {"words": before.words, "state": before.state}
    return told


def _words(text: str) -> str:
    words = short_text(text, most=LONGEST)
    if not words:
        raise WordsNeeded()
    return words
