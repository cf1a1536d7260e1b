"""The scenarios a request is about: of the goal that covers its period, as far as its seat may read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from kvota.actions.goal_around import GoalAround, goal_around
from kvota.actions.seen_scenario import SeenScenario
from kvota.analytics.metrics.compared_scenarios import MOST_COMPARED
from kvota.domain.calendar.period import Period, parse_period
from kvota.records.goals import Scenario
from kvota.records.rights import READS_TEAM, may
from kvota.web.read_uid import as_uid
from kvota.web.seat_in_force import Asked


def around_of(request: Asked, period: Period) -> GoalAround:
    """The goal whose scenarios a page compares, and the draft it reads where nothing counts."""
    return goal_around(request.seat, period, on=request.today)


def open_scenarios(request: Asked, period: str) -> list[Scenario]:
    """The scenarios of a goal that were not set aside, the newest first."""
    found = Scenario.visible_to(request.seat, on=request.today) & Scenario.standing()
    rows = found.filter(period=period, state="open").select_related("author")
    return list(rows.order_by("-line"))


def chosen_of(request: Asked, offered: Sequence[Scenario]) -> list[Scenario]:
    """Those the address names, at most three; the newest where it names none."""
    asked = [as_uid(part) for each in request.GET.getlist("with") for part in each.split(",")]
    named = [one for one in offered if one.line in asked]
    # They stand in the order they were made in: a column stays where it was when another comes.
    return list(reversed((named or list(offered))[:MOST_COMPARED]))


def scenario_asked(request: Asked, line: object) -> Scenario:
    """The newest revision of a scenario; 404 for one that may not be read, as for none."""
    known = as_uid(line)
    if request.seat.role not in READS_TEAM or known is None:
        raise Http404
    found = (
        (Scenario.visible_to(request.seat, on=request.today) & Scenario.standing())
        .filter(line=known)
        .select_related("author", "organisation")
        .first()
    )
    if found is None:
        raise Http404
    return found


def makes(request: Asked) -> bool:
    """Whether this seat keeps scenarios; others who read them only look."""
    return may(request.seat, "make_scenario")


def address(request: Asked, scenario: Scenario | None = None, **more: str) -> str:
    """The page of the comparison for whom and when this request is about."""
    sent: dict[str, Any] = request.GET if request.method == "GET" else request.POST
    asked = {name: str(sent.get(name, "")) for name in ("who", "when")} | more
    if not asked["when"] and scenario is not None:
        asked["when"] = scenario.period
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('scenarios')}?{query}" if query else reverse("scenarios")


def seen_as_sent(request: Asked) -> SeenScenario:
    """What the page of a form had shown; nothing where the form does not say it, which is refused."""
    revision, own, goal = [*request.POST.get("seen", "").split(","), "", "", ""][:3]
    return SeenScenario(as_uid(revision), as_uid(own), as_uid(goal))


def to_send(seen: SeenScenario) -> str:
    """The same as a form holds it."""
    return ",".join(str(uid or "") for uid in (seen.revision, seen.own, seen.goal))


def period_of_scenario(scenario: Scenario) -> Period:
    return parse_period(scenario.period, fiscal_start=scenario.organisation.fiscal)
