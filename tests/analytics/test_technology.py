"""The conversion of a playbook's versions: that of any cohort, its days cut where versions begin."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvota.analytics.metrics.conversion import cohort_list, conversion
from kvota.analytics.metrics.technology import StageTechnology, cohorts_of, technology
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import parse_period
from kvota.records.playbooks import PlaybookVersion, versions_of
from kvota.records.sequence import take
from tests.a_small_company import SmallCompany
from tests.analytics.random_history import FIRST, happenings, taken_back
from tests.how_many_examples import examples

TODAY = date(2026, 11, 18)
EVERYBODY = Scope(people=None)


def a_version(
    company: SmallCompany, rank: int, from_on: date, *, assumed: str = "", known_on: date | None = None
) -> PlaybookVersion:
    stage = company.stages[rank - 1]
    version: PlaybookVersion = PlaybookVersion.objects.create(
        organisation=company.organisation,
        stage=stage,
        number=PlaybookVersion.objects.filter(stage=stage).count() + 1,
        from_on=from_on,
        steps="Call",
        assumed=assumed,
        sequence=take(company.organisation),
        known_on=known_on or from_on,
        recorded_at=f"{from_on}T09:00:00Z",
    )
    return version


def entered(company: SmallCompany, on: date, *, went: int, lost: int) -> None:
    """Clients who reached the third stage on a day; some went on the day after, others were lost."""
    for number in range(went + lost):
        deal = company.deal(f"{on} {number}", on=on)
        company.move(deal, 3, on=on)
        if number < went:
            company.move(deal, 4, on=on + timedelta(days=1))
        else:
            company.move(deal, kind="lost", on=on + timedelta(days=1))


def third(company: SmallCompany, **more: Any) -> StageTechnology:
    asked = {"scope": EVERYBODY, "as_of": TODAY, **more}
    return next(one for one in technology(company.organisation, **asked) if one.rank == 3)


def test_a_deal_belongs_to_the_version_of_the_day_it_entered(company: SmallCompany) -> None:
    begins, changes = date(2026, 3, 1), date(2026, 9, 1)
    entered(company, begins - timedelta(days=1), went=1, lost=3)
    entered(company, begins, went=5, lost=15)
    entered(company, changes - timedelta(days=1), went=1, lost=0)  # goes on under the second
    entered(company, changes, went=15, lost=5)
    a_version(company, 3, begins, assumed="3/10")
    a_version(company, 3, changes, assumed="9/10")
    found = third(company)
    assert [(one.version, one.entered, one.advanced, one.lost) for one in found.versions] == [
        (0, 4, 1, 3),
        (1, 21, 6, 15),
        (2, 20, 15, 5),
    ]
    assert [one.state for one in found.versions] == ["without_playbook", "proven", "worse_than_assumed"]
    assert found.now is found.versions[2] and found.state == "worse_than_assumed"
    # Wilson by hand: centre (6/21 + 1.6424/42) / (1 + 1.6424/21) = 0.3012, half 0.1227.
    first = found.versions[1]
    assert (round(first.share or 0, 3), round(first.low or 0, 3), round(first.high or 0, 3)) == (
        0.286,
        0.179,
        0.424,
    )
    assert (first.newest_on, first.age_days) == (changes, 78)
    assert (first.first_day, first.last_day) == (begins, changes - timedelta(days=1))


def test_a_stage_without_a_playbook_and_one_that_nobody_entered_say_so(company: SmallCompany) -> None:
    entered(company, date(2026, 3, 1), went=1, lost=1)
    stages = {one.rank: one for one in technology(company.organisation, scope=EVERYBODY, as_of=TODAY)}
    assert set(stages) == set(range(1, 8))  # the last one is reached by payments
    assert [(one.version, one.entered) for one in stages[3].versions] == [(0, 2)]
    a_version(company, 6, TODAY, assumed="1/2")
    now = {one.rank: one for one in technology(company.organisation, scope=EVERYBODY, as_of=TODAY)}[6].now
    assert now is not None
    assert (now.version, now.entered, now.share, now.age_days, now.state) == (
        1,
        0,
        None,
        None,
        "not_proven_yet",
    )


def test_a_past_day_knows_the_versions_it_knew(company: SmallCompany) -> None:
    entered(company, date(2026, 3, 1), went=2, lost=0)
    a_version(company, 3, date(2026, 2, 1), known_on=date(2026, 6, 1))
    assert [one.version for one in third(company, as_of=date(2026, 5, 31)).versions] == [0]
    assert [one.version for one in third(company, as_of=date(2026, 6, 1)).versions] == [1]


def test_one_not_begun_yet_and_one_overtaken_on_its_first_day_have_no_row(company: SmallCompany) -> None:
    for from_on in (date(2026, 5, 1), date(2026, 5, 1), TODAY + timedelta(days=1)):
        a_version(company, 3, from_on, known_on=date(2026, 4, 1))
    found = third(company)
    assert [(one.version, one.in_force) for one in found.versions] == [(2, True)]


@settings(
    max_examples=examples(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    life=st.lists(happenings, min_size=8, max_size=40),
    late=st.integers(5, 14),
    starts=st.lists(st.integers(-3, 14), max_size=4),
)
def test_versions_share_out_those_who_entered_and_each_opens_its_list(
    company: SmallCompany, life: list[Any], late: int, starts: list[int]
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        as_of = FIRST + timedelta(days=late)
        scope = whole_company(on=as_of)
        for start in starts:
            a_version(company, 3, FIRST + timedelta(days=start), known_on=FIRST - timedelta(days=3))
        stage = company.stages[2].pk
        found = third(company, scope=scope, as_of=as_of)
        asked: dict[str, Any] = {"scope": scope, "as_of": as_of, "stage": stage}
        cohorts = {
            cohort.version.number if cohort.version else 0: cohort
            for cohort in cohorts_of(versions_of([stage]).get(stage, []), as_of=as_of)
        }
        total: Counter[str] = Counter()
        for one in found.versions:
            rows = cohort_list(company.organisation, cohort=cohorts[one.version], **asked)
            ways = Counter(row.went for row in rows)
            assert (len(rows), ways["adv"], ways["lost"]) == (one.entered, one.advanced, one.lost)
            assert one.share is None or 0 <= (one.low or 0) <= one.share <= (one.high or 0) <= 1
            total.update({"in": one.entered, "adv": one.advanced, "lost": one.lost})
            # A deal that entered on a day follows the newest version begun by then.
            for row in rows:
                begun = [
                    number
                    for number, start in enumerate(starts, 1)
                    if FIRST + timedelta(days=start) <= row.entered_on
                ]
                assert max(begun, default=0) == one.version
        whole = parse_period("2026")
        all_of_it = conversion(company.organisation, scope=scope, cohort=whole, as_of=as_of)
        expected = next((one for one in all_of_it if one.stage == stage), None)
        if expected:
            assert (total["in"], total["adv"], total["lost"]) == (
                expected.entered,
                expected.advanced,
                expected.lost,
            )


def test_an_assumption_is_exact(company: SmallCompany) -> None:
    a_version(company, 3, TODAY, assumed="1/3")
    now = third(company).now
    assert now is not None and now.assumed == Fraction(1, 3)
