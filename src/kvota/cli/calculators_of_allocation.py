"""The calculators of plan levels and of sharing a goal: what each reads and what it answers."""

from __future__ import annotations

from fractions import Fraction

from kvota.cli.case import Case, CaseRefused, read_exact, read_list, read_pair
from kvota.domain.exact_number import exact, whole
from kvota.domain.planning.allocate_goal import USUAL_SECONDS, allocate_goal
from kvota.domain.planning.allocation import Allocation, Binding, Resources
from kvota.domain.planning.equal_difficulty import LEAST_CHANCE, equal_difficulty
from kvota.domain.planning.plan_distribution import NewBatch, PlanSource, plan_at, plan_distribution


def plan_level(case: Case) -> object:
    sources = [
        source
        for key in ("contracts", "deals", "promises")
        if case.has(key)
        for source in case.items(key, _source)
    ]
    new_work = case.items("new_work", _batch) if case.has("new_work") else []
    money = plan_distribution(sources, new_work, quantum=case.whole("quantum"))
    levels = case.items("levels", _as_written) if case.has("levels") else []
    amounts = case.items("amounts", _as_written) if case.has("amounts") else []
    return {
        "mean": money.mean,
        "sd": money.sd,
        "plan_at": {key: plan_at(money, float(exact(value, name="levels"))) for key, value in levels},
        "chance_of": {key: money.chance_of(whole(value, name="amounts")) for key, value in amounts},
    }


def share_by_equal_difficulty(case: Case) -> object:
    quantum = case.whole("quantum")

    def person(item: object, name: str) -> object:
        if not isinstance(item, dict):
            raise CaseRefused("not_an_object", key=name)
        rep = Case(item, needs=(), may=("bernoulli", "binomial"))
        sources = rep.items("bernoulli", _source) if rep.has("bernoulli") else []
        new_work = rep.items("binomial", _batch) if rep.has("binomial") else []
        return plan_distribution(sources, new_work, quantum=quantum)

    found = equal_difficulty(
        case.whole("goal"),
        case.items("reps", person),  # type: ignore[arg-type]
        quantum=quantum,
        least_chance=float(case.exact("least_chance", exact(str(LEAST_CHANCE)))),
    )
    return {
        "pi": found.chance,
        "plans": list(found.plans),
        "P": list(found.chances),
        "sum": sum(found.plans),
    }


def allocate(case: Case) -> object:
    supply = {name: whole(n, name=f"lead_supply.{name}") for name, n in case.table("lead_supply").items()}
    resources = Resources(
        case.exacts("baseline"),
        case.items("revenue_per_lead", _row),
        case.items("hours_per_lead", _row),
        case.exacts("hours"),
        list(supply.values()),
        lo=case.cells("lo"),
        hi=case.cells("hi"),
        fair=case.wholes("fair") if case.has("fair") else None,
    )
    seconds = float(case.exact("seconds", Fraction(USUAL_SECONDS)))
    found = allocate_goal(case.whole("goal"), resources, seconds=seconds)
    return _told(found, list(supply))


def _told(found: Allocation, segments: list[str]) -> object:
    return {
        "shortage": found.shortage,
        "max_load": float(found.max_load),
        "leads": [list(row) for row in found.leads],
        "supported": [_plain(one) for one in found.supported],
        "max_supported": sum(found.plans),
        "plans": list(found.plans),
        "status": found.status,
        "unfinished": dict(found.unfinished),
        "binding": [_binding(one, segments) for one in found.binding],
    }


def _binding(one: Binding, segments: list[str]) -> dict[str, object]:
    told: dict[str, object] = {"kind": one.kind}
    if one.place is not None:
        told |= {"segment": segments[one.place]} if one.kind == "leads" else {"rep": one.place}
    return told | {"value": round(one.value, 6), "wanted": one.wanted}


def _plain(number: Fraction) -> int | float:
    return number.numerator if number.denominator == 1 else float(number)


def _row(item: object, name: str) -> list[Fraction]:
    return read_list(item, name, read_exact)


def _source(item: object, name: str) -> PlanSource:
    amount, chance = read_pair(item, name)
    return PlanSource(whole(amount, name=f"{name}[0]"), float(exact(chance, name=f"{name}[1]")))


def _batch(item: object, name: str) -> NewBatch:
    if not isinstance(item, list) or len(item) != 3:
        raise CaseRefused("not_a_batch", key=name)
    starts, chance, amount = item
    return NewBatch(
        whole(starts, name=f"{name}[0]"),
        float(exact(chance, name=f"{name}[1]")),
        whole(amount, name=f"{name}[2]"),
    )


def _as_written(item: object, name: str) -> tuple[str, object]:
    """A number beside the way it was written: the answer repeats it."""
    exact(item, name=name)
    return str(item).strip(), item
