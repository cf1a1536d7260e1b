"""Sort the deals of a file into new, changed and unchanged ones, and gather what is to be written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kvota.actions.apply_import import Import
from kvota.actions.correct_found_deals import Corrections, read_stored
from kvota.actions.found_deals import FoundDeal
from kvota.actions.write_found_deals import DealRows
from kvota.records.deals import Deal

Stored = dict[str, tuple[int, str]]


class Outcome(NamedTuple):
    """What becomes of a row: "new", "updated" or "unchanged", the deal it is, and what changes of it.

    `changed` are columns of `DealAttributes`, and "moves" and "money" for what happened to the deal.
    """

    row: int
    kind: str
    deal: int | None = None
    changed: tuple[str, ...] = ()


class StoredDeals:
    """The deals the company had before the import, asked by the ids of a file."""

    def __init__(self, run: Import) -> None:
        # A first import asks nothing: the more it has written, the longer each answer would take.
        self._are_there = run.stored and Deal.objects.live().exists()

    def under(self, external_ids: Sequence[str]) -> Stored:
        """The deals under these ids: their number and the row they came from. One query."""
        if not self._are_there:
            return {}
        known = Deal.objects.live().filter(external_id__in=external_ids).order_by("-id")
        return {
            external_id: (number, digest)
            for external_id, number, digest in known.values_list("external_id", "id", "row_hash")
        }


def is_unchanged(run: Import, external_id: str, digest: str, stored: Stored) -> bool:
    """Whether the company has this deal from the very same row; then it is counted and done with."""
    same = stored.get(external_id, (0, None))[1] == digest
    run.counts["unchanged"] += same
    return same


def store_found_deals(
    run: Import,
    deals: Sequence[FoundDeal],
    *,
    gathered: DealRows,
    corrections: Corrections,
    stored: Stored,
) -> list[Outcome]:
    """Gather the rows of new deals and the corrections of changed ones, and count each deal once."""
    outcomes: list[Outcome] = []
    changed: list[tuple[int, FoundDeal]] = []
    for found in deals:
        if found.external_id in stored:
            changed.append((stored[found.external_id][0], found))
        else:
            gathered.add_deal(found)
            outcomes.append(Outcome(found.row, "new"))
            _count_what_is_assumed(run, found)
    before = read_stored([number for number, _ in changed]) if changed else {}
    for number, found in changed:
        news = corrections.correct(number, before[number], found)
        outcomes.append(Outcome(found.row, "updated" if news else "unchanged", number, news))
    for outcome in outcomes:
        run.counts[outcome.kind] += 1
    return outcomes


def _count_what_is_assumed(run: Import, found: FoundDeal) -> None:
    run.counts["amounts_assumed"] += found.attributes["amount_assumed"]
    run.counts["dates_unknown"] += found.attributes["date_unknown"]
    run.counts["payments_assumed"] += found.won_on is not None
