"""Import a deal log: every event of every deal, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from kvota.actions.apply_import import Import, Imported, ImportedFile, Refused, apply, importing
from kvota.actions.correct_found_deals import Corrections
from kvota.actions.found_deals import FoundDeal, FoundMove, hash_of
from kvota.actions.funnel_of_file import FunnelOfFile, funnel_of_file
from kvota.actions.imported_names import Names
from kvota.actions.rates_missing import CurrenciesSeen
from kvota.actions.store_found_deals import StoredDeals, is_unchanged, store_found_deals
from kvota.actions.write_found_deals import DealRows
from kvota.domain.importing.columns import accepted, guess_columns
from kvota.domain.importing.deal_moves import StageUnknown
from kvota.domain.importing.faults import Fault, shown
from kvota.domain.importing.fields import LONGEST_OTHER_TEXT, LONGEST_TEXT
from kvota.domain.importing.mapped_row import LogRow
from kvota.domain.importing.text import matching_key
from kvota.records.imports import ImportBatch
from kvota.records.organisations import Organisation
from kvota.records.people import Seat

DEALS_AT_ONCE = 500
# What a segment column can be of a deal; the file calls it by any name that deal files do.
SEGMENTS = ("client", "owner", "product", "industry", "region", "source")


class Happened(NamedTuple):
    """An event as short as it can be kept: a log has ten for every deal."""

    row: int
    at: datetime
    event: str
    stage: str | None
    amount_minor: int | None
    expected_on: date | None
    segments: tuple[tuple[str, str], ...]


def import_log(
    *,
    organisation: Organisation,
    rows: Iterable[LogRow | Fault],
    file: ImportedFile,
    now: datetime,
    today: date,
    seat: Seat | None = None,
    currency: str = "",
    stage_header: str = "stage",
    refused: Refused | None = None,
    checked: ImportBatch | None = None,
    preview: bool = False,
) -> Imported:
    """Import the events that `read_log_rows` read, or count what importing them would do.

    `currency` is the one the rows were read in, the company's unless given. `new`, `updated`
    and `unchanged` count deals, `skipped` rows. A company without deals
    takes the stages of the log in the order of their first appearance. A won deal counts as
    signed and paid that day. Days are the company's own. Raises NotAllowed or ImportRunning.
    """
    run = Import(organisation=organisation, now=now, today=today, seat=seat, refused=refused)
    with importing(run, kind="log", file=file, checked=checked, preview=preview):
        log = _Log(run, stage_header, currency or organisation.currency)
        for row in rows:
            if isinstance(row, Fault):
                run.refuse(row)
            else:
                log.see(row)
        funnel = funnel_of_file(run, log.stages)
        names = Names(run)
        log.read_headers()
        gathered = DealRows(run, funnel)
        corrections = Corrections(run, gathered)
        stored_deals = StoredDeals(run)
        told = log.told(funnel)
        while some := list(islice(told, DEALS_AT_ONCE)):
            stored = stored_deals.under([deal.external_id for deal in some])
            changed = [deal for deal in some if not is_unchanged(run, deal.external_id, deal.digest, stored)]
            found = [log.found(deal, funnel, names) for deal in changed]
            store_found_deals(run, found, gathered=gathered, corrections=corrections, stored=stored)
            run.write([*names.rows, *gathered.things], gathered.facts)
        missing = log.currencies.without_rate(organisation)
        result = run.result(segments=log.segments, **({"rates_missing": missing} if missing else {}))
        apply(run, result=result, corrects_deals=result.updated > 0, undone=corrections.undone)
    return result


class ToldDeal(NamedTuple):
    """All that a log tells of one deal, in the order of time."""

    external_id: str
    digest: str
    events: list[Happened]


class _Log:
    """The events by deal, and the deals they make."""

    def __init__(self, run: Import, stage_header: str, currency: str) -> None:
        self._run = run
        self._currency = currency
        self.currencies = CurrenciesSeen()
        self._stage_header = stage_header
        self._zone = ZoneInfo(run.organisation.time_zone)
        self._events: dict[str, list[Happened]] = {}
        self._stages: dict[str, None] = {}
        self._segments: dict[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = {}
        self._said: dict[Any, dict[str, Any]] = {}
        self._fields: dict[str, str] = {}
        self._headers: dict[str, None] = {}

    @property
    def stages(self) -> list[str]:
        """The stages in the order in which they first appear."""
        return list(self._stages)

    @property
    def segments(self) -> dict[str, str]:
        """Field to header of the columns beside the event that say something of a deal."""
        return {field: header for header, field in self._fields.items()}

    def see(self, row: LogRow) -> None:
        """Take an event in."""
        if row.amount_minor is not None:
            self.currencies.see(self._currency, row.at.date(), today=self._run.today)
        segments = self._segments.setdefault(row.segments, row.segments)
        if segments is row.segments:
            self._headers |= dict.fromkeys(header for header, _ in segments)
        if row.stage is not None:
            self._stages[row.stage] = None
        self._events.setdefault(row.deal, []).append(
            Happened(row.row, row.at, row.event, row.stage, row.amount_minor, row.expected_on, segments)
        )

    def told(self, funnel: FunnelOfFile) -> Iterator[ToldDeal]:
        """The deals, in the order of their first event. What has been given is forgotten."""
        for number in list(self._events):
            events = sorted(self._events.pop(number), key=lambda event: event.at)
            known = [event for event in events if self._is_known(event, funnel)]
            if known:
                yield ToldDeal(number, hash_of(*(event[1:] for event in known)), known)

    def _is_known(self, event: Happened, funnel: FunnelOfFile) -> bool:
        """Whether the funnel has the stage of an event; a row at another one is refused."""
        if event.event != "stage" or matching_key(event.stage or "") in funnel.ladder.ranks:
            return True
        refusal = StageUnknown(stage=shown(event.stage or ""))
        self._run.refuse(Fault.at(event.row, self._stage_header, refusal, value=event.stage or ""))
        return False

    def read_headers(self) -> None:
        """Recognise the columns that say something about a deal."""
        headers = list(self._headers)
        sure = accepted(guess_columns(headers, [], kind="deals"))
        self._fields = {headers[place]: field for field, place in sure.items() if field in SEGMENTS}

    def found(self, deal: ToldDeal, funnel: FunnelOfFile, names: Names) -> FoundDeal:
        """A deal in our ids: its moves, and what was said of it from which day on."""
        events = deal.events
        moves: list[FoundMove] = []
        life: list[tuple[date | None, dict[str, Any]]] = []
        won_on: date | None = None
        for event in events:
            on = self._day(event.at)
            said = self._attributes(event, names, began=self._day(events[0].at))
            if not life:
                life.append((None, said))
            elif life[-1][1] != said:
                if life[-1][0] == on:
                    life.pop()
                life.append((on, said))
            moves += self._moves(event, on, funnel)
            if event.event == "won" and event.amount_minor is not None:
                won_on = on
        since, attributes = life.pop()
        return FoundDeal(
            row=events[0].row,
            external_id=deal.external_id,
            row_hash=deal.digest,
            attributes=attributes,
            moves=tuple(moves),
            won_on=won_on,
            earlier=tuple(life),
            since=since,
        )

    def _moves(self, event: Happened, on: date, funnel: FunnelOfFile) -> list[FoundMove]:
        if event.event == "won":
            ranks = [funnel.ladder.signed, funnel.ladder.paid]
        elif event.event == "stage":
            ranks = [funnel.ladder.ranks[matching_key(event.stage or "")]]
        else:
            return [FoundMove(event.event, None, "other", on, None)]
        return [FoundMove("stage", *funnel.stages[rank], on, None) for rank in ranks]

    def _attributes(self, event: Happened, names: Names, *, began: date) -> dict[str, Any]:
        key = (event.segments, event.amount_minor, event.expected_on, began)
        found = self._said.get(key)
        if found is None:
            # A text too long for a name is none: it stands in a column of something else.
            said: Mapping[str, str] = {
                field: text
                for header, text in event.segments
                if (field := self._fields.get(header))
                and len(text) <= LONGEST_TEXT.get(field, LONGEST_OTHER_TEXT)
            }
            found = self._said[key] = {
                "client_id": names.client(said.get("client")),
                "owner_id": names.person(said.get("owner")),
                "product_id": names.product(said.get("product")),
                "name": "",
                "industry": said.get("industry", ""),
                "region": said.get("region", ""),
                "source": said.get("source", ""),
                "kind": "",
                "amount_minor": event.amount_minor,
                "currency": self._currency,
                "amount_assumed": False,
                "created_on": began,
                "date_unknown": False,
                "next_step_on": None,
                "next_step": "",
                "expected_on": event.expected_on,
            }
        return found

    def _day(self, at: datetime) -> date:
        """The company's day of a moment."""
        return at.astimezone(self._zone).date()
