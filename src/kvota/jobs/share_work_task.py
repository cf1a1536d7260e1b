"""Share out the leads of a goal in the worker: in turns of more and more time, the best so far kept."""

from __future__ import annotations

import time
from datetime import date

from django_tasks import task

from kvota import clock
from kvota.actions.share_work import SharingMovedOn, end_sharing, keep_best, refuse_sharing, say_how_far
from kvota.analytics.metrics.kept_allocation import kept
from kvota.analytics.metrics.needed_work import needed_work
from kvota.analytics.metrics.work_to_share import WorkToShare, work_to_share
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import scope_of
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.planning.allocate_goal import TURNS, AllocationSearch, LeastBeyondSupport
from kvota.domain.planning.allocation import Wish
from kvota.jobs.acting_seat import acting_as
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.work_sharings import WorkSharing

#: Seconds: what the bar is full at, and what a turn has at least.
LIMIT = 10.0
LEAST_TURN = 0.5


class NothingToShare(RuleError):
    """The goal was taken away meanwhile, or the team is one person now."""

    code = "nothing_to_share"
    sentence = "there is no goal any more to share among several people"


class LeastPlanBeyondSupport(RuleError):
    """Somebody's least plan has no leads or hours to stand on."""

    code = "least_plan_beyond_support"
    sentence = "the least plan of {who} is {amount_minor} above what leads and hours can bring"
    who: str
    amount_minor: int


class SharingBrokeOff(RuleError):
    """A fault of ours, told in the log; what was kept stays."""

    code = "sharing_broke_off"
    sentence = "sharing it out broke off"


@task()
def share_work_task(organisation: int, seat: int, sharing: str, attempt: int, language: str) -> None:
    """Work on one attempt. It ends quietly when it is begun again or its best is taken meanwhile."""
    with acting_as(organisation, seat, language=language) as acting:
        found = WorkSharing.objects.select_related("unit", "organisation").filter(uid=sharing).first()
        if found is None or found.attempt != attempt or found.state != "waiting":
            return
        try:
            require(acting.seat, "set_goal")  # he may have lost it since he asked
            share_work(found, seat=acting.seat, today=acting.today)
        except SharingMovedOn:
            return
        except RuleError as refused:
            _refuse(found, refused)
        except Exception:
            # Or the page would wait for somebody who is gone.
            _refuse(found, SharingBrokeOff())
            raise


def _refuse(sharing: WorkSharing, refused: RuleError) -> None:
    # A sum stays a number, or nobody could write it as money.
    fields = {name: each if isinstance(each, int) else str(each) for name, each in refused.fields.items()}
    refusal = {"code": refused.code, "fields": fields}
    try:
        refuse_sharing(sharing, refusal=refusal, now=clock.now())
    except SharingMovedOn:
        return


def share_work(sharing: WorkSharing, *, seat: Seat, today: date) -> None:
    """Look for the best allocation turn by turn, until it is proved or the time is used."""
    say_how_far(sharing, now=clock.now(), used=0.0, until=0.0, limit=LIMIT, wish="")
    work = _work(sharing, seat, today)
    search, worked_from = AllocationSearch(work.goal_minor, work.resources()), work.fingerprint()
    begun = time.monotonic()  # reading what there is to share takes no time of the search
    for end in TURNS:

        def tell(wish: Wish, number: int, count: int, *, end: float = end) -> None:
            used = round(time.monotonic() - begun, 1)
            say_how_far(sharing, now=clock.now(), used=used, until=end, limit=LIMIT, wish=wish)

        try:
            found = search.look(max(end - (time.monotonic() - begun), LEAST_TURN), progress=tell)
        except LeastBeyondSupport as refused:
            who = work.parties[refused.fields["person"]].of.name
            raise LeastPlanBeyondSupport(who=who, amount_minor=refused.fields["amount"]) from None
        keep_best(sharing, best=kept(found, work), worked_from=worked_from, now=clock.now())
        if found.status != "best_so_far":
            break
    end_sharing(sharing, now=clock.now())


def _work(sharing: WorkSharing, seat: Seat, today: date) -> WorkToShare:
    organisation = sharing.organisation
    scope = scope_of(seat, "" if sharing.unit_id == seat.unit_id else str(sharing.unit.uid), on=today)
    period = parse_period(sharing.period, fiscal_start=organisation.fiscal)
    with one_moment(organisation), leaving_out_missing_rates():
        needed = needed_work(organisation, scope=scope, period=period, as_of=today)
        work = work_to_share(organisation, scope=scope, period=period, as_of=today, needed=needed)
    if work is None or work.too_many:
        raise NothingToShare
    return work
