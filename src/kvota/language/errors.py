"""Words what the rules refuse: a code and its fields become one sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language, gettext, ngettext

from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.errors import RuleError
from kvota.domain.importing.faults import Fault
from kvota.language.figures import rounded
from kvota.language.formats import Formats, formats_for
from kvota.language.metric_words import METRIC_NAMES
from kvota.language.names import (
    ACTIONS,
    DOINGS,
    FILE_FIELDS,
    FILE_KINDS,
    PERIOD_KINDS,
    PLAYBOOK_PARTS,
    ROLES,
    Names,
)
from kvota.language.refusals import SENTENCES
from kvota.language.refusals.cells import ON_PAGES
from kvota.language.refusals.marks import Counted

CHOICES: dict[str, Names] = {
    "role": ROLES,
    "action": ACTIONS,
    "doing": DOINGS,
    "into": PERIOD_KINDS,
    "kind": FILE_KINDS,
    "field": FILE_FIELDS,
    "needed": FILE_FIELDS,
    "metric": METRIC_NAMES,
    "playbook_part": PLAYBOOK_PARTS,
}
"""Fields that hold the code of a choice, and where its name is."""

DAYS = ("key", "month", "months", "period", "day", "first", "second")
"""Fields that may hold a day or a period as text: faults of an import are stored so."""

PLAIN_NUMBERS = (
    "year",
    "first",
    "last",
    "first_year",
    "last_year",
    "row",
    "first_row",
    "record",
    "cell",
    "number",
)
"""Fields whose numbers are names, not quantities: 2026 is never "2,026"."""


def worded(error: RuleError, *, currency: str = "") -> str:
    """Say in the active language what was refused and what to do about it.

    Parameters
    ----------
    error
        What a rule or an action refused.
    currency
        The currency that amounts in minor units are in, when the refusal does not say it itself:
        the spread of a goal only knows whole units. Left out, they are written as plain numbers.

    Returns
    -------
    str
        One or two sentences, plain text. A code without words falls back to the English line
        for logs; a test sees to it that none of ours is without.

    Examples
    --------
    >>> from kvota.domain.money.split_without_loss import OverLocked
    >>> worded(OverLocked(amount=2_000_000), currency="GBP")
    'The locked cells are £20,000.00 above the goal. Unlock a cell, lower one, or raise the goal.'
    """
    if error.code not in SENTENCES:
        return str(error)
    return worded_code(error.code, error.fields, currency=currency)


def worded_code(code: str, fields: Mapping[str, object], *, currency: str = "", on_page: bool = False) -> str:
    """Say the same of a code and fields that were stored or sent, as faults of an import are.

    With `on_page` the remedy is one of the import wizard, where it differs from the command line's.
    """
    sentence = (ON_PAGES.get(code) if on_page else None) or SENTENCES[code]
    named = str(fields.get("currency") or currency)
    formats = formats_for(get_language(), named)
    written = {name: _written(name, value, formats, named) for name, value in fields.items()}
    if isinstance(sentence, Counted):
        count = int(str(fields[sentence.field]))
        return ngettext(sentence.singular, sentence.plural, count) % written
    return gettext(sentence) % written


def worded_fault(fault: Fault, *, currency: str = "", on_page: bool = False) -> str:
    """Say what is wrong in one row of a file, and where.

    Examples
    --------
    >>> from kvota.domain.importing.dates import DateImpossible
    >>> worded_fault(Fault.at(7, "Closed", DateImpossible(value="31.02.2026")))
    'Row 7, column “Closed”: “31.02.2026” is not a day of the calendar. Write a day that exists.'
    """
    refusal = worded_code(fault.code, fault.fields, currency=currency, on_page=on_page)
    if fault.column:
        place = {"row": fault.row, "column": fault.column, "refusal": refusal}
        return gettext("Row %(row)s, column “%(column)s”: %(refusal)s") % place
    return gettext("Row %(row)s: %(refusal)s") % {"row": fault.row, "refusal": refusal}


def _written(name: str, value: object, formats: Formats, currency: str) -> str:
    if isinstance(value, str):
        names = CHOICES.get(name, {})
        if value in names:
            return str(names[value])
        return _day_named(value, formats) if name in DAYS or name.endswith("_on") else value
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Period):
        return formats.period(value)
    if isinstance(value, int):
        if name in PLAIN_NUMBERS:
            return str(value)
        is_money = currency and (name == "amount" or name.endswith("_minor"))
        return formats.money(value, currency) if is_money else formats.number(value)
    if isinstance(value, Decimal | Fraction | float):
        return _exactly(value, formats)
    if isinstance(value, Iterable):
        between = "、" if formats.region.language == "zh-hans" else ", "
        return between.join(_written(name, each, formats, currency) for each in value)
    return str(value)


def _day_named(text: str, formats: Formats) -> str:
    """Write a day or the key of a period ("2026-11") as people do, and leave any other text as it is."""
    try:
        period = parse_period(text)
    except RuleError:
        return text
    return formats.day(period.first_day) if period.kind == "day" else formats.period(period)


def _exactly(value: Decimal | Fraction | float, formats: Formats) -> str:
    """Write a number without rounding it, as a fraction where decimals do not end."""
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    for decimals in range(7):
        if Fraction(rounded(exact, decimals)) == exact:
            return formats.number(exact, decimals)
    return str(exact)
