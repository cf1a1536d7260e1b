"""`/plan/check`: a goal under the five principles, in words, each with what makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.set_focus import set_focus
from kvota.analytics.metrics.goal_principles import GoalHeld, principles_of, units_above
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.planning.five_principles import Held, MonthFacts
from kvota.language.formats import Formats, formats_for
from kvota.language.marks import listed
from kvota.language.names import PRINCIPLES, VERDICTS
from kvota.records.quarter_focus import QuarterFocus
from kvota.records.rights import may
from kvota.records.units import Unit
from kvota.web.deals.move import read_day
from kvota.web.plan.conditions import METRIC, asked_metric, refuse_who_plans_nothing, who_may_remove
from kvota.web.plan.market_words import fact_words
from kvota.web.plan.views import plan_views
from kvota.web.read_uid import row_of
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.worded_refusals import STATUS, sentence_of

MOST_NAMED = 6


@dataclass(frozen=True)
class Shown:
    """One principle on the page: its name, the verdict in a word, a sentence, the ways to what makes it."""

    key: str
    name: str
    verdict: str
    verdict_words: str
    sentence: str
    ways: list[tuple[str, str]]


@dataclass(frozen=True)
class FocusOfQuarter:
    """A quarter with its focus; `typed` is what was refused. `of` names the unit above that it comes from."""

    key: str
    label: str
    focus: QuarterFocus | None
    of: str
    typed: dict[str, str]


@require_GET
def check(request: Asked) -> HttpResponse:
    """The five, and the focus of each quarter to come. Four forecasts at most, which are kept."""
    return show(request)


def show(
    request: Asked,
    *,
    refusal: str = "",
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    refuse_who_plans_nothing(request)
    metric = asked_metric(request)
    page = read_scope(request, kind="quarter", views=plan_views(request.seat))
    held = principles_of(
        request.organisation, scope=page.scope, period=page.period, as_of=page.as_of, metric=metric
    )
    context = principles_context(request, page, held, metric=metric) | {
        "scope": page,
        "refusal": refusal,
        "unmet": len(held.unmet),
        "quarters": _quarters(request, page, held, typed or {}),
        "may_focus": page.scope.unit is not None and may(request.seat, "set_goal"),
        "people": who_may_remove(request),
        "today_iso": request.today.isoformat(),
    }
    return render(request, "plan/check.html", context, status=status)


def principles_context(
    request: Asked, page: PageScope, held: GoalHeld, *, metric: str = METRIC
) -> dict[str, Any]:
    """What `plan/principles.html` needs, for every page that shows a goal."""
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    return {"principles": [_shown(request, one, held, page, formats, metric) for one in held.held]}


@require_POST
def focus(request: Asked) -> HttpResponse:
    """Set the focus of a unit and quarter. 302; 422 with the sentence, what was typed kept."""
    post = request.POST
    refuse_who_plans_nothing(request)
    request.GET = post  # type: ignore[assignment]  # who and when stand in the form
    page = read_scope(request, kind="quarter")
    unit = Unit.visible_to(request.seat, on=request.today).filter(pk=page.scope.unit).first()
    if unit is None:
        raise Http404
    try:
        set_focus(
            seat=request.seat,
            unit=unit,
            quarter=parse_period(post.get("quarter", ""), fiscal_start=request.organisation.fiscal),
            words=post.get("words", ""),
            owner=row_of(who_may_remove(request), post.get("owner", "")),
            due_on=read_day(post.get("due_on", "")),
            seen=row_of(QuarterFocus.visible_to(request.seat, on=request.today), post.get("seen", "")),
            today=request.today,
            now=request.now,
        )
    except RuleError as refused:
        return show(
            request,
            refusal=sentence_of(request, refused),
            typed=post.dict(),
            status=STATUS[refused.nature],
        )
    messages.success(request, _("Saved."))
    parts = {"who": page.scope.who, "when": page.when}
    return redirect(f"{reverse('principles')}?{urlencode({k: v for k, v in parts.items() if v})}")


def _quarters(request: Asked, page: PageScope, held: GoalHeld, typed: dict[str, str]) -> list[FocusOfQuarter]:
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    own = units_above(page.scope, on=request.today)[:1]
    return [
        FocusOfQuarter(
            key,
            formats.period(parse_period(key, fiscal_start=request.organisation.fiscal)),
            focus,
            focus.unit.name if focus is not None and [focus.unit_id] != own else "",
            typed if typed.get("quarter") == key else {},
        )
        for key, focus in held.focuses.items()
    ]


def _shown(
    request: Asked, one: Held, held: GoalHeld, page: PageScope, formats: Formats, metric: str
) -> Shown:
    say = {
        "number": _number,
        "foreseeable": _foreseeable,
        "attainable": _attainable,
        "focus": _focus,
        "dated": _dated,
    }[one.principle]
    sentence, ways = say(request, one, held, page, formats)
    return Shown(
        one.principle,
        str(PRINCIPLES[one.principle]),
        one.verdict,
        str(VERDICTS[one.verdict]),
        sentence,
        [(url, words) for url, words in ways if url],
    )


Said = tuple[str, list[tuple[str, str]]]


def _months_named(keys: tuple[str, ...], request: Asked, formats: Formats) -> str:
    fiscal = request.organisation.fiscal
    named = [formats.period(parse_period(key, fiscal_start=fiscal)) for key in keys[:MOST_NAMED]]
    return listed([*named, *(["…"] if len(keys) > MOST_NAMED else [])])


def _number(request: Asked, one: Held, held: GoalHeld, page: PageScope, formats: Formats) -> Said:
    plan = (f"{reverse('plan')}{page.query}", _("Open the plan"))
    minor = held.facts.goal_minor
    if minor is None:
        return _("No goal is set."), [plan]
    if one.lacks:
        months = _months_named(one.lacks, request, formats)
        words = _("%(sum)s is planned, and nothing for %(months)s") % {
            "sum": formats.money_whole(minor),
            "months": months,
        }
        return words, [plan]
    return _("The goal is %(sum)s.") % {"sum": formats.money_whole(minor)}, [plan]


def _foreseeable(request: Asked, one: Held, held: GoalHeld, page: PageScope, formats: Formats) -> Said:
    told = held.forecast
    parts = []
    if held.missing_rate is not None:
        parts.append(sentence_of(request, held.missing_rate))
    elif told is not None:
        sums = {
            "open": formats.money_whole(told.from_open_minor),
            "new": formats.money_whole(told.from_new_minor),
        }
        parts.append(
            _("≈ Deals in work may bring %(open)s, new ones %(new)s: the history is too short to rely on.")
            % sums
            if told.is_assumed
            else _("Deals in work are expected to bring %(open)s, new ones %(new)s.") % sums
        )
    fact = held.market_fact
    if fact is None:
        parts.append(_("No market fact."))
    else:
        words = fact_words(fact, formats)
        parts.append(words if held.covers_all else _("Of a part of the market: %(fact)s") % {"fact": words})
    ways = [
        (f"{reverse('deals')}{page.query}", _("Deals in work")),
        (f"{reverse('market')}{page.query}", _("Market facts") if fact else _("Add a market fact")),
    ]
    return " ".join(parts), ways


def _attainable(request: Asked, one: Held, held: GoalHeld, page: PageScope, formats: Formats) -> Said:
    ways = [(f"{reverse('review')}{page.query}", _("Plan vs actual"))]
    if not held.facts.months:
        return _("No month to come has a plan."), ways
    if one.verdict == "met":
        return _("Every month to come is within its likely range or what was reached before."), ways
    if one.verdict == "unknown":
        months = _months_named(one.lacks, request, formats)
        return _("Nothing to hold against yet: %(months)s") % {"months": months}, ways
    months_said = [
        _month_words(month, request, formats) for month in held.facts.months if month.month in one.lacks
    ]
    more = len(months_said) - MOST_NAMED
    shown = [*months_said[:MOST_NAMED], *([f"+{formats.number(more)}"] if more > 0 else [])]
    return listed(shown, between="semicolon"), ways


def _month_words(month: MonthFacts, request: Asked, formats: Formats) -> str:
    key = parse_period(month.month, fiscal_start=request.organisation.fiscal)
    words = {
        "month": formats.period(key),
        "plan": formats.money_whole(month.plan_minor),
        "most": formats.money_whole(month.measure_minor or 0),
    }
    if month.forecast_high_minor is None:
        return _("%(month)s: planned %(plan)s, the best month brought %(most)s") % words
    return _("%(month)s: planned %(plan)s, likely at most %(most)s") % words


def _focus(request: Asked, one: Held, held: GoalHeld, page: PageScope, formats: Formats) -> Said:
    if not held.focuses:
        return _("The period is over."), []
    if one.lacks:
        quarters = _months_named(one.lacks, request, formats)
        return _("Without a focus: %(quarters)s") % {"quarters": quarters}, [("#focus", _("Set the focus"))]
    words = [focus.words for focus in held.focuses.values() if focus is not None]
    return listed(dict.fromkeys(words), between="semicolon"), [("#focus", _("The focus"))]


def _dated(request: Asked, one: Held, held: GoalHeld, page: PageScope, formats: Formats) -> Said:
    ways = [(f"{reverse('conditions')}{page.query}", _("What it takes"))]
    facts = held.facts
    if not facts.lines:
        return _("No condition and no focus is written yet."), ways
    if one.verdict == "met":
        words = ngettext(
            "%(n)s line, with a day and somebody who answers for it.",
            "%(n)s lines, each with a day and somebody who answers for it.",
            facts.lines,
        )
        return words % {"n": formats.number(facts.lines)}, ways
    words = ngettext(
        "Of %(n)s line %(undated)s without a day, %(ownerless)s without anybody.",
        "Of %(n)s lines %(undated)s without a day, %(ownerless)s without anybody.",
        facts.lines,
    )
    figures = {
        "n": formats.number(facts.lines),
        "undated": formats.number(facts.undated),
        "ownerless": formats.number(facts.ownerless),
    }
    return words % figures, ways
