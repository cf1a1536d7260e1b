"""Refusals about the files a company brings: their cells, columns and rows."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "cell_is_error": _(
        "The cell shows an error of the spreadsheet: %(value)s. Mend the formula, or write the value."
    ),
    "formula_without_value": _(
        "“%(value)s” is a formula without a value. Open the file in a spreadsheet program and save it, "
        "or write the value."
    ),
    "currency_unread": _("“%(value)s” names no currency. Write its code, such as USD."),
    "date_unreadable": _("“%(value)s” is not a date. Write it as 2026-03-05."),
    "date_impossible": _("“%(value)s” is not a day of the calendar. Write a day that exists."),
    "date_ambiguous": _(
        "“%(value)s” can be %(first)s or %(second)s. Say whether the file writes the day or the month first."
    ),
    "date_without_day": _("“%(value)s” names no day. Write the full date, such as 2026-03-05."),
    "date_out_of_range": _(
        "“%(value)s” is outside the years %(first_year)s to %(last_year)s. Correct the year."
    ),
    "number_unreadable": _("“%(value)s” is not a number. Write digits, such as 1234.56."),
    "number_ambiguous": _(
        "“%(value)s” can be %(as_thousands)s or %(as_decimals)s. "
        "Say which mark the file puts before decimals."
    ),
}
