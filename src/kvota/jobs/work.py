"""The worker: takes waiting tasks one by one, and does between them what runs by the clock."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from django.conf import settings
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from kvota.jobs.chain_events import chain_events
from kvota.jobs.check_forecasts import check_forecasts
from kvota.jobs.hand_over_due import hand_over_due
from kvota.jobs.live_demo import live_demo

LOOK_EVERY = 1.0  # seconds between looks at the queue


def work_until_told() -> None:
    """Work until SIGTERM or Ctrl-C; a task under way is finished first."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopped.is_set():
        do_what_waits()
        do_what_is_due()
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


def do_what_is_due() -> None:
    """What the clock asks for: hand-overs, the chain of events, the sample company's days, old forecasts."""
    hand_over_due()
    chain_events()
    if not settings.KVOTA.production:
        live_demo()
    check_forecasts()
