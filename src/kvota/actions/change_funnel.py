"""Add, rename and retire the funnels of a company. One with deals in it is never taken from them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.domain.importing.text import matching_key
from kvota.domain.selling.usual_funnel import STAGES
from kvota.domain.settings.company_settings import LANGUAGES
from kvota.records.events import leave_event
from kvota.records.funnels import Funnel, Stage
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take

LONGEST = 120
MOST_FUNNELS = 12


class FunnelNameNeeded(RuleError):
    code = "funnel_name_needed"
    sentence = "a funnel needs a name"


class FunnelNameTaken(RuleError):
    """Two funnels of one name: nobody could tell where a deal begins."""

    code = "funnel_name_taken"
    sentence = "there is a funnel {funnel} already"
    funnel: str


class TooManyFunnels(RuleError):
    code = "too_many_funnels"
    sentence = "a company has {most} funnels at most"
    most: int


class FunnelInUse(RuleError):
    """Deals in work stand there; retire it when they have come to an end or were carried over."""

    code = "funnel_in_use"
    sentence = "{count} deals in work stand in the funnel {funnel}"
    funnel: str
    count: int


class LastFunnel(RuleError):
    code = "last_funnel"
    sentence = "the funnel {funnel} is the only one"
    funnel: str


def add_funnel(*, seat: Seat, name: str, language: str, now: datetime, like: Funnel | None = None) -> Funnel:
    """Make a funnel with the stages of another one, or with those of the house."""
    require(seat, "setup")
    words = _free_name(name)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        if Funnel.offered().count() >= MOST_FUNNELS:
            raise TooManyFunnels(most=MOST_FUNNELS)
        funnel: Funnel = Funnel.objects.create(
            organisation=seat.organisation, **{f"name_{language[:2]}": words}
        )
        for stage in _stages_like(like):
            stage.organisation, stage.funnel = seat.organisation, funnel
            stage.save(force_insert=True)
        funnel_event(seat, funnel, "funnel_added", now)
    return funnel


def rename_funnel(*, seat: Seat, funnel: Funnel, name: str, language: str, now: datetime) -> Funnel:
    """Give a funnel another name in one language."""
    require(seat, "setup")
    column = f"name_{language[:2]}"
    before, words = getattr(funnel, column), _free_name(name, but=funnel)
    if before != words:
        with transaction.atomic():
            setattr(funnel, column, words)
            funnel.save(update_fields=[column])
            funnel_event(seat, funnel, "funnel_renamed", now)
    return funnel


def retire_funnel(*, seat: Seat, funnel: Funnel, standing: int, today: date, now: datetime) -> Funnel:
    """Let no deal begin in a funnel any more. `standing` deals in work refuse it; the past stays."""
    require(seat, "setup")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        if standing:
            raise FunnelInUse(funnel=str(funnel), count=standing)
        if not Funnel.offered().exclude(pk=funnel.pk).exists():
            raise LastFunnel(funnel=str(funnel))
        funnel.removed_on = today
        funnel.save(update_fields=["removed_on"])
        funnel_event(seat, funnel, "funnel_retired", now)
    return funnel


def offer_funnel(*, seat: Seat, funnel: Funnel, now: datetime) -> Funnel:
    """Take the retiring of a funnel back."""
    require(seat, "setup")
    with transaction.atomic():
        funnel.removed_on = None
        funnel.save(update_fields=["removed_on"])
        funnel_event(seat, funnel, "funnel_offered", now)
    return funnel


def funnel_event(seat: Seat, funnel: Funnel, kind: str, now: datetime) -> None:
    leave_event(
        organisation=seat.organisation,
        sequence=take(seat.organisation),
        kind=kind,
        seat=seat,
        subject=f"funnel:{funnel.uid}",
        recorded_at=now,
        payload={"name": str(funnel)},
    )


def _free_name(name: str, *, but: Funnel | None = None) -> str:
    words = short_text(name, most=LONGEST)
    if not words:
        raise FunnelNameNeeded()
    others = [other for other in Funnel.offered() if other != but]
    for other in others:
        taken = {other.name_in(language) for language in LANGUAGES}
        if matching_key(words) in map(matching_key, taken):
            raise FunnelNameTaken(funnel=words)
    return words


def _stages_like(funnel: Funnel | None) -> list[Stage]:
    """New stages, ranked from one: copies of another funnel's in use, else those of the house."""
    if funnel is None:
        return [
            Stage(
                rank=rank,
                kind=usual.kind,
                usual_action=usual.usual_action,
                **{f"name_{language}": words for language, words in usual.names.items()},
            )
            for rank, usual in enumerate(STAGES, 1)
        ]
    in_use = Stage.objects.live().filter(funnel=funnel, removed_on=None).order_by("rank")
    return [
        Stage(
            rank=rank,
            kind=stage.kind,
            usual_action=stage.usual_action,
            name_en=stage.name_en,
            name_ru=stage.name_ru,
            name_zh=stage.name_zh,
            name_bg=stage.name_bg,
        )
        for rank, stage in enumerate(in_use, 1)
    ]
