"""Read what a company has decided about itself, as it stands."""

from __future__ import annotations

from datetime import date

from kvota.domain.settings.company_settings import (
    CompanySaid,
    CompanySettings,
    DaySaid,
    Names,
    PriceSaid,
    ProductSaid,
    StageSaid,
)
from kvota.records.calendars import CalendarException
from kvota.records.funnels import LostReason, Stage, WorkedName
from kvota.records.organisations import Organisation
from kvota.records.selling import Product, ProductPrice


def names_of(row: WorkedName) -> Names:
    return row.name_en, row.name_ru, row.name_zh, row.name_bg


def stages_offered() -> list[Stage]:
    """The stages of the first funnel of the company in scope, in their order."""
    stages = Stage.objects.live().filter(removed_on=None).order_by("funnel_id", "rank", "id")
    found = list(stages)
    return [stage for stage in found if stage.funnel_id == found[0].funnel_id]


def reasons_offered() -> list[LostReason]:
    return list(LostReason.objects.live().filter(removed_on=None).order_by("rank", "id"))


def prices_by_day() -> dict[int, dict[date | None, ProductPrice]]:
    """The price of each product from each day: the newest row of a day is the one that counts."""
    found: dict[int, dict[date | None, ProductPrice]] = {}
    for price in ProductPrice.objects.live().order_by("pk"):
        found.setdefault(price.product_id, {})[price.from_on] = price
    return found


def settings_of(organisation: Organisation) -> CompanySettings:
    """The settings of the company in scope. Five queries."""
    prices = prices_by_day()
    return CompanySettings(
        company=CompanySaid(**{name: getattr(organisation, name) for name in CompanySaid.__annotations__}),
        stages=tuple(
            StageSaid(names_of(stage), stage.kind, stage.usual_action) for stage in stages_offered()
        ),
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
