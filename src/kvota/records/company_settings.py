"""Read what a company has decided about itself, as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kvota.domain.metrics.shipped import SHIPPED
from kvota.domain.planning.working_hours import workload_plain, workload_said
from kvota.domain.selling.usual_funnel import FUNNEL
from kvota.domain.settings.company_settings import (
    LANGUAGES,
    ClientMapSaid,
    CompanySaid,
    CompanySettings,
    DaySaid,
    FunnelSaid,
    MetricSaid,
    Names,
    PlaybookSaid,
    PriceSaid,
    ProductSaid,
    ReasonSaid,
    StageSaid,
)
from kvota.records.calendars import CalendarException
from kvota.records.company_metrics import CompanyMetric
from kvota.records.exit_questions import questions_of
from kvota.records.funnels import Funnel, LostReason, Stage, WorkedName
from kvota.records.organisations import Organisation
from kvota.records.playbooks import PlaybookVersion, playbooks_in_force
from kvota.records.selling import Product, ProductPrice


def names_of(row: WorkedName) -> Names:
    return row.name_en, row.name_ru, row.name_zh, row.name_bg


def stages_offered(funnel: Funnel | None = None) -> list[Stage]:
    """The stages of a funnel, by default the first of the company in scope, in their order."""
    funnel = funnel or Funnel.offered().first()
    stages = Stage.objects.live().filter(removed_on=None, funnel=funnel)
    return list(stages.order_by("rank", "id"))


def funnel_names(funnel: Funnel) -> Names:
    """Its names, those of the house where nobody has named it."""
    en, ru, zh, bg = names_of(funnel)
    return (en, ru, zh, bg) if any((en, ru, zh, bg)) else tuple(FUNNEL[one] for one in LANGUAGES)  # type: ignore[return-value]


def funnels_said(*, on: date) -> tuple[FunnelSaid, ...]:
    """The funnels of the company in scope, with what is asked and followed at their stages on a day.

    Four queries and one for each funnel.
    """
    found = [(funnel, stages_offered(funnel)) for funnel in Funnel.offered()]
    every = [stage.pk for _funnel, stages in found for stage in stages]
    asked, followed = questions_of(every), playbooks_in_force(every, on=on)

    def said(stage: Stage) -> StageSaid:
        questions = tuple(names_of(one) for one in asked.get(stage.pk, ())) or None
        playbook = playbook_said(followed[stage.pk]) if stage.pk in followed else None
        return StageSaid(names_of(stage), stage.kind, stage.usual_action, questions, playbook)

    return tuple(
        FunnelSaid(funnel_names(funnel), tuple(said(stage) for stage in stages)) for funnel, stages in found
    )


def playbook_said(version: PlaybookVersion) -> PlaybookSaid:
    text = version.text
    return PlaybookSaid(text.steps, text.script, text.criteria, version.assumed_share)


def reasons_offered() -> list[LostReason]:
    return list(LostReason.objects.live().filter(removed_on=None).order_by("rank", "id"))


def prices_by_day() -> dict[int, dict[date | None, PriceSaid]]:
    """The price of each product from each day: the newest row of a day counts, and its newest margin."""
    found: dict[int, dict[date | None, PriceSaid]] = {}
    for row in ProductPrice.objects.live().order_by("pk"):
        days = found.setdefault(row.product_id, {})
        before = days.get(row.from_on)
        margin = row.margin if row.margin is not None or before is None else before.margin
        days[row.from_on] = PriceSaid(row.from_on, row.price_minor, row.floor_minor, row.currency, margin)
    return found


def newest_metrics() -> list[CompanyMetric]:
    """What stands of each metric the company said something of: its own by their numbers, then others."""
    newest = {row.key: row for row in CompanyMetric.objects.order_by("version")}

    def place(row: CompanyMetric) -> tuple[bool, int, str]:
        return row.key in SHIPPED, len(row.key), row.key

    return sorted(newest.values(), key=place)


def metric_said(row: CompanyMetric, products: Mapping[str, str]) -> MetricSaid:
    """One of them; `products` are names by uid, as a file calls them."""
    if row.key in SHIPPED:
        return MetricSaid(key=row.key, hidden=row.hidden)
    said = row.definition
    filters = {
        name: tuple(products.get(value, value) for value in values) if name == "product" else tuple(values)
        for name, values in said.get("filters", {}).items()
    }
    return MetricSaid(
        key=row.key,
        names=names_of(row),
        filters=tuple(filters.items()),
        hidden=row.hidden,
        **{name: said.get(name, "") for name in ("counts", "aggregate", "above", "below")},
    )


def settings_of(organisation: Organisation, *, on: date) -> CompanySettings:
    """The settings of the company in scope, with the playbooks followed on a day.

    Ten queries, one more for each further funnel.
    """
    prices, funnels = prices_by_day(), funnels_said(on=on)
    products = list(Product.objects.live().order_by("name", "pk"))
    names = {str(product.uid): product.name for product in products}
    return CompanySettings(
        company=CompanySaid(**{name: getattr(organisation, name) for name in CompanySaid.__annotations__}),
        stages=funnels[0].stages if len(funnels) == 1 else None,
        funnels=funnels if len(funnels) > 1 else None,
        lost_reasons=tuple(
            ReasonSaid(names_of(reason), reason.to_competitor) for reason in reasons_offered()
        ),
        calendar=tuple(
            DaySaid(day.on_day, day.working, day.note) for day in CalendarException.objects.order_by("on_day")
        ),
        products=tuple(
            ProductSaid(
                product.name,
                product.series,
                tuple(sorted(prices.get(product.pk, {}).values(), key=lambda one: one.from_on or date.min)),
            )
            for product in products
        ),
        metrics=tuple(
            metric_said(row, names) for row in newest_metrics() if row.key not in SHIPPED or row.hidden
        ),
        hours=workload_plain(workload_said(organisation.workload)),
        client_map=ClientMapSaid(organisation.cells_per_rep),
    )
