"""The first days of a company: what to do first, where Today has nothing to show yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.records.deals import Deal
from kvota.records.rights import may, sets_whole_goal
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked
from kvota.web.today.sentence import Standing

#: The periods that have a goal of their own.
WITH_A_GOAL = {"month", "quarter", "year"}


@dataclass(frozen=True)
class FirstStep:
    """What is missing in words, and at most two ways on: the first is the one to take."""

    title: str
    text: str
    ways: tuple[tuple[str, str], ...] = ()


def nothing_sold_yet(request: Asked, where: Standing, *, in_work: int) -> bool:
    """Whether no money came and there is not one deal in the seat's sight, open or over.

    No query where some are in work.
    """
    if in_work or where.report.actual_minor:
        return False
    return not Deal.visible_to(request.seat, on=request.today).exists()


def first_client(request: Asked, where: Standing, page: PageScope) -> FirstStep:
    """For who sells: his first client."""
    text = _("Add the first one, and it stands here until it pays.")
    if where.report.planned_minor is None:
        text = f"{text} {_no_goal(page)}"
    return FirstStep(_("No clients yet"), text, ((reverse("add-deal"), _("New deal")),))


def first_deals(request: Asked, where: Standing, page: PageScope, *, sellers: int) -> FirstStep:
    """For who leads: the deals the company has; then the goal, or who sells."""
    seat, ways = request.seat, []
    if may(seat, "import"):
        ways.append((reverse("import"), _("Import a file")))
    elif may(seat, "add_deal"):
        ways.append((reverse("add-deal"), _("New deal")))
    if not sellers and may(seat, "people"):
        ways.append((reverse("setup-people"), _("Invite the first rep")))
    elif where.report.planned_minor is None and sets_whole_goal(seat, on=request.today):
        ways.append((f"{reverse('plan')}{page.query}", _("Set a goal")))
    if not ways:
        return FirstStep(_("No deals yet"), _("What the reps add or a file brings is counted here."))
    text = _("Import the list your company keeps, or let each rep add clients one by one.")
    if where.report.planned_minor is None:
        text = f"{text} {_no_goal(page)}"
    return FirstStep(_("Begin with the deals you have"), text, tuple(ways))


def goal_to_set(request: Asked, where: Standing, page: PageScope) -> str:
    """Where the goal that this period lacks is set; "" where it has one, is over, or is not his to set."""
    if where.report.planned_minor is not None or page.period.kind not in WITH_A_GOAL:
        return ""
    if page.period.last_day < request.today or not sets_whole_goal(request.seat, on=request.today):
        return ""
    return f"{reverse('plan')}{page.query}"


def _no_goal(page: PageScope) -> str:
    return _("No goal is set for %(month)s yet.") % {"month": page.when_label}
