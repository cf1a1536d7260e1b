"""How a goal is shared, as the page shows it: the offer, how far the worker is, and his answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kvota.analytics.metrics.kept_allocation import KeptAllocation, read_kept
from kvota.analytics.metrics.needed_work import NeededWork, needed_work
from kvota.analytics.metrics.shared_work import SharedPart, SharedWork, shared_work
from kvota.analytics.metrics.work_to_share import MOST_PEOPLE, Part, WorkToShare, work_to_share
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.domain.calendar.period import Period
from kvota.language.errors import worded_code
from kvota.language.marks import listed
from kvota.records.goals import CUTS, GoalSegment
from kvota.records.rights import may
from kvota.records.work_sharings import WorkSharing
from kvota.web.plan.segment_rows import value_of_segment
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked

#: So many segments stand beside the people; more are a table of their own.
MOST_COLUMNS = 3
#: What would lift a shortage is told so many times: the most valuable first.
MOST_BINDINGS = 3

# The worker looks for work every second; while he works he speaks at the end of each turn, of five seconds.
SILENT_TOO_LONG = {"waiting": timedelta(seconds=60), "working": timedelta(seconds=30)}

CHANGED: Mapping[Part, Any] = {
    "goal": gettext_lazy("the goal or its bounds"),
    "people": gettext_lazy("who sells"),
    "hours": gettext_lazy("the hours there are"),
    "deals": gettext_lazy("the money that came and the deals in work"),
    "segments": gettext_lazy("what the goal is cut by"),
    "leads": gettext_lazy("the leads there are"),
    "facts": gettext_lazy("what a lead brings and takes"),
}


@dataclass(frozen=True)
class HowFar:
    """`used` of `limit` seconds, the best so far, and whether nobody works on it any more."""

    used: float
    limit: float
    wish: str
    best: KeptAllocation | None
    is_silent: bool

    @property
    def percent(self) -> int:
        """The share of the time that is used: 0 to 100."""
        return min(round(100 * self.used / self.limit), 100) if self.limit else 0


@dataclass(frozen=True)
class ShownRow:
    """A person or a unit: the offer and, where it was worked out, the starts by segment and their load."""

    part: SharedPart
    url: str
    starts: tuple[int | None, ...]
    total: int | None
    load: Fraction | None


@dataclass(frozen=True)
class ShownBinding:
    """What would lift the shortage: of whom or of what, what one more brings, how many it takes."""

    kind: str
    name: str
    value_minor: int
    wanted: int | None


@dataclass(frozen=True)
class SharingShown:
    """Everything the section says; without `answer` the offer alone. `there` is how many starts there are."""

    offer: SharedWork
    rows: tuple[ShownRow, ...]
    segments: tuple[str, ...]
    there: tuple[int, ...]
    begin_url: str
    address: str
    sharing: WorkSharing | None
    far: HowFar | None
    answer: KeptAllocation | None
    bindings: tuple[ShownBinding, ...]
    changed: str
    refusal: str

    @property
    def work(self) -> WorkToShare:
        return self.offer.work

    @property
    def stand_beside(self) -> bool:
        """Whether the segments are columns beside the people."""
        return len(self.segments) <= MOST_COLUMNS

    @property
    def held_by(self) -> str:
        """What holds the goal back where it is neither of somebody nor of a segment."""
        binding = self.answer.binding if self.answer else ()
        return next((str(one["kind"]) for one in binding if one["place"] is None), "")

    @property
    def most_people(self) -> int:
        return MOST_PEOPLE

    @property
    def given(self) -> tuple[int, ...]:
        """Starts of each segment, of all people."""
        return tuple(sum(row.starts[at] or 0 for row in self.rows) for at in range(len(self.segments)))

    @property
    def of_all(self) -> dict[str, Any]:
        """The last row."""
        plans = [row.part.party.plan_minor for row in self.rows]
        return {
            "plan": sum(plan or 0 for plan in plans) if None not in plans else None,
            "hours": sum((row.part.party.hours for row in self.rows), Fraction(0)),
            "starts": sum(self.given),
            "by_segment": list(zip(self.given, self.there, strict=True)),
        }


def sharing_shown(request: Asked, page: PageScope, period: Period, needed: NeededWork) -> SharingShown | None:
    """The section for who sets goals: not of a year, one person, or a period without a goal or people."""
    if not may(request.seat, "set_goal") or period.kind == "year":
        return None
    asked: dict[str, Any] = {"scope": page.scope, "period": period, "as_of": request.today}
    with leaving_out_missing_rates():
        if request.GET.get("show"):  # another reading needs other leads; what is shared is that of the goal
            needed = needed_work(request.organisation, **asked)
        work = work_to_share(request.organisation, needed=needed, **asked)
    if work is None:
        return None
    sharing = WorkSharing.objects.filter(unit_id=page.scope.unit, period=period.key).first()
    answer = read_kept(sharing.answer) if sharing and sharing.answer else None
    names = segment_names(work)
    query = urlencode({"who": page.scope.who, "when": period.key} if page.scope.who else {"when": period.key})
    offer = shared_work(request.organisation, work)
    refusal = sharing.refusal if sharing and sharing.state == "refused" else {}
    return SharingShown(
        offer=offer,
        rows=tuple(_row(part, work, answer, period) for part in offer.parts),
        segments=tuple(names[each.key] for each in work.segments),
        there=tuple(each.starts for each in work.segments),
        begin_url=f"{reverse('share-work')}?{query}",
        address=f"{reverse('needed')}?{query}",
        sharing=sharing,
        far=far_of(sharing, now=request.now) if sharing and sharing.is_under_way else None,
        answer=answer,
        bindings=_bindings(answer, work, names) if answer else (),
        changed=_changed(sharing, work) if sharing and answer else "",
        refusal=worded_code(refusal["code"], refusal["fields"], currency=request.organisation.currency)
        if refusal
        else "",
    )


def is_silent(sharing: WorkSharing, *, now: datetime) -> bool:
    """Whether nobody works on it any more: the worker is not there, or was killed over it."""
    longest = SILENT_TOO_LONG.get(sharing.state)
    return longest is not None and now - sharing.heartbeat_at > longest


def far_of(sharing: WorkSharing, *, now: datetime) -> HowFar:
    """How far the worker is: what he said last, and the time since, up to the end of what he does now."""
    told = sharing.progress
    used = float(told.get("used", 0.0))
    if sharing.state == "working":
        since = max((now - sharing.heartbeat_at).total_seconds(), 0.0)
        used = min(used + since, float(told.get("until", 0.0)) or used)
    return HowFar(
        used=used,
        limit=float(told.get("limit", 0.0)),
        wish=str(told.get("wish", "")),
        best=read_kept(sharing.best["found"]) if sharing.best else None,
        is_silent=is_silent(sharing, now=now),
    )


def segment_names(work: WorkToShare) -> dict[str, str]:
    """The segments in words, by their keys. One query for a goal that is cut."""
    names = {"new": _("New leads"), "repeat": _("Offers to clients")}
    uids = [each.key for each in work.segments if each.key not in names]
    if not uids:
        return names
    parts = list(GoalSegment.objects.filter(uid__in=uids).select_related("product"))
    cuts = [cut for cut in CUTS if any(getattr(part, cut) for part in parts)]
    return names | {
        str(part.uid): " · ".join(value_of_segment(part, cut)[1] for cut in cuts) for part in parts
    }


def _row(part: SharedPart, work: WorkToShare, answer: KeptAllocation | None, period: Period) -> ShownRow:
    uid = part.party.of.uid
    known = answer.starts.get(uid) if answer else None
    return ShownRow(
        part=part,
        url=f"{reverse('needed')}?{urlencode({'who': uid, 'when': period.key})}",
        starts=tuple(None if known is None else known.get(each.key, 0) for each in work.segments),
        total=answer.starts_of(uid) if answer else None,
        load=answer.loads.get(uid) if answer else None,
    )


def _bindings(
    answer: KeptAllocation, work: WorkToShare, segments: Mapping[str, str]
) -> tuple[ShownBinding, ...]:
    names = {**segments, **{one.of.uid: one.of.name for one in work.parties}}
    return tuple(
        ShownBinding(
            kind=one["kind"],
            name=names[one["place"]],
            value_minor=round(one["value"]),
            wanted=one["wanted"],
        )
        # Of whom or what is gone meanwhile nothing can be lifted: the warning says that people changed.
        for one in [each for each in answer.binding if each["place"] in names][:MOST_BINDINGS]
    )


def _changed(sharing: WorkSharing, work: WorkToShare) -> str:
    """What of that from which the answer was worked out is another now, in words."""
    now = work.fingerprint()
    parts: Sequence[Part] = [part for part in CHANGED if sharing.worked_from.get(part) != now[part]]
    return listed(str(CHANGED[part]) for part in parts)
