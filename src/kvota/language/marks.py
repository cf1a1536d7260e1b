"""The marks between words that stand side by side: Chinese writes wide ones, and no space behind them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.utils.translation import get_language

Mark = Literal["comma", "list", "colon", "semicolon", "stop"]

NARROW: dict[Mark, str] = {"comma": ", ", "list": ", ", "colon": ": ", "semicolon": "; ", "stop": ". "}
WIDE: dict[Mark, str] = {"comma": "，", "list": "、", "colon": "：", "semicolon": "；", "stop": "。"}
WIDE_IN = "zh"


def mark(name: Mark, language: str | None = None) -> str:
    """Return a mark with the space that belongs behind it.

    Parameters
    ----------
    name
        `list` stands between the members of a list, which Chinese parts by a mark of its own.
    language
        A language tag; Django's active language when left out.

    Examples
    --------
    >>> "Vega" + mark("colon", "ru") + "3", "天鹰" + mark("colon", "zh-hans") + "3"
    ('Vega: 3', '天鹰：3')
    """
    wide = (language or get_language() or "").startswith(WIDE_IN)
    return (WIDE if wide else NARROW)[name]


def listed(words: Iterable[str], language: str | None = None, *, between: Mark = "list") -> str:
    """Write words one behind another.

    Examples
    --------
    >>> listed(["a", "b"], "bg"), listed(["甲", "乙"], "zh-hans")
    ('a, b', '甲、乙')
    """
    return mark(between, language).join(words)
