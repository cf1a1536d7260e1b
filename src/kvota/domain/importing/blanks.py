"""What stands in a cell instead of nothing."""

from __future__ import annotations

import re

_DASHES = frozenset(
    ["-", "–", "—", "−", "--", "---", "n/a", "null", "none", "нет данных", "н/д", "无", "暂无"]
)
# 1C, MySQL and Excel each have a date that means "no date".
_NO_DATE = re.compile(
    r"(?:0000[-./]00[-./]00|00[-./]00[-./]0000|0001-01-01|01\.01\.0001|1900-01-0[01]|0?0[./]01[./]1900"
    r"|[\s./-]+)(?:[T ]\s*0{1,2}:00(?::00(?:\.0+)?)?)?\s*"
)


def is_blank(text: str) -> bool:
    """Say whether a cell holds nothing: empty, spaces, a dash, or a word for nothing.

    Examples
    --------
    >>> is_blank(" \\u00a0"), is_blank("—"), is_blank("N/A"), is_blank("0")
    (True, True, True, False)
    """
    if not text or text.isspace():
        return True
    return len(text) <= 20 and text.strip().casefold() in _DASHES


def is_no_date(text: str) -> bool:
    """Say whether a cell of a date column is blank or one of the dates that mean "none".

    Examples
    --------
    >>> is_no_date("0000-00-00"), is_no_date("01.01.0001 0:00:00"), is_no_date("2026-03-05")
    (True, True, False)
    """
    return is_blank(text) or _NO_DATE.fullmatch(text) is not None
