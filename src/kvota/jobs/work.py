"""The worker: takes waiting tasks one by one, and does between them what runs by the clock."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from kvota.jobs.chain_events import chain_events
from kvota.jobs.check_forecasts import check_forecasts
from kvota.jobs.hand_over_due import hand_over_due
from kvota.jobs.live_demo import live_demo

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds between looks at the queue
REST = 60.0  # seconds until what failed is tried again

_rests: dict[str, float] = {}


def work_until_told() -> None:
    """Work until SIGTERM or Ctrl-C; a task under way is finished first."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopped.is_set():
        do_what_waits()
        do_what_is_due(stopped.is_set)
        stopped.wait(LOOK_EVERY)


def do_what_waits() -> None:
    """Run every task that waits now, then return."""
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(16),
        excluded_queue_names=[],
    ).run()


def do_what_is_due(told_to_stop: Callable[[], bool] = lambda: False) -> None:
    """What the clock asks for: hand-overs, the chain of events, the sample company's days, old forecasts.

    One that fails is told in the log and rests a minute; the others and the tasks that wait go on.
    Told to stop, no other is begun: each may take seconds, and whoever pressed Ctrl-C waits for it.
    """
    for do in (hand_over_due, chain_events, live_demo, check_forecasts):
        if told_to_stop():
            return
        if time.monotonic() < _rests.get(do.__name__, 0.0):
            continue
        try:
            do()
        except Exception:  # whatever it is: a worker that ends takes imports and backups with it
            log.exception("%s failed; tried again in %.0f s", do.__name__, REST)
            _rests[do.__name__] = time.monotonic() + REST
