"""What a person types into any action, checked the same way everywhere: a day, a sum, a line of text."""

from __future__ import annotations

from datetime import date

from kvota.domain.errors import RuleError
from kvota.domain.importing.text import clean
from kvota.records.deals import MOST_MINOR


class DayInTheFuture(RuleError):
    """What has happened cannot be dated tomorrow."""

    code = "day_in_the_future"
    sentence = "the day {day} is in the future; today is {today}"
    day: date
    today: date


class DayInThePast(RuleError):
    """What is agreed for later cannot be dated yesterday."""

    code = "day_in_the_past"
    sentence = "the day {day} has passed; today is {today}"
    day: date
    today: date


class SumNotPossible(RuleError):
    """A sum below zero, zero where nothing would be recorded, or one no company has seen."""

    code = "sum_not_possible"
    sentence = "the sum of {amount_minor} minor units of {currency} is not possible"
    amount_minor: int
    currency: str


class TextTooLong(RuleError):
    code = "text_too_long"
    sentence = "the text has {length} characters; {most} fit"
    length: int
    most: int


def past_day(day: date | None, *, today: date) -> date:
    """The day something happened; today when none was said."""
    if day is not None and day > today:
        raise DayInTheFuture(day=day, today=today)
    return day or today


def coming_day(day: date, *, today: date) -> date:
    """A day from today on."""
    if day < today:
        raise DayInThePast(day=day, today=today)
    return day


def sum_of_money(amount_minor: int, currency: str, *, least: int = 1) -> int:
    """A sum that a money record may hold."""
    if not least <= amount_minor <= MOST_MINOR:
        raise SumNotPossible(amount_minor=amount_minor, currency=currency)
    return amount_minor


def short_text(text: str, *, most: int = 200) -> str:
    """One line, without what cannot be seen. PostgreSQL refuses what SQLite would keep too long."""
    line = clean(text)
    if len(line) > most:
        raise TextTooLong(length=len(line), most=most)
    return line


def free_text(text: str) -> str:
    """Lines of text as typed, without the NUL that PostgreSQL cannot store."""
    return text.replace("\x00", "").strip()
