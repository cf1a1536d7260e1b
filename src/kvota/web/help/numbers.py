"""What each number is: one definition, the same on every screen, in every list, file and answer."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _


class Number(NamedTuple):
    """A number's name, how it comes about, and the formula by which it is counted."""

    name: str
    words: str
    formula: str


def numbers() -> list[Number]:
    """In the order in which a newcomer meets them."""
    return [
        Number(
            _("Actual"),
            _(
                "Money received in the period, or contracts signed in it: the company chose one, "
                "and every page says which."
            ),
            _("payments received − refunds, or contracts signed"),
        ),
        Number(
            _("Gap to plan"),
            _("The plan less the actual. Zero when the plan is met."),
            _("plan − actual, never below 0"),
        ),
        Number(
            _("Plan to date"),
            _("The plan of the working days before today. Today is not over, so it is still a day left."),
            _("Σ of the plan of every working day before today"),
        ),
        Number(
            _("Pace"),
            _("The actual divided by the plan to date. Below 100% is behind."),
            _("actual ÷ plan to date"),
        ),
        Number(
            _("Most likely"),
            _(
                "The middle of what could still come: half of all futures bring more, half less. "
                "Made from how deals of the same stage and age really ended."
            ),
            _("the median of what all open and coming deals may still pay in the period"),
        ),
        Number(
            _("8 in 10"),
            _("Eight of ten futures end between these two sums, one below, one above."),
            _("from the 10th to the 90th of a hundred futures, put in order"),
        ),
        Number(
            _("n of 20"),
            _("Twenty equally likely futures, and how many of them reach the plan."),
            _("futures of the twenty with actual + what still comes ≥ plan"),
        ),
        Number(
            _("Clients in work"),
            _("Deals that are neither paid nor lost as of the day. Parked ones are counted too."),
            _("deals begun − paid − lost"),
        ),
        Number(
            _("Speed"),
            _("Steps forward less steps back, and the median days a deal stays in a stage."),
            _("steps forward − steps back"),
        ),
        Number(
            _("Stuck"),
            _(
                "Longer in its stage than 9 of 10 deals that moved on, with no agreed next step in "
                "the future and not parked."
            ),
            _("days in the stage > the day by which 90% had moved on; without history 4 × the usual stay"),
        ),
        Number(
            _("Steps left to the money"),
            _("For each client in work the stages still before the payment, all added up."),
            _("Σ over clients of (stages to the payment − stages passed)"),
        ),
        Number(
            _("Conversion"),
            _(
                "Of the deals that entered a stage in the period, the share that went on, with its "
                "likely range. Deals still there are not counted as lost."
            ),
            _("went on ÷ decided, by how long each took; the rest are still open"),
        ),
        Number(
            _("Help adds"),
            _(
                "What a rep's stuck deals could still bring and lose by waiting; those past hope "
                "are left out."
            ),
            _("Σ over stuck deals of amount × the chance lost by waiting"),
        ),
    ]
