"""Many clients of a stage as dots from the floor up: one dot stands for so many of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from kvota.web.parts.svg import circle, drawing

MOST_DOTS = 60
IN_A_ROW = 6
STEP = 16


@dataclass(frozen=True)
class ClientDots:
    """So many clients, so many of them stuck, `each` of them to a dot; `ink` is "open" or "signed"."""

    count: int
    stuck: int
    each: int
    ink: str

    @property
    def dots(self) -> int:
        """A started dot is a whole one: no client is without ink."""
        return -(-self.count // self.each)

    @property
    def stuck_dots(self) -> int:
        """At least one where anybody is stuck, and never more than all."""
        return min(self.dots, max(round(self.stuck / self.each), 1)) if self.stuck else 0


def clients_a_dot(most: int) -> int:
    """How many clients a dot stands for, so that the fullest stage has at most sixty: 1, 2, 5, 10, 20 ...

    >>> [clients_a_dot(most) for most in (0, 60, 61, 300, 301, 9_000)]
    [1, 1, 2, 5, 10, 200]
    """
    scale = 1
    while True:
        for step in (1, 2, 5):
            if most <= MOST_DOTS * step * scale:
                return step * scale
        scale *= 10


def client_dots(of: ClientDots) -> SafeString:
    """Draw the dots, the stuck ones ringed and on top, where the stuck chips stand too."""
    rows = -(-of.dots // IN_A_ROW)
    height = max(rows, 1) * STEP
    free = of.dots - of.stuck_dots
    pieces = []
    for place in range(of.dots):
        x = STEP * (place % IN_A_ROW) + STEP / 2
        y = height - STEP * (place // IN_A_ROW) - STEP / 2
        pieces.append(circle(f"ink-{of.ink}", cx=x, cy=y, r=5))
        if place >= free:
            pieces.append(circle("ink-stuck", cx=x, cy=y, r=6.5))
    return drawing(*pieces, name="", css="client-dots", width=STEP * IN_A_ROW, height=height)
