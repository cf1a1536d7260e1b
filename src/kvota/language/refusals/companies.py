"""Refusals about companies, people, units and backups."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "company_exists": _("A company named “%(name)s” exists already. Choose another name."),
    "company_name_needed": _("Enter the name of the company."),
    "unknown_role": _("The role “%(role)s” is not known. Choose one of: %(roles)s."),
    "unknown_unit": _("There is no unit named “%(unit)s”. Choose one from the list, or add it first."),
    "name_needed": _("Enter the name of the person."),
    "backup_damaged": _(
        "The backup is damaged (%(part)s). Take another copy; the data in place was not touched."
    ),
    "backup_newer": _(
        "The backup was made by a newer kvota (%(migration)s). Update kvota and restore it again."
    ),
}
