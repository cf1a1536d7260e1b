"""Lists of deals: the board, the stuck, those without a next step, the paid, those of a client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kvota.analytics import names
from kvota.analytics.deal_rows import DealRow
from kvota.analytics.reading import Row, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.selling.today_order import OpenDeal, Reason, today_order
from kvota.records.organisations import Organisation

Filter = Literal[
    "stuck",
    "stuck_with_chance",
    "hopeless",
    "silent",
    "no_next_step",
    "large_no_next_step",
    "overdue",
    "undated",
    "moved_today",
    "parked",
    "not_signed",
    "signed",
]

#: For lists that are no one's in particular; the door has asked `visible_to` for their ids.
_ANYBODY = Scope(people=None)
_EVERY_ROW = 2**62


@dataclass(frozen=True)
class TodayCard:
    """A deal of today's list and why it is there.

    `why`: "promised" (a next step due by today), "expected" (its money is due this month),
    "stuck", "silent", "no_next_step", "large" or "quiet"; `days` belongs to the reason:
    days late, days to go, days in the stage, days of silence.
    """

    deal: DealRow
    why: Reason
    days: int | None


def open_deals(
    organisation: Organisation,
    *,
    scope: Scope,
    as_of: date,
    only: Filter | None = None,
    stage: int | None = None,
    stages: Sequence[int] | None = None,
    funnel: int | None = None,
    answered: tuple[int, str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[DealRow]:
    """List the deals in work (neither paid nor lost), largest amount first.

    Parameters
    ----------
    only
        "stuck" are the "stuck_with_chance" and the "hopeless" together; "no_next_step"
        means that no day is agreed; "large_no_next_step" that besides the deal is worth
        something and not stuck; "overdue" that the agreed day is past.
    stage
        Id of a stage; 0 for deals nobody moved yet.
    stages
        Ids of those that are shown; all unless given.
    funnel
        Id of the funnel where they stand; all unless given.
    answered
        Id of an exit question, and what was said to it: "" for those of whom nobody answered.

    Four queries for the names, whatever the rows.
    """
    rows = _rows(
        organisation,
        "in_work",
        scope=scope,
        as_of=as_of,
        only=only,
        stages=stages if stage is None else [stage],
        funnel=funnel,
        question=answered[0] if answered else None,
        answer=answered[1] if answered else "",
        limit=limit,
        offset=offset,
    )
    return _described(rows)


def large_amount(
    organisation: Organisation, *, scope: Scope, as_of: date, only_stuck: bool = False
) -> int | None:
    """Return the amount of a large deal in work, the ninth of ten by size; None where none is known.

    Of nineteen known amounts it is the eighteenth, of ten the tenth.
    """
    with one_moment(organisation) as reading:
        rows = reading.ask("metrics/large_amount.sql", as_of=as_of, scope=scope, stuck=only_stuck)
    return rows[0]["amount_minor"] if rows else None


def paid_deals(
    organisation: Organisation,
    *,
    scope: Scope,
    first_day: date,
    last_day: date,
    as_of: date,
    funnel: int | None = None,
) -> list[DealRow]:
    """List the finish tray: deals that became paid within the days, both included; of one funnel or all."""
    asked: dict[str, Any] = {"first_day": first_day, "last_day": last_day, "funnel": funnel}
    rows = _rows(organisation, "paid", scope=scope, as_of=as_of, **asked)
    return _described(rows)


def paid_count(
    organisation: Organisation,
    *,
    scope: Scope,
    first_day: date,
    last_day: date,
    as_of: date,
    funnel: int | None = None,
) -> int:
    """Count the deals of the finish tray, of one funnel or of all: as many as `paid_deals` lists."""
    with one_moment(organisation) as reading:
        (row,) = reading.ask(
            "metrics/paid_count.sql",
            as_of=as_of,
            scope=scope,
            first_day=first_day,
            last_day=last_day,
            funnel=funnel,
        )
    return int(row["deals"])


def stuck_deals(
    organisation: Organisation,
    *,
    scope: Scope,
    as_of: date,
    hopeless: bool | None = None,
    stage: int | None = None,
    funnel: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[DealRow]:
    """List the stuck deals by the money that waiting has cost, those past hope behind the others.

    `hopeless` lists these alone (True), or the others (False).

    Source: domain.md E2; README 15.
    """
    rows = _rows(
        organisation,
        "in_work",
        scope=scope,
        as_of=as_of,
        only={None: "stuck", True: "hopeless", False: "stuck_with_chance"}[hopeless],
        stages=None if stage is None else [stage],
        funnel=funnel,
        by_loss=True,
        limit=limit,
        offset=offset,
    )
    return _described(rows)


def today_list(
    organisation: Organisation, *, scope: Scope, as_of: date, limit: int | None = 7, offset: int = 0
) -> list[TodayCard]:
    """List whom to work with today: by money at stake, deadline and waiting (`today_order`).

    Parked deals are left out until their day.
    """
    rows = _rows(organisation, "in_work", scope=scope, as_of=as_of)
    by_id = {row["deal"]: row for row in rows}
    ordered = today_order([_as_open_deal(row) for row in rows], today=as_of)
    page = ordered[offset : None if limit is None else offset + limit]
    deals = _described([by_id[turn.deal] for turn in page])
    return [TodayCard(deal, turn.why, turn.days) for deal, turn in zip(deals, page, strict=True)]


@dataclass(frozen=True)
class Tomorrow:
    """The evening's page about a day to come: what is agreed for it, and whom else to take up then."""

    agreed: list[DealRow]
    suggested: list[TodayCard]


def list_for_tomorrow(
    organisation: Organisation, *, scope: Scope, as_of: date, on: date, enough: int
) -> Tomorrow:
    """List what is agreed for a day to come, and suggest as many more deals as make `enough` together.

    Suggested is who would lead that day's list, without those promised for a later day, asleep
    until then or past hope; who was moved today comes after the others.

    Source: seed text 002 (tomorrow's work is written tonight); ux.md S1.
    """
    rows = _rows(organisation, "in_work", scope=scope, as_of=as_of)
    by_id = {row["deal"]: row for row in rows}
    agreed = [row for row in rows if row["next_step_on"] == on]
    free = [
        row
        for row in rows
        if not row["is_hopeless"] and (row["next_step_on"] is None or row["next_step_on"] <= as_of)
    ]
    turns = today_order([_as_open_deal(row) for row in free], today=on)
    turns.sort(key=lambda turn: bool(by_id[turn.deal]["moved_today"]))
    turns = turns[: max(0, enough - len(agreed))]
    described = _described([*agreed, *(by_id[turn.deal] for turn in turns)])
    further = described[len(agreed) :]
    return Tomorrow(
        described[: len(agreed)],
        [TodayCard(deal, turn.why, turn.days) for deal, turn in zip(further, turns, strict=True)],
    )


def deals_by_id(organisation: Organisation, ids: list[int], *, as_of: date) -> list[DealRow]:
    """Read these deals in any state (open, paid, lost), in the order asked; unknown ones are left out."""
    rows = {row["deal"]: row for row in _rows(organisation, "named", as_of=as_of, deals=ids)}
    return _described([rows[one] for one in ids if one in rows])


def deals_of_client(organisation: Organisation, client: int, *, scope: Scope, as_of: date) -> list[DealRow]:
    """List the deals of a client that the scope sees, in any state."""
    return _described(_rows(organisation, "client", scope=scope, as_of=as_of, client=client))


def _rows(
    organisation: Organisation,
    which: str,
    *,
    as_of: date,
    scope: Scope = _ANYBODY,
    limit: int | None = None,
    offset: int = 0,
    **asked: Any,
) -> list[Row]:
    parameters = {
        "which": which,
        "first_day": as_of,
        "last_day": as_of,
        "deals": [],
        "client": 0,
        "stages": None,
        "funnel": None,
        "question": None,
        "answer": "",
        "only": None,
        "by_loss": False,
        "most": _EVERY_ROW if limit is None else limit,
        "skip": offset,
    }
    with one_moment(organisation) as reading:
        return reading.ask("metrics/deals.sql", as_of=as_of, scope=scope, **(parameters | asked))


def _as_open_deal(row: Row) -> OpenDeal:
    return OpenDeal(
        deal=row["deal"],
        amount=row["amount_minor"],
        next_step_on=row["next_step_on"],
        expected_on=row["expected_on"],
        parked_until=row["parked_until"],
        days_in_stage=row["age"],
        days_silent=row["silent_days"],
        is_stuck=row["is_stuck"],
        is_hopeless=row["is_hopeless"],
        is_silent=row["is_silent"],
    )


def _described(rows: Sequence[Row]) -> list[DealRow]:
    """Put the names to rows of metrics/deals.sql, in their order. Four queries, whatever the rows."""
    deals = names.deals(row["deal"] for row in rows)
    clients = names.clients(row["client"] for row in rows)
    people = names.people(row["owner"] for row in rows)
    products = names.products(row["product"] for row in rows)
    return [
        DealRow(
            id=row["deal"],
            uid=deals[row["deal"]].uid,
            name=deals[row["deal"]].name,
            client=clients[row["client"]],
            owner=people.get(row["owner"]),
            product=products.get(row["product"]),
            age_days=row["age"],
            given_currency=row["currency"],
            norm_days=row["stuck_after"],
            **{column: row[column] for column in _AS_THEY_ARE},
        )
        for row in rows
    ]


_AS_THEY_ARE = (
    *("funnel", "stage", "rank", "stage_kind", "since_on", "last_on", "silent_days", "cycle", "furthest"),
    *("undated", "amount_minor", "amount_assumed", "given_minor", "signed_minor", "paid_minor"),
    *("signed_on", "paid_on", "parked_until", "next_step_on", "next_step", "expected_on"),
    *("is_lost", "lost_on", "lost_reason", "moved_today", "loss_minor"),
    *("is_stuck", "is_hopeless", "is_silent", "is_suspended", "has_next_step", "is_overdue"),
)
