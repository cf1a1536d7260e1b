"""The names of the rules that `kvota calc` works out, without the rules: those take half a second to load."""

from __future__ import annotations

from typing import Final

CALCULATOR_NAMES: Final = (
    "spread",
    "spread-time",
    "matrix",
    "profit-goal",
    "funnel",
    "funnel-chance",
    "leads-for",
    "lag-kernel",
    "lag-month",
    "steady-starts",
    "activity",
    "start-schedule",
    "goal-need",
    "plan-revenue",
    "people-for-goal",
    "four-numbers",
    "diagnose",
    "process-chart",
    "stuck",
    "pace",
    "convolve",
    "month-days",
    "working-days",
    "ten-days",
    "week-of",
    "over-assignment",
    "ratio",
    "day-results",
    "velocity",
    "clients-in-work",
    "plan-level",
    "equal-difficulty",
    "allocate",
)
