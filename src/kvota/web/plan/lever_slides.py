"""The slider beside a lever's number field: how far it goes, where it stands, where its marks are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from kvota.analytics.metrics.lever_effects import LeverEffect
from kvota.domain.planning.scenario import CHANGES, MOST_REPS

#: How far a slider goes as long as what is typed and what is enough lie within; it grows by such steps.
_USUAL = {"reps": (-5, 10, 5)}
_USUAL_PERCENT = (-50, 50, 50)
#: A change leaves something of what there is.
_LEAST_PERCENT = -99


@dataclass(frozen=True)
class Slide:
    """A slider of whole per cents, or of people. `rest` and `enough` are places on its track, 0 to 1."""

    least: int
    most: int
    value: int
    rest: Fraction
    enough: Fraction | None

    @property
    def rest_at(self) -> str:
        return _percent_of_track(self.rest)

    @property
    def enough_at(self) -> str:
        return "" if self.enough is None else _percent_of_track(self.enough)


def slide_of(effect: LeverEffect) -> Slide:
    """Return the slider of a lever, wide enough for what stands in its field and for its break-even.

    >>> typed, enough, hours = Fraction(3, 100), Fraction(3, 4), Fraction(8)
    >>> price = LeverEffect("price", typed, 20, 20, hours, hours, enough, is_enough=False)
    >>> slide = slide_of(price)
    >>> slide.least, slide.most, slide.value, slide.rest_at, slide.enough_at
    (-50, 100, 3, '33.33%', '83.33%')
    """
    is_people = effect.name not in CHANGES
    scale = 1 if is_people else 100
    low, high, step = _USUAL.get(effect.name, _USUAL_PERCENT)
    value = round(effect.value * scale)
    enough = None if effect.enough is None else effect.enough * scale
    places = [value, *([] if enough is None else [floor(enough), ceil(enough)])]
    least = max(min(low, *(step * floor(Fraction(each, step)) for each in places)), _floor_of(effect.name))
    most = min(max(high, *(step * ceil(Fraction(each, step)) for each in places)), _top_of(effect.name))

    def place(at: Fraction | int) -> Fraction:
        return Fraction(at - least) / (most - least)

    shown = enough is not None and least <= enough <= most
    return Slide(least, most, value, place(0), place(enough) if shown and enough is not None else None)


def _floor_of(name: str) -> int:
    return _LEAST_PERCENT if name in CHANGES else -MOST_REPS


def _top_of(name: str) -> int:
    return 100 * CHANGES[name] if name in CHANGES else MOST_REPS


def _percent_of_track(share: Fraction) -> str:
    return f"{float(share):.2%}"
