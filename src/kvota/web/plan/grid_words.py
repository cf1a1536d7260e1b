"""The words the spreadsheet's script says, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kvota.language.marks import mark


def grid_words() -> dict[str, str]:
    """Key → sentence; a field in it is written `%(name)s`, as everywhere."""
    return {
        "title": _("Plan"),
        "who": _("Who"),
        "shape_title": _("Shape"),
        "shape": _("The shape of the year: %(name)s"),
        "comma": mark("comma"),
        "left": _("%(name)s: not yet allocated"),
        "parts_left": _("%(name)s: not yet in any segment"),
        "goal_left": _("The goal: not yet allocated"),
        "open_row": _("Show what is below %(name)s"),
        "close_row": _("Hide what is below %(name)s"),
        "open_column": _("Open %(name)s further"),
        "close_column": _("Close %(name)s"),
        "locked": _("locked"),
        "lock": _("Lock"),
        "unlock": _("Unlock"),
        "locked_now": _("Locked"),
        "unlocked": _("Unlocked"),
        "freed": _("It follows again."),
        "actual": _("Actual %(sum)s"),
        "expected": _("Expected %(middle)s: 8 in 10 between %(low)s and %(high)s"),
        "expected_assumed": _("Assumed, with little history: %(middle)s"),
        "between": _("Between %(lo)s and %(hi)s"),
        "at_least": _("At least %(lo)s"),
        "at_most": _("At most %(hi)s"),
        "unbounded": _("It has no bounds now."),
        "note_of": _("note: %(text)s"),
        "noted": _("The note is stored."),
        "derived": _("Days, weeks and ten-day periods follow from the month: change the month."),
        "read_only": _("This cell is only read."),
        "nothing_below": _("Nothing is below this cell to share it among."),
        "would_change": _("Cells that would change: %(count)s"),
        "stored": _("Stored."),
        "pasted": _("Cells pasted: %(count)s"),
        "undone": _("Undone"),
        "redone": _("Done again"),
        "failed": _("The server did not answer. Try again."),
        "keys_title": _("Keys of the grid"),
    }
