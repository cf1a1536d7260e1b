"""Import a plan of leads: channel by week, what is expected, who promised it, what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from kvota.actions.apply_import import Import, Imported, ImportedFile, Refused, apply, importing
from kvota.actions.record_supply import COLUMNS, MOST_LEADS, LeadsOutOfRange, channels_by_key
from kvota.domain.errors import RuleError
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.mapped_row import SupplyRow
from kvota.domain.importing.text import matching_key
from kvota.records.imports import ImportBatch
from kvota.records.lead_supply import Channel, SupplyEntry
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat


class PromiserUnknown(RuleError):
    """Who promised the leads is nobody of the company: a promise of nobody would be kept by nobody."""

    code = "promiser_unknown"
    sentence = "{person} is nobody of the company"
    person: str


class CostInAnotherCurrency(RuleError):
    """Costs of leads are kept in the company's own currency."""

    code = "cost_in_another_currency"
    sentence = "the cost is in {currency}; costs of leads are kept in {own}"
    currency: str
    own: str


def import_supply(
    *,
    organisation: Organisation,
    rows: Iterable[SupplyRow | Fault],
    file: ImportedFile,
    now: datetime,
    today: date,
    seat: Seat | None = None,
    channel_header: str = "",
    person_header: str = "",
    refused: Refused | None = None,
    checked: ImportBatch | None = None,
    preview: bool = False,
) -> Imported:
    """Import what `read_supply_rows` read, or count what importing it would do.

    What the file says of a week counts from now on; what it does not mention stays. The undo of the
    import takes its entries and channels out again, and what was said before counts as it did.
    Raises NotAllowed or ImportRunning.
    """
    run = Import(organisation=organisation, now=now, today=today, seat=seat, refused=refused)
    with importing(run, kind="supply", file=file, checked=checked, preview=preview):
        list_ = _SupplyList(run, channel_header, person_header)
        for row in rows:
            if isinstance(row, Fault):
                run.refuse(row)
            else:
                list_.take(row)
        list_.write()
        apply(run, result=(result := run.result()))
    return result


class _SupplyList:
    """What counts of each channel and week, and what the file adds."""

    def __init__(self, run: Import, channel_header: str, person_header: str) -> None:
        self._run = run
        self._headers = {"channel": channel_header, "person": person_header}
        self._channels = run.new_rows(Channel)
        self._entries = run.new_rows(
            SupplyEntry, occurred_on=run.today, known_on=run.today, recorded_at=run.now
        )
        self._channel_of: dict[str, int] = {}
        self._person_of: dict[str, int] = {}
        self._known: dict[tuple[int, date], dict[str, Any]] = {}
        if run.stored:
            self._channel_of = {key: row.pk for key, row in channels_by_key().items()}
            people = Person.objects.live().order_by("-pk").values_list("name", "pk")
            self._person_of = {matching_key(name): pk for name, pk in people}
            entries = SupplyEntry.objects.live().order_by("sequence")
            self._known = {
                (row["channel_id"], row["week_on"]): {name: row[name] for name in COLUMNS}
                for row in entries.values("channel_id", "week_on", *COLUMNS)
            }

    def take(self, row: SupplyRow) -> None:
        """Take a row in, or refuse it."""
        try:
            said = self._said(row)
        except RuleError as refusal:
            header = self._headers["person" if isinstance(refusal, PromiserUnknown) else "channel"]
            self._run.refuse(Fault.at(row.row, header, refusal, value=str(row.promised_by or row.channel)))
            return
        place = (self._channel(row.channel), row.week_on)
        before = self._known.get(place)
        wanted = (before or dict.fromkeys(COLUMNS)) | said
        if wanted == before:
            self._run.counts["unchanged"] += 1
            return
        self._run.counts["new" if before is None else "updated"] += 1
        self._known[place] = wanted
        author = self._run.seat.person_id if self._run.seat else None
        self._entries.add(channel_id=place[0], week_on=place[1], author_id=author, **wanted)

    def _said(self, row: SupplyRow) -> dict[str, Any]:
        own = self._run.organisation.currency
        if (row.planned_minor is not None or row.spent_minor is not None) and row.currency != own:
            raise CostInAnotherCurrency(currency=row.currency, own=own)
        if row.expected is not None and row.expected > MOST_LEADS:
            raise LeadsOutOfRange(count=row.expected, most=MOST_LEADS)
        said: dict[str, Any] = {
            "expected": row.expected,
            "planned_minor": row.planned_minor,
            "spent_minor": row.spent_minor,
        }
        if row.promised_by:
            person = self._person_of.get(matching_key(row.promised_by))
            if person is None:
                raise PromiserUnknown(person=row.promised_by)
            said["promised_by_id"] = person
        return {name: value for name, value in said.items() if value is not None}

    def _channel(self, name: str) -> int:
        key = matching_key(name)
        if key not in self._channel_of:
            self._channel_of[key] = self._channels.add(name=name, match_key=key)
            self._run.counts["channels"] += 1
        return self._channel_of[key]

    def write(self) -> None:
        self._run.write([self._channels], [self._entries])
