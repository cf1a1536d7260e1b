"""Write the settings of a company as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import yaml

from kvota.domain.money.amount import decimal_text
from kvota.domain.settings.company_settings import (
    LANGUAGES,
    CompanySettings,
    MetricSaid,
    Names,
    PlaybookSaid,
    PriceSaid,
    ProductSaid,
    StageSaid,
)

FORM = 1
MOST_DECIMALS = 12


class _ReadableDumper(yaml.SafeDumper):
    """A script of several lines is written as the lines it has."""


def _text_written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_ReadableDumper.add_representer(str, _text_written)


def write_settings(settings: CompanySettings) -> str:
    """Return the YAML text; `read_settings` gives the same settings back.

    Parameters
    ----------
    settings
        Parts that are None are left out. Prices are written in the company's currency unless they
        name another, so the company must be among the parts when there are products.

    Examples
    --------
    >>> from kvota.domain.settings.company_settings import ReasonSaid
    >>> reasons = (ReasonSaid(("Price", "Цена", "", ""), to_competitor=False),)
    >>> print(write_settings(CompanySettings(lost_reasons=reasons)))
    kvota_settings: 1
    lost_reasons:
    - en: Price
      ru: Цена
      to_competitor: false
    <BLANKLINE>
    """
    said: dict[str, Any] = {"kvota_settings": FORM}
    company = settings.company
    if company is not None:
        said["company"] = {name: value for name, value in vars(company).items() if value is not None}
    if settings.stages is not None:
        said["stages"] = [_stage(stage) for stage in settings.stages]
    if settings.funnels is not None:
        said["funnels"] = [
            {**_names(funnel.names), "stages": [_stage(stage) for stage in funnel.stages]}
            for funnel in settings.funnels
        ]
    if settings.lost_reasons is not None:
        said["lost_reasons"] = [
            _names(reason.names)
            | ({} if reason.to_competitor is None else {"to_competitor": reason.to_competitor})
            for reason in settings.lost_reasons
        ]
    if settings.calendar is not None:
        said["calendar"] = [
            {"day": day.on.isoformat(), "working": day.working, **({"note": day.note} if day.note else {})}
            for day in settings.calendar
        ]
    if settings.products is not None:
        base = company.currency if company else ""
        said["products"] = [_product(product, base) for product in settings.products]
    if settings.metrics is not None:
        said["metrics"] = [_metric(metric) for metric in settings.metrics]
    if settings.hours is not None:
        said["hours"] = _hours(settings.hours)
    if settings.client_map is not None:
        cells = settings.client_map.cells_per_rep
        said["client_map"] = {} if cells is None else {"cells_per_rep": cells}
    return yaml.dump(said, Dumper=_ReadableDumper, allow_unicode=True, sort_keys=False, width=100)


def _names(names: Names) -> dict[str, Any]:
    return {language: name for language, name in zip(LANGUAGES, names, strict=True) if name}


def _stage(stage: StageSaid) -> dict[str, Any]:
    said = {**_names(stage.names), "kind": stage.kind, "usual_action": stage.usual_action}
    if stage.questions is not None:
        said["questions"] = [_names(names) for names in stage.questions]
    if stage.playbook is not None:
        said["playbook"] = _playbook(stage.playbook)
    return said


def _playbook(playbook: PlaybookSaid) -> dict[str, Any]:
    said: dict[str, Any] = {
        "steps": list(playbook.steps),
        "script": playbook.script,
        "criteria": list(playbook.criteria),
        "assumed": "" if playbook.assumed is None else _number(playbook.assumed),
    }
    return {name: value for name, value in said.items() if value}


def _product(product: ProductSaid, base: str) -> dict[str, Any]:
    said: dict[str, Any] = {"name": product.name}
    if product.series:
        said["series"] = product.series
    if product.prices:
        said["prices"] = [_price(price, base) for price in product.prices]
    return said


def _price(price: PriceSaid, base: str) -> dict[str, Any]:
    said: dict[str, Any] = {"from": price.from_on.isoformat()} if price.from_on else {}
    said["price"] = decimal_text(price.price_minor, price.currency)
    if price.floor_minor is not None:
        said["lowest_price"] = decimal_text(price.floor_minor, price.currency)
    if price.margin is not None:
        said["margin"] = _number(price.margin)
    return said | ({"currency": price.currency} if price.currency != base else {})


def _metric(metric: MetricSaid) -> dict[str, Any]:
    said: dict[str, Any] = {"key": metric.key, **_names(metric.names)}
    for name in ("counts", "aggregate", "above", "below", "reason"):
        if getattr(metric, name):
            said[name] = getattr(metric, name)
    if metric.filters:
        said["filters"] = {name: list(values) for name, values in metric.filters}
    return said | ({"hidden": True} if metric.hidden else {})


def _hours(hours: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, value in hours.items():
        if name == "activities":
            said[name] = {action: _number(Fraction(each)) for action, each in value.items()}
        elif name == "ramp":
            said[name] = [_number(Fraction(share)) for share in value]
        else:
            said[name] = _number(Fraction(value))
    return said


def _number(value: Fraction) -> str:
    """As a decimal where it is one, else as a fraction: the reader gets exactly the same back."""
    scaled = value * 10**MOST_DECIMALS
    if scaled.denominator != 1:
        return str(value)
    whole, part = divmod(scaled.numerator, 10**MOST_DECIMALS)
    return f"{whole}.{part:0{MOST_DECIMALS}}".rstrip("0").rstrip(".")
