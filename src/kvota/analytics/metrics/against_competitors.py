"""Our deals against each competitor: won, lost to him, in work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kvota.analytics.reading import Row, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.importing.text import matching_key
from kvota.records.competitors import CompetitorNamed, standing_names
from kvota.records.funnels import LostReason
from kvota.records.organisations import Organisation

#: The key of losses that went to a competitor whom nobody named.
NOT_NAMED = ""


@dataclass
class Against:
    """The deals in which one competitor was named, by how they stand: ids of deals.

    `name` is empty for losses to a competitor whom nobody named.
    """

    key: str
    name: str
    won: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)


def against_competitors(
    organisation: Organisation,
    *,
    scope: Scope,
    as_of: date,
    industry: str = "",
    region: str = "",
    product: int | None = None,
) -> list[Against]:
    """Count our deals against each competitor in a segment, the one we meet most often first.

    Won against him is a deal signed or paid on which he was named. Lost to him is a lost deal whose
    loss named him; where the loss names nobody and its reason means a competitor, it went to those
    named on the deal, and with none of them to one "not named". A deal lost for another reason,
    such as no budget, went to nobody, whoever was named on it.

    One question to the copy, two queries.

    Source: issue "From a goal to every rep's week", 6 (won and lost against each, from lost reasons).
    """
    standing = standing_names(CompetitorNamed.objects.filter(known_on__lte=as_of))
    reasons = list(LostReason.objects.filter(to_competitor=True).values_list("pk", flat=True))
    with one_moment(organisation) as reading:
        rows = reading.ask(
            "metrics/deals_against.sql", as_of=as_of, scope=scope, deals=sorted(standing), reasons=reasons
        )
    found: dict[str, Against] = {}
    for row in rows:
        if _is_of(row, industry, region, product):
            for key, name, how in _told(row, standing.get(row["deal"], []), reasons):
                getattr(found.setdefault(key, Against(key, name)), how).append(row["deal"])
    return sorted(
        found.values(),
        key=lambda one: (one.key == NOT_NAMED, -len(one.won) - len(one.lost) - len(one.open), one.key),
    )


def _is_of(row: Row, industry: str, region: str, product: int | None) -> bool:
    return (
        (not industry or matching_key(row["industry"]) == matching_key(industry))
        and (not region or matching_key(row["region"]) == matching_key(region))
        and (product is None or row["product"] == product)
    )


def _told(row: Row, named: list[CompetitorNamed], reasons: list[int]) -> list[tuple[str, str, str]]:
    """(key, name, how) for each competitor a deal counts against."""
    if not row["is_lost"]:
        return [(one.match_key, one.name, "won" if row["is_won"] else "open") for one in named]
    with_the_loss = [one for one in named if one.move_id is not None]
    if not with_the_loss and row["lost_reason"] not in reasons:
        return []
    went_to = with_the_loss or named
    return [(one.match_key, one.name, "lost") for one in went_to] or [(NOT_NAMED, "", "lost")]
