"""Refusals about conditions, focuses, market facts and the map of clients."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "words_needed": _("There are no words. Write what it is in a line."),
    "unknown_condition_kind": _("“%(kind)s” is no kind of condition. Reload the page and choose one of it."),
    "unknown_condition_state": _(
        "“%(state)s” cannot be said of a condition. Choose open, removed or given up."
    ),
    "not_your_plan": _(
        "The plan of %(who)s is not yours to write about. Ask whose it is, or who leads there."
    ),
    "said_meanwhile": _(
        "%(by)s wrote this anew after you opened the page. "
        "Reload it, look at the change, and enter yours again."
    ),
    "not_a_quarter": _("A focus is set for a quarter, not for this period (%(key)s). Choose a quarter."),
    "source_needed": _("A market fact needs its source. Write where the figure comes from."),
    "fact_says_nothing": _(
        "The fact says nothing yet. "
        "Enter how many clients there could be, how the market grows, or who competes."
    ),
    "growth_out_of_range": _(
        "A market does not grow by %(growth)s a year. Write five percent as 5 %%; a decline is above −100 %%."
    ),
    "too_many_potential_clients": _("There cannot be %(clients)s potential clients. Enter zero to %(most)s."),
    "too_many_competitors": _("%(count)s competitors are too many. Name the %(most)s that matter most."),
    "cells_out_of_range": _("One rep cannot work %(cells)s cells. Enter 1 to %(most)s."),
}
