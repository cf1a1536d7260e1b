"""Refusals about periods, days and working calendars."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "ten_days_of_weeks": _(
        "Months of 4-4-5 weeks are not divided into ten days. Choose weeks, or switch one of the two off."
    ),
    "goals_by_other_months": _(
        "The goal of %(period)s stands by the months there are, and other months would give it other days. "
        "Keep these months; who wants the others chooses them before the first goal of a company."
    ),
    "no_time_zone": _("The time %(moment)s does not say its time zone. Write it as 2026-11-18T10:00+03:00."),
    "unknown_period": _(
        "“%(key)s” is not a period. Write a year (2026), a quarter (2026-Q4), a month (2026-11), "
        "ten days (2026-11-D2), a week (2026-W47) or a day (2026-11-18)."
    ),
    "period_out_of_range": _("The year %(year)s is out of range. Choose a year from %(first)s to %(last)s."),
    "not_divisible": _(
        "%(key)s cannot be divided in this way (%(into)s). "
        "Choose a smaller kind of period, or a longer period."
    ),
    "unknown_country": _(
        "There is no working calendar for “%(country)s”. Choose one of %(known)s, "
        "or leave it empty for Monday to Friday."
    ),
    "unknown_calendar_version": _(
        "The plan was made with a working calendar of %(country)s (%(version)s) "
        "that this kvota does not have. Update kvota, or set the goal again."
    ),
    "day_in_the_future": _(
        "%(day)s is in the future, and today is %(today)s. Choose today or an earlier day."
    ),
    "day_in_the_past": _("%(day)s has passed, and today is %(today)s. Choose today or a later day."),
    "no_working_day": _(
        "There is no working day within a year from %(day)s. Check the days off in the calendar settings."
    ),
}
