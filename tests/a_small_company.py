"""The company of the tests: named people, two teams, the usual funnel, and short ways to write its facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django_scopes import scope

from kvota.actions.set_up_company import set_up_company
from kvota.records.deals import Deal, DealVersion
from kvota.records.funnels import Funnel, Stage
from kvota.records.imports import ImportBatch
from kvota.records.money import Contract, Invoice, Payment, Refund
from kvota.records.moves import Attempt, Move
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.selling import Client, Product
from kvota.records.sequence import take
from kvota.records.units import Unit, UnitPlacement

TEAM = {
    "Sales-1": {"Denis": "head", "Maria": "rep", "Ivan": "rep"},
    "Sales-2": {"Petra": "head", "Chen": "rep", "Boris": "rep"},
}
AT_THE_TOP = {"Olga": "owner", "Elena": "finance", "Anna": "analyst", "Adam": "admin", "Carla": "colleague"}

MONEY = {"contract": Contract, "invoice": Invoice, "payment": Payment, "refund": Refund}


@dataclass
class SmallCompany:
    """The rows by their names, and writers of facts that take one number of the sequence each."""

    organisation: Organisation
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stages = list(Stage.objects.order_by("rank"))
        self.tender: list[Stage] = []

    def second_funnel(self) -> list[Stage]:
        """The stages of another funnel of this company, shorter by two: its contract is of rank 5."""
        if not self.tender:
            funnel = Funnel.objects.create(organisation=self.organisation, name_en="Tenders")
            kinds = ["open"] * 4 + ["signed", "paid"]
            self.tender = [
                Stage.objects.create(
                    organisation=self.organisation,
                    funnel=funnel,
                    rank=rank,
                    kind=kind,
                    name_en=f"Tender {rank}",
                )
                for rank, kind in enumerate(kinds, 1)
            ]
            take(self.organisation)
        return self.tender

    def client(self, name: str) -> Client:
        if name not in self.clients:
            self.clients[name] = Client.objects.create(
                organisation=self.organisation, name=name, match_key=name.lower()
            )
        return self.clients[name]

    def product(self, name: str) -> Product:
        if name not in self.products:
            self.products[name] = Product.objects.create(
                organisation=self.organisation, name=name, match_key=name.lower()
            )
        return self.products[name]

    def deal(
        self,
        name: str = "Orion",
        *,
        owner: str | None = "Maria",
        amount: int | None = 100_000_00,
        on: date | None = date(2026, 11, 2),
        batch: ImportBatch | None = None,
        **attributes: Any,
    ) -> Deal:
        """A deal of the client of that name, with its first version; without `on` its date is unknown."""
        fields = {
            "owner": self.people[owner] if owner else None,
            "amount_minor": amount,
            "currency": self.organisation.currency,
            "created_on": on,
            "date_unknown": on is None,
            "client": self.client(name),
            **attributes,
        }
        deal = Deal.objects.create(
            organisation=self.organisation,
            name=name,
            funnel_id=self.stages[0].funnel_id,
            batch=batch,
            **fields,
        )
        self.version(deal, known_on=on or date(2026, 11, 2), batch=batch)
        return deal

    def version(
        self,
        deal: Deal,
        *,
        known_on: date,
        effective_on: date | None = None,
        batch: ImportBatch | None = None,
        **changed: Any,
    ) -> DealVersion:
        """Change attributes of a deal: its row now, and the version that remembers it."""
        for name, value in changed.items():
            setattr(deal, name, value)
        deal.save()
        return DealVersion.objects.create(
            deal=deal, effective_on=effective_on, **deal.attributes(), **self._fact(known_on, batch)
        )

    def move(
        self,
        deal: Deal,
        rank: int | None = None,
        *,
        on: date | None = date(2026, 11, 2),
        kind: str = "stage",
        by: str | None = "Maria",
        known_on: date | None = None,
        batch: ImportBatch | None = None,
        stage: Stage | None = None,
        **fields: Any,
    ) -> Move:
        """A move to the stage of that rank in the first funnel, to a stage given, or of another kind."""
        stage = stage or (self.stages[rank - 1] if rank else None)
        return Move.objects.create(
            deal=deal,
            kind=kind if stage or kind != "stage" else "touch",
            stage=stage,
            action=stage.usual_action if stage else "call",
            occurred_on=on,
            author=self.people[by] if by else None,
            **fields,
            **self._fact(known_on or on or date(2026, 11, 2), batch),
        )

    def undo(self, move: Move, *, known_on: date) -> Move:
        return Move.objects.create(
            deal_id=move.deal_id,
            kind="undo",
            action=move.action,
            undoes=move,
            occurred_on=move.occurred_on,
            author=move.author,
            **self._fact(known_on, None),
        )

    def tries(self, who: str, count: int = 1, *, on: date, action: str = "call") -> Attempt:
        return Attempt.objects.create(
            person=self.people[who], action=action, count=count, occurred_on=on, **self._fact(on, None)
        )

    def money(
        self,
        kind: str,
        deal: Deal | None,
        minor: int,
        *,
        on: date,
        known_on: date | None = None,
        batch: ImportBatch | None = None,
        **fields: Any,
    ) -> Any:
        """A contract, invoice, payment or refund of so many minor units."""
        return MONEY[kind].objects.create(
            deal=deal,
            amount_minor=minor,
            occurred_on=on,
            **{"currency": self.organisation.currency, **fields},
            **self._fact(known_on or on, batch),
        )

    def batch(self, state: str = "applied") -> ImportBatch:
        number = ImportBatch.objects.count() + 1
        return ImportBatch.objects.create(
            organisation=self.organisation,
            number=number,
            kind="deals",
            file_name=f"deals-{number}.csv",
            state=state,
            started_at=_morning(date(2026, 11, 2)),
            applied_at=_morning(date(2026, 11, 2)),
        )

    def set_batch(self, batch: ImportBatch, state: str) -> None:
        """Let the rows of an import count, or stop counting, as the actions do it."""
        batch.state = state
        batch.save()
        take(self.organisation)
        self.organisation.epoch += 1
        self.organisation.save(update_fields=["epoch"])

    def _fact(self, known_on: date, batch: ImportBatch | None) -> dict[str, Any]:
        return {
            "organisation": self.organisation,
            "sequence": take(self.organisation),
            "known_on": known_on,
            "recorded_at": _morning(known_on),
            "batch": batch,
        }


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def a_small_company(name: str = "Vega Trade", **settings: Any) -> SmallCompany:
    """Two teams of two reps under a head each; owner, finance and the others at the top.

    Every seat is held from the beginning. Call it inside nothing: it opens the company's
    scope itself; later queries need `scope(organisation=company.organisation)`.
    """
    organisation = set_up_company(name=name, **{"country": "RU", **settings})
    with scope(organisation=organisation):
        company = SmallCompany(organisation)
        top = Unit.objects.get()
        company.units[name] = company.units["top"] = top
        for who, role in AT_THE_TOP.items():
            _seat(company, who, role, top)
        for team, members in TEAM.items():
            unit = Unit.objects.create(organisation=organisation, name=team)
            UnitPlacement.objects.create(organisation=organisation, unit=unit, parent=top)
            company.units[team] = unit
            for who, role in members.items():
                _seat(company, who, role, unit)
    return company


def _seat(company: SmallCompany, who: str, role: str, unit: Unit) -> None:
    person = Person.objects.create(organisation=company.organisation, name=who)
    company.people[who] = person
    company.seats[who] = Seat.objects.create(
        organisation=company.organisation, person=person, unit=unit, role=role
    )
