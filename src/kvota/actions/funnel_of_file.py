"""The funnel a file's deals stand in: the company's own, or the file's when the company has no deal yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from kvota.actions.apply_import import Import
from kvota.actions.set_up_company import Stages, stages_of_the_file
from kvota.domain.importing.deal_moves import Ladder, stage_of_header
from kvota.domain.importing.text import matching_key
from kvota.records.deals import Deal
from kvota.records.events import Event
from kvota.records.funnels import Funnel, Stage
from kvota.records.moves import Move

CHOSEN = ("stage_renamed", "stage_added", "stage_moved", "stage_retired", "funnel_added", "funnel_renamed")


@dataclass(frozen=True)
class FunnelOfFile:
    """A funnel as an import needs it: where names stand, and the stage of each rank.

    `stages` is rank → (id, the action usually done to reach it). A preview of a company that
    does not exist yet has ids below zero.
    """

    funnel_id: int
    ladder: Ladder
    stages: dict[int, tuple[int, str]]

    def entering_at(self, header: str) -> FunnelOfFile:
        """The same, with the entry at the stage whose day the column of that header holds."""
        stage = stage_of_header(header, self.ladder.ranks)
        rank = self.ladder.ranks.get(matching_key(stage)) if stage else None
        return self if rank is None else replace(self, ladder=replace(self.ladder, entry=rank))


def funnel_of_file(run: Import, open_names: Sequence[str]) -> FunnelOfFile:
    """Return the funnel for a file whose open stages have these names, in the order of a usual sale.

    A company that has no deal, none of these stages, and nobody who changed a stage has only
    those it was set up with: the file knows better, so its stages take their place once the
    import counts. Any other company keeps its funnel, and a row at an unknown stage is refused.
    Of several funnels it is the one that knows most of the names, of equals the oldest.
    """
    known = stages_for_file(open_names) if run.stored else []
    found = _seen(known) if known else None
    if found is not None and (not open_names or _has_one_of(found, open_names) or _is_lived_in()):
        return found
    if run.batch is None:
        return _would_be(open_names)
    with transaction.atomic():
        funnel = Funnel.objects.create(organisation=run.organisation, batch=run.batch)
        stages_of_the_file(run.organisation, funnel, Stages(open_names=tuple(open_names)))
    run.when_it_counts.append(lambda: _take_their_place(funnel, on=run.today))
    return _seen(list(funnel.stages.order_by("rank")))


def _take_their_place(funnel: Funnel, *, on: date) -> None:
    """Let the file's stages be the company's own from now on, whatever becomes of the import."""
    others = Stage.objects.live().filter(removed_on=None).exclude(funnel=funnel)
    _retire(list(others.order_by("funnel_id", "rank")), on=on)
    Stage.objects.filter(funnel=funnel).update(batch=None)
    Funnel.objects.filter(pk=funnel.pk).update(batch=None)


def stages_for_file(open_names: Iterable[str]) -> list[Stage]:
    """The stages of the funnel that a file of these stages speaks of, in their order."""
    offered = Stage.objects.live().filter(removed_on=None, funnel__removed_on=None)
    funnels: dict[int, list[Stage]] = {}
    for stage in offered.order_by("funnel_id", "rank"):
        funnels.setdefault(stage.funnel_id, []).append(stage)
    wanted = {matching_key(name) for name in open_names}
    knows = {funnel: len(wanted & keys_of(stages).keys()) for funnel, stages in funnels.items()}
    return funnels[max(knows, key=lambda funnel: (knows[funnel], -funnel))] if funnels else []


def keys_of(stages: Iterable[Stage]) -> dict[str, Stage]:
    """Stages by each of their names, as names are compared; of two with one name the first."""
    found: dict[str, Stage] = {}
    for stage in stages:
        for name in (stage.name_en, stage.name_ru, stage.name_zh, stage.name_bg, stage.match_key):
            if name:
                found.setdefault(matching_key(name), stage)
    return found


def _has_one_of(funnel: FunnelOfFile, names: Iterable[str]) -> bool:
    return any(matching_key(name) in funnel.ladder.ranks for name in names)


def _is_lived_in() -> bool:
    """Whether the company has a deal, or somebody chose its stages."""
    chosen = Event.objects.filter(kind__in=CHOSEN)
    return bool(Deal.objects.live().exists() or chosen.exists())


def _retire(stages: Sequence[Stage], *, on: date) -> None:
    """Take away stages nobody stood at; those of an import that was undone stay for its history."""
    retired = Stage.objects.filter(pk__in=[stage.pk for stage in stages])
    stood_at = set(Move.objects.filter(stage__in=retired).values_list("stage_id", flat=True))
    retired.filter(pk__in=stood_at).update(removed_on=on)
    retired.exclude(pk__in=stood_at).delete()
    empty = Funnel.objects.filter(pk__in={stage.funnel_id for stage in stages}, stages=None)
    empty.exclude(pk__in=Deal.objects.values("funnel_id")).delete()


def _seen(stages: Sequence[Stage]) -> FunnelOfFile:
    by_key = keys_of(stage for stage in stages if stage.kind == "open")
    ranks = {key: stage.rank for key, stage in by_key.items()}
    return FunnelOfFile(
        funnel_id=stages[0].funnel_id,
        ladder=Ladder(
            ranks=ranks,
            signed=next(stage.rank for stage in stages if stage.kind == "signed"),
            paid=next(stage.rank for stage in stages if stage.kind == "paid"),
        ),
        stages={stage.rank: (stage.pk, stage.usual_action) for stage in stages},
    )


def _would_be(open_names: Sequence[str]) -> FunnelOfFile:
    count = max(len(open_names), 1)
    return FunnelOfFile(
        funnel_id=-1,
        ladder=Ladder(
            ranks={matching_key(name): rank for rank, name in enumerate(open_names, 1)},
            signed=count + 1,
            paid=count + 2,
        ),
        stages={rank: (-rank, "other") for rank in range(1, count + 3)},
    )
