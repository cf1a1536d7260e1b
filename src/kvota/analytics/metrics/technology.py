"""The technology of each stage: what its playbook converts, version by version, against what is assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from kvota.analytics.metrics.conversion import StageConversion, conversion
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import FIRST_YEAR
from kvota.domain.selling.playbook_days import days_in_force
from kvota.domain.selling.proven_technology import TechnologyState, technology_state
from kvota.records.funnels import Stage
from kvota.records.organisations import Organisation
from kvota.records.playbooks import PlaybookVersion, versions_of

THE_BEGINNING = date(FIRST_YEAR, 1, 1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class VersionCohort:
    """The days a version was followed, both included; `version` is None before there was any."""

    version: PlaybookVersion | None
    first_day: date
    last_day: date
    in_force: bool


@dataclass(frozen=True)
class VersionConversion:
    """The deals that entered a stage while a version was followed, and what became of them.

    `version` 0 are the days before the first one. `first_day` to `last_day` are the cohort's days
    as far as they are over, both included. `share`, `low` and `high` (80 %) lie between 0 and 1,
    None while nothing is decided; `newest_on` is the day of the newest decision. `assumed` is
    exact. `in_force` is the version a rep follows on the day asked.
    """

    version: int
    first_day: date
    last_day: date
    in_force: bool
    entered: int
    advanced: int
    lost: int
    open: int
    share: float | None
    low: float | None
    high: float | None
    newest_on: date | None
    age_days: int | None
    assumed: Fraction | None
    state: TechnologyState

    @property
    def decided(self) -> int:
        """The sample size: only those that went on or were lost say something of the conversion."""
        return self.advanced + self.lost


@dataclass(frozen=True)
class StageTechnology:
    """A stage with its versions, the oldest first; those that were never in force are left out."""

    stage: int
    rank: int
    funnel: int
    versions: list[VersionConversion]

    @property
    def now(self) -> VersionConversion | None:
        """What is followed on the day asked: the version in force, or the days without any."""
        return next((one for one in self.versions if one.in_force), None)

    @property
    def state(self) -> TechnologyState:
        """That of what is followed on the day asked."""
        return self.now.state if self.now else "without_playbook"


def technology(
    organisation: Organisation,
    *,
    scope: Scope,
    as_of: date,
    funnel: int | None = None,
) -> list[StageTechnology]:
    """Return for every stage in use how its playbook converts, and whether that proves what is assumed.

    A deal belongs to the version in force on the day it entered the stage. The conversion is that
    of `metrics.conversion` with the cohort's days cut where versions begin: Aalen-Johansen over
    those decided, open ones count for as long as they were watched. Versions as they were known
    on `as_of`. Stages that only payments reach have no playbook and are not in it.

    Parameters
    ----------
    funnel
        The id of one funnel; every funnel in use unless given.

    Source: domain.md section 0 (cohort conversion), E2; the thresholds are those of
    `domain.selling.proven_technology`.
    """
    stages = Stage.objects.live().filter(removed_on=None, funnel__removed_on=None).exclude(kind="paid")
    if funnel is not None:
        stages = stages.filter(funnel=funnel)
    rows = list(stages.order_by("funnel_id", "rank"))
    versions = versions_of((stage.pk for stage in rows), known_on=as_of)
    with one_moment(organisation):
        measured = _Measured(organisation, scope, as_of)
        return [_of_stage(stage, versions.get(stage.pk, []), measured, as_of) for stage in rows]


def cohorts_of(versions: Sequence[PlaybookVersion], *, as_of: date) -> list[VersionCohort]:
    """Return the days of each version as far as they have come, the oldest first.

    Before the first one comes number 0, from the beginning to the day before it; without any
    version, to `as_of`. Versions that were never in force, or are not yet, are left out.
    """
    first = min((version.from_on for version in versions), default=as_of + _DAY)
    until = None if first > as_of else first - _DAY
    found = [VersionCohort(None, THE_BEGINNING, min(until or as_of, as_of), until is None)]
    spans = days_in_force([version.from_on for version in versions])
    for version, days in zip(versions, spans, strict=True):
        if days is not None and days.first_day <= as_of:
            last = days.last_day or as_of
            found.append(VersionCohort(version, days.first_day, min(last, as_of), last >= as_of))
    return found


def _of_stage(
    stage: Stage, versions: Sequence[PlaybookVersion], measured: _Measured, as_of: date
) -> StageTechnology:
    rows = [
        _row(cohort, measured.of(stage.pk, cohort), as_of) for cohort in cohorts_of(versions, as_of=as_of)
    ]
    # Days before the playbook say something only where somebody came in them.
    shown = [row for row in rows if row.version or row.entered or row.in_force]
    return StageTechnology(stage.pk, stage.rank, stage.funnel_id, shown)


def _row(cohort: VersionCohort, found: StageConversion | None, as_of: date) -> VersionConversion:
    version = cohort.version
    assumed = version.assumed_share if version else None
    decided, high = (found.decided, found.high) if found else (0, None)
    newest = found.newest_on if found else None
    return VersionConversion(
        version=version.number if version else 0,
        first_day=cohort.first_day,
        last_day=cohort.last_day,
        in_force=cohort.in_force,
        entered=found.entered if found else 0,
        advanced=found.advanced if found else 0,
        lost=found.lost if found else 0,
        open=found.open if found else 0,
        share=found.share if found else None,
        low=found.low if found else None,
        high=high,
        newest_on=newest,
        age_days=(as_of - newest).days if newest else None,
        assumed=assumed,
        state=technology_state(assumed=assumed, decided=decided, high=high)
        if version
        else "without_playbook",
    )


class _Measured:
    """Conversions by the days of a cohort: stages whose versions begin on one day are asked together."""

    def __init__(self, organisation: Organisation, scope: Scope, as_of: date) -> None:
        self.organisation, self.scope, self.as_of = organisation, scope, as_of
        self._asked: dict[tuple[date, date], dict[int, StageConversion]] = {}

    def of(self, stage: int, cohort: VersionCohort) -> StageConversion | None:
        days = (cohort.first_day, cohort.last_day)
        if days not in self._asked:
            found = conversion(self.organisation, scope=self.scope, cohort=cohort, as_of=self.as_of)
            self._asked[days] = {one.stage: one for one in found}
        return self._asked[days].get(stage)
