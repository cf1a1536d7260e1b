"""What a goal needs as plain values: for programs, the shell and files."""

from __future__ import annotations

from typing import Any

from kvota.analytics.metrics.funnel_facts import WayStep
from kvota.analytics.metrics.needed_work import NeededSegment, NeededWork
from kvota.domain.money.amount import decimal_text
from kvota.records.funnels import Stage


def as_plain_values(found: NeededWork) -> dict[str, Any]:
    """Return texts for exact numbers and sums, keys for weeks; stages by their English names. One query."""
    names = {stage.pk: stage.name_in("en") for stage in Stage.objects.live()}

    def money(minor: int | None) -> str | None:
        return None if minor is None else decimal_text(minor, found.currency)

    return {
        "when": found.period.key,
        "as_of": found.as_of.isoformat(),
        "currency": found.currency,
        "basis": found.basis,
        "reading": found.reading,
        "plan": money(found.plan_minor),
        "plan_months_without": list(found.months_without),
        "actual": money(found.actual_minor),
        "in_hand": money(found.in_hand_minor),
        "to_find": money(found.to_find_minor),
        "deals": found.deals,
        "leads": found.leads,
        "calls": found.calls,
        "leads_there": found.leads_there,
        "chance": None if found.chance is None else round(found.chance, 4),
        "too_late": found.is_too_late,
        "verdict": found.verdict.verdict if found.verdict else None,
        "binding": found.verdict.binding if found.verdict else None,
        "lamps": [
            {
                "name": lamp.name,
                "state": lamp.state,
                "needed": str(lamp.needed),
                "there": None if lamp.there is None else str(lamp.there),
                "short": str(lamp.short),
                "first_week": lamp.first_week,
                "why": lamp.why,
                "where": names.get(int(lamp.where), "") if lamp.where.isdecimal() else lamp.where,
            }
            for lamp in found.lamps
        ],
        "leads_by_week": dict(found.leads_by_week),
        "segments": [_segment(segment, names, money) for segment in found.segments],
        "products": [
            {
                "id": one.product.uid if one.product else None,
                "product": one.product.name if one.product else None,
                "goal": money(one.goal_minor),
                "average_deal": money(one.deal.minor) if one.deal else None,
                "average_label": one.deal.label if one.deal and one.deal.minor is not None else None,
                "average_of": one.deal.deals if one.deal else None,
                "deals": one.deals,
            }
            for one in found.products
        ],
        "last_days": [
            {
                "sale": each.sale,
                "stage": names.get(each.stage, ""),
                "normal": each.normal.isoformat() if each.normal else None,
                "last_chance": each.last_chance.isoformat() if each.last_chance else None,
                "share_now": round(float(each.share_now), 4),
            }
            for each in found.last_days
        ],
    }


def _segment(segment: NeededSegment, names: dict[int, str], money: Any) -> dict[str, Any]:
    need = segment.need
    whole = {stage.stage: stage for stage in need.stages} if need else {}

    def step(one: WayStep) -> dict[str, Any]:
        known, at = one.conversion, whole.get(str(one.stage))
        return {
            "stage": names.get(one.stage, ""),
            "needed": at.whole if at else None,
            "unrounded": str(at.exact) if at else None,
            "conversion": str(known.mean),
            "low": round(known.low, 4),
            "high": round(known.high, 4),
            "n": known.decided,
            "newest_on": known.newest_on.isoformat() if known.newest_on else None,
            "label": known.label,
        }

    return {
        "sale": segment.sale,
        "share": str(segment.share),
        "share_from": segment.share_from,
        "goal": money(segment.goal_minor),
        "average_deal": money(segment.deal.minor),
        "average_label": segment.deal.label,
        "average_of": segment.deal.deals,
        "deals": need.deals if need else None,
        "need_p50": need.chance.need_p50 if need and need.chance else None,
        "need_p80": need.chance.need_p80 if need and need.chance else None,
        "above_base": need.above_base if need else None,
        "steps": [step(one) for one in reversed(segment.way.steps)],
    }
