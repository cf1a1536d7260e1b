"""Why a client stands in today's list, in one short sentence."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvota.analytics.metrics.deals import TodayCard
from kvota.language.formats import Formats


def reason(card: TodayCard, formats: Formats, *, today: date) -> str:
    """The reason the list gives, with its days beside what is usual where that says more."""
    deal, days = card.deal, card.days or 0
    if card.why == "promised":
        words = deal.next_step or _("next step")
        if days > 0:
            late = ngettext("%(days)s day late: %(step)s", "%(days)s days late: %(step)s", days)
            return late % {"days": formats.number(days), "step": words}
        return _("agreed for today: %(step)s") % {"step": words}
    if card.why == "stuck":
        return _("%(days)s here; 9 of 10 that moved on did so within %(norm)s") % {
            "days": formats.days(days),
            "norm": formats.days(deal.norm_days or 0),
        }
    if card.why == "expected" and deal.expected_on:
        day = formats.day_month(deal.expected_on)
        if deal.expected_on < today:
            return _("money was expected on %(day)s") % {"day": day}
        return _("money expected on %(day)s") % {"day": day}
    if card.why == "large":
        return _("one of the largest open deals")
    if card.why == "silent":
        return _("silent for %(days)s: close or revive") % {"days": formats.days(days)}
    if card.why == "no_next_step":
        return _("no next step")
    return _("last worked %(days)s ago") % {"days": formats.days(days)} if card.days is not None else ""
