"""Read what a company has decided about itself, as it stands."""

from __future__ import annotations

from datetime import date

from kvota.domain.selling.usual_funnel import FUNNEL
from kvota.domain.settings.company_settings import (
    LANGUAGES,
    CompanySaid,
    CompanySettings,
    DaySaid,
    FunnelSaid,
    Names,
    PriceSaid,
    ProductSaid,
    StageSaid,
)
from kvota.records.calendars import CalendarException
from kvota.records.exit_questions import questions_of
from kvota.records.funnels import Funnel, LostReason, Stage, WorkedName
from kvota.records.organisations import Organisation
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


def funnels_said() -> tuple[FunnelSaid, ...]:
    """The funnels of the company in scope with what is asked at their stages. Three queries and one each."""
    found = [(funnel, stages_offered(funnel)) for funnel in Funnel.offered()]
    asked = questions_of(stage.pk for _funnel, stages in found for stage in stages)

    def said(stage: Stage) -> StageSaid:
        questions = tuple(names_of(one) for one in asked.get(stage.pk, ())) or None
        return StageSaid(names_of(stage), stage.kind, stage.usual_action, questions)

    return tuple(
        FunnelSaid(funnel_names(funnel), tuple(said(stage) for stage in stages)) for funnel, stages in found
    )


def reasons_offered() -> list[LostReason]:
    return list(LostReason.objects.live().filter(removed_on=None).order_by("rank", "id"))


def prices_by_day() -> dict[int, dict[date | None, ProductPrice]]:
    """The price of each product from each day: the newest row of a day is the one that counts."""
    found: dict[int, dict[date | None, ProductPrice]] = {}
    for price in ProductPrice.objects.live().order_by("pk"):
        found.setdefault(price.product_id, {})[price.from_on] = price
    return found


def settings_of(organisation: Organisation) -> CompanySettings:
    """The settings of the company in scope. Eight queries, one more for each further funnel."""
    prices, funnels = prices_by_day(), funnels_said()
    return CompanySettings(
        company=CompanySaid(**{name: getattr(organisation, name) for name in CompanySaid.__annotations__}),
        stages=funnels[0].stages if len(funnels) == 1 else None,
        funnels=funnels if len(funnels) > 1 else None,
        lost_reasons=tuple(names_of(reason) for reason in reasons_offered()),
        calendar=tuple(
            DaySaid(day.on_day, day.working, day.note) for day in CalendarException.objects.order_by("on_day")
        ),
        products=tuple(
            ProductSaid(
                product.name,
                product.series,
                tuple(
                    PriceSaid(price.from_on, price.price_minor, price.floor_minor, price.currency)
                    for _day, price in sorted(
                        prices.get(product.pk, {}).items(), key=lambda each: each[0] or date.min
                    )
                ),
            )
            for product in Product.objects.live().order_by("name", "pk")
        ),
    )
