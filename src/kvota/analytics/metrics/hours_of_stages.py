"""What it takes to reach each stage once: the one definition of the hours of the work on a way."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kvota.analytics.metrics.funnel_facts import Way


def hours_of_stages(
    way: Way, activities: Mapping[str, Fraction], *, calls_per_lead: Fraction
) -> tuple[Fraction, ...]:
    """Return the hours of reaching each stage of a way, the first stage first.

    Each is reached by its usual action. A lead is found by its calls instead; who bought before is not
    called for long: an offer to him begins with what the first stage says.

    Parameters
    ----------
    activities
        Action → hours of one; what is not there takes those of `other`.
    """
    other = activities.get("other", Fraction(0))
    found = [activities.get(step.action, other) for step in way.steps]
    if way.sale == "new":
        found[0] = calls_per_lead * activities.get("call", other)
    return tuple(found)
