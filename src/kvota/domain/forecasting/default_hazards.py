"""What a company without a history is told: the usual conversions, stays and payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kvota.domain.forecasting.stays import AGES

#: From stage 1 to 7: lead to meeting comes out as 1/2, meeting to contract as 3/10.
CONVERSIONS = (7 / 10, 5 / 7, 3 / 4, 4 / 5, 5 / 8, 4 / 5)
WEEKS_IN_STAGE = (1.0, 1.0, 1.0, 1.0, 1.5, 1.0)
#: Share of contracts paid by the end of each week.
PAID_BY_WEEK = (0.10, 0.35, 0.60, 0.75, 0.85, 0.90, 0.93)
#: Of those unpaid after the curve ends, this share still pays in each further week. Our judgement:
#: with 0 no reminder would be worth sending.
LATE_PAYERS_A_WEEK = 0.01

DAYS_A_WEEK = 7

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DailyHazards:
    """Of the deals at a stage and an age in the evening, the share that moves or is lost next day.

    Both of shape (stages, AGES); row s is rank s + 1. Their sum is at most 1.
    """

    advance: Floats
    lost: Floats


def default_hazards(
    open_stages: int,
    *,
    payment: bool,
    conversions: Sequence[float] = CONVERSIONS,
    weeks: Sequence[float] = WEEKS_IN_STAGE,
) -> DailyHazards:
    """Return the hazards that hold before a company has any history.

    Parameters
    ----------
    open_stages
        Stages before the contract, 1 or more. Six are those of the usual funnel; any other
        number divides the same way in equal parts.
    payment
        Whether the way from the contract to the money follows as one more stage.
    conversions, weeks
        Shape (6,): of the steps from the lead to the contract, where the owner said what they are; above
        0 and at most 1, and above 0.

    Returns
    -------
    Constant in age for the open stages; for the contract along the usual curve of payments, of
    which 7 % have not come after seven weeks.

    Source: domain specification D6.

    Examples
    --------
    Of the deals in the first stage a seventh leaves each day, seven in ten of these upwards:

    >>> usual = default_hazards(6, payment=False)
    >>> round(float(usual.advance[0, 0]), 6), round(float(usual.lost[0, 0]), 6)
    (0.1, 0.042857)

    One stage holds the whole way, 15 % in six and a half weeks:

    >>> whole = default_hazards(1, payment=False)
    >>> round(float(whole.advance[0, 0] * 7 * 6.5), 6)
    0.15
    """
    passed = np.linspace(0, len(conversions), open_stages + 1)
    known = np.arange(len(conversions) + 1)
    # A part of a stage keeps the part of its conversion, so conversions are divided in logarithms.
    fallen = np.interp(passed, known, np.concatenate([[0.0], np.cumsum(np.log(conversions))]))
    lasts = np.diff(np.interp(passed, known, np.concatenate([[0.0], np.cumsum(weeks)])))
    share = np.exp(np.diff(fallen))
    leave = 1 / np.maximum(DAYS_A_WEEK * lasts, 1.0)
    advance = np.repeat((leave * share)[:, np.newaxis], AGES, axis=1)
    lost = np.repeat((leave * (1 - share))[:, np.newaxis], AGES, axis=1)
    if payment:
        advance = np.vstack([advance, _payment_by_day()])
        lost = np.vstack([lost, np.zeros(AGES)])
    return DailyHazards(advance, lost)


def _payment_by_day() -> Floats:
    paid = np.array((0.0, *PAID_BY_WEEK))
    weekly = np.diff(paid) / (1 - paid[:-1])
    week = np.arange(AGES) // DAYS_A_WEEK
    in_week = np.where(week < weekly.size, weekly[np.minimum(week, weekly.size - 1)], LATE_PAYERS_A_WEEK)
    daily: Floats = 1 - (1 - in_week) ** (1 / DAYS_A_WEEK)
    return daily
