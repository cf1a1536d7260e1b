"""The ten people who sell for the sample company, each with his own way of doing it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Seller:
    """How one person sells, beside the usual of the company (1 everywhere)."""

    deals_a_month: float
    pace: float = 1.0  # how long he takes for a stage
    odds: float = 1.0  # of passing a stage
    size: float = 1.0  # of his deals
    repeat: float = 0.4  # share of his deals with clients who bought before
    plans_ahead: float = 0.6  # how often he agrees the next step
    calls_a_day: float = 4.0  # that reach nobody


SELLERS: tuple[Seller, ...] = (
    Seller(4.6, pace=0.85, odds=1.35, size=1.1, plans_ahead=0.8),
    Seller(5.2, pace=1.15, odds=0.65, calls_a_day=9),  # opens much, closes little
    Seller(4.8, pace=0.7, odds=1.1, size=0.75),  # quick and small
    Seller(3.0, pace=1.35, odds=1.15, size=1.5, calls_a_day=2),  # slow and large
    Seller(4.0),
    Seller(3.8, pace=1.15, odds=0.8, repeat=0.15, plans_ahead=0.4, calls_a_day=7),  # came this year
    Seller(4.0, pace=1.3, odds=0.85, plans_ahead=0.35),  # deals wait with him
    Seller(3.4, pace=1.05, odds=0.95, size=1.45),
    Seller(3.8, pace=0.9, odds=1.1, size=0.9, repeat=0.65),  # keeps his clients
    Seller(4.4, pace=0.85, odds=1.4, plans_ahead=0.75),
)
