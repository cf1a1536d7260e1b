"""Refusals about the playbooks of stages and what is assumed of them."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "playbook_empty": _("The playbook says nothing. Write a step, a script or a criterion."),
    "playbook_too_many_lines": _(
        "%(playbook_part)s: %(lines)s lines, and at most %(most)s are read. Join or drop some."
    ),
    "playbook_line_too_long": _(
        "%(playbook_part)s, line %(number)s: %(length)s letters, and %(most)s fit. "
        "Shorten it or make two of it."
    ),
    "playbook_script_too_long": _("The script has %(length)s letters, and %(most)s fit. Shorten it."),
    "playbook_at_the_end": _(
        "Payments lead to “%(stage)s”, so nothing is done there. Write the playbook of the stage before."
    ),
    "playbook_changed_meanwhile": _(
        "%(person)s has published version %(number)s meanwhile. Your text is still here: "
        "read the new version, then publish yours again."
    ),
    "playbook_unchanged": _(
        "Nothing differs from version %(number)s. Change something, or leave it as it is."
    ),
    "playbook_before_last": _(
        "On %(day)s version %(number)s was not followed yet: it began on %(began)s, and what was measured "
        "before stays. Choose that day or a later one."
    ),
    "playbook_day_too_far": _(
        "%(day)s is too far away for a playbook. Choose a day between %(first)s and %(last)s, both possible."
    ),
    "assumed_out_of_range": _(
        "The assumed conversion is %(share)s, counted from 0 to 1. Enter more than 0%% and at most 100%%."
    ),
}
