"""Refusals about the way from a goal back to deals, meetings and calls."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "no_positive_margin": _(
        "Nothing is left of a sale after its costs and commission, so no revenue earns this profit. "
        "Check the costs and the commission."
    ),
    "shares_not_one": _("The shares do not add up to 100%%. Change them so that they do."),
    "commission_unsteady": _(
        "No revenue agrees with the commission rate it brings. "
        "Check the commission table: the rate must not fall as revenue grows."
    ),
    "conversion_out_of_range": _(
        "The conversion of step %(step)s is %(share)s. Enter more than 0%% and at most 100%%."
    ),
    "negative_goal": _("The goal is %(value)s. Enter zero or more."),
    "average_deal_not_positive": _(
        "The average deal is %(value)s, so no number of deals makes the goal. Enter an amount above zero."
    ),
}
