"""What a metric is called, and what it counts, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils import translation
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kvota.domain.metrics.metric import Metric
from kvota.language.marks import listed
from kvota.language.names import ACTIONS, DEAL_KINDS, Names

METRIC_NAMES: Names = {
    "revenue": _("Revenue"),
    "profit": _("Profit"),
    "cash": pgettext_lazy("metric", "Collections"),
    "contracts": pgettext_lazy("metric", "Contracts"),
    "contract_sum": pgettext_lazy("metric", "Sum of contracts"),
    "invoiced": pgettext_lazy("metric", "Invoiced"),
    "deals": pgettext_lazy("metric", "Deals won"),
    "new_deals": pgettext_lazy("metric", "New deals won"),
    "repeat_deals": pgettext_lazy("metric", "Repeat deals won"),
    "lost": pgettext_lazy("metric", "Deals lost"),
    "leads": pgettext_lazy("metric", "Leads"),
    "leads_met": pgettext_lazy("metric", "Leads met since"),
    "bids": pgettext_lazy("metric", "Bids"),
    "bids_won": pgettext_lazy("metric", "Bids won"),
    "bids_won_later": pgettext_lazy("metric", "Bids won since"),
    "moves": _("Moves"),
    "calls": pgettext_lazy("measure", "Calls"),
    "cold_calls": pgettext_lazy("metric", "Cold calls"),
    "unanswered_calls": pgettext_lazy("metric", "Calls that reached nobody"),
    "meetings": pgettext_lazy("measure", "Meetings"),
    "visits": pgettext_lazy("metric", "Visits"),
    "cold_visits": pgettext_lazy("metric", "Cold visits"),
    "existing_visits": pgettext_lazy("metric", "Visits to existing clients"),
    "return_visits": pgettext_lazy("metric", "Return visits"),
    "follow_ups": pgettext_lazy("metric", "Follow-ups"),
    "clients_developed": pgettext_lazy("metric", "New clients developed"),
    "clients_touched": pgettext_lazy("metric", "Clients worked with"),
    "clients_in_work": _("Clients in work"),
    "open_pipeline": pgettext_lazy("metric", "Pipeline, sum"),
    "receivables": _("Receivables"),
    "overdue": pgettext_lazy("metric", "Overdue"),
    "fell_due": pgettext_lazy("metric", "Fell due"),
    "collected": pgettext_lazy("metric", "Paid of what fell due"),
    "collection_rate": pgettext_lazy("metric", "Probability of collection"),
    "lead_to_meeting": pgettext_lazy("metric", "Conversion, lead to meeting"),
    "offer_to_contract": pgettext_lazy("metric", "Conversion, offer to contract"),
    "average_deal": _("Average deal"),
    "margin": pgettext_lazy("metric", "Margin"),
}
KINDS_OF_METRIC: Names = {
    "flow": pgettext_lazy("kind of metric", "adds up over time"),
    "stock": pgettext_lazy("kind of metric", "as of a day"),
    "ratio": pgettext_lazy("kind of metric", "ratio"),
    "distinct": pgettext_lazy("kind of metric", "each client once"),
}
UNITS_OF_METRIC: Names = {
    "money": pgettext_lazy("unit of metric", "money"),
    "count": pgettext_lazy("unit of metric", "number"),
    "share": "%",
}
#: What is counted, as the metric page says it before its filters.
COUNTED: Names = {
    "actual": _("Money as the company counts it: payments less refunds, or contracts signed."),
    "profit": _("The revenue times the margin of its product on that day."),
    "payment": _("Payments received less refunds, on their day."),
    "contract": _("Contracts signed, each on its day."),
    "invoice": _("Invoices, on their day."),
    "move": _("What was done with a client: moves to a stage and contacts without a move."),
    "try": _("Tries that reached nobody."),
    "stage": _("Deals that reached a stage for the first time; a jump reaches those it passed."),
    "lead": _("Deals opened, on the day they began."),
    "bid": _("Deals given their first offer: an offer or a bid made, or the stage of it reached."),
    "won": _("Deals signed, on the day of their first contract."),
    "lost": _("Deals that stand lost, on the day of the loss."),
    "in_work": _("Deals neither paid nor lost, as of the last day."),
    "owed": _("What is signed or invoiced and not paid, as of the last day."),
    "overdue": _("The part of the receivables that is past its day."),
    "fell_due": _("What was to be paid by contract or invoice, on its due day."),
    "collected": _("Of what fell due in the period, the part that is paid by now."),
}
CHOICES_OF_COUNTED: Names = {
    "actual": pgettext_lazy("counted", "Money as the company counts it"),
    "profit": _("Profit"),
    "payment": pgettext_lazy("counted", "Payments"),
    "contract": pgettext_lazy("metric", "Contracts"),
    "invoice": pgettext_lazy("counted", "Invoices"),
    "move": _("Moves"),
    "try": pgettext_lazy("counted", "Tries that reached nobody"),
    "stage": pgettext_lazy("counted", "Deals that reached a stage"),
    "lead": pgettext_lazy("metric", "Leads"),
    "bid": pgettext_lazy("metric", "Bids"),
    "won": pgettext_lazy("metric", "Deals won"),
    "lost": pgettext_lazy("metric", "Deals lost"),
    "in_work": _("Clients in work"),
    "owed": _("Receivables"),
    "overdue": pgettext_lazy("metric", "Overdue"),
    "fell_due": pgettext_lazy("metric", "Fell due"),
    "collected": pgettext_lazy("metric", "Paid of what fell due"),
}
AGGREGATES: Names = {
    "count": pgettext_lazy("aggregate", "how many"),
    "sum": pgettext_lazy("aggregate", "their sum"),
    "clients": pgettext_lazy("aggregate", "how many different clients"),
}
CLIENT_AGES: Names = {
    "new": pgettext_lazy("client age", "clients nobody had worked with before"),
    "known": pgettext_lazy("client age", "clients worked with before"),
    "existing": pgettext_lazy("client age", "clients who signed or paid on an earlier day"),
    "first_visit": pgettext_lazy("client age", "clients not visited before"),
    "return": pgettext_lazy("client age", "clients visited before"),
}
MILESTONES: Names = {
    "met": pgettext_lazy("milestone", "met"),
    "bid": pgettext_lazy("milestone", "given an offer"),
    "won": pgettext_lazy("milestone", "signed"),
}
STAGE_KINDS: Names = {
    "open": pgettext_lazy("kind of stage", "before the contract"),
    "signed": pgettext_lazy("kind of stage", "the contract"),
    "paid": pgettext_lazy("kind of stage", "paid"),
}
FILTERS: Names = {
    "action": _("Action"),
    "client_age": pgettext_lazy("filter of a metric", "Which clients"),
    "stage_kind": pgettext_lazy("filter of a metric", "Which stages"),
    "stage_rank": pgettext_lazy("filter of a metric", "Stage number"),
    "before": pgettext_lazy("filter of a metric", "Had before"),
    "later": pgettext_lazy("filter of a metric", "Since then"),
    "deal_kind": pgettext_lazy("filter of a metric", "New or repeat"),
    "product": _("Product"),
    "industry": _("Industry"),
    "region": _("Region"),
    "source": _("Source"),
}
_OF_FILTER: Mapping[str, Names] = {
    "action": ACTIONS,
    "client_age": CLIENT_AGES,
    "stage_kind": STAGE_KINDS,
    "before": MILESTONES,
    "later": MILESTONES,
    "deal_kind": DEAL_KINDS,
}


def metric_name(metric: Metric, language: str = "") -> str:
    """The name of a metric in a language such as `ru` or `zh-hans`; in the reader's unless given.

    A company's own that has no name in it is called as in English, then as in any other.
    """
    code = (language or get_language() or "en")[:2]
    if metric.is_own:
        names = metric.names
        return (
            names.get(code) or names.get("en") or next((name for name in names.values() if name), metric.key)
        )
    with translation.override(language or get_language()):
        return str(METRIC_NAMES[metric.key])


def words_of_filter(name: str, value: str) -> str:
    """A value of a filter as a person reads it; a product, a region and such stand as they are."""
    return str(_OF_FILTER.get(name, {}).get(value, value))


def what_it_counts(
    metric: Metric, parts: Mapping[str, Metric], product: Callable[[str], str] = lambda uid: uid
) -> str:
    """Say what a metric counts, with its filters; of a ratio, what is divided by what."""
    if metric.kind == "ratio":
        names = {
            "above": metric_name(parts[metric.above]),
            "below": metric_name(parts[metric.below]),
        }
        return gettext("%(above)s ÷ %(below)s") % names
    said = str(COUNTED[str(metric.counts)])
    narrowed = [
        gettext("%(filter)s: %(values)s.")
        % {
            "filter": FILTERS[name],
            "values": listed(
                product(value) if name == "product" else words_of_filter(name, value) for value in values
            ),
        }
        for name, values in metric.filters
    ]
    each = [gettext("Each client once.")] if metric.aggregate == "clients" else []
    return " ".join([said, *narrowed, *each])
