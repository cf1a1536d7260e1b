"""The metric the sample company made for itself: first visits in one trade."""

from __future__ import annotations

from datetime import date, timedelta

from kvota.actions.define_metric import add_metric
from kvota.demo.cast import Cast
from kvota.demo.days_of_planning import morning_of
from kvota.demo.sample_words import LANGUAGES, sample_words
from kvota.domain.metrics.metric import VISITS

RETAIL = 6
WEEKS_AGO = timedelta(weeks=10)


def define_sample_metric(cast: Cast, *, until: date) -> None:
    day = until - WEEKS_AGO
    owner = cast.seat("owner", on=day)
    if owner is None:
        return
    add_metric(
        seat=owner,
        names={language.removesuffix("-hans"): sample_words(language).own_metric for language in LANGUAGES},
        definition={
            "counts": "move",
            "aggregate": "count",
            "filters": {
                "action": list(VISITS),
                "client_age": ["first_visit"],
                "industry": [cast.words.trades[RETAIL][0]],
            },
        },
        today=day,
        now=morning_of(day),
    )
