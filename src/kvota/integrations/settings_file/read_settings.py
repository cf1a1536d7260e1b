"""Read the settings of a company from YAML: every key known, every value checked, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import yaml

from kvota.domain.errors import RuleError
from kvota.domain.importing.text import clean
from kvota.domain.money.amount import minor_units
from kvota.domain.money.currencies import exponent
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
from kvota.integrations.settings_file.write_settings import FORM

MOST_CHARACTERS = 300_000
MOST_ROWS = 5_000
KINDS = ("open", "signed", "paid")
ACTIONS = ("call", "visit", "meeting", "message", "demonstration", "offer", "bid", "other")
Read = TypeVar("Read")


class SettingsUnreadable(RuleError):
    """The text is not YAML, or uses more of it than settings need."""

    code = "settings_unreadable"
    sentence = "line {line} cannot be read as YAML: {problem}"
    line: int
    problem: str


class SettingsTooLong(RuleError):
    code = "settings_too_long"
    sentence = "the text is longer than {most}"
    most: int


class SettingsKeyUnknown(RuleError):
    """A key nobody reads would be a setting that silently does not hold."""

    code = "settings_key_unknown"
    sentence = "{key} is not a setting; known here: {known}"
    key: str
    known: str


class SettingsKeyNeeded(RuleError):
    code = "settings_key_needed"
    sentence = "{key} is missing"
    key: str


class SettingsValueRefused(RuleError):
    code = "settings_value_refused"
    sentence = "{key} cannot be {value!r}; possible: {possible}"
    key: str
    value: str
    possible: str


class _PlainLoader(yaml.BaseLoader):
    """Lists, mappings and texts, and nothing else: no tags, no anchors, no key twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise yaml.MarkedYAMLError(problem="anchors and aliases", problem_mark=event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise yaml.MarkedYAMLError(problem="tags", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [getattr(key, "value", None) for key, _value in node.value]
        twice = next((key for key in keys if not isinstance(key, str) or keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.MarkedYAMLError(problem=f"{str(twice)[:40]} ×2", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep=deep)


def read_settings(text: str, *, currency: str) -> CompanySettings:
    """Return what the text says.

    Parameters
    ----------
    text
        YAML as `write_settings` writes it. Parts may be left out; `currency` is then that of prices
        that name none.

    Raises
    ------
    SettingsUnreadable, SettingsTooLong, SettingsKeyUnknown, SettingsKeyNeeded, SettingsValueRefused
        With the key as a path, such as `stages[2].kind`. Sums and currencies are refused as
        everywhere (`AmountUnreadable`, `TooManyDecimals`, `UnknownCurrency`).

    Examples
    --------
    >>> read_settings("kvota_settings: 1\\nlost_reasons: [{en: Price}]", currency="EUR").lost_reasons
    (('Price', '', '', ''),)
    """
    said = _mapping(
        _loaded(text),
        "",
        ("kvota_settings", "company", "stages", "funnels", "lost_reasons", "calendar", "products"),
    )
    if said.get("kvota_settings") != str(FORM):
        raise SettingsValueRefused(
            key="kvota_settings", value=str(said.get("kvota_settings", ""))[:40], possible=str(FORM)
        )
    company = _company(said["company"]) if "company" in said else None
    base = company.currency if company else currency
    return CompanySettings(
        company=company,
        stages=_stages(said["stages"], "stages") if "stages" in said else None,
        funnels=_each(said, "funnels", _funnel),
        lost_reasons=_each(said, "lost_reasons", _lost_reason),
        calendar=_each(said, "calendar", _day),
        products=_each(said, "products", lambda value, key: _product(value, key, base)),
    )


def _loaded(text: str) -> Any:
    if len(text) > MOST_CHARACTERS:
        raise SettingsTooLong(most=MOST_CHARACTERS)
    try:
        return yaml.load(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise SettingsUnreadable(line=mark.line + 1 if mark else 1, problem=fault.problem or "") from None
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        raise SettingsUnreadable(line=1, problem=str(fault).split("\n")[0][:80]) from None


def _mapping(value: Any, key: str, known: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SettingsValueRefused(
            key=key or "kvota_settings", value=_short(value), possible=", ".join(known)
        )
    for name in value:
        if name not in known:
            raise SettingsKeyUnknown(key=_path(key, name)[:80], known=", ".join(known))
    return value


def _each(said: dict[str, Any], part: str, read: Callable[[Any, str], Read]) -> tuple[Read, ...] | None:
    if part not in said:
        return None
    return tuple(read(value, f"{part}[{place + 1}]") for place, value in enumerate(_list(said[part], part)))


def _list(value: Any, key: str) -> list[Any]:
    if value == "":  # `products:` with nothing behind it
        return []
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise SettingsValueRefused(key=key, value=_short(value), possible=f"- … (≤ {MOST_ROWS})")
    return value


def _company(value: Any) -> CompanySaid:
    fields = tuple(CompanySaid.__annotations__)
    said = _mapping(value, "company", fields)
    for name in fields:
        if name not in said:
            raise SettingsKeyNeeded(key=f"company.{name}")
    currency = _text(said["currency"], "company.currency", most=3)
    exponent(currency)  # refuses what is not a currency
    return CompanySaid(
        country=_text(said["country"], "company.country", most=2, empty=True),
        currency=currency,
        language=_text(said["language"], "company.language", most=10),
        time_zone=_text(said["time_zone"], "company.time_zone", most=64),
        fiscal_start=int(
            _one_of(said["fiscal_start"], "company.fiscal_start", tuple(str(month) for month in range(1, 13)))
        ),
        basis=_one_of(said["basis"], "company.basis", ("cash", "signed")),
        ten_day=_flag(said["ten_day"], "company.ten_day"),
    )


def _funnel(value: Any, key: str) -> FunnelSaid:
    said = _mapping(value, key, (*LANGUAGES, "stages"))
    if "stages" not in said:
        raise SettingsKeyNeeded(key=f"{key}.stages")
    return FunnelSaid(names=_names(said, key), stages=_stages(said["stages"], f"{key}.stages"))


def _stages(value: Any, key: str) -> tuple[StageSaid, ...]:
    stages = tuple(_stage(one, f"{key}[{place + 1}]") for place, one in enumerate(_list(value, key)))
    kinds = [stage.kind for stage in stages]
    if kinds[-2:] != ["signed", "paid"] or set(kinds[:-2]) - {"open"}:
        raise SettingsValueRefused(
            key=f"{key}.kind", value=", ".join(kinds)[:80], possible="open, …, open, signed, paid"
        )
    return stages


def _stage(value: Any, key: str) -> StageSaid:
    said = _mapping(value, key, (*LANGUAGES, "kind", "usual_action", "questions"))
    return StageSaid(
        names=_names(said, key),
        kind=_one_of(said.get("kind", "open"), f"{key}.kind", KINDS),
        usual_action=_one_of(said.get("usual_action", "other"), f"{key}.usual_action", ACTIONS),
        questions=_each(said, "questions", lambda one, place: _question(one, f"{key}.{place}")),
    )


def _question(value: Any, key: str) -> Names:
    return _names(_mapping(value, key, LANGUAGES), key)


def _lost_reason(value: Any, key: str) -> Names:
    return _names(_mapping(value, key, LANGUAGES), key)


def _names(said: dict[str, Any], key: str) -> Names:
    en, ru, zh, bg = (
        _text(said.get(language, ""), f"{key}.{language}", most=120, empty=True) for language in LANGUAGES
    )
    if not (en or ru or zh or bg):
        raise SettingsKeyNeeded(key=f"{key}.en")
    return en, ru, zh, bg


def _day(value: Any, key: str) -> DaySaid:
    said = _mapping(value, key, ("day", "working", "note"))
    for name in ("day", "working"):
        if name not in said:
            raise SettingsKeyNeeded(key=f"{key}.{name}")
    return DaySaid(
        on=_date(said["day"], f"{key}.day"),
        working=_flag(said["working"], f"{key}.working"),
        note=_text(said.get("note", ""), f"{key}.note", most=120, empty=True),
    )


def _product(value: Any, key: str, base: str) -> ProductSaid:
    said = _mapping(value, key, ("name", "series", "prices"))
    if "name" not in said:
        raise SettingsKeyNeeded(key=f"{key}.name")
    prices = tuple(
        _price(one, f"{key}.prices[{place + 1}]", base)
        for place, one in enumerate(_list(said.get("prices", []), f"{key}.prices"))
    )
    return ProductSaid(
        name=_text(said["name"], f"{key}.name", most=200),
        series=_text(said.get("series", ""), f"{key}.series", most=120, empty=True),
        prices=prices,
    )


def _price(value: Any, key: str, base: str) -> PriceSaid:
    said = _mapping(value, key, ("from", "price", "lowest_price", "currency"))
    if "price" not in said:
        raise SettingsKeyNeeded(key=f"{key}.price")
    currency = _text(said.get("currency", base), f"{key}.currency", most=3)
    lowest = _text(said.get("lowest_price", ""), f"{key}.lowest_price", most=40, empty=True)
    return PriceSaid(
        from_on=_date(said["from"], f"{key}.from") if said.get("from") else None,
        price_minor=minor_units(_text(said["price"], f"{key}.price", most=40), currency),
        floor_minor=minor_units(lowest, currency) if lowest else None,
        currency=currency,
    )


def _text(value: Any, key: str, *, most: int, empty: bool = False) -> str:
    text = clean(value) if isinstance(value, str) else None
    if text is None or len(text) > most or not (text or empty):
        raise SettingsValueRefused(key=key, value=_short(value), possible=f"… (≤ {most})")
    return text


def _one_of(value: Any, key: str, possible: tuple[str, ...]) -> str:
    if value not in possible:
        raise SettingsValueRefused(key=key, value=_short(value), possible=", ".join(possible))
    return str(value)


def _flag(value: Any, key: str) -> bool:
    return _one_of(value, key, ("true", "false")) == "true"


def _date(value: Any, key: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise SettingsValueRefused(key=key, value=_short(value), possible="2026-12-31") from None


def _short(value: Any) -> str:
    return str(value)[:40]


def _path(key: str, name: Any) -> str:
    return f"{key}.{name}" if key else str(name)
