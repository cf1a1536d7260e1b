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
    "goal_below_one_deal": _(
        "%(segment)s: the goal is %(goal_minor)s, and one deal brings %(average_minor)s. "
        "Raise the goal to one deal, or set it to zero."
    ),
    "need_above_base": _(
        "%(segment)s: the goal needs %(needed)s active clients, and there are %(base)s. "
        "Lower the goal of this part, or move the rest of it to new clients."
    ),
    "too_few_trials": _(
        "Cases behind this conversion: %(trials)s, too few to take it as certain. "
        "Count with its range, or wait for %(least)s cases."
    ),
    "impossible_trials": _(
        "%(successes)s of %(trials)s cannot have passed. "
        "Enter no more successes than cases, and no less than zero."
    ),
    "beta_not_positive": _(
        "The range of the conversion is given as %(a)s and %(b)s. Enter two numbers above zero."
    ),
    "wanted_chance_out_of_range": _(
        "A chance of %(chance)s cannot be planned for. Enter more than 0%% and less than 100%%."
    ),
    "too_many_people_needed": _(
        "Deals wanted: %(deals)s, with a chance of %(chance)s. With this conversion more than %(most)s "
        "people would be needed. Check the conversion, or lower the goal."
    ),
    "too_many_people": _("%(people)s people are too many to count with. Enter up to %(most)s."),
    "delays_not_one": _(
        "The weekly shares of step %(step)s add up to %(total)s. "
        "Change them so that they add up to exactly 1."
    ),
    "negative_delay_share": _("Step %(step)s has the share %(share)s in week %(week)s. Enter zero or more."),
    "delays_missing": _(
        "Conversions given: %(conversions)s, delays given: %(delays)s. Give one delay for each conversion."
    ),
    "no_weeks": _("The period has no weeks. Choose one week or more."),
    "hours_missing": _(
        "Hours given: %(hours)s, stages: %(stages)s. Give the hours of one piece of work for each stage."
    ),
    "negative_hours": _("The hours are %(hours)s. Enter zero or more."),
    "negative_cost": _("%(segment)s: a start costs %(cost)s. Enter zero or more."),
    "negative_supply": _("%(segment)s, week %(week)s: the number of leads is %(leads)s. Enter zero or more."),
    "weeks_not_positive": _("The way to the deal takes %(weeks)s weeks. Enter a number above zero."),
    "cycle_too_long": _("The way to the deal takes %(weeks)s weeks. Enter at most %(most)s."),
}
