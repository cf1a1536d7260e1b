"""What a deal was on each day of its life, and how a change is written without losing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from kvota.records.deals import ATTRIBUTES, Deal, DealVersion
from kvota.records.imports import ImportBatch
from kvota.records.people import Seat
from kvota.records.sequence import take

Stretch = tuple[date | None, dict[str, Any]]


def stretches(deal: Deal) -> list[Stretch]:
    """The attributes of a deal by the day from which they hold, the oldest first. One query."""
    versions = DealVersion.objects.live().filter(deal=deal).order_by("sequence")
    return stretches_of(list(versions)) or [(None, deal.attributes())]


def stretches_of(versions: Sequence[DealVersion]) -> list[Stretch]:
    """The same of versions that are read already, in the order of their sequence.

    The newest version in force on a day counts, so a later version from an earlier day
    hides what stood between; such hidden versions are left out.
    """
    starts = sorted({version.effective_on for version in versions}, key=lambda day: day or date.min)
    found: list[tuple[date | None, DealVersion]] = []
    for start in starts:
        holds = [
            version
            for version in versions
            if version.effective_on is None or (start is not None and version.effective_on <= start)
        ]
        if holds and (not found or found[-1][1] is not holds[-1]):
            found.append((start, holds[-1]))
    return [(start, version.attributes()) for start, version in found]


def keep_version(
    deal: Deal,
    changed: Mapping[str, Any],
    *,
    seat: Seat,
    today: date,
    now: datetime,
    from_today: bool,
) -> int:
    """Change attributes of a locked deal; the old values stay readable. Return the first sequence.

    From today on: one new version. From the beginning, as a correction: one new version
    for every stretch of the deal's life, so that a corrected industry does not also
    hand the first half of the deal to its present owner.
    """
    if from_today:
        written: list[Stretch] = [(today, deal.attributes() | changed)]
    else:
        written = [(start, attributes | changed) for start, attributes in stretches(deal)]
    first = take(seat.organisation, len(written))
    DealVersion.objects.bulk_create(
        DealVersion(
            organisation_id=deal.organisation_id,
            deal=deal,
            sequence=first + place,
            effective_on=start,
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
            **attributes,
        )
        for place, (start, attributes) in enumerate(written)
    )
    for name, value in changed.items():
        setattr(deal, name, value)
    deal.save(update_fields=list(changed))
    return first


LIVE = """(batch_id IS NULL OR batch_id IN (
    SELECT id FROM records_importbatch WHERE organisation_id = %(organisation)s AND state = 'applied'))"""
REFRESH = f"""
    UPDATE records_deal
    SET {", ".join(f"{name} = newest.{name}" for name in ATTRIBUTES)},
        row_hash = COALESCE((
            SELECT said.row_hash FROM records_dealversion said
            WHERE said.deal_id = records_deal.id AND said.row_hash <> '' AND {LIVE}
            ORDER BY said.sequence DESC LIMIT 1), '')
    FROM (
        SELECT version.* FROM records_dealversion version
        JOIN (
            SELECT deal_id, MAX(sequence) AS last FROM records_dealversion
            WHERE {LIVE} AND deal_id IN (
                SELECT changed.deal_id FROM records_dealversion changed
                JOIN records_deal deal ON deal.id = changed.deal_id
                WHERE changed.batch_id = %(batch)s AND (deal.batch_id IS NULL OR deal.batch_id <> %(batch)s))
            GROUP BY deal_id
        ) last_of ON last_of.deal_id = version.deal_id AND last_of.last = version.sequence
    ) newest
    WHERE newest.deal_id = records_deal.id"""


def refresh_deals(batch: ImportBatch) -> None:
    """Give the deals that an import changed the attributes of their newest version that counts.

    Called when the batch begins to count and again when it ceases to. Its new deals are left
    out: they were written as they are. One statement, 12 µs a deal.
    """
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"organisation": batch.organisation_id, "batch": batch.pk})
