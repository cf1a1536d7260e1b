"""The playbooks of a funnel: read, preview, publish, compare; and what each version converts."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kvota.actions.publish_playbook import publish_playbook
from kvota.actions.split_deal import percent_text
from kvota.analytics.metrics.technology import VersionConversion, technology
from kvota.analytics.scope import scope_of
from kvota.domain.errors import RuleError
from kvota.domain.selling.playbook_changes import ChangedLine, changed_lines
from kvota.domain.selling.playbook_text import (
    LONGEST_LINE,
    LONGEST_SCRIPT,
    MOST_LINES,
    PlaybookText,
    playbook_text,
)
from kvota.domain.selling.proven_technology import assumed_conversion
from kvota.language.formats import Formats, formats_for
from kvota.language.names import PLAYBOOK_PARTS, TECHNOLOGY_STATES
from kvota.language.typed_percent import typed_percent
from kvota.records.funnels import Stage
from kvota.records.playbooks import PlaybookVersion, versions_of
from kvota.records.rights import READS_TEAM, require
from kvota.web.deals.move import read_day
from kvota.web.funnel_switch import read_funnel
from kvota.web.move_ids import move_id
from kvota.web.seat_in_force import Asked
from kvota.web.setup.stages import the_stage
from kvota.web.today.cards import StagesOfCompany
from kvota.web.worded_refusals import STATUS, sentence_of

TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Draft:
    """What the form of a stage holds: the newest version, or what somebody is typing."""

    steps: str = ""
    script: str = ""
    criteria: str = ""
    assumed: str = ""
    from_on: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Written:
    """What came of a form: its draft, and either its preview or why it was refused."""

    stage: Stage
    draft: Draft
    preview: PlaybookText | None = None
    refusal: str = ""


@dataclass(frozen=True)
class Section:
    """A stage with what is followed there, and the form of the next version."""

    stage: Stage
    name: str
    now: PlaybookVersion | None
    newest: PlaybookVersion | None
    count: int
    draft: Draft
    preview: PlaybookText | None = None
    changes: list[tuple[str, list[ChangedLine]]] = field(default_factory=list)
    refusal: str = ""

    @property
    def coming(self) -> PlaybookVersion | None:
        """A version that is published and not followed yet."""
        return self.newest if self.newest and self.newest != self.now else None

    @property
    def is_open(self) -> bool:
        return bool(self.preview or self.refusal)


@dataclass(frozen=True)
class MeasuredRow:
    """One version of the table of conversions, with the address of its list."""

    stage: Stage
    name: str
    first: bool
    row: VersionConversion
    words: str
    url: str
    age: str


@require_GET
def playbooks(request: Asked) -> HttpResponse:
    """Every stage of a funnel with its playbook and what each version converts."""
    require(request.seat, "playbook")
    return _page(request)


@require_http_methods(["GET", "POST"])
def playbook(request: Asked, uid: UUID) -> HttpResponse:
    """The versions of one stage, two of them compared; a POST previews or publishes the next."""
    require(request.seat, "playbook")
    stage = the_stage(request, uid)
    if request.method == "GET":
        return _versions(request, stage)
    draft = _draft_of(request)
    try:
        if "publish" not in request.POST:
            text = playbook_text(steps=draft.steps, script=draft.script, criteria=draft.criteria)
            _assumed(request, draft)
            return _page(request, Written(stage, draft, preview=text))
        version = _publish(request, stage, draft)
    except RuleError as refused:
        written = Written(stage, draft, refusal=sentence_of(request, refused))
        return _page(request, written, status=STATUS[refused.nature])
    words = _("Version %(number)s of “%(stage)s” is published.")
    messages.success(
        request, words % {"number": version.number, "stage": stage.name_in(request.LANGUAGE_CODE)}
    )
    return redirect(f"{reverse('setup-playbooks')}?funnel={stage.funnel.uid}#stage-{stage.rank}")


def _draft_of(request: Asked) -> Draft:
    """The form as it came: what is refused is shown again, nothing typed is lost."""
    names = ("steps", "script", "criteria", "assumed", "from_on", "reason")
    return Draft(**{name: request.POST.get(name, "") for name in names})


def _assumed(request: Asked, draft: Draft) -> Fraction | None:
    if not draft.assumed.strip():
        return None
    return assumed_conversion(Fraction(typed_percent(draft.assumed, request.LANGUAGE_CODE), TEN_THOUSAND))


def _publish(request: Asked, stage: Stage, draft: Draft) -> PlaybookVersion:
    seen = request.POST.get("seen", "")
    return publish_playbook(
        seat=request.seat,
        stage=stage,
        steps=draft.steps,
        script=draft.script,
        criteria=draft.criteria,
        assumed=_assumed(request, draft),
        from_on=read_day(draft.from_on),
        reason=draft.reason,
        seen=int(seen[:9]) if seen.isdecimal() else None,
        uid=move_id(request),
        now=request.now,
        today=request.today,
    )


def _page(request: Asked, written: Written | None = None, *, status: int = 200) -> HttpResponse:
    stages = StagesOfCompany(request)
    funnels = read_funnel(request, stages)
    own = stages.of_funnel(written.stage.funnel_id) if written is not None else funnels.stages
    shown = [stage for stage in own if stage.kind != "paid"]
    versions = versions_of(stage.pk for stage in shown)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    context: dict[str, Any] = {
        # After a POST the address is that of a stage, and links to other funnels would lead astray.
        "funnels": None if written else funnels,
        "funnel": shown[0].funnel if shown else None,
        "sections": [_section(request, stage, versions.get(stage.pk, []), written) for stage in shown],
        "measured": _measured(request, shown, formats),
        "who_label": scope_of(request.seat, on=request.today).label,
        "most_lines": MOST_LINES,
        "longest_line": LONGEST_LINE,
        "longest_script": LONGEST_SCRIPT,
    }
    return render(request, "setup/playbooks.html", context, status=status)


def _section(
    request: Asked, stage: Stage, versions: list[PlaybookVersion], written: Written | None
) -> Section:
    newest = versions[-1] if versions else None
    now = next((one for one in reversed(versions) if one.from_on <= request.today), None)
    mine = written if written is not None and written.stage.pk == stage.pk else None
    before = newest.text if newest else PlaybookText((), "", ())
    return Section(
        stage=stage,
        name=stage.name_in(request.LANGUAGE_CODE),
        now=now,
        newest=newest,
        count=len(versions),
        draft=mine.draft if mine else _next_of(newest, request),
        preview=mine.preview if mine else None,
        changes=_by_part(changed_lines(before, mine.preview)) if mine and mine.preview and newest else [],
        refusal=mine.refusal if mine else "",
    )


def _next_of(newest: PlaybookVersion | None, request: Asked) -> Draft:
    """The form of the next version begins with the words of the last."""
    if newest is None:
        return Draft(from_on=request.today.isoformat())
    share = newest.assumed_share
    return Draft(
        steps=newest.steps,
        script=newest.script,
        criteria=newest.criteria,
        assumed="" if share is None else percent_text(round(share * TEN_THOUSAND)),
        from_on=request.today.isoformat(),
    )


def _by_part(lines: list[ChangedLine]) -> list[tuple[str, list[ChangedLine]]]:
    """The lines under the name of their part; a part without a change is left out."""
    parts = [
        (str(words), [line for line in lines if line.part == part]) for part, words in PLAYBOOK_PARTS.items()
    ]
    return [(words, own) for words, own in parts if any(line.how != "same" for line in own)]


def _measured(request: Asked, shown: list[Stage], formats: Formats) -> list[MeasuredRow]:
    """What each version converts, in the sight of the seat; nothing for a role that reads no figures."""
    if request.seat.role not in READS_TEAM or not shown:
        return []
    scope = scope_of(request.seat, on=request.today)
    found = technology(request.organisation, scope=scope, as_of=request.today, funnel=shown[0].funnel_id)
    by_id = {stage.pk: stage for stage in shown}
    return [
        MeasuredRow(
            stage=by_id[one.stage],
            name=by_id[one.stage].name_in(request.LANGUAGE_CODE),
            first=place == 0,
            row=row,
            words=str(TECHNOLOGY_STATES[row.state]),
            url=f"{reverse('entered', args=[by_id[one.stage].uid])}?version={row.version}",
            age="" if row.age_days is None else formats.days(row.age_days),
        )
        for one in found
        if one.stage in by_id
        for place, row in enumerate(reversed(one.versions))
    ]


def _versions(request: Asked, stage: Stage) -> HttpResponse:
    """All versions, the newest first, and what one says otherwise than another."""
    versions = versions_of([stage.pk]).get(stage.pk, [])
    by_number = {str(one.number): one for one in versions}
    after = _chosen(request, "after", by_number, versions[-1] if versions else None)
    earlier = versions[-2] if len(versions) > 1 else None
    before = _chosen(request, "before", by_number, earlier)
    context: dict[str, Any] = {
        "stage": stage,
        "stage_name": stage.name_in(request.LANGUAGE_CODE),
        "versions": versions[::-1],
        "before": before,
        "after": after,
        "changes": _by_part(changed_lines(before.text, after.text)) if before and after else [],
    }
    return render(request, "setup/playbook_versions.html", context)


def _chosen(
    request: Asked, name: str, by_number: dict[str, PlaybookVersion], usual: PlaybookVersion | None
) -> PlaybookVersion | None:
    asked = request.GET.get(name, "")
    if not asked:
        return usual
    if asked not in by_number:
        raise Http404
    return by_number[asked]
