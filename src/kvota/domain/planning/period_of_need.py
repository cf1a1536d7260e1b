"""What a goal needs is asked of the periods a goal is set for; days and weeks only share in it."""

from __future__ import annotations

from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError

PERIODS_OF_NEED = frozenset({"month", "quarter", "year"})


class NeedOfOtherPeriod(RuleError):
    """A goal has no plan of a week or a day of its own: its month's would be told in its place."""

    code = "need_of_other_period"
    sentence = "what a goal needs cannot be told for {key}"
    key: str


def refuse_other_periods(period: Period) -> None:
    """Refuse what is no month, quarter or year.

    >>> from kvota.domain.calendar.period import parse_period
    >>> refuse_other_periods(parse_period("2026-Q4"))
    >>> refuse_other_periods(parse_period("2026-W50"))
    Traceback (most recent call last):
        ...
    kvota.domain.planning.period_of_need.NeedOfOtherPeriod: what a goal needs cannot be told for 2026-W50
    """
    if period.kind not in PERIODS_OF_NEED:
        raise NeedOfOtherPeriod(key=period.key)
