"""Template filters that write numbers, money and days in the reader's language, by the one formatter.

Every filter takes the company as its argument, as the record or as its currency code: it decides
between British and American English, and is the currency of an amount that names none.

    {{ deal.amount_minor|money:deal.currency }}   {{ plan.actual|money_short:organisation }}
    {{ move.occurred_on|day:organisation }}       {{ row.share|percent }}
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from fractions import Fraction
from typing import Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kvota.domain.calendar.period import Period
from kvota.language.figures import Figure
from kvota.language.formats import Formats, formats_for
from kvota.language.marks import Mark
from kvota.language.marks import listed as listed_of
from kvota.language.marks import mark as mark_of
from kvota.language.region import MISSING

register = template.Library()


class HasCurrency(Protocol):
    currency: str


def formats_here(company: str | HasCurrency = "") -> Formats:
    """Return the formats of the language of this request, for a company or a currency code."""
    return formats_for(get_language(), company if isinstance(company, str) else company.currency)


@register.simple_tag
def mark(name: Mark) -> str:
    """Write a comma, colon, stop between words that stand side by side: a wide one in Chinese."""
    return mark_of(name)


@register.filter
def listed(words: Iterable[object]) -> str:
    """a, b, c; 甲、乙、丙."""
    return listed_of(str(word) for word in words)


@register.filter
def whole(words: str) -> SafeString:
    """Words that no line may break: half a range at the end of a line reads as a number of its own."""
    return format_html('<span class="whole">{}</span>', words)


@register.filter
def number(value: Figure | None, company: str | HasCurrency = "") -> str:
    """1,234,567.89: as many decimals as the number has, at most two."""
    return formats_here(company).number(value)


@register.filter
def number_short(value: Figure | None, company: str | HasCurrency = "") -> str:
    """12.3M, 12,3 млн, 1230万."""
    return formats_here(company).number_short(value)


@register.filter
def signed(value: Figure | None, company: str | HasCurrency = "") -> str:
    """+14, −2, 0."""
    return formats_here(company).signed(value)


@register.filter
def percent(share: Figure | None, decimals: int = 0) -> str:
    """87% of a share of 0.87, with so many decimals."""
    return formats_here().percent(share, decimals)


@register.filter
def money(minor: int | Fraction | None, company: str | HasCurrency) -> str:
    """£1,234.50 of minor units, in the company's currency or the one named."""
    return formats_here(company).money(minor)


@register.filter
def money_whole(minor: int | Fraction | None, company: str | HasCurrency) -> str:
    """412 000 ₽: without the small coins."""
    return formats_here(company).money_whole(minor)


@register.filter
def money_signed(minor: int | Fraction | None, company: str | HasCurrency) -> str:
    """+412 000 ₽: a difference without the small coins."""
    return formats_here(company).money_whole(minor, signed=True)


@register.filter
def money_short(minor: int | Fraction | None, company: str | HasCurrency) -> str:
    """£1.2M, 1,2 млн ₽, ¥41.2万."""
    return formats_here(company).money_short(minor)


@register.filter
def day(on: date | None, company: str | HasCurrency = "") -> str:
    """22/11/2026, 22.11.2026, 2026/11/22."""
    return formats_here(company).day(on)


@register.filter
def day_long(on: date | None, company: str | HasCurrency = "") -> str:
    """22 November 2026."""
    return formats_here(company).day_long(on)


@register.filter
def day_month(on: date | None, company: str | HasCurrency = "") -> str:
    """22 Nov, where the year is in sight."""
    return formats_here(company).day_month(on)


@register.filter
def weekday(on: date | None, company: str | HasCurrency = "") -> str:
    """Wed 18 Nov."""
    return formats_here(company).weekday(on)


@register.filter
def month(on: date, company: str | HasCurrency = "") -> str:
    """November 2026."""
    return formats_here(company).month(on)


@register.filter
def hours(value: Fraction) -> str:
    """26 hours, 26 часов, 26 小时; a part of an hour with one decimal."""
    return formats_here().hours(value)


@register.filter
def hours_short(value: Fraction) -> str:
    """20.8: the figure alone, where the column says that it is hours."""
    return formats_here().hours_short(value)


@register.filter
def period(period: Period, company: str | HasCurrency = "") -> str:
    """November 2026, 11–20 Nov 2026, Week 47, 16–22 Nov 2026."""
    return formats_here(company).period(period)


@register.filter
def timeofday(moment: time | datetime | None, company: str | HasCurrency = "") -> str:
    """14:05 of a moment already on the company's clock."""
    return formats_here(company).time(moment)


@register.filter
def moment(moment: datetime | None, company: str | HasCurrency = "") -> str:
    """18/11/2026, 14:05."""
    return formats_here(company).moment(moment)


@register.filter
def working_days(count: Figure) -> str:
    """9 working days."""
    return formats_here().working_days(count)


@register.filter
def days(count: Figure) -> str:
    """17 days."""
    return formats_here().days(count)


@register.filter
def unsigned_money(minor: int, company: str | HasCurrency) -> str:
    """An amount without its sign, for a drawing that says the sign itself."""
    return money_whole(abs(minor), company)


@register.filter
def unsigned_short(minor: int, company: str | HasCurrency) -> str:
    """The same in the reader's own steps, for what is only likely."""
    return money_short(abs(minor), company)


@register.simple_tag
def money_range(low: int | None, high: int | None, company: str | HasCurrency) -> str:
    """A likely range with one sign and one unit: £2.9–3.4M; a dash where nothing is told."""
    if low is None or high is None:
        return MISSING
    return formats_here(company).money_short_range(low, high)
