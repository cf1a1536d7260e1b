"""Refusals about who may do what."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "refused": _("The rules do not allow this. Check what you entered."),
    "who_not_found": _("There is no such person or unit: “%(who)s”. Choose one from the list."),
    "not_for_another": _(
        "Standing in for %(person)s does not include this: %(doing)s. Ask the head of the unit or the owner."
    ),
    "goal_of_whole_company": _(
        "The goal is set and published by whoever leads the whole company. "
        "Change the plan of your own unit in the table of the goal."
    ),
    "not_allowed": _(
        "Your role (%(role)s) does not include this: %(doing)s. Switch to another role, or ask the owner."
    ),
}
