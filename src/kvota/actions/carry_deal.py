"""Carry a deal over to another funnel: a move like any other, and undone like one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from kvota.actions.record_move import Recorded, record_move
from kvota.domain.selling.client_progress import Progress
from kvota.domain.selling.stage_beside import StageOfFunnel, stage_beside
from kvota.records.deals import Deal
from kvota.records.funnels import Funnel, Stage
from kvota.records.moves import present_funnel
from kvota.records.people import Seat


def carry_deal(
    *,
    seat: Seat,
    deal: Deal,
    stage: Stage,
    now: datetime,
    today: date,
    uid: uuid.UUID | None = None,
    seen_rank: int | None = None,
    note: str = "",
) -> Recorded:
    """Let a deal stand at a stage of another funnel from today on; `undo_move` takes it back.

    It is no step forward or back: the stay it leaves was neither passed nor lost, and in the
    other funnel it has reached this stage and none before. A contract stays a contract.
    """
    return record_move(
        seat=seat,
        deal=deal,
        stage=stage,
        now=now,
        today=today,
        uid=uid,
        seen_rank=seen_rank,
        note=note,
        carries=True,
    )


def stage_to_carry_to(deal: Deal, state: Progress, funnel: Funnel) -> Stage:
    """The stage of another funnel that is most like the one where the deal stands."""
    own = _in_use(present_funnel(deal, state))
    others = _in_use(funnel.pk)
    here = next((stage for stage in own if stage.rank == state.rank), None)
    rank = stage_beside(_said(here) if here else None, _all(own), _all(others))
    return next(stage for stage in others if stage.rank == rank)


def _in_use(funnel: int) -> list[Stage]:
    return list(Stage.objects.live().filter(funnel_id=funnel, removed_on=None).order_by("rank"))


def _all(stages: Iterable[Stage]) -> list[StageOfFunnel]:
    return [_said(stage) for stage in stages]


def _said(stage: Stage) -> StageOfFunnel:
    return StageOfFunnel(stage.rank, stage.kind, (stage.name_en, stage.name_ru, stage.name_zh, stage.name_bg))
