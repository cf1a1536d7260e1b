"""Refusals of figures that cannot be counted from what was given."""

from __future__ import annotations

from kvota.language.refusals.marks import counted
from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "too_few_weeks": counted(
        "%(weeks)s figure shows no swing. Give two or more.",
        "%(weeks)s figures show no swing. Give two or more.",
        "weeks",
    ),
    "mean_out_of_range": _("The mean count is %(mean)s. Give a number above zero and up to %(most)s."),
    "day_out_of_range": _("%(done)s days cannot be done of %(all)s. Give from zero to all of them."),
    "cycle_not_positive": _("The usual deal takes %(days)s days. Give a number above zero."),
    "stay_not_positive": _("The usual stay in the stage is %(mean)s days. Give a number above zero."),
    "unknown_stay_end": _(
        "Record %(record)s ended as “%(end)s”. Write adv (moved on), lost, or cens (still there)."
    ),
    "impossible_age": _(
        "Record %(record)s has the age %(age)s. Give a number not below the age at which it was first seen."
    ),
    "chance_out_of_range": _("The chance of deal %(item)s is %(chance)s. Give a number from 0 to 1."),
    "causes_differ": _(
        "The plan and the actual have different causes: %(only_one_has)s. Give both the same causes."
    ),
    "too_many_causes": _("There are too many causes: %(given)s. Give at most %(most)s."),
}
