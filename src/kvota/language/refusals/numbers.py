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
        "The text is too long: %(length)s characters, and %(most)s fits. Shorten it.",
        "The text is too long: %(length)s characters, and %(most)s fit. Shorten it.",
        "most",
    ),
    "not_whole": _("The number “%(name)s” is %(value)s. Only a whole number fits here."),
}
