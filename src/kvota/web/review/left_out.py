"""What a page of Review leaves out: said above the figures, with how much it is and where to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvota.analytics.metrics.plan_actual import PlanActual
from kvota.analytics.metrics.without_rate import WithoutRate, without_rate
from kvota.domain.calendar.period import Period
from kvota.language.formats import Formats, formats_for
from kvota.records.money import Payment
from kvota.records.rights import may
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked

MOST_NAMED = 5


@dataclass(frozen=True)
class LeftOut:
    """One thing that is missing: what, how much, and the ways on (`parts/notice.html`)."""

    what: str
    title: str
    text: str
    url: str = ""
    label: str = ""
    other_url: str = ""
    other_label: str = ""


def without_rates(request: Asked, page: PageScope, period: Period) -> list[LeftOut]:
    """A notice for each currency without a rate; for a page made inside `leaving_out_missing_rates`."""
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    found = without_rate(request.organisation, scope=page.scope, period=period, as_of=request.today)
    see = (f"{reverse('actual-list')}{page.query}", _("See the list"))
    mend = (reverse("setup-money"), _("Enter the rate")) if may(request.seat, "setup") else ("", "")
    ways = [way for way in (mend, see) if way[0]]
    (url, label), (other_url, other_label) = (*ways, ("", ""))[:2]
    text = (
        _("They count as soon as the rate is entered.")
        if mend[0]
        else _("They count as soon as who looks after the settings enters the rate.")
    )
    return [
        LeftOut("rate", _without(one, formats), text, url, label, other_url, other_label) for one in found
    ]


def _without(one: WithoutRate, formats: Formats) -> str:
    """ "No rate of CNY: 2 facts of money, CN¥12,000.00, and ... are left out of these figures"."""
    parts = []
    if one.facts:
        said = ngettext(
            "%(n)s payment or contract, %(sum)s", "%(n)s payments or contracts, %(sum)s", one.facts
        )
        sum_ = formats.money(one.facts_minor, one.currency)
        parts.append(said % {"n": formats.number(one.facts), "sum": sum_})
    if one.deals:
        said = ngettext("%(n)s open deal, %(sum)s", "%(n)s open deals, %(sum)s", one.deals)
        sum_ = formats.money(one.deals_minor, one.currency)
        parts.append(said % {"n": formats.number(one.deals), "sum": sum_})
    words = {"currency": one.currency, "what": " · ".join(parts)}
    return _("No rate of %(currency)s. Left out of these figures: %(what)s") % words


def without_plan(page: PageScope, table: PlanActual, formats: Formats) -> list[LeftOut]:
    """Whose part has no plan where others have one: what he brings stands in the actual all the same."""
    rows = [row for row in table.rows if row.of and row.planned_minor is None]
    if not rows or len(rows) == len([row for row in table.rows if row.of]):
        return []
    names = [row.of.name for row in rows if row.of]
    named = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    words = {
        "n": formats.number(len(rows)),
        "names": named,
        "when": page.when_label,
        "sum": formats.money_whole(sum(row.actual_minor for row in rows)),
    }
    title = ngettext(
        "%(n)s row has no plan in %(when)s: %(names)s",
        "%(n)s rows have no plan in %(when)s: %(names)s",
        len(rows),
    )
    text = _("What they brought, %(sum)s, stands in the actual; no plan stands against it.")
    return [
        LeftOut("plan", title % words, text % words, f"{reverse('plan')}{page.query}", _("Open the plan"))
    ]


def without_deal(request: Asked, page: PageScope, formats: Formats) -> list[LeftOut]:
    """Payments that wait for their deal; for who may say whose they are, and sees all of the company."""
    if page.scope.people is not None or request.organisation.basis == "signed":
        return []
    if not may(request.seat, "record_money"):
        return []
    waiting = Payment.standing().filter(deal=None)
    count = waiting.count()
    inside = waiting.filter(occurred_on__range=(page.period.first_day, page.period.last_day))
    sums = inside.order_by("currency").values_list("currency").annotate(Sum("amount_minor"))
    said = ", ".join(formats.money(minor, currency) for currency, minor in sums)
    if not said:
        return []
    title = ngettext("%(n)s payment has no deal yet", "%(n)s payments have no deal yet", count)
    text = _("Those of %(when)s make %(sum)s, which is in no actual yet.")
    return [
        LeftOut(
            "deal",
            title % {"n": formats.number(count)},
            text % {"when": page.when_label, "sum": said},
            reverse("unmatched-payments"),
            _("Say whose they are"),
        )
    ]


def without_date(page: PageScope, undated: int, funnel_query: str, formats: Formats) -> list[LeftOut]:
    """Deals of unknown date: they stand in the work and are outside all times and cohorts."""
    if not undated:
        return []
    title = ngettext("%(n)s client in work has no dates", "%(n)s clients in work have no dates", undated)
    return [
        LeftOut(
            "date",
            title % {"n": formats.number(undated)},
            _(
                "They count in work, and not among those who entered, nor in conversion and days. "
                "Their next move gives them a date."
            ),
            f"{reverse('deals')}?who={page.scope.who}&when={page.when}{funnel_query}&show=undated",
            _("See the list"),
        )
    ]
