"""What an owner looks at first: the three largest risks to the plan, and the decisions that wait for him."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvota.analytics.assumed_funnel import assumed_funnel
from kvota.analytics.metrics.clients_in_work import InWork
from kvota.analytics.metrics.deals import open_deals
from kvota.analytics.metrics.plan import plan
from kvota.analytics.metrics.receivables import receivables
from kvota.domain.calendar.period import period_of
from kvota.language.formats import Formats, formats_for
from kvota.records.rights import may, sets_whole_goal
from kvota.web.plan.seat_changes import pending_changes
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked
from kvota.web.today.sentence import Standing
from kvota.web.today.units_now import UnitNow

SHOWN = 3
# One deal that makes a quarter of all that is still likely decides the period alone.
TOO_MUCH_IN_ONE = 0.25


@dataclass(frozen=True)
class Line:
    """One risk or decision: what it is, the sum it is about (None where it is about none), its list."""

    words: str
    url: str
    minor: int | None = None


@dataclass(frozen=True)
class Seen:
    """What the page has read already."""

    standing: Standing
    in_work: InWork
    units: Sequence[UnitNow]
    unmatched: int


def risks(request: Asked, page: PageScope, seen: Seen) -> list[Line]:
    """The three with most money at stake."""
    found = [line for line in _risks(request, page, seen) if line.minor]
    return sorted(found, key=lambda line: -(line.minor or 0))[:SHOWN]


def _risks(request: Asked, page: PageScope, seen: Seen) -> Iterator[Line]:
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    standing, deals = seen.standing, reverse("deals") + (page.query or "?")
    yield Line(_("in no deal yet: still to be found"), reverse("review") + page.query, standing.to_find_minor)
    count = seen.in_work.stuck
    words = ngettext("%(n)s client is stuck", "%(n)s clients are stuck", count)
    yield Line(words % {"n": formats.number(count)}, f"{deals}&show=stuck", seen.in_work.stuck_minor)
    owed = receivables(request.organisation, scope=page.scope, as_of=page.as_of)
    yield Line(_("overdue from clients"), reverse("receivables") + page.query, owed.overdue_minor)
    large = open_deals(
        request.organisation,
        scope=page.scope,
        as_of=page.as_of,
        only="large_no_next_step",
    )
    words = ngettext("%(n)s large deal has no next step", "%(n)s large deals have no next step", len(large))
    yield Line(
        words % {"n": formats.number(len(large))},
        f"{deals}&show=large_no_next_step",
        sum(deal.amount_minor or 0 for deal in large),
    )
    yield from _worst_unit(page, seen)
    yield from _one_deal(standing, formats)


def _worst_unit(page: PageScope, seen: Seen) -> Iterator[Line]:
    """The unit least sure of its plan, by what it will most likely miss."""
    for one in seen.units[:1]:
        if one.row.plan_minor is None or one.forecast.middle_minor is None:
            continue
        if one.forecast.chance_of_plan is None:
            continue
        words = _("%(unit)s most likely misses its plan: %(n)s of 20") % {
            "unit": one.unit.name,
            "n": one.forecast.chance_of_plan,
        }
        missing = max(0, one.row.plan_minor - one.forecast.middle_minor)
        yield Line(words, f"{reverse('review')}?who={one.unit.uid}&when={page.when}&cut=product", missing)


def _one_deal(standing: Standing, formats: Formats) -> Iterator[Line]:
    """A deal that makes much of what is still likely: the plan hangs on one client."""
    for closer in standing.closers[:1]:
        brings = round((closer.deal.amount_minor or 0) * closer.of_twenty / 20)
        if standing.more_minor and brings >= TOO_MUCH_IN_ONE * standing.more_minor:
            words = _("hang on %(client)s alone: %(share)s of what is still likely") % {
                "client": closer.deal.client.name,
                "share": formats.percent(min(1.0, brings / standing.more_minor)),
            }
            yield Line(words, reverse("deal", args=[closer.deal.uid]), brings)


def decisions(request: Asked, page: PageScope, seen: Seen) -> list[Line]:
    """What waits for a word of his, the first three; nothing that nobody has to decide."""
    return list(_decisions(request, page, seen))[:SHOWN]


def _knows_too_little(request: Asked, standing: Standing) -> bool:
    """Whether the forecast is of what is usual, and nobody said what is usual here. A query where it is."""
    told = standing.told
    if told is None or told.label != "not_enough_history" or not may(request.seat, "set_goal"):
        return False
    return not assumed_funnel(request.organisation).is_given


def changed_goals(request: Asked) -> Iterator[Line]:
    """The goals that are to change for who comes, leaves, moves or is long away: one line for many."""
    found = pending_changes(request)
    if len(found) <= 1:
        yield from (Line(each.words, each.url) for each in found)
        return
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    words = ngettext("%(n)s changed goal is proposed", "%(n)s changed goals are proposed", len(found))
    yield Line(words % {"n": formats.number(len(found))}, reverse("seat-changes"))


def _decisions(request: Asked, page: PageScope, seen: Seen) -> Iterator[Line]:
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    deals = reverse("deals") + (page.query or "?")
    yield from changed_goals(request)
    if sets_whole_goal(request.seat, on=request.today):
        present = period_of(request.today, "month", fiscal_start=request.organisation.fiscal)
        for month in (present, present.next()):
            known = plan(request.organisation, scope=page.scope, period=month, as_of=request.today)
            if known.minor is None:
                words = _("%(month)s has no goal yet") % {"month": formats.period(month)}
                yield Line(words, f"{reverse('plan')}?when={month.key}")
    if seen.unmatched:
        words = ngettext("%(n)s payment has no deal yet", "%(n)s payments have no deal yet", seen.unmatched)
        yield Line(words % {"n": formats.number(seen.unmatched)}, reverse("unmatched-payments"))
    if seen.in_work.hopeless:
        count = seen.in_work.hopeless
        words = ngettext(
            "%(n)s stuck deal has little hope: close or revive",
            "%(n)s stuck deals have little hope: close or revive",
            count,
        )
        url = f"{deals}&show=hopeless"
        yield Line(words % {"n": formats.number(count)}, url, seen.in_work.hopeless_minor)
    if seen.in_work.silent:
        count = seen.in_work.silent
        words = ngettext(
            "%(n)s deal is silent: close or revive", "%(n)s deals are silent: close or revive", count
        )
        yield Line(words % {"n": formats.number(count)}, f"{deals}&show=silent")
    if seen.in_work.without_amount:
        count = seen.in_work.without_amount
        words = ngettext("%(n)s deal has no amount", "%(n)s deals have no amount", count)
        yield Line(words % {"n": formats.number(count)}, f"{deals}&sort=amount")
    if _knows_too_little(request, seen.standing):
        yield Line(_("Four numbers make a first forecast your own"), reverse("first-numbers"))
