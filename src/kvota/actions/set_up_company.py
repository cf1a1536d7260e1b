"""Make a company: itself as the top unit, the seven stages of the house, reasons for losing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from django_scopes import scope

from kvota.domain.calendar.ten_days import COUNT_TEN_DAYS
from kvota.domain.errors import RuleError
from kvota.domain.selling.usual_funnel import LOST_REASONS, STAGES, TO_A_COMPETITOR
from kvota.records.funnels import Funnel, LostReason, Stage
from kvota.records.organisations import Organisation
from kvota.records.units import Unit, UnitPlacement

CURRENCY_OF = {"RU": "RUB", "CN": "CNY", "BG": "EUR", "": "EUR"}
ZONE_OF = {"RU": "Europe/Moscow", "CN": "Asia/Shanghai", "BG": "Europe/Sofia", "": "UTC"}
LANGUAGE_OF = {"RU": "ru", "CN": "zh-hans", "BG": "bg", "": "en"}


class CompanyExists(RuleError):
    code = "company_exists"
    sentence = "a company named {name} exists already"
    name: str


class CompanyNameNeeded(RuleError):
    code = "company_name_needed"
    sentence = "a company needs a name"


@dataclass(frozen=True)
class Stages:
    """The stages a company starts with: worded ones of the house, or the names found in its file."""

    open_names: tuple[str, ...] = ()
    signed_name: str = ""
    paid_name: str = ""


def slug_for(name: str) -> str:
    """An address part for a company: readable, and never empty for a Chinese or Cyrillic name."""
    slug = slugify(name)[:50] or "company"
    taken = set(Organisation.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number, candidate = 1, slug
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def set_up_company(
    *,
    name: str,
    country: str = "",
    currency: str = "",
    language: str = "",
    time_zone: str = "",
    is_demo: bool = False,
    stages: Stages | None = None,
) -> Organisation:
    """Make a company with a top unit of its own name and a funnel. Everything else has a default."""
    name = " ".join(name.split())
    if not name:
        raise CompanyNameNeeded()
    language = language or LANGUAGE_OF.get(country, "en")
    with transaction.atomic():
        if Organisation.objects.filter(name__iexact=name, is_demo=is_demo).exists():
            raise CompanyExists(name=name)
        organisation = Organisation.objects.create(
            slug=slug_for(name),
            name=name,
            country=country,
            currency=currency or CURRENCY_OF.get(country, "EUR"),
            time_zone=time_zone or ZONE_OF.get(country, "UTC"),
            language=language,
            ten_day=language in COUNT_TEN_DAYS,
            is_demo=is_demo,
        )
        with scope(organisation=organisation):
            top = Unit.objects.create(organisation=organisation, name=name)
            UnitPlacement.objects.create(organisation=organisation, unit=top, parent=None)
            funnel = Funnel.objects.create(organisation=organisation)
            if stages is None:
                _stages_of_the_house(organisation, funnel)
            else:
                stages_of_the_file(organisation, funnel, stages)
            LostReason.objects.bulk_create(
                LostReason(
                    organisation=organisation,
                    rank=rank,
                    to_competitor=words is TO_A_COMPETITOR,
                    **_worded(words),
                )
                for rank, words in enumerate(LOST_REASONS, 1)
            )
    return organisation


def _worded(words: dict[str, str]) -> dict[str, str]:
    return {f"name_{language}": word for language, word in words.items()}


def _stages_of_the_house(organisation: Organisation, funnel: Funnel) -> None:
    Stage.objects.bulk_create(
        Stage(
            organisation=organisation,
            funnel=funnel,
            rank=rank,
            kind=stage.kind,
            usual_action=stage.usual_action,
            **_worded(stage.names),
        )
        for rank, stage in enumerate(STAGES, 1)
    )


def stages_of_the_file(organisation: Organisation, funnel: Funnel, stages: Stages) -> None:
    """The file's own open stages, then won and paid, under the names the file gives them."""
    paid = STAGES[-1]
    rows = [Stage(rank=rank, kind="open", name_en=name) for rank, name in enumerate(stages.open_names, 1)]
    rows.append(Stage(rank=len(rows) + 1, kind="signed", name_en=stages.signed_name or "Won"))
    names = {"name_en": stages.paid_name} if stages.paid_name else _worded(paid.names)
    rows.append(Stage(rank=len(rows) + 1, kind="paid", **names))
    for row in rows:
        row.organisation, row.funnel, row.batch_id = organisation, funnel, funnel.batch_id
    Stage.objects.bulk_create(rows)
