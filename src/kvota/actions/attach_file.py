"""Attach a file to a deal, or take it away. The door has written the file; this says that it belongs."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.records.attached_files import AttachedFile
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 100
LONGEST_NAME = 120


class FileNeeded(RuleError):
    code = "file_needed"
    sentence = "no file was chosen, or it is empty"


class FileTooLarge(RuleError):
    code = "file_too_large_to_attach"
    sentence = "the file has {size} bytes; {most} MB fit"
    size: int
    most: int


class TooManyFiles(RuleError):
    code = "too_many_files"
    sentence = "the deal holds {most} files already"
    most: int


class SameIdOtherFile(RuleError):
    code = "same_id_other_file"
    nature = "conflict"
    sentence = "a file with this id is stored already and is another one"


class NotYoursToRemove(RuleError):
    """What somebody attached is taken away by him or by his head."""

    code = "not_yours_to_remove"
    nature = "forbidden"
    sentence = "only {by} or the head of the unit can take this file away"
    by: str


def refuse_size(size: int) -> None:
    """Refuse a file that is empty or too large, before it is written anywhere."""
    if not size:
        raise FileNeeded()
    if size > MOST_BYTES:
        raise FileTooLarge(size=size, most=MOST_BYTES // 1024**2)


def attach_file(
    *,
    seat: Seat,
    deal: Deal,
    uid: uuid.UUID,
    kept_as: uuid.UUID,
    name: str,
    size: int,
    sha256: str,
    now: datetime,
) -> AttachedFile:
    """Store that a file belongs to a deal the seat may see; the same id twice is one file.

    The first copy of one sent twice stays: whoever wrote a second one, under another `kept_as`,
    clears that away.
    """
    require(seat, "edit_deal")
    refuse_size(size)
    with transaction.atomic():
        deal = Deal.objects.select_for_update().get(pk=deal.pk)
        stored: AttachedFile | None = AttachedFile.objects.filter(uid=uid).first()
        if stored is not None:
            if (stored.deal_id, stored.sha256) != (deal.pk, sha256):
                raise SameIdOtherFile()
            return stored
        if AttachedFile.objects.filter(deal=deal, removed_at=None).count() >= MOST_FILES:
            raise TooManyFiles(most=MOST_FILES)
        sequence = take(seat.organisation)
        made: AttachedFile = AttachedFile.objects.create(
            uid=uid,
            organisation=seat.organisation,
            deal=deal,
            name=plain_name(name),
            size=size,
            kept_as=kept_as,
            sha256=sha256,
            sequence=sequence,
            author_id=seat.person_id,
            recorded_at=now,
        )
        _tell(made, "file_attached", seat=seat, sequence=sequence, now=now)
    return made


def remove_file(*, seat: Seat, file: AttachedFile, now: datetime) -> AttachedFile:
    """Mark a file as taken away: nobody opens it any more. Said twice it is marked once."""
    require(seat, "edit_deal")
    with transaction.atomic():
        file = AttachedFile.objects.select_for_update().select_related("deal", "author").get(pk=file.pk)
        if file.removed_at is not None:
            return file
        if seat.role == "rep" and file.author_id != seat.person_id:
            raise NotYoursToRemove(by=file.author.name)
        file.removed_at, file.removed_by_id = now, seat.person_id
        file.save(update_fields=["removed_at", "removed_by"])
        _tell(file, "file_removed", seat=seat, sequence=take(seat.organisation), now=now)
    return file


def plain_name(name: str) -> str:
    """The last part of a name without what cannot be seen, its ending kept when it is cut."""
    last = short_text(name.replace("\\", "/").rsplit("/", 1)[-1], most=10_000) or "file"
    if len(last) <= LONGEST_NAME:
        return last
    stem, dot, ending = last.rpartition(".")
    if not dot or len(ending) > 10:
        return last[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def _tell(file: AttachedFile, kind: str, *, seat: Seat, sequence: int, now: datetime) -> None:
    leave_event(
        organisation=seat.organisation,
        sequence=sequence,
        kind=kind,
        seat=seat,
        subject=f"deal:{file.deal.uid}",
        recorded_at=now,
        payload={"file": str(file.uid), "name": file.name, "size": file.size, "sha256": file.sha256},
    )
