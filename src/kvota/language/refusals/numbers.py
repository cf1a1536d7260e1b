"""Refusals about numbers and text typed by a person or sent by a program."""

from __future__ import annotations

from kvota.language.refusals.marks import counted
from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "not_exact": _(
        "The number “%(name)s” is written as %(value)s. "
        "Write a whole number, a decimal such as 0.05 or a fraction such as 3/10."
    ),
    "text_too_long": counted(
        "The text is too long: %(length)s character. Shorten it.",
        "The text is too long: %(length)s characters. Shorten it.",
        "length",
    ),
    "not_whole": _("The number “%(name)s” is %(value)s. Only a whole number fits here."),
    "day_unreadable": _("“%(sent)s” is not a day. Write it as 2026-11-18."),
    "id_unreadable": _("This page is out of date: its number “%(sent)s” cannot be read. Reload the page."),
}
