"""What a deal was on each day of its life, and how a change is written without losing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kvota.records.deals import Deal, DealVersion
from kvota.records.people import Seat
from kvota.records.sequence import take

Stretch = tuple[date | None, dict[str, Any]]


def stretches(deal: Deal) -> list[Stretch]:
    """The attributes of a deal by the day from which they hold, the oldest first. One query.

    The newest version in force on a day counts, so a later version from an earlier day
    hides what stood between; such hidden versions are left out.
    """
    versions = list(DealVersion.objects.live().filter(deal=deal).order_by("sequence"))
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
    return [(start, version.attributes()) for start, version in found] or [(None, deal.attributes())]


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
