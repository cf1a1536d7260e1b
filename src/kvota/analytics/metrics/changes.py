"""What changed between two days: the deals as they stood on the one, held against the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from kvota.analytics import names
from kvota.analytics.deal_rows import Named
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.missing_rates import rates_may_be_missing
from kvota.analytics.reading import Row, one_moment
from kvota.analytics.scope import Scope
from kvota.records.organisations import Organisation

Change = Literal["new", "advanced", "slipped", "lost", "amount", "paid"]
CHANGES: tuple[Change, ...] = get_args(Change)


@dataclass(frozen=True)
class ChangedDeal:
    """A deal on two days. What it was before is None for a deal that was not there yet.

    Amounts are minor units of the company's currency, None while nobody named one. `came_minor`
    is by how much its money received grew for those asked about; less than zero after a refund.
    """

    deal: Named
    client: Named
    owner: Named | None
    stage: int | None
    stage_before: int | None
    amount_minor: int | None
    amount_before: int | None
    expected_on: date | None
    expected_before: date | None
    came_minor: int
    kinds: tuple[Change, ...]

    def minor(self, kind: Change) -> int:
        """What the deal adds to the sum of a kind: its amount, by how much that changed, or what came."""
        return _adds(kind, self.amount_minor, self.amount_before, self.came_minor)


@dataclass(frozen=True)
class Changes:
    """Every deal that changed, the largest first. One deal may have changed in several ways."""

    since: date
    as_of: date
    currency: str
    rows: tuple[ChangedDeal, ...]

    def of(self, kind: Change) -> list[ChangedDeal]:
        """The deals that changed so."""
        return [row for row in self.rows if kind in row.kinds]

    def minor(self, kind: Change) -> int:
        """The sum of those deals; what has no amount adds nothing to it and is counted all the same."""
        return sum(row.minor(kind) for row in self.of(kind))


def changes(organisation: Organisation, *, scope: Scope, since: date, as_of: date) -> Changes:
    """Compare the deals as they were known in the evening of `since` with those of `as_of`.

    Nothing of it is stored: both days are read from the facts, so a fact entered late changes
    today and not yesterday. Whose deal it is now decides, but for money, which counts for those
    it is credited to, as in the actual.

    Returns
    -------
    For each kind the deals that
        new: were not there yet;
        advanced: stand at a later stage than they did, opened again included;
        slipped: stand at an earlier stage, or their money is expected later;
        lost: were given up and had not been;
        amount: have another amount, in the currency it was given in;
        paid: brought money, or gave it back.

    Raises
    ------
    MissingRate
        A sum in a foreign currency has no rate on its day: never counted as zero.

    Four queries for the names.
    """
    found = _found(organisation, scope=scope, since=since, as_of=as_of)
    people = names.people(row["owner"] for row, _, _ in found)
    clients = names.clients(row["client"] for row, _, _ in found)
    deals = names.deals(row["deal"] for row, _, _ in found)
    return Changes(
        since=since,
        as_of=as_of,
        currency=organisation.currency,
        rows=tuple(
            ChangedDeal(
                deal=deals[row["deal"]],
                client=clients[row["client"]],
                owner=people.get(row["owner"]),
                stage=row["stage"],
                stage_before=old["stage"] if old else None,
                amount_minor=row["amount_minor"],
                amount_before=old["amount_minor"] if old else None,
                expected_on=row["expected_on"],
                expected_before=old["expected_on"] if old else None,
                came_minor=_came(row, old),
                kinds=kinds,
            )
            for row, old, kinds in found
        ),
    )


@dataclass(frozen=True)
class ChangeSum:
    """How many deals changed in one way, and their sum: `Changes.of` and `Changes.minor` of that kind."""

    count: int
    minor: int


def change_sums(
    organisation: Organisation, *, scope: Scope, since: date, as_of: date
) -> dict[Change, ChangeSum]:
    """Return the count and the sum of each kind of `changes`, for a page that lists none of the deals.

    No query for names, of which a week of a large company has thousands.
    """
    found = _found(organisation, scope=scope, since=since, as_of=as_of)
    counts, sums = dict.fromkeys(CHANGES, 0), dict.fromkeys(CHANGES, 0)
    for row, old, kinds in found:
        before = old["amount_minor"] if old else None
        for kind in kinds:
            counts[kind] += 1
            sums[kind] += _adds(kind, row["amount_minor"], before, _came(row, old))
    return {kind: ChangeSum(counts[kind], sums[kind]) for kind in CHANGES}


def _found(
    organisation: Organisation, *, scope: Scope, since: date, as_of: date
) -> list[tuple[Row, Row | None, tuple[Change, ...]]]:
    """Each deal that changed: as it is, as it was, and in which ways."""
    with one_moment(organisation) as reading:
        before, now = (
            reading.ask("metrics/changed_deals.sql", as_of=day, scope=scope, since=since)
            for day in (since, as_of)
        )
    was = {row["deal"]: row for row in before}
    return [(row, was.get(row["deal"]), kinds) for row in now if (kinds := _kinds(row, was, as_of))]


def _adds(kind: Change, amount: int | None, before: int | None, came: int) -> int:
    if kind == "paid":
        return came
    if kind == "amount":
        return (amount or 0) - (before or 0)
    return amount or 0


def _came(row: Row, old: Row | None) -> int:
    came: int = row["came_minor"] - (old["came_minor"] if old else 0)
    return came


def _kinds(row: Row, was: Mapping[int, Row], as_of: date) -> tuple[Change, ...]:
    """In which ways a deal changed, those of a deal of others left out but for its money."""
    old = was.get(row["deal"])
    missing = next((found for each in (row, old) if each and (found := _missing_rate(each, as_of))), None)
    if missing and rates_may_be_missing():
        return ()
    if missing:
        raise missing
    paid = _came(row, old) != 0
    ways: dict[Change, bool] = {kind: False for kind in CHANGES} | {"paid": paid}
    if row["is_theirs"]:
        ways |= _of_the_deal(row, old)
    return tuple(kind for kind, is_so in ways.items() if is_so)


def _missing_rate(row: Row, as_of: date) -> MissingRate | None:
    if row["without_rate"]:
        return MissingRate(currency=row["without_rate"], day=row["without_rate_on"])
    if row["given_minor"] is not None and row["amount_minor"] is None:
        return MissingRate(currency=row["currency"], day=as_of)
    return None


def _of_the_deal(row: Row, old: Row | None) -> dict[Change, bool]:
    if old is None:
        return {"new": True, "lost": row["is_lost"]}
    live = not row["is_lost"]
    put_off = bool(row["expected_on"] and old["expected_on"] and row["expected_on"] > old["expected_on"])
    return {
        "advanced": live and (row["rank"] > old["rank"] or old["is_lost"]),
        "slipped": live and not old["is_lost"] and (row["rank"] < old["rank"] or put_off),
        "lost": row["is_lost"] and not old["is_lost"],
        "amount": (row["given_minor"], row["currency"]) != (old["given_minor"], old["currency"]),
    }
