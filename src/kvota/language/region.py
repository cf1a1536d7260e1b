"""How each of our five regions writes days: the patterns that CLDR and the design agreed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel import Locale, localedata

NBSP = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"
MISSING = EN_DASH
"""What stands where no value is known. Never a zero."""

LANGUAGES = ("en", "ru", "zh-hans", "bg")
"""Django's codes of the languages kvota speaks."""


@dataclass(frozen=True, eq=False)  # each is one: it keys what was written before
class Region:
    """One way of writing. The patterns are Unicode date patterns, as Babel reads them.

    Bulgarian and American short dates differ from CLDR on purpose: two-digit years are read
    wrongly beside a plan for 2026-11, so every short day here shows the whole year.
    """

    code: str
    language: str
    locale: Locale
    day: str
    day_long: str
    day_month: str
    weekday: str
    month: str
    year: str
    time: str
    month_name: str = "LLLL"


def _locale(tag: str) -> Locale:
    """Return Babel's locale of a tag with words of its own.

    Babel 2.18 copies only the upper level of a parent's data and then writes what an alias
    means into the part below, which all languages share: once "LLLL" was written in Chinese,
    the root said "十一月", and Bulgarian, read after that, took it over. So nothing is left
    shared, before the first word is written. Babel keeps the dictionary it answers here.
    """
    words = localedata.load(tag)
    words.update(_own(words))
    return Locale.parse(tag)


def _own(words: dict[Any, Any]) -> dict[Any, Any]:
    return {name: _own(word) if isinstance(word, dict) else word for name, word in words.items()}


REGIONS = {
    region.code: region
    for region in (
        Region(
            code="en-US",
            language="en",
            locale=_locale("en_US"),
            day="MMM d, y",
            day_long="MMMM d, y",
            day_month="MMM d",
            weekday="EEE, MMM d",
            month="MMMM y",
            year="y",
            time=f"h:mm{NBSP}a",
        ),
        Region(
            code="en-GB",
            language="en",
            locale=_locale("en_GB"),
            day="dd/MM/y",
            day_long="d MMMM y",
            day_month="d MMM",
            weekday="EEE d MMM",
            month="MMMM y",
            year="y",
            time="HH:mm",
        ),
        Region(
            code="ru-RU",
            language="ru",
            locale=_locale("ru_RU"),
            day="dd.MM.y",
            day_long=f"d{NBSP}MMMM y{NBSP}г.",
            day_month=f"d{NBSP}MMMM",
            weekday=f"EEE, d{NBSP}MMMM",
            month=f"LLLL y{NBSP}г.",
            year=f"y{NBSP}г.",
            time="HH:mm",
        ),
        Region(
            code="zh-Hans-CN",
            language="zh-hans",
            locale=_locale("zh_Hans_CN"),
            day="y/M/d",
            day_long="y年M月d日",
            day_month="M月d日",
            weekday="M月d日EEE",
            month="y年M月",
            year="y年",
            time="HH:mm",
            month_name="M月",
        ),
        Region(
            code="bg-BG",
            language="bg",
            locale=_locale("bg_BG"),
            day=f"dd.MM.y{NBSP}г.",
            day_long=f"d{NBSP}MMMM y{NBSP}г.",
            day_month=f"d{NBSP}MMMM",
            weekday=f"EEE, d{NBSP}MMMM",
            month=f"LLLL y{NBSP}г.",
            year=f"y{NBSP}г.",
            time="HH:mm",
        ),
    )
}


def language_of(tag: str | None) -> str:
    """Return the language kvota shows for a language tag; English for one it does not speak.

    Examples
    --------
    >>> language_of("zh-CN"), language_of("ru_RU"), language_of("de"), language_of(None)
    ('zh-hans', 'ru', 'en', 'en')
    """
    spoken = (tag or "").lower().replace("_", "-").split("-")[0]
    return {"ru": "ru", "zh": "zh-hans", "bg": "bg"}.get(spoken, "en")


def region_for(language: str | None, currency: str = "") -> Region:
    """Return the region of a language; English is British unless the company counts in dollars.

    Examples
    --------
    >>> region_for("en").code, region_for("en", "USD").code, region_for("bg", "USD").code
    ('en-GB', 'en-US', 'bg-BG')
    """
    spoken = language_of(language)
    if spoken == "en":
        return REGIONS["en-US" if currency.upper() == "USD" else "en-GB"]
    return next(region for region in REGIONS.values() if region.language == spoken)
