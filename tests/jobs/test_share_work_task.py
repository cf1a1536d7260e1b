"""Sharing out the leads of a goal in the worker: an answer kept turn by turn, and nothing done by halves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.actions.share_work import NothingFoundYet, begin_sharing, take_best
from kvota.actions.spread_over_cells import GoalShape, Slice
from kvota.analytics.metrics.needed_work import needed_work
from kvota.analytics.metrics.work_to_share import work_to_share
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import period_of
from kvota.domain.planning import allocate_goal
from kvota.jobs import share_work_task as job
from kvota.records.goals import GoalCell, GoalSegment
from kvota.records.rights import NotAllowed
from kvota.records.work_sharings import WorkSharing
from tests.a_small_company import SmallCompany, a_small_company

PERIOD = "2026-12"


@pytest.fixture
def company(db: None, today: date, now: datetime) -> SmallCompany:
    company = a_small_company("Text One")
    with scope(organisation=company.organisation):
        for place in range(5):
            on = today - timedelta(days=60 + place)
            deal = company.deal(f"Won {place}", on=on, kind="repeat" if place > 2 else "new")
            company.move(deal, len(company.stages), on=on)
            company.money("contract", deal, 200_000_00, on=on)
            company.money("payment", deal, 200_000_00, on=on)
        goal(company, 1_000_000_00, today, now)
    return company


def goal(company: SmallCompany, minor: int, today: date, now: datetime, **shape: Any) -> None:
    set_goal(
        organisation=company.organisation,
        seat=company.seats["Olga"],
        period=period_of(today, "month").next(),
        amount_minor=minor,
        now=now,
        **shape,
    )


def begun(company: SmallCompany, now: datetime, **how: Any) -> WorkSharing:
    return begin_sharing(
        seat=company.seats["Olga"], unit=company.units["top"].pk, period=PERIOD, now=now, **how
    )[0]


def worked(company: SmallCompany, sharing: WorkSharing) -> WorkSharing:
    """What the worker does with a task, in this thread."""
    job.share_work_task.func(
        organisation=company.organisation.pk,
        seat=company.seats["Olga"].pk,
        sharing=str(sharing.uid),
        attempt=sharing.attempt,
        language="en",
    )
    sharing.refresh_from_db()
    return sharing


def test_the_worker_keeps_who_starts_what(company: SmallCompany, now: datetime) -> None:
    with scope(organisation=company.organisation):
        sharing = worked(company, begun(company, now))
    assert (sharing.state, sharing.best, sharing.refusal) == ("done", None, {})
    assert sharing.answer["status"] == "optimal"
    starts = sharing.answer["starts"]
    assert set(starts) == {str(company.people[who].uid) for who in ("Maria", "Ivan", "Chen", "Boris")}
    assert sum(sum(of.values()) for of in starts.values()) > 0


def test_asked_for_twice_it_is_worked_out_once(company: SmallCompany, now: datetime) -> None:
    asked = {"seat": company.seats["Olga"], "unit": company.units["top"].pk, "period": PERIOD, "now": now}
    with scope(organisation=company.organisation):
        first, to_do = begin_sharing(**asked)
        second, again = begin_sharing(**asked)
        assert (to_do, again) == (True, False)
        assert (first.pk, first.attempt) == (second.pk, second.attempt)
        # A task that comes twice, or late, finds nothing to do.
        answered_at = worked(company, first).answered_at
        assert worked(company, first).answered_at == answered_at
        assert WorkSharing.objects.count() == 1


def test_one_begun_again_leaves_the_older_attempt_nothing_to_write(
    company: SmallCompany, now: datetime
) -> None:
    with scope(organisation=company.organisation):
        dead = begun(company, now)
        begun(company, now + timedelta(minutes=2), again=True)
        with pytest.raises(job.SharingMovedOn):
            job.say_how_far(dead, now=now, used=1.0)
        found = WorkSharing.objects.get()
        assert (found.state, found.attempt, found.progress) == ("waiting", dead.attempt + 1, {})


def test_the_best_so_far_is_taken_and_the_worker_goes_home(
    company: SmallCompany, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = company.seats["Olga"]
    said: list[dict[str, Any]] = []

    def never_proved(look: Callable[..., Any]) -> Callable[..., Any]:
        def looked(search: Any, seconds: float, **how: Any) -> Any:
            found = look(search, seconds, **how)
            object.__setattr__(found, "status", "best_so_far")
            object.__setattr__(found, "unfinished", {"load": 0.021})
            return found

        return looked

    def kept_and_taken(sharing: WorkSharing, **best: Any) -> None:
        keep(sharing, **best)
        said.append(sharing.progress)
        if len(said) == 2:
            take_best(seat=seat, sharing=sharing, now=now)

    keep = job.keep_best
    monkeypatch.setattr(job, "keep_best", kept_and_taken)
    look = allocate_goal.AllocationSearch.look
    monkeypatch.setattr(allocate_goal.AllocationSearch, "look", never_proved(look))
    with scope(organisation=company.organisation):
        sharing = begun(company, now)
        with pytest.raises(NothingFoundYet):
            take_best(seat=seat, sharing=sharing, now=now)
        worked(company, sharing)
        assert (sharing.state, sharing.best) == ("done", None)
        assert (sharing.answer["status"], sharing.answer["off"]) == ("best_so_far", 0.021)
        assert [each["until"] for each in said] == list(job.TURNS[:2]), "the third turn was not begun"
        with pytest.raises(NothingFoundYet):
            take_best(seat=seat, sharing=sharing, now=now)


def test_what_cannot_be_is_said_and_the_answer_of_before_stays(
    company: SmallCompany, now: datetime, today: date
) -> None:
    with scope(organisation=company.organisation):
        WorkSharing.objects.filter(pk=begun(company, now).pk).update(state="done", answer={"found": "before"})
        goal(company, 90_000_000_00, today, now)
        GoalCell.objects.filter(person=company.people["Maria"]).update(lo_minor=80_000_000_00)
        sharing = worked(company, begun(company, now))
        assert sharing.state == "refused"
        assert sharing.refusal["code"] == "least_plan_beyond_support"
        fields = sharing.refusal["fields"]
        assert fields["who"] == "Maria" and fields["amount_minor"] > 1_000_000_00
        assert sharing.answer == {"found": "before"}


def test_a_goal_out_of_reach_names_the_largest_plan_that_holds_it_back(
    company: SmallCompany, now: datetime
) -> None:
    with scope(organisation=company.organisation):
        for who in ("Maria", "Ivan", "Chen", "Boris"):
            GoalCell.objects.filter(person=company.people[who]).update(hi_minor=10_000_00)
        answer = worked(company, begun(company, now)).answer
    assert answer["shortage_minor"] == 960_000_00
    assert {each["kind"] for each in answer["binding"]} == {"largest_plan"}
    assert all(each["wanted"] == 960_000_00 for each in answer["binding"])


def test_a_fault_is_told_at_once_and_can_be_begun_again(
    company: SmallCompany, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope(organisation=company.organisation):
        sharing = begun(company, now)
        with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
            broken.setattr(job, "kept", lambda *_: 1 / 0)
            worked(company, sharing)
        sharing.refresh_from_db()
        assert (sharing.state, sharing.refusal["code"]) == ("refused", "sharing_broke_off")
        assert begun(company, now).state == "waiting"


def test_who_sets_no_goals_asks_for_nothing_and_sees_nothing(company: SmallCompany, now: datetime) -> None:
    asked = {"unit": company.units["Sales-1"].pk, "period": PERIOD, "now": now}
    with scope(organisation=company.organisation):
        with pytest.raises(NotAllowed):
            begin_sharing(seat=company.seats["Maria"], **asked)
        begin_sharing(seat=company.seats["Denis"], **asked)
        seen = {
            who: WorkSharing.visible_to(seat, on=now.date()).count() for who, seat in company.seats.items()
        }
    assert {who for who, count in seen.items() if count} == {"Olga", "Denis"}


def test_a_goal_that_is_cut_is_shared_by_its_segments(
    company: SmallCompany, now: datetime, today: date
) -> None:
    vans, trucks = company.product("Vans"), company.product("Trucks")
    slices = (Slice(Fraction(3), product=vans.pk), Slice(Fraction(1), product=trucks.pk))
    with scope(organisation=company.organisation):
        for place in range(4):
            company.deal(f"Begun {place}", on=today, kind="new", product=trucks if place else vans)
        goal(company, 1_000_000_00, today, now, shape=GoalShape(slices=slices))
        organisation, top = company.organisation, whole_company(on=today)
        period = period_of(today, "month").next()
        asked: dict[str, Any] = {"scope": top, "period": period, "as_of": today}
        needed = needed_work(organisation, **asked)
        work = work_to_share(organisation, needed=needed, **asked)
        assert work is not None
        keys = [str(segment.uid) for segment in GoalSegment.objects.order_by("pk")]
        assert [each.key for each in work.segments] == [*keys, "repeat"]
        new = [each.starts for each in work.segments[:2]]
        # Leads are promised of nothing in particular: they fall as those of the past year did, one to three.
        assert sum(new) == needed.leads and abs(new[1] - 3 * new[0]) <= 2
        starts = worked(company, begun(company, now)).answer["starts"]
    assert {key for of in starts.values() for key in of} <= {*keys, "repeat"}


def test_above_fifty_people_units_take_the_parts(
    company: SmallCompany, now: datetime, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvota.analytics.metrics.work_to_share.MOST_PEOPLE", 3)
    with scope(organisation=company.organisation):
        answer = worked(company, begun(company, now)).answer
    assert set(answer["starts"]) == {str(company.units[name].uid) for name in ("Sales-1", "Sales-2")}
