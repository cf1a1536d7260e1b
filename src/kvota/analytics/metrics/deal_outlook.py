"""What the past says of one open deal: whether its money comes, when, and which months count on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kvota.analytics.metrics.actual import Basis
from kvota.analytics.metrics.forecast_deals import DealsOfFunnel, deals_to_forecast
from kvota.analytics.reading import one_moment
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.forecasting.history_label import Label
from kvota.domain.forecasting.period_forecast import history_of
from kvota.records.organisations import Organisation

#: Money that takes longer than a year is nobody's expectation.
DAYS_AHEAD = 365
MONTHS = 3
DAYS_OF_A_MONTH = 31


@dataclass(frozen=True)
class MonthCountsOnIt:
    """A month that counts on this deal: its chance within it, and that chance times what is still to come."""

    period: Period
    chance: float
    minor: int


@dataclass(frozen=True)
class DealOutlook:
    """One open deal as its forecast sees it. Sums are minor units of the company's currency.

    `chance` is that of the money within a year, 0 to 1. `early_on`, `middle_on`, `late_on` are the
    days by which a tenth, half and nine tenths of those futures have it: None where it hardly
    ever comes. The label is of the months that are told; with "not_enough_history" the chances lean on
    usual funnels.
    """

    label: Label
    chance: float
    early_on: date | None
    middle_on: date | None
    late_on: date | None
    months: tuple[MonthCountsOnIt, ...]


def deal_outlook(
    organisation: Organisation, deal: int, *, as_of: date, months: int = MONTHS, basis: Basis | None = None
) -> DealOutlook | None:
    """Look ahead for one deal, by the same chances as the forecast of a period.

    Parameters
    ----------
    months
        How many months are asked whether they count on it, this one included.
    basis
        Whether money or its contract is awaited; the company's own unless given.

    Returns
    -------
    None for a deal that the forecast does not hold: its money has come, it is lost, or it is
    silent beyond the limit of its stage.

    Raises
    ------
    MissingRate
        An open deal of the company is in a foreign currency without a rate.

    Source: docs/decisions/0008; domain.md D2, D6; ux.md S4.
    """
    basis = basis or ("signed" if organisation.basis == "signed" else "cash")
    with one_moment(organisation) as reading:
        funnels = deals_to_forecast(reading, people=None, as_of=as_of, basis=basis)
    label = history_of([each.learnt for each in funnels]).label(MONTHS * DAYS_OF_A_MONTH)
    for each in funnels:
        (found,) = np.nonzero(each.ids == deal)
        if found.size:
            return _told(each, int(found[0]), label, organisation, as_of=as_of, months=months)
    return None


def _told(
    deals: DealsOfFunnel, at: int, label: Label, organisation: Organisation, *, as_of: date, months: int
) -> DealOutlook:
    columns = deals.columns
    curve = deals.learnt.outlook(DAYS_AHEAD).curve(int(columns.rank[at]), int(columns.age_days[at]))
    whole = float(curve[-1])
    # Below one future in twenty a range of days would be a tale about nothing.
    days = [int(np.searchsorted(curve, share * whole)) for share in (0.1, 0.5, 0.9)] if whole >= 0.05 else []
    early, middle, late = (as_of + timedelta(days=each) for each in days) if days else (None, None, None)
    minor, counted = int(columns.amount[at]), []
    period = period_of(as_of, "month", fiscal_start=organisation.fiscal)
    for _ in range(months):
        chance = _within(curve, period, as_of)
        counted.append(MonthCountsOnIt(period, chance, round(chance * minor)))
        period = period.next()
    return DealOutlook(label, whole, early, middle, late, tuple(counted))


def _within(curve: np.ndarray, period: Period, as_of: date) -> float:
    """The chance between two days ahead, as `Outlook.chances` counts it."""
    after = max((period.first_day - as_of).days - 1, 0)
    within = min(max((period.last_day - as_of).days, 0), len(curve) - 1)
    return float(curve[within] - curve[min(after, within)])
