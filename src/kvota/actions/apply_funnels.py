"""Bring the funnels, their stages and the questions of these in line with what a text says."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kvota.actions.ask_before_leaving import drop_question, question_event
from kvota.actions.change_funnel import funnel_event
from kvota.actions.change_stage import StageInUse, retire_stage, stage_event
from kvota.actions.publish_playbook import PlaybookAtTheEnd, publish_playbook
from kvota.actions.settings_part import By, Change, Part, names_told, rows_meant, set_columns
from kvota.analytics.metrics.deals import open_deals
from kvota.analytics.scope import Scope
from kvota.domain.selling.playbook_text import playbook_text
from kvota.domain.selling.proven_technology import assumed_conversion
from kvota.domain.settings.company_settings import LANGUAGES, FunnelSaid, Names, PlaybookSaid, StageSaid
from kvota.records.company_settings import funnel_names, names_of, playbook_said, stages_offered
from kvota.records.exit_questions import ExitQuestion, questions_of
from kvota.records.funnels import Funnel, Stage
from kvota.records.playbooks import PlaybookVersion, versions_of


def funnels_part(said: tuple[FunnelSaid, ...], by: By) -> list[Part]:
    """Each funnel said by its name, then its stages. One that is not said stays: deals stand in it."""
    offered = list(Funnel.offered())
    named = {names: row for row in offered for names in [funnel_names(row)]}
    rows = rows_meant([one.names for one in said], offered)
    parts = []
    for place, (one, found) in enumerate(zip(said, rows, strict=True), start=1):
        key, row = f"funnels[{place}]", found or named.get(one.names)
        parts.append(_funnel(one, row, key, by))
    return parts


def _funnel(said: FunnelSaid, row: Funnel | None, key: str, by: By) -> Part:
    before, after = names_told(funnel_names(row)) if row else "", names_told(said.names)
    changes = [Change(key, before, after)] if before != after else []
    named = {f"name_{language}": name for language, name in zip(LANGUAGES, said.names, strict=True)}

    def make() -> None:
        funnel = row or Funnel.objects.create(organisation=by.seat.organisation, **named)
        if before != after:
            set_columns(funnel, named)
            funnel_event(by.seat, funnel, "funnel_renamed" if row else "funnel_added", by.now)
        stages = stages_part(said.stages, funnel, f"{key}.stages", by)
        if stages.changes:
            stages.make()

    stages = stages_part(said.stages, row, f"{key}.stages", by)
    return Part([*changes, *stages.changes], make)


def stages_part(said: tuple[StageSaid, ...], funnel: Funnel | None, key: str, by: By) -> Part:
    """The stages of a funnel; of one that is not there yet all are new."""
    offered = stages_offered(funnel) if funnel else []
    opened = [row for row in offered if row.kind == "open"]
    ends = {row.kind: row for row in offered if row.kind != "open"}
    found = iter(rows_meant([one.names for one in said if one.kind == "open"], opened))
    rows = [next(found) if one.kind == "open" else ends.get(one.kind) for one in said]
    gone = [row for row in offered if row not in rows]
    changes = [Change(key, names_told(names_of(row)), "") for row in gone]
    asked = questions_of(row.pk for row in offered)
    versions = versions_of(row.pk for row in offered)
    for place, (one, row) in enumerate(zip(said, rows, strict=True), start=1):
        after = f"{names_told(one.names)} ({one.usual_action})"
        before = f"{names_told(names_of(row))} ({row.usual_action})" if row else ""
        if before != after:
            changes.append(Change(f"{key}[{place}]", before, after))
        if one.questions is not None:
            known = [names_of(question) for question in asked.get(row.pk, [])] if row else []
            if list(one.questions) != known:
                told = ["; ".join(names_told(names) for names in each) for each in (known, one.questions)]
                changes.append(Change(f"{key}[{place}].questions", *told))
        if one.playbook is not None:
            changes += _playbook_changes(
                one, versions.get(row.pk, []) if row else [], f"{key}[{place}].playbook", by
            )
    kept = [row for row in rows if row is not None]
    moved = kept != [row for row in offered if row in kept]
    if moved:
        order = " → ".join(str(row) for row in offered if row in kept)
        changes.append(Change(key, order, " → ".join(str(row) for row in kept)))
    if gone:
        _refuse_standing(gone, by)

    def make() -> None:
        for row in gone:
            retire_stage(seat=by.seat, stage=row, standing=0, today=by.today, now=by.now)
        assert funnel is not None
        stored = [
            _store_stage(one, row, funnel.pk, rank=place, by=by)
            for place, (one, row) in enumerate(zip(said, rows, strict=True), start=1)
        ]
        for one, stage in zip(said, stored, strict=True):
            if one.questions is not None:
                _ask(one.questions, stage, by)
            if one.playbook is not None and not _followed(one.playbook, versions.get(stage.pk, []), by):
                _publish(one.playbook, stage, by)
        if moved or None in rows:
            _put_in_order(stored, by, events=moved)

    return Part(changes, make)


def _playbook_changes(said: StageSaid, versions: list[PlaybookVersion], key: str, by: By) -> list[Change]:
    assert said.playbook is not None
    if said.kind == "paid":
        raise PlaybookAtTheEnd(stage=names_told(said.names))
    playbook_text(**_typed(said.playbook))
    assumed_conversion(said.playbook.assumed)
    if _followed(said.playbook, versions, by):
        return []
    begun = [version for version in versions if version.from_on <= by.today]
    return [
        Change(key, _playbook_told(playbook_said(begun[-1])) if begun else "", _playbook_told(said.playbook))
    ]


def _followed(said: PlaybookSaid, versions: list[PlaybookVersion], by: By) -> bool:
    """Whether it is what the stage follows, or what has been published and begins on a later day."""
    begun = [version for version in versions if version.from_on <= by.today]
    return any(playbook_said(version) == said for version in (*begun[-1:], *versions[-1:]))


def _typed(said: PlaybookSaid) -> dict[str, Any]:
    """The playbook as an author types it: behind a bullet a line may begin with a number of its own."""
    steps, criteria = ("\n".join(f"- {line}" for line in lines) for lines in (said.steps, said.criteria))
    return {"steps": steps, "script": said.script, "criteria": criteria}


def _publish(said: PlaybookSaid, stage: Stage, by: By) -> None:
    typed = _typed(said)
    publish_playbook(seat=by.seat, stage=stage, **typed, assumed=said.assumed, now=by.now, today=by.today)


def _playbook_told(said: PlaybookSaid) -> str:
    share = [] if said.assumed is None else [f"assumed {said.assumed}"]
    return "; ".join([*said.steps, *filter(None, [said.script]), *said.criteria, *share])


def _refuse_standing(gone: list[Stage], by: By) -> None:
    open_now = open_deals(by.seat.organisation, scope=Scope(people=None), as_of=by.today)
    standing = Counter(deal.stage for deal in open_now)
    for row in gone:
        if standing[row.pk]:
            raise StageInUse(stage=str(row), count=standing[row.pk])


def _store_stage(said: StageSaid, row: Stage | None, funnel: int, *, rank: int, by: By) -> Stage:
    named = {f"name_{language}": name for language, name in zip(LANGUAGES, said.names, strict=True)}
    wanted = named | {"usual_action": said.usual_action}
    if row is None:
        made: Stage = Stage.objects.create(
            organisation=by.seat.organisation, funnel_id=funnel, rank=rank, kind=said.kind, **wanted
        )
        stage_event(by.seat, made, "stage_added", by.now)
        return made
    if any(getattr(row, name) != value for name, value in wanted.items()):
        set_columns(row, wanted)
        stage_event(by.seat, row, "stage_renamed", by.now)
    return row


def _ask(said: tuple[Names, ...], stage: Stage, by: By) -> None:
    """Let a stage ask these questions, in this order: those of the same name keep their answers."""
    asked = questions_of([stage.pk]).get(stage.pk, [])
    rows = rows_meant(said, asked)
    for gone in (row for row in asked if row not in rows):
        drop_question(seat=by.seat, question=gone, today=by.today, now=by.now)
    for rank, (names, row) in enumerate(zip(said, rows, strict=True), start=1):
        wanted: dict[str, Any] = {f"name_{one}": name for one, name in zip(LANGUAGES, names, strict=True)}
        if row is None:
            made = ExitQuestion.objects.create(
                organisation=by.seat.organisation, stage=stage, rank=rank, **wanted
            )
            question_event(by.seat, made, "question_added", by.now)
        elif names_of(row) != names or row.rank != rank:
            reworded = names_of(row) != names
            set_columns(row, wanted | {"rank": rank})
            if reworded:
                question_event(by.seat, row, "question_reworded", by.now)


def _put_in_order(stages: list[Stage], by: By, *, events: bool) -> None:
    """Give the stages their ranks; one that is offered no more stays behind the one it stood behind."""
    everything = list(Stage.objects.filter(funnel_id=stages[0].funnel_id).order_by("rank", "pk"))
    behind: dict[int | None, list[Stage]] = {}
    last: int | None = None
    for row in everything:
        if row in stages:
            last = row.pk
        else:
            behind.setdefault(last, []).append(row)
    order = list(behind.get(None, []))
    for row in stages:
        order += [row, *behind.get(row.pk, [])]
    for rank, row in enumerate(order, start=1):
        if row.rank != rank:
            set_columns(row, {"rank": rank})
            if events and row in stages:
                stage_event(by.seat, row, "stage_moved", by.now)
