"""Where months are counted by ten days: 1-10, 11-20, 21 to the end."""

from __future__ import annotations

#: Languages whose readers plan so; a company of such a language begins with ten-day periods shown.
#: Source: ux.md 3.1.
COUNT_TEN_DAYS = frozenset({"ru", "zh-hans"})
