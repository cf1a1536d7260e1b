"""What each number is: one definition, the same on every screen, in every list, file and answer."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _


class Number(NamedTuple):
    """A number's name and how it comes about."""

    name: str
    words: str


def numbers() -> list[Number]:
    """In the order in which a newcomer meets them."""
    return [
        Number(
            _("Actual"),
            _(
                "Money received in the period, or contracts signed in it: the company chose one, "
                "and every page says which."
            ),
        ),
        Number(_("Gap to plan"), _("The plan less the actual. Zero when the plan is met.")),
        Number(
            _("Plan to date"),
            _("The plan of the working days before today. Today is not over, so it is still a day left."),
        ),
        Number(_("Pace"), _("The actual divided by the plan to date. Below 100% is behind.")),
        Number(
            _("Most likely"),
            _(
                "The middle of what could still come: half of all futures bring more, half less. "
                "Made from how deals of the same stage and age really ended."
            ),
        ),
        Number(_("8 in 10"), _("Eight of ten futures end between these two sums, one below, one above.")),
        Number(_("n of 20"), _("Twenty equally likely futures, and how many of them reach the plan.")),
        Number(
            _("Clients in work"),
            _("Deals that are neither paid nor lost as of the day. Parked ones are counted too."),
        ),
        Number(_("Speed"), _("Steps forward less steps back, and the median days a deal stays in a stage.")),
        Number(
            _("Stuck"),
            _(
                "Longer in its stage than 9 of 10 deals that moved on, with no agreed next step in "
                "the future and not parked."
            ),
        ),
        Number(
            _("Steps left to the money"),
            _("For each client in work the stages still before the payment, all added up."),
        ),
        Number(
            _("Conversion"),
            _(
                "Of the deals that entered a stage in the period, the share that went on, with its "
                "likely range. Deals still there are not counted as lost."
            ),
        ),
        Number(
            _("Help adds"),
            _(
                "What a rep's stuck deals could still bring and lose by waiting; those past hope "
                "are left out."
            ),
        ),
    ]
