"""Write the settings of a company as YAML."""

from __future__ import annotations

from typing import Any

import yaml

from kvota.domain.money.amount import decimal_text
from kvota.domain.settings.company_settings import LANGUAGES, CompanySettings, Names, ProductSaid, StageSaid

FORM = 1


def write_settings(settings: CompanySettings) -> str:
    """Return the YAML text; `read_settings` gives the same settings back.

    Parameters
    ----------
    settings
        Parts that are None are left out. Prices are written in the company's currency unless they
        name another, so the company must be among the parts when there are products.

    Examples
    --------
    >>> print(write_settings(CompanySettings(lost_reasons=(("Price", "Цена", "", ""),))))
    kvota_settings: 1
    lost_reasons:
    - en: Price
      ru: Цена
    <BLANKLINE>
    """
    said: dict[str, Any] = {"kvota_settings": FORM}
    company = settings.company
    if company is not None:
        said["company"] = dict(vars(company))
    if settings.stages is not None:
        said["stages"] = [_stage(stage) for stage in settings.stages]
    if settings.funnels is not None:
        said["funnels"] = [
            {**_names(funnel.names), "stages": [_stage(stage) for stage in funnel.stages]}
            for funnel in settings.funnels
        ]
    if settings.lost_reasons is not None:
        said["lost_reasons"] = [_names(names) for names in settings.lost_reasons]
    if settings.calendar is not None:
        said["calendar"] = [
            {"day": day.on.isoformat(), "working": day.working, **({"note": day.note} if day.note else {})}
            for day in settings.calendar
        ]
    if settings.products is not None:
        base = company.currency if company else ""
        said["products"] = [_product(product, base) for product in settings.products]
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=100)


def _names(names: Names) -> dict[str, Any]:
    return {language: name for language, name in zip(LANGUAGES, names, strict=True) if name}


def _stage(stage: StageSaid) -> dict[str, Any]:
    said = {**_names(stage.names), "kind": stage.kind, "usual_action": stage.usual_action}
    if stage.questions is not None:
        said["questions"] = [_names(names) for names in stage.questions]
    return said


def _product(product: ProductSaid, base: str) -> dict[str, Any]:
    said: dict[str, Any] = {"name": product.name}
    if product.series:
        said["series"] = product.series
    if product.prices:
        said["prices"] = [
            {
                **({"from": price.from_on.isoformat()} if price.from_on else {}),
                "price": decimal_text(price.price_minor, price.currency),
                **(
                    {"lowest_price": decimal_text(price.floor_minor, price.currency)}
                    if price.floor_minor is not None
                    else {}
                ),
                **({"currency": price.currency} if price.currency != base else {}),
            }
            for price in product.prices
        ]
    return said
