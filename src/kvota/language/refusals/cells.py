"""Refusals of one cell or one row of a file."""

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
    "kind_unknown": _("“%(value)s” is neither new nor repeat. Write one of the two."),
    "role_unknown": _("“%(value)s” is not a role. Write one of these: %(roles)s."),
    "ended_without_day": _(
        "The deal is at “%(stage)s”, and no day says since when. Fill in the day it was closed."
    ),
    "closed_before_created": _(
        "The deal is closed on %(closed_on)s, before it was created on %(created_on)s. "
        "Correct one of the two days."
    ),
    "moved_before_created": _(
        "The deal moved on %(moved_on)s, before it was created on %(created_on)s. "
        "Correct one of the two days."
    ),
    "stage_missing": _("The cell is empty. Write the stage of the deal."),
    "floor_above_price": _("The floor price %(floor)s is above the price %(price)s. Correct one of the two."),
    "event_unknown": _("“%(value)s” is not an event. Write stage, touch, won or lost."),
    "payment_of_nothing": _("The amount is zero. Write what was paid, or leave the row out."),
    "row_ragged": _(
        "The row has %(cells)s cells, and the header has %(columns)s. "
        "Put a text that holds the separator or a line break into quotes."
    ),
    "cell_missing": _("The cell is empty: %(field)s. Fill it in."),
    "amount_negative": _(
        "%(value)s is below zero. Write a refund as a refund, and an amount without the minus."
    ),
    "currency_differs": _("%(value)s is not in %(currency)s. Correct the sign or the currency of the row."),
    "id_mangled": _(
        "%(value)s is a rounded number, not the original one. Export the file again with this column as text."
    ),
    "repeated_in_file": _("%(value)s is also in row %(first_row)s. Keep one of the two rows."),
    "stage_unknown": _(
        "The funnel has no stage “%(stage)s”. Say which of its stages is meant; "
        'on the command line: --alias stage:"%(stage)s"=STAGE.'
    ),
}

# The same on the pages of the import wizard, where nobody has a command line before him.
ON_PAGES = {
    "stage_unknown": _(
        "The funnel has no stage “%(stage)s”. Go back to step 2, Columns, and choose under Stages which of "
        "yours it means."
    ),
}
