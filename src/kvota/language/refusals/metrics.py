"""Refusals about metrics: what they count, how they are called, and what is missing to count them."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "metric_unknown": _("There is no metric %(key)s. Choose one of the list in Settings, Metrics."),
    "metric_name_needed": _("A metric needs a name. Write it in one language at least."),
    "metric_cannot_count": _(
        "These choices do not go together: what is counted has no such trait, or no sum. "
        "Take the choice away or count something else."
    ),
    "metric_unknown_choice": _("“%(value)s” is not one of the choices. Choose from the list."),
    "metric_ratio_of": _(
        "These two metrics cannot be divided. Take two that are no ratios themselves, "
        "and divide money by numbers, not numbers by money."
    ),
    "metric_reason_needed": _(
        "%(name)s is in use: another definition needs a reason. Say in a few words why it changes."
    ),
    "metric_is_shipped": _(
        "A metric that comes with kvota means the same in every company and stays as it is. "
        "Hide it, or add one of your own."
    ),
    "margin_unknown": _(
        "No margin is known for %(product)s on %(day)s, so the profit is unknown. "
        "Give the margin in Settings, Products."
    ),
    "margin_without_product": _(
        "Money of %(day)s belongs to a deal without a product, so its profit is unknown. "
        "Give the deal a product."
    ),
    "margin_not_a_share": _("The margin is %(percent)s %%. Give a percent from 0 to 100."),
}
