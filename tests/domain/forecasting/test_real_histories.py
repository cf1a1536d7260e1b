"""The forecast as it would have been made in the past of real histories, against what came."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np
import pytest

from kvota.domain.forecasting.period_forecast import (
    OpenDeals,
    PastDeals,
    PeriodForecast,
    learn,
    period_forecast,
)
from kvota.domain.forecasting.stays import Stay, StayTable, joined_within_a_day

LOST = 0


@dataclass(frozen=True)
class LoggedDeal:
    """What a log tells of a deal: its amount, and the rank of each evening on which it moved."""

    amount: int
    path: tuple[tuple[date, int], ...]

    def won_on(self, target: int) -> date | None:
        day, rank = self.path[-1]
        return day if rank == target else None

    def stays(self, today: date, target: int) -> list[Stay]:
        seen = [step for step in self.path if step[0] <= today]
        stays = [
            Stay(
                rank,
                (left - day).days,
                "lost" if to == LOST else "adv",
                next_rank=to or None,
                ended_days_ago=(today - left).days,
            )
            for (day, rank), (left, to) in pairwise(seen)
            if rank != LOST
        ]
        day, rank = seen[-1]
        if rank not in {LOST, target}:
            stays.append(Stay(rank, (today - day).days, "cens"))
        return joined_within_a_day(stays)


def read_log(file: Path, stages: list[str]) -> list[LoggedDeal]:
    ranks = {name: place for place, name in enumerate(stages, start=1)}
    paths: dict[str, list[tuple[date, int]]] = defaultdict(list)
    amounts: dict[str, int] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            amounts[row["deal"]] = round(float(row["amount"] or 0) * 100)
            rank = {"won": len(stages) + 1, "lost": LOST}.get(row["event"], ranks.get(row["stage"], LOST))
            path = paths[row["deal"]]
            if row["event"] == "touch" or (path and path[-1][1] == rank):
                continue
            day = datetime.fromisoformat(row["at"]).date()
            if path and path[-1][0] == day:
                path.pop()
            path.append((day, rank))
    return [LoggedDeal(amounts[deal], tuple(path)) for deal, path in paths.items()]


@dataclass(frozen=True)
class Origin:
    """A forecast made in the past, what came of it, and what the stage weights would have said."""

    forecast: PeriodForecast
    came: int
    by_stage_weight: float

    @property
    def covered(self) -> bool:
        total = self.forecast.total
        return total.quantile(0.1) <= self.came <= total.quantile(0.9)

    @property
    def error(self) -> float:
        return abs(log(self.forecast.total.quantile(0.5) / self.came))

    @property
    def habit_error(self) -> float:
        return abs(log(self.by_stage_weight / self.came))


def looked_back(deals: list[LoggedDeal], today: date, *, stages: int, days: int) -> Origin:
    target = stages + 1
    known = [deal for deal in deals if deal.path[0][0] <= today]
    of_deal = [(deal, deal.stays(today, target)) for deal in known]
    standing = [(deal, stays[-1]) for deal, stays in of_deal if stays and stays[-1].how == "cens"]
    won = [(deal, on) for deal in known if (on := deal.won_on(target)) and on <= today]
    beginnings = [deal.path[0] for deal in known]

    def whole(numbers: list[int]) -> np.ndarray:
        return np.array(numbers, dtype=np.int64)

    stays = StayTable.of(stay for _, stays in of_deal for stay in stays)
    past = PastDeals(
        begun_days_ago=whole([(today - day).days for day, _ in beginnings]),
        begun_rank=whole([rank for _, rank in beginnings]),
        begun_by=whole([0 for _ in beginnings]),
        won_days_ago=whole([(today - on).days for _, on in won]),
        won_after_days=whole([(on - deal.path[0][0]).days for deal, on in won]),
        won_amount=whole([deal.amount for deal, _ in won]),
        won_by=whole([0 for _ in won]),
    )
    open_deals = OpenDeals(
        whole([stay.rank for _, stay in standing]),
        whole([stay.age_days for _, stay in standing]),
        whole([deal.amount for deal, _ in standing]),
        np.zeros(len(standing), dtype=bool),
    )
    # The habit of CRMs: of the finished deals that were in the stage, the share won, times the amount.
    finished = [
        ({stay.rank for stay in stays}, deal.won_on(target) is not None)
        for deal, stays in of_deal
        if stays and stays[-1].how != "cens"
    ]
    weight = {
        rank: np.mean([float(was_won) for passed, was_won in finished if rank in passed] or [0.0])
        for rank in range(1, target)
    }
    end = today + timedelta(days)
    return Origin(
        period_forecast([(learn(stays, past, target=target, payment=False), open_deals)], within=days),
        sum(deal.amount for deal in deals if (on := deal.won_on(target)) and today < on <= end),
        float(sum(weight[stay.rank] * deal.amount for deal, stay in standing)),
    )


@pytest.mark.parametrize(
    ("file", "stages", "days", "last", "every", "origins", "least_covered"),
    [
        ("crm_opportunities", ["engaging"], 30, date(2017, 12, 1), 15, 14, 0.6),
        (
            "loan_applications",
            ["submitted", "preaccepted", "accepted", "offer_sent", "offer_returned"],
            14,
            date(2012, 1, 8),
            7,
            10,
            0.6,
        ),
    ],
    ids=["crm", "loans"],
)
def test_the_range_holds_on_a_real_history_and_the_centre_beats_stage_weights(
    real_data: Path,
    file: str,
    stages: list[str],
    days: int,
    last: date,
    every: int,
    origins: int,
    least_covered: float,
) -> None:
    deals = read_log(real_data / f"{file}.csv.gz", stages)
    made = [
        looked_back(deals, last - timedelta(every * back), stages=len(stages), days=days)
        for back in range(origins)
    ]
    enough = [each for each in made if each.forecast.label == "experimental"]
    assert len(enough) >= 7
    covered = sum(each.covered for each in enough) / len(enough)
    error, habit = (
        float(np.mean([getattr(each, name) for each in enough])) for name in ("error", "habit_error")
    )
    print(f"\n{file}: {len(enough)} origins, {covered:.0%} covered, error {error:.3f} against {habit:.3f}")
    assert covered >= least_covered
    assert error < habit
