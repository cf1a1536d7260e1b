"""Which cell styles of a workbook mean a day, a moment or a time: the cell itself holds a number."""

from __future__ import annotations

import re

from kvota.integrations.files.workbook_parts import WorkbookParts

_PART = "xl/styles.xml"
# Formats that every program knows by number (ECMA-376, 18.8.30), those of East Asia included.
_KNOWN_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_PART_OF_TIME = re.compile("[ymdhs]", re.IGNORECASE)


def shows_time(code: str) -> bool:
    """Say whether a number format writes a day or a time.

    Examples
    --------
    >>> [shows_time(code) for code in ("dd.mm.yyyy", '# ##0.00 "руб."', "[Red]0.00", "[h]:mm", "General")]
    [True, False, False, True, False]
    """
    return code.lower() != "general" and bool(_PART_OF_TIME.search(_NOT_SHOWN.sub("", code)))


def styles_of_time(parts: WorkbookParts) -> frozenset[str]:
    """Return the numbers of the styles, as cells name them, whose numbers are days or times."""
    if not parts.holds(_PART):
        return frozenset()
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside_cell_formats = False

    def start(name: str, values: dict[str, str]) -> None:
        nonlocal inside_cell_formats
        tag = name.rpartition(" ")[2]
        if tag == "numFmt":
            codes[values.get("numFmtId", "")] = values.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "dxfs"):
            inside_cell_formats = tag == "cellXfs"
        elif tag == "xf" and inside_cell_formats:
            formats.append(values.get("numFmtId", "0"))

    parts.parse_small(_PART, start)
    return frozenset(
        str(style)
        for style, number in enumerate(formats)
        if (
            shows_time(codes[number])
            if number in codes
            else number.isdecimal() and int(number) in _KNOWN_DAYS
        )
    )
