"""`/plan/why`: the way from the company's goal to one number, with the reason of every step in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.open_goal_chain import open_goal_chain
from kvota.actions.say_unit_intent import intents_of, say_unit_intent
from kvota.domain.calendar.period import Period, parse_period, period_of
from kvota.domain.errors import RuleError
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.records.goal_chain import Chain, goal_chain, own_reading, version_that_counts
from kvota.records.goal_nodes import person_key, unit_key
from kvota.records.goals import REVENUE, GoalVersion
from kvota.records.people import Person
from kvota.records.rights import may, own_people_in_sight, units_in_sight
from kvota.records.units import Unit
from kvota.web.plan.grid import rows_in_sight
from kvota.web.plan.readings import readings
from kvota.web.plan.why_words import (
    Figures,
    Said,
    company_words,
    grade_words,
    month_words,
    over_words,
    share_words,
    step_words,
)
from kvota.web.read_uid import row_of
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked

LONG_ENOUGH = {"month", "quarter", "year"}


@dataclass(frozen=True)
class StepTold:
    """A step of the page. `number` is empty where the sum is not for the reader."""

    name: str
    url: str
    number: str
    minor: int | None
    share: str
    said: list[Said]
    intent: str
    is_last: bool


def why(request: Asked) -> HttpResponse:
    """His own number, or with `who` that of somebody he reads; 404 for anybody else. Changes nothing."""
    return _show(request)


def _show(request: Asked, *, refusal: str = "", typed: str = "", status: int = 200) -> HttpResponse:
    page = read_scope(request, when=request.POST.get("when", ""))
    if not page.scope.has_plan:
        raise Http404
    period = _period(request, page)
    reads = own_people_in_sight(request.seat, on=request.today) != set()
    found = version_that_counts(request.organisation, period, counts=_counts(request)) if reads else None
    version = found[0] if found else None
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    chain = goal_chain(found[0], key=_key(page), months=found[1]) if found else None
    own = version and own_reading(version, request.seat.person_id)
    unit = _own_unit(request, page) if version else None
    words = intents_of(version) if version else {}
    context: dict[str, Any] = {
        "scope": page,
        "period": period,
        "version": version,
        "steps": _steps(request, chain, words) if chain else [],
        "months_label": _label(chain, formats) if chain else formats.period(period),
        "intent": version.intent if version else "",
        "is_own": page.scope.person == request.seat.person_id,
        "own": own,
        "readings": readings(request, version),
        "unit": unit,
        "unit_words": typed or (words.get(unit.pk, "") if unit else ""),
        "refusal": refusal,
        "reads_plans": reads,
        "f": formats,
    }
    return render(request, "plan/why.html", context, status=status)


@require_POST
def see_why(request: Asked) -> HttpResponse:
    """Keep that he looked, then show it: a page that is only read changes nothing."""
    period = parse_period(request.POST.get("when", ""), fiscal_start=request.organisation.fiscal)
    found = version_that_counts(request.organisation, period, counts=_counts(request))
    if found is None or not _visible(request, found[0]):
        raise Http404
    open_goal_chain(seat=request.seat, version=found[0], now=request.now)
    return redirect(f"{reverse('why-number')}?{urlencode({'when': period.key})}")


@require_POST
def say_words(request: Asked) -> HttpResponse:
    """The words of a unit; 422 with the text kept."""
    versions = GoalVersion.visible_to(request.seat, on=request.today)
    version = row_of(versions, request.POST.get("version", ""))
    unit = row_of(Unit.visible_to(request.seat, on=request.today), request.POST.get("unit", ""))
    if version is None or unit is None:
        raise Http404
    text = request.POST.get("text", "")
    try:
        say_unit_intent(
            seat=request.seat, version=version, unit=unit, text=text, today=request.today, now=request.now
        )
    except RuleError as refused:
        if refused.nature == "forbidden":
            raise
        said = worded(refused, currency=request.organisation.currency)
        return _show(request, refusal=said, typed=text, status=422)
    messages.success(request, _("Saved."))
    query = urlencode({"who": str(unit.uid), "when": request.POST.get("when", "")})
    return redirect(f"{reverse('why-number')}?{query}")


def _counts(request: Asked) -> str:
    return request.GET.get("of") or request.POST.get("of") or REVENUE


def _visible(request: Asked, version: GoalVersion) -> bool:
    return GoalVersion.visible_to(request.seat, on=request.today).filter(pk=version.pk).exists()


def _period(request: Asked, page: PageScope) -> Period:
    if page.period.kind in LONG_ENOUGH:
        return page.period
    return period_of(page.period.first_day, "month", fiscal_start=request.organisation.fiscal)


def _key(page: PageScope) -> str:
    if page.scope.person is not None:
        return person_key(page.scope.person)
    assert page.scope.unit is not None
    return unit_key(page.scope.unit)


def _own_unit(request: Asked, page: PageScope) -> Unit | None:
    """The unit whose words he may say: that of the page."""
    unit = page.scope.unit
    if unit is None or not may(request.seat, "set_goal"):
        return None
    if unit not in units_in_sight(request.seat, on=request.today):
        return None
    found: Unit | None = Unit.visible_to(request.seat, on=request.today).filter(pk=unit).first()
    return found


def _label(chain: Chain, formats: Any) -> str:
    period = parse_period(chain.version.period, fiscal_start=chain.version.organisation.fiscal)
    if len(chain.months) == len(period.months()):
        return str(formats.period(period))
    fiscal = period.fiscal_start
    first, last = (parse_period(chain.months[end], fiscal_start=fiscal) for end in (0, -1))
    if first == last:
        return str(formats.period(first))
    return str(formats.day_range(first.first_day, last.last_day, with_year=True))


def _steps(request: Asked, chain: Chain, words: dict[int, str]) -> list[StepTold]:
    version = chain.version
    figures = Figures(version, formats_for(request.LANGUAGE_CODE, request.organisation.currency))
    names = _names([step.key for step in chain.steps])
    seen = rows_in_sight(request)
    found: list[StepTold] = []
    for place, step in enumerate(chain.steps):
        above = chain.steps[place - 1].key if place else ""
        sums = seen is None or step.key in seen
        sums_above = seen is None or above in seen
        name, uid = names.get(step.key, ("", ""))
        said: list[Said] = []
        if not place:
            said += [*company_words(chain, figures, sums=sums), *month_words(chain, figures)]
        else:
            own = step.key == person_key(request.seat.person_id)
            said += step_words(step, version, figures, sums=sums_above, own=own, uid=uid if sums else "")
        if sums and step.key[0] == "u":
            said += over_words(step, chain.steps[place + 1 :], figures)
        if sums and place == len(chain.steps) - 1:
            said += grade_words(chain, figures)
        found.append(
            StepTold(
                name=name,
                url=f"{reverse('plan')}?{urlencode({'when': version.period})}#row-{uid}" if sums else "",
                number=figures.of(step.minor) if sums else "",
                minor=step.minor if sums else None,
                share=share_words(step, names.get(above, ("", ""))[0], figures.formats, sums=sums_above),
                said=said,
                intent=words.get(int(step.key[1:]), "") if step.key[0] == "u" else "",
                is_last=place == len(chain.steps) - 1,
            )
        )
    return found


def _names(keys: list[str]) -> dict[str, tuple[str, str]]:
    units = Unit.objects.live().filter(pk__in=[int(key[1:]) for key in keys if key[0] == "u"])
    people = Person.objects.live().filter(pk__in=[int(key[1:]) for key in keys if key[0] == "p"])
    found = {unit_key(pk): (name, str(uid)) for pk, name, uid in units.values_list("pk", "name", "uid")}
    found |= {person_key(pk): (name, str(uid)) for pk, name, uid in people.values_list("pk", "name", "uid")}
    return found
