"""`kvota verify`: what is stored, checked against its own rules."""

from __future__ import annotations

from collections import Counter

from django.db.models import Max, Q, Sum
from django_scopes import scope

from kvota.records.attached_files import AttachedFile
from kvota.records.client_merges import ClientMerge
from kvota.records.deals import ATTRIBUTES, Deal, DealVersion
from kvota.records.deputies import Deputy
from kvota.records.event_chain import broken_links
from kvota.records.events import Event
from kvota.records.goal_nodes import kept_cells
from kvota.records.goals import GoalVersion
from kvota.records.money import Contract, Invoice, Payment, Refund
from kvota.records.moves import Attempt, Move
from kvota.records.organisations import Organisation
from kvota.records.selling import Client
from kvota.records.units import UnitPlacement

NUMBERED = (Move, Attempt, DealVersion, Contract, Invoice, Payment, Refund, GoalVersion, Event)


def faults_found() -> list[str]:
    """Every rule that a stored row breaks, in words that name the row; empty when all agree."""
    faults: list[str] = []
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation=organisation):
            found = [
                *_sequences(organisation),
                *broken_links(),
                *_versions(),
                *_merges(),
                *_files(),
                *_instalments(),
                *_goals(),
                *_placements(),
                *_deputies(),
            ]
        faults += [f"{organisation.name}: {fault}" for fault in found]
    return faults


def _sequences(organisation: Organisation) -> list[str]:
    """Nothing carries a number that the company's counter has not given out."""
    faults = []
    for model in NUMBERED:
        highest = model._base_manager.filter(organisation=organisation).aggregate(top=Max("sequence"))["top"]
        if (highest or 0) > organisation.sequence:
            name = model._meta.verbose_name
            faults.append(f"{name} number {highest}: the counter stands at {organisation.sequence}")
    return faults


def _versions() -> list[str]:
    """A deal's present attributes are those of its newest version that counts."""
    faults = []
    newest: dict[int, DealVersion] = {}
    for version in DealVersion.objects.live().order_by("sequence").iterator(chunk_size=2_000):
        newest[version.deal_id] = version
    for deal in Deal.objects.live().iterator(chunk_size=2_000):
        version = newest.get(deal.pk)
        if version is None:
            faults.append(f"deal {deal.uid} has no version")
            continue
        differing = [name for name in ATTRIBUTES if getattr(deal, name) != getattr(version, name)]
        if differing:
            faults.append(f"deal {deal.uid} differs from its newest version in {', '.join(differing)}")
    return faults


def _merges() -> list[str]:
    """A client points at the one that his merges of today lead to."""
    into = dict(ClientMerge.objects.filter(to_on=None).values_list("client_id", "survivor_id"))
    faults = []
    for client in Client.objects.filter(Q(pk__in=into) | Q(merged_into__isnull=False)):
        survivor = into.get(client.pk)
        while survivor in into:
            survivor = into[survivor]
        if survivor != client.merged_into_id:
            faults.append(f"client {client.uid} points at {client.merged_into_id}, merged into {survivor}")
    return faults


def _files() -> list[str]:
    """An attached file lies in the data folder as it was attached."""
    return [
        f"file {file.uid} ({file.name}) is missing or is not what was attached"
        for file in AttachedFile.objects.filter(removed_at=None).iterator(chunk_size=500)
        if not file.is_whole()
    ]


def _instalments() -> list[str]:
    summed = Contract.standing().annotate(parts=Sum("instalments__amount_minor")).exclude(parts=None)
    return [
        f"the instalments of contract {contract.uid} sum to {contract.parts}, not {contract.amount_minor}"
        for contract in summed
        if contract.parts != contract.amount_minor
    ]


def _goals() -> list[str]:
    """The top unit's months never exceed the revenue of their goal, unless a typed one pushed them over."""
    faults = []
    tops = set(UnitPlacement.objects.live().filter(parent=None).values_list("unit_id", flat=True))
    for version in GoalVersion.objects.filter(state="published"):
        months = kept_cells(version, unit_id__in=tops, segment=None).values()
        # A typed month leaves the others as they are: then only what is typed must fit into the goal.
        counted = [cell for cell in months if cell.typed] or months
        total = sum(cell.value for cell in counted)
        if total > version.revenue_minor:
            faults.append(f"goal {version.uid} gives out {total} of {version.revenue_minor}")
    return faults


def _placements() -> list[str]:
    """A unit stands in one place on a day, and there is one top."""
    open_ended = UnitPlacement.objects.live().filter(to_on=None).values_list("unit_id", "parent_id")
    counted = Counter(unit for unit, _parent in open_ended)
    faults = [f"unit {unit} stands in {times} places" for unit, times in counted.items() if times > 1]
    if sum(1 for _unit, parent in open_ended if parent is None) != 1:
        faults.append("there is not exactly one top unit")
    return faults


def _deputies() -> list[str]:
    """Nobody's right to stand in lies behind the day from which his row says he does for nobody."""
    return [
        f"person {row.stands_in.uid} stands in until {row.to_on}, which the row of that person does not know"
        for row in Deputy.standing().select_related("stands_in")
        if row.stands_in.stands_in_until is None or row.stands_in.stands_in_until < row.to_on
    ]
