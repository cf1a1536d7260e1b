"""Refusals of a whole file, and of the way its columns are read."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "file_refused": _("The file cannot be read. Save it again as CSV or XLSX."),
    "file_empty": _("The file is empty. Export it again."),
    "file_only_header": _("The file ends after its header in row %(row)s. Export it again with its rows."),
    "file_not_a_table": _(
        "The file is not a table but %(kind)s. Open it in its program and save it as XLSX or CSV."
    ),
    "file_encrypted": _("The workbook is protected by a password. Save it without one."),
    "file_broken": _("The file is damaged (%(reason)s). Save it again and upload it whole."),
    "file_unpacks_too_big": _(
        "The file of %(packed_mb)s MB unpacks to more than %(limit_mb)s MB. Split it, or save it as CSV."
    ),
    "sheet_too_big": _(
        "The sheet “%(sheet)s” reaches over %(cells)s cells, and at most %(limit)s can be read. "
        "Save it as CSV, which has no limit."
    ),
    "sheet_unknown": _("The workbook has no sheet “%(sheet)s”. Choose one of its sheets: %(sheets)s."),
    "cells_merged": _(
        "Row %(row)s, column %(column)s: the cells %(cells)s are merged. Split them and fill in each row."
    ),
    "encoding_unknown": _("The text is in an encoding kvota does not know. Save the file as CSV UTF-8."),
    "encoding_not_offered": _("“%(encoding)s” is not an encoding kvota reads. Choose one of %(encodings)s."),
    "text_broken": _(
        "Row %(row)s is not %(encoding)s text. Save the whole file again in one encoding, such as CSV UTF-8."
    ),
    "text_holds_nul": _("Row %(row)s holds a zero byte: the file is damaged. Export it again."),
    "delimiter_not_offered": _(
        "“%(delimiter)s” does not separate columns. Choose comma, semicolon, tab or |."
    ),
    "quote_unclosed": _(
        "Row %(row)s, column %(column)s: a quote is opened and never closed. Close it or remove it."
    ),
    "cell_too_big": _(
        "Row %(row)s, column %(column)s: the cell is longer than %(limit)s characters. "
        "Shorten it, or close a quote that is left open."
    ),
    "row_too_wide": _("Row %(row)s has more than %(limit)s columns. Check which character separates them."),
    "headers_repeated": _(
        "Row %(row)s: several columns (%(columns)s) are called “%(name)s”. Rename all but one of them."
    ),
    "header_row_unknown": _("The file ends before row %(row)s. Choose another row as its header."),
    "alias_unreadable": _(
        '“%(text)s” is not an alias. Write product:GTXPro="GTX Pro", '
        "with one of these fields: %(fields_known)s."
    ),
    "alias_twice": _("“%(spelling)s” is said to mean both “%(first)s” and “%(second)s”. Keep one of them."),
    "field_unknown": _(
        "“%(field)s” is not a field of this kind of file (%(kind)s). Choose one of these: %(fields_known)s."
    ),
    "column_unknown": _(
        "The file has no column “%(column)s”. The nearest is “%(nearest)s”; "
        "choose one of its columns: %(columns_known)s."
    ),
    "two_columns_to_one_field": _(
        "Both columns “%(first)s” and “%(second)s” are mapped to “%(field)s”, and one of them would be lost. "
        "Keep one."
    ),
    "column_missing": _(
        "No column of the file holds “%(needed)s”. Choose the column that does; "
        "on the command line: --map FIELD=COLUMN."
    ),
    "only_clients": _(
        "This file tells of clients only: no column holds a stage, a product, an owner, a date or the amount "
        "of a deal. Say in step 1 that it holds clients; on the command line: kvota import clients FILE. "
        "If these are deals, choose the column that says so; on the command line: --map FIELD=COLUMN."
    ),
    "mapping_unread": _(
        "This file is no mapping of kvota: %(place)s. Download one on this page and change that."
    ),
    "format_unknown": _("“%(answer)s” is not an answer here. Choose one of these: %(answers)s."),
    "import_running": _(
        "Another import into %(company)s is running. Wait until it has ended, and start this one again."
    ),
    "import_not_prepared": _(
        "Import %(number)s counts already and cannot be changed. Drop the file again to import it anew."
    ),
    "import_cancelled": _(
        "Import %(number)s was cancelled. Nothing of it counts, and the file is still here."
    ),
    "import_already_undone": _("Import %(number)s is undone already. Reload the page."),
    "import_not_applied": _(
        "Import %(number)s was never carried out, so there is nothing to undo. Reload the page."
    ),
    "export_too_long": _(
        "The list is longer than a sheet can hold (%(limit)s rows). Choose a shorter period, or take CSV."
    ),
}
