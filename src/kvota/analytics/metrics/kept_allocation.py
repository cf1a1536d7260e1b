"""An allocation as it is kept: by the ids of people and segments, for a page opened later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from kvota.analytics.metrics.work_to_share import WorkToShare
from kvota.domain.planning.allocation import Allocation, Binding


@dataclass(frozen=True)
class KeptAllocation:
    """Who starts how many of what, as found from what was known then.

    Attributes
    ----------
    starts
        Uid of a person or unit → key of a segment → whole starts; those of none are left out.
    loads
        The same uid → hours used, as a share of those there are.
    shortage_minor
        Of the goal, what nothing supports.
    off
        By what share the load of the busiest may be above the least there is; None where it is proved,
        and 1 where nobody knows.
    binding
        What would lift the shortage, the most valuable first: `place` is a uid or a segment's key.
    """

    status: str
    shortage_minor: int
    max_load: Fraction
    starts: Mapping[str, Mapping[str, int]]
    loads: Mapping[str, Fraction]
    off: float | None
    binding: tuple[Mapping[str, Any], ...]

    def starts_of(self, uid: str) -> int | None:
        """All starts of somebody; None for whom nothing was worked out, who came later."""
        return sum(self.starts[uid].values()) if uid in self.starts else None


def kept(found: Allocation, work: WorkToShare) -> dict[str, Any]:
    """An answer of the solver as plain values."""
    uids, keys = [one.of.uid for one in work.parties], [each.key for each in work.segments]

    def named(one: Binding) -> dict[str, Any]:
        places = keys if one.kind == "leads" else uids
        return asdict(one) | {"place": None if one.place is None else places[one.place]}

    return {
        "status": found.status,
        "shortage_minor": found.shortage,
        "max_load": str(found.max_load),
        "starts": {
            uid: {key: count for key, count in zip(keys, row, strict=True) if count}
            for uid, row in zip(uids, found.leads, strict=True)
        },
        "loads": {uid: str(load) for uid, load in zip(uids, found.loads, strict=True)},
        "off": off_of(found.unfinished),
        "binding": [named(one) for one in found.binding],
    }


def off_of(unfinished: Mapping[Any, float | None]) -> float | None:
    """By what share the first wish that ran out of time may be off: what comes after it matters less.

    >>> off_of({"load": 0.021, "leads": None}), off_of({"load": None}), off_of({})
    (0.021, 1.0, None)
    """
    for gap in unfinished.values():
        return 1.0 if gap is None else gap
    return None


def read_kept(plain: Mapping[str, Any]) -> KeptAllocation:
    """Read what `kept` wrote."""
    return KeptAllocation(
        status=plain["status"],
        shortage_minor=plain["shortage_minor"],
        max_load=Fraction(plain["max_load"]),
        starts=plain["starts"],
        loads={uid: Fraction(load) for uid, load in plain["loads"].items()},
        off=plain["off"],
        binding=tuple(plain["binding"]),
    )
