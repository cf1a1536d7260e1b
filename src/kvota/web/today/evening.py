"""When the working day is over for planning: tomorrow is written today."""

from __future__ import annotations

from kvota import clock
from kvota.web.seat_in_force import Asked

EVENING = 16  # o'clock where the company is; ux.md S1 [D]


def is_evening(request: Asked) -> bool:
    """Whether the company's wall clock shows four in the afternoon or later."""
    return clock.local_now(request.organisation).hour >= EVENING
