from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.planning.funnel_chance import Beta
from kvota.domain.planning.measured_conversion import (
    Conversion,
    ImpossibleTrials,
    TooFewTrials,
    interval_of,
    typed_conversion,
)
from kvota.domain.planning.reverse_funnel import ConversionOutOfRange

USUAL = Fraction(3, 20)


def test_history_is_mixed_with_what_is_usual() -> None:
    # The range of vector B08: ten usual cases at 15 %, and three of twenty of its own.
    assert Conversion(3, 20, usual=USUAL).share == Beta(Fraction(9, 2), Fraction(51, 2))


def test_own_cases_count_more_the_more_there_are() -> None:
    assert Conversion(0, 0, usual=USUAL).mean == USUAL
    assert [Conversion(0, trials, usual=USUAL).label for trials in (0, 10, 11)] == [
        "assumed",
        "assumed",
        "own",
    ]
    assert Conversion(0, 4, usual=USUAL).mean > 0, "nobody yet is not nobody ever"


def test_fewer_than_five_cases_are_never_certain() -> None:
    with pytest.raises(TooFewTrials) as refused:
        Conversion(3, 4, usual=USUAL).certain()
    assert refused.value.fields == {"trials": 4, "least": 5}
    assert Conversion(3, 5, usual=USUAL).certain() == Fraction(3, 5)
    with pytest.raises(ConversionOutOfRange):
        Conversion(0, 5, usual=USUAL).certain()


def test_a_typed_conversion_with_few_cases_behind_it_is_a_range() -> None:
    assert typed_conversion(Fraction(3, 10), 10) == Fraction(3, 10)
    guessed = typed_conversion(Fraction(3, 10), 9)
    assert isinstance(guessed, Beta)
    assert guessed.mean == Fraction(3, 10)
    low, high = interval_of(guessed)
    assert low < 0.2 < 0.4 < high
    assert interval_of(Fraction(3, 10)) == (0.3, 0.3)
    assert typed_conversion(Fraction(1), 0) == 1
    with pytest.raises(ConversionOutOfRange):
        typed_conversion(Fraction(0), 100)


def test_what_cannot_be_is_refused() -> None:
    for successes, trials in ((5, 4), (-1, 4)):
        with pytest.raises(ImpossibleTrials):
            Conversion(successes, trials, usual=USUAL)
    with pytest.raises(ConversionOutOfRange):
        Conversion(1, 4, usual=Fraction(0))
    assert Conversion(4, 4, usual=Fraction(1)).share == 1


@given(trials=st.integers(0, 300), data=st.data(), usual=st.fractions(Fraction(1, 20), Fraction(19, 20)))
def test_the_mean_lies_between_the_own_share_and_the_usual_one_and_in_its_range(
    trials: int, data: st.DataObject, usual: Fraction
) -> None:
    successes = data.draw(st.integers(0, trials))
    one = Conversion(successes, trials, usual=usual)
    own = Fraction(successes, trials) if trials else usual
    assert min(own, usual) <= one.mean <= max(own, usual)
    low, high = one.interval
    assert 0 <= low <= float(one.mean) + 1e-12 <= high + 1e-9 <= 1 + 1e-9
