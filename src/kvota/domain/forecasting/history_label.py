"""How far a history carries a forecast: what the page says, and how much wider the range is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Label = Literal["not_enough_history", "experimental"]

ENOUGH_WINS = 20
#: The history spans at least so many times the time ahead, or the usual way to a win if longer.
ENOUGH_SPANS = 2.0

_SHOCK, _SHOCK_A_SPAN = 0.15, 0.35


@dataclass(frozen=True)
class History:
    """What a forecast can rest on.

    Attributes
    ----------
    wins
        Deals that have brought their money.
    days
        From the first of these wins to the day of the question; 0 without any.
    usual_days_to_win
        Median days from the beginning of a deal to its win; 0 without any.
    """

    wins: int
    days: int
    usual_days_to_win: float

    def spans(self, horizon_days: int) -> float:
        """How many times the history holds the time ahead, or the usual way to a win if longer.

        Examples
        --------
        >>> History(wins=50, days=90, usual_days_to_win=45).spans(30), History(50, 90, 15).spans(30)
        (2.0, 3.0)
        """
        return self.days / max(horizon_days, self.usual_days_to_win, 1)

    def label(self, horizon_days: int) -> Label:
        """What the page says of a forecast so many days ahead.

        With "not_enough_history" the range is shown, and no chance of reaching a plan. Nothing is
        trusted yet: that takes a record of past forecasts.

        Source: step 9 of the forecast engine.

        Examples
        --------
        >>> History(wins=200, days=90, usual_days_to_win=20).label(30)
        'experimental'
        >>> History(wins=200, days=90, usual_days_to_win=20).label(92)
        'not_enough_history'
        """
        if self.wins < ENOUGH_WINS or self.spans(horizon_days) < ENOUGH_SPANS:
            return "not_enough_history"
        return "experimental"

    def shock(self, horizon_days: int) -> float:
        """Spread of what all deals share, on a logarithm: the shorter the history, the wider.

        Source: step 8 of the forecast engine.

        Examples
        --------
        >>> [round(History(200, days, 20).shock(30), 3) for days in (300, 60, 30, 0)]
        [0.15, 0.15, 0.5, 0.85]
        """
        return _SHOCK + _SHOCK_A_SPAN * max(0.0, ENOUGH_SPANS - self.spans(horizon_days))
