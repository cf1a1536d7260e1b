"""The ladder from money down to calls: what each rung needs, has, converts, and the math behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.analytics.metrics.conversion import Sale
from kvota.analytics.metrics.funnel_facts import KnownConversion, WayStep
from kvota.analytics.metrics.needed_work import NeededSegment, NeededWork
from kvota.language.formats import Formats

#: Bars end here; the longest rung is this wide.
WIDEST = 160
#: A share is written as the parts it is of, up to so many of them.
_MOST_PARTS = 1_000


@dataclass(frozen=True)
class Measured:
    """A conversion as it is told, and the list of the cases it was seen from."""

    known: KnownConversion
    stage: str
    field: str
    url: str

    @property
    def is_range(self) -> bool:
        return self.known.label != "own"


@dataclass(frozen=True)
class Count:
    """A needed number of new business or repeat sales, and how it came about, a line each."""

    sale: Sale
    whole: int
    math: str


@dataclass(frozen=True)
class Rung:
    """A stage of the ladder. `have` opens `have_url`; `width` is that of its bar."""

    key: str
    name: str
    needed: int
    counts: tuple[Count, ...]
    have: int | None = None
    have_url: str = ""
    measured: tuple[tuple[Sale, Measured], ...] = ()
    width: int = 0

    @property
    def shown_have(self) -> int:
        """What of the bar is ink: never more than is needed."""
        return min(self.have or 0, self.needed)


def ladder_of(
    found: NeededWork,
    *,
    stages: Mapping[int, Any],
    language: str,
    in_work: Mapping[int, int],
    query: Mapping[str, str],
    formats: Formats,
) -> list[Rung]:
    """Return the rungs below the money: deals, the stages from the contract down, leads, calls."""
    segments = [segment for segment in found.segments if segment.need]
    if not segments:
        return []
    rungs = [_deals(segments, formats)]
    order: list[int] = []
    for segment in segments:
        for step in reversed(segment.way.steps):
            if step.stage not in order:
                order.append(step.stage)
    for stage in order:
        row = stages.get(stage)
        rungs.append(
            _stage(
                segments,
                stage,
                name=row.name_in(language) if row else "",
                uid=str(row.uid) if row else "",
                have=in_work.get(stage, 0),
                query=query,
                formats=formats,
            )
        )
    rungs.append(_calls(found, formats))
    # Calls are many times the rest: beside them every other bar would be a dot.
    most = max((rung.needed for rung in rungs if rung.key != "calls"), default=0)
    return [rung if rung.key == "calls" else _with_width(rung, most) for rung in rungs]


def _with_width(rung: Rung, most: int) -> Rung:
    width = max(round(WIDEST * rung.needed / most), 2) if most and rung.needed else 0
    return Rung(**{**rung.__dict__, "width": width})


def _deals(segments: list[NeededSegment], formats: Formats) -> Rung:
    counts = []
    for segment in segments:
        assert segment.need is not None and segment.deal.minor is not None
        math = _("%(goal)s ÷ %(deal)s = %(exact)s") % {
            "goal": formats.money_whole(segment.goal_minor),
            "deal": formats.money_whole(segment.deal.minor),
            "exact": _whole_and_exact(
                segment.need.deals, Fraction(segment.goal_minor, segment.deal.minor), formats
            ),
        }
        counts.append(Count(segment.sale, segment.need.deals, math))
    return Rung("deals", _("Deals"), sum(count.whole for count in counts), tuple(counts))


def _stage(
    segments: list[NeededSegment],
    stage: int,
    *,
    name: str,
    uid: str,
    have: int,
    query: Mapping[str, str],
    formats: Formats,
) -> Rung:
    counts, measured = [], []
    for segment in segments:
        found = _of_stage(segment, stage)
        if found is None:
            continue
        step, before, whole, exact = found
        share = step.conversion.mean
        math = _("%(people)s ÷ %(share)s = %(exact)s") % {
            "people": formats.number(before),
            "share": share_text(share, formats),
            "exact": _whole_and_exact(whole, before / share, formats),
        }
        if exact != whole:
            math += " " + _("(without rounding on the way %(exact)s)") % {"exact": formats.number(exact)}
        counts.append(Count(segment.sale, whole, math))
        measured.append((segment.sale, _measured(segment.sale, step, uid, query)))
    url = f"{reverse('deals')}?{urlencode({**query, 'stage': uid})}" if uid else ""
    return Rung(
        key=f"stage-{stage}",
        name=name,
        needed=sum(count.whole for count in counts),
        counts=tuple(counts),
        have=have,
        have_url=url,
        measured=tuple(measured),
    )


def _of_stage(segment: NeededSegment, stage: int) -> tuple[WayStep, int, int, Fraction] | None:
    """The step from a stage, how many it must bring to the next one, and how many it takes."""
    assert segment.need is not None
    before = segment.need.deals
    for need in segment.need.stages:
        if need.stage == str(stage):
            step = next(one for one in segment.way.steps if one.stage == stage)
            return step, before, need.whole, need.exact
        before = need.whole
    return None


def _measured(sale: Sale, step: WayStep, uid: str, query: Mapping[str, str]) -> Measured:
    known = step.conversion
    days = {"from": known.first_day.isoformat(), "to": known.last_day.isoformat(), "sale": sale}
    url = f"{reverse('entered', args=[uid])}?{urlencode({**query, **days})}" if uid else ""
    return Measured(known, uid, f"c-{uid}", url)


def _calls(found: NeededWork, formats: Formats) -> Rung:
    facts = found.facts
    math = _("%(leads)s × %(each)s = %(exact)s") % {
        "leads": formats.number(found.leads),
        "each": formats.number(facts.calls_per_lead),
        "exact": _whole_and_exact(found.calls, found.leads * facts.calls_per_lead, formats),
    }
    return Rung("calls", _("Calls"), found.calls, (Count("new", found.calls, math),))


def share_text(share: Fraction, formats: Formats) -> str:
    """A share as it is divided by: 3/10; one with endless parts as a percent."""
    if share.denominator <= _MOST_PARTS:
        return f"{share.numerator}/{share.denominator}" if share != 1 else "1"
    return formats.percent(share, 1)


def _whole_and_exact(whole: int, exact: Fraction, formats: Formats) -> str:
    if exact == whole:
        return formats.number(whole)
    return _("%(exact)s, whole %(whole)s") % {"exact": formats.number(exact), "whole": formats.number(whole)}
