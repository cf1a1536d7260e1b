"""The rows of a goal that is cut: its segments, grouped by the one thing they are looked at by."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kvota.language.marks import mark
from kvota.language.names import DEAL_KINDS
from kvota.records.goal_nodes import segments_of
from kvota.records.goals import GoalSegment, GoalVersion


@dataclass(frozen=True)
class SegmentRow:
    """The segments of one product, industry, region, or of new or repeat business.

    `parts` are the rows below one of several segments, each a segment alone; empty for a segment alone.
    """

    key: str
    name: str
    segments: tuple[int, ...]
    parts: tuple[SegmentRow, ...] = ()


def segment_rows(version: GoalVersion, cut: str) -> list[SegmentRow]:
    """The rows of a cut in the order in which the goal was cut. One query.

    A row of several segments (a product of new and of repeat business) is their sum, and is read only:
    what is changed are the segments below it, named by the other things the goal is cut by.
    """
    order = segments_of(version)
    known = GoalSegment.objects.select_related("product").in_bulk(order)
    grouped: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for segment in order:
        key, name = value_of_segment(known[segment], cut)
        names[key] = name
        grouped.setdefault(key, []).append(segment)
    others = [other for other in version.cuts if other != cut]

    def alone(segment: int) -> SegmentRow:
        words = [value_of_segment(known[segment], other)[1] for other in others]
        return SegmentRow(f"s{segment}", mark("comma").join(words), (segment,))

    return [
        SegmentRow(
            f"g{place}", names[key], tuple(of), tuple(alone(segment) for segment in of) if len(of) > 1 else ()
        )
        for place, (key, of) in enumerate(grouped.items())
    ]


def value_of_segment(segment: GoalSegment, cut: str) -> tuple[str, str]:
    """What a segment says of one thing a goal is cut by: its key and its name."""
    if cut == "product":
        product = segment.product
        return (str(segment.product_id), product.name) if product else ("", _("No product"))
    word: str = getattr(segment, cut)
    if cut == "kind":
        return word, str(DEAL_KINDS[word]) if word else _("New and repeat")
    return word, word or {"industry": _("Other industries"), "region": _("Other regions")}[cut]
