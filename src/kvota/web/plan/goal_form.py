"""The form of a goal: what it counts, how much, by what it is shared, and what else it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.goal_weights import FROM_THE_PAST, RULES, Rule
from kvota.analytics.metric_registry import registry
from kvota.analytics.metrics.actual import actual
from kvota.analytics.metrics.forecast import forecast
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import Period
from kvota.domain.metrics.metric import Metric
from kvota.domain.money.currencies import exponent
from kvota.language.metric_words import metric_name
from kvota.records.goal_nodes import goal_tree, people_of
from kvota.records.goals import CUTS, MONEY_METRICS
from kvota.records.people import Person
from kvota.records.rights import sets_whole_goal
from kvota.web.seat_in_force import Asked

RULE_WORDS = {
    "situation": _("by what each has in hand"),
    "equal": _("equally"),
    "past": _("as the last three months"),
    "year": _("as the same months a year before"),
    "manual": _("by hand, in percent"),
}
CUT_WORDS = {
    "product": _("Product"),
    "kind": _("New and repeat"),
    "industry": _("Industry"),
    "region": _("Region"),
}


@dataclass(frozen=True)
class Choice:
    """One thing to choose, with what is chosen already."""

    value: str
    label: str
    chosen: bool = False
    from_the_past: bool = False


@dataclass(frozen=True)
class Suggested:
    """A number to begin from: what the forecast says of the period, or what a year before brought."""

    key: str
    minor: int
    low_minor: int | None = None
    high_minor: int | None = None
    amount: str = ""


@dataclass(frozen=True)
class PersonShare:
    key: int
    name: str
    typed: str


@dataclass
class GoalForm:
    """What the form shows; what was typed stays through a refusal."""

    typed: Mapping[str, str]
    metrics: list[Choice]
    others: list[Choice]
    rules: list[Choice]
    cuts: list[Choice]
    people: list[PersonShare]
    suggested: list[Suggested] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether something was said in the part that is folded."""
        return any(self.typed.get(name) for name in ("step", "base", "challenge", "over", "season"))


def goal_form(request: Asked, period: Period, typed: Mapping[str, str]) -> GoalForm:
    """The form for a period. Two forecasts' worth of work, and none for who sets no goals."""
    metric = typed.get("metric") or "revenue"
    rule = typed.get("rule") or "situation"
    known = registry(request.organisation)
    money = [known[key] for key in MONEY_METRICS]
    others = [
        each
        for key, each in known.items()
        if each.can_be_spread and not each.is_hidden and key not in MONEY_METRICS
    ]
    return GoalForm(
        typed=typed,
        metrics=[_metric(each, metric) for each in money],
        others=sorted((_metric(each, metric) for each in others), key=lambda each: each.label),
        rules=[Choice(each, str(RULE_WORDS[each]), each == rule, each in FROM_THE_PAST) for each in RULES],
        cuts=[Choice(each, str(CUT_WORDS[each]), bool(typed.get(f"cut-{each}"))) for each in CUTS],
        people=_people(request, period, typed),
        suggested=suggestions(request, period),
    )


def suggestions(request: Asked, period: Period) -> list[Suggested]:
    """What a goal may begin from: first what is in hand and likely, then the past, called so.

    Nothing where a rate is missing (the page says that elsewhere), and for who does not read the
    whole company.
    """
    if not sets_whole_goal(request.seat, on=request.today):
        return []
    organisation, scope = request.organisation, whole_company(on=request.today)
    unit = 10 ** exponent(organisation.currency)
    found = []
    try:
        likely = forecast(organisation, scope=scope, period=period, as_of=request.today)
        if likely.middle_minor > 0:
            found.append(
                Suggested(
                    "in_hand",
                    likely.middle_minor,
                    likely.low_minor,
                    likely.high_minor,
                    _round(likely.middle_minor, unit),
                )
            )
        before = _year_before(period)
        brought = actual(organisation, scope=scope, period=before, as_of=request.today).minor
        if brought > 0:
            found.append(Suggested("past", brought, amount=_round(brought, unit)))
    except MissingRate:
        return []
    return found


def _round(minor: int, unit: int) -> str:
    """Two figures, as a person would say it, in whole money."""
    whole = round(Fraction(minor, unit))
    return str(round(whole, 2 - len(str(abs(whole)))))


def _year_before(period: Period) -> Period:
    first, last = period.months()[0], period.months()[-1]
    for _step in range(12):
        first, last = first.previous(), last.previous()
    return Period(f"{first.key}…{last.key}", period.kind, first.first_day, last.last_day)


def _metric(metric: Metric, chosen: str) -> Choice:
    return Choice(metric.key, metric_name(metric), metric.key == chosen)


def _people(request: Asked, period: Period, typed: Mapping[str, str]) -> list[PersonShare]:
    ids = people_of(goal_tree(on=period.months()[0].first_day))
    rows = Person.visible_to(request.seat, on=request.today).filter(pk__in=ids).order_by("name")
    return [
        PersonShare(pk, name, typed.get(f"share-{pk}", "")) for pk, name in rows.values_list("pk", "name")
    ]


def chosen_rule(typed: Mapping[str, str]) -> Rule:
    """The rule that was posted; what is in hand for one nobody offers."""
    rule = typed.get("rule", "")
    return rule if rule in RULES else "situation"  # type: ignore[return-value]
