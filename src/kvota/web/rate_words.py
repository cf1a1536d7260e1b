"""How a dated rate stands beside a sum that was made with it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from kvota.analytics.amount_in_base import RateUsed
from kvota.language.formats import Formats

#: A rate is written with as many decimals as it has, this many at most.
MOST_DECIMALS = 6


def rate_words(used: RateUsed, formats: Formats) -> str:
    """The rate and its day: × 92.51 of 14 November 2026."""
    fields = {"rate": _rate(used, formats), "day": formats.day(used.from_on) if used.from_on else ""}
    return (_("× %(rate)s of %(day)s") if used.from_on else _("× %(rate)s, fixed")) % fields


def given_words(minor: int, used: RateUsed, formats: Formats) -> str:
    """The sum as it was given, and by which rate it was converted."""
    return f"{formats.money(minor, used.currency)} {rate_words(used, formats)}"


def typed_words(terms: dict[str, Any], formats: Formats) -> str:
    """The same of a goal that was typed in another currency; empty for any other."""
    typed = terms.get("typed")
    if not typed:
        return ""
    from_on = date.fromisoformat(typed["rate_on"]) if typed["rate_on"] else None
    return given_words(typed["minor"], RateUsed(typed["currency"], Fraction(typed["rate"]), from_on), formats)


def rates_line(used: list[RateUsed], formats: Formats, base: str) -> str:
    """The rates behind the sums of a page, as one line; empty where nothing was converted."""
    between = "、" if formats.region.language == "zh-hans" else ", "
    said = [f"{one.currency} {rate_words(one, formats)}" for one in used]
    if not said:
        return ""
    return _("converted to %(currency)s: %(rates)s") % {"currency": base, "rates": between.join(said)}


def _rate(used: RateUsed, formats: Formats) -> str:
    decimals = next((n for n in range(MOST_DECIMALS) if (used.rate * 10**n).denominator == 1), MOST_DECIMALS)
    return formats.number(used.rate, decimals)
