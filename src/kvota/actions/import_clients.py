"""Import a list of clients: their industry, their region, their number elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from kvota.actions.apply_import import Import, Imported, ImportedFile, Refused, apply, importing
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.mapped_row import ClientRow
from kvota.domain.importing.text import matching_key
from kvota.records.changed_rows import ChangedRows
from kvota.records.imports import ImportBatch
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.selling import Client

CLIENTS_AT_ONCE = 2_000


def import_clients(
    *,
    organisation: Organisation,
    rows: Iterable[ClientRow | Fault],
    file: ImportedFile,
    now: datetime,
    today: date,
    seat: Seat | None = None,
    refused: Refused | None = None,
    checked: ImportBatch | None = None,
    preview: bool = False,
) -> Imported:
    """Import the clients that `read_client_rows` read, or count what importing them would do.

    A client is known by its number, else by its name; an empty cell takes nothing away.
    Raises NotAllowed or ImportRunning.
    """
    run = Import(organisation=organisation, now=now, today=today, seat=seat, refused=refused)
    with importing(run, kind="clients", file=file, checked=checked, preview=preview):
        known = _Known(Client.objects.live().order_by("-id").iterator() if run.stored else iter(()))
        changes = ChangedRows()
        made = run.new_rows(Client)
        for row in rows:
            if isinstance(row, Fault):
                run.refuse(row)
                continue
            client = known.client(row)
            says = {"industry": row.industry, "region": row.region, "external_id": row.external_id}
            said = {name: value for name, value in says.items() if value}
            if client is None:
                made.add(name=row.name, match_key=matching_key(row.name), **said)
                run.counts["new"] += 1
            else:
                run.counts["updated" if changes.change(client, **said) else "unchanged"] += 1
            if len(made) >= CLIENTS_AT_ONCE:
                run.write([made])
        run.write([made])
        result = run.result()
        apply(run, result=result, changes=changes)
    return result


class _Known:
    """The company's clients, by number and by name; of two alike the older one."""

    def __init__(self, clients: Iterator[Client]) -> None:
        self._by_number: dict[str, Client] = {}
        self._by_name: dict[str, Client] = {}
        for client in clients:
            self._by_name[client.match_key] = client
            if client.external_id:
                self._by_number[client.external_id] = client

    def client(self, row: ClientRow) -> Client | None:
        """The client a row means. One of that name with another number is another branch."""
        named = self._by_name.get(matching_key(row.name))
        if row.external_id is None:
            return named
        numbered = self._by_number.get(row.external_id)
        return numbered or (named if named is not None and not named.external_id else None)
