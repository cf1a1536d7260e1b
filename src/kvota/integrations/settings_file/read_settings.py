"""Read the settings of a company from YAML: every key known, every value checked, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

import yaml

from kvota.domain.errors import RuleError
from kvota.domain.exact_number import NotExact, exact
from kvota.domain.importing.text import clean
from kvota.domain.metrics.metric import FILTERS
from kvota.domain.metrics.shipped import SHIPPED
from kvota.domain.money.amount import minor_units
from kvota.domain.money.currencies import exponent
from kvota.domain.planning.scatter import MOST_CELLS
from kvota.domain.planning.working_hours import (
    ASSUMED_ACTIVITIES,
    MOST_HOURS,
    MOST_RAMP_MONTHS,
    SINGLE,
    workload_plain,
    workload_said,
)
from kvota.domain.selling.playbook_text import LONGEST_LINE, LONGEST_SCRIPT
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
from kvota.integrations.settings_file.write_settings import FORM

PARTS = (
    *("kvota_settings", "company", "stages", "funnels", "lost_reasons", "calendar", "products"),
    *("metrics", "hours", "client_map"),
)
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]{1,5})\]")
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
    sentence = "line {line}: {key} is not a setting; known here: {known}"
    line: int
    key: str
    known: str


class SettingsKeyNeeded(RuleError):
    code = "settings_key_needed"
    sentence = "line {line}: {key} is missing"
    line: int
    key: str


class SettingsValueRefused(RuleError):
    code = "settings_value_refused"
    sentence = "line {line}: {key} cannot be {value!r}; possible: {possible}"
    line: int
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
        With the line and the key as a path, such as `stages[2].kind`. Sums and currencies are refused
        as everywhere (`AmountUnreadable`, `TooManyDecimals`, `UnknownCurrency`).

    Examples
    --------
    >>> read_settings("kvota_settings: 1\\nlost_reasons: [{en: Price}]", currency="EUR").lost_reasons
    (ReasonSaid(names=('Price', '', '', ''), to_competitor=None),)
    """
    loaded = _loaded(text)
    try:
        return _settings(loaded, currency)
    except (SettingsKeyUnknown, SettingsKeyNeeded, SettingsValueRefused) as refused:
        raise type(refused)(**(refused.fields | {"line": _line_of(text, refused.key)})) from None


def _settings(loaded: Any, currency: str) -> CompanySettings:
    said = _mapping(loaded, "", PARTS)
    if said.get("kvota_settings") != str(FORM):
        raise SettingsValueRefused(
            line=1, key="kvota_settings", value=str(said.get("kvota_settings", ""))[:40], possible=str(FORM)
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
        metrics=_each(said, "metrics", _metric),
        hours=_hours(said["hours"]) if "hours" in said else None,
        client_map=_client_map(said["client_map"]) if "client_map" in said else None,
    )


def _line_of(text: str, key: str) -> int:
    """The line on which a key such as `stages[2].kind` stands; of one that is missing, its surroundings."""
    node, line = yaml.compose(text, Loader=_PlainLoader), 1
    for name, place in _STEP.findall(key):
        if place and isinstance(node, yaml.SequenceNode) and int(place) <= len(node.value):
            node = node.value[int(place) - 1]
        elif name and isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == name), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
            continue
        else:
            break
        line = node.start_mark.line + 1
    return line


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
            line=1, key=key or "kvota_settings", value=_short(value), possible=", ".join(known)
        )
    for name in value:
        if name not in known:
            raise SettingsKeyUnknown(line=1, key=_path(key, name)[:80], known=", ".join(known))
    return value


def _each(said: dict[str, Any], part: str, read: Callable[[Any, str], Read]) -> tuple[Read, ...] | None:
    if part not in said:
        return None
    return tuple(read(value, f"{part}[{place + 1}]") for place, value in enumerate(_list(said[part], part)))


def _list(value: Any, key: str, *, most: int = MOST_ROWS) -> list[Any]:
    if value == "":  # `products:` with nothing behind it
        return []
    if not isinstance(value, list) or len(value) > most:
        raise SettingsValueRefused(line=1, key=key, value=_short(value), possible=f"- … (≤ {most})")
    return value


def _company(value: Any) -> CompanySaid:
    fields = tuple(CompanySaid.__annotations__)
    said = _mapping(value, "company", fields)
    for name in fields:
        if name not in said and name != "weeks_445":  # came later: older files hold
            raise SettingsKeyNeeded(line=1, key=f"company.{name}")
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
        weeks_445=_flag(said["weeks_445"], "company.weeks_445") if "weeks_445" in said else None,
    )


def _funnel(value: Any, key: str) -> FunnelSaid:
    said = _mapping(value, key, (*LANGUAGES, "stages"))
    if "stages" not in said:
        raise SettingsKeyNeeded(line=1, key=f"{key}.stages")
    return FunnelSaid(names=_names(said, key), stages=_stages(said["stages"], f"{key}.stages"))


def _stages(value: Any, key: str) -> tuple[StageSaid, ...]:
    stages = tuple(_stage(one, f"{key}[{place + 1}]") for place, one in enumerate(_list(value, key)))
    kinds = [stage.kind for stage in stages]
    if kinds[-2:] != ["signed", "paid"] or set(kinds[:-2]) - {"open"}:
        raise SettingsValueRefused(
            line=1, key=f"{key}.kind", value=", ".join(kinds)[:80], possible="open, …, open, signed, paid"
        )
    return stages


def _stage(value: Any, key: str) -> StageSaid:
    said = _mapping(value, key, (*LANGUAGES, "kind", "usual_action", "questions", "playbook"))
    return StageSaid(
        names=_names(said, key),
        kind=_one_of(said.get("kind", "open"), f"{key}.kind", KINDS),
        usual_action=_one_of(said.get("usual_action", "other"), f"{key}.usual_action", ACTIONS),
        questions=_each(said, "questions", lambda one, place: _question(one, f"{key}.{place}")),
        playbook=_playbook(said["playbook"], f"{key}.playbook") if "playbook" in said else None,
    )


def _playbook(value: Any, key: str) -> PlaybookSaid:
    said = _mapping(value, key, ("steps", "script", "criteria", "assumed"))

    def lines(part: str) -> tuple[str, ...]:
        rows = enumerate(_list(said.get(part, []), f"{key}.{part}"), start=1)
        return tuple(_text(row, f"{key}.{part}[{place}]", most=LONGEST_LINE) for place, row in rows)

    script = said.get("script", "")
    if not isinstance(script, str) or len(script) > LONGEST_SCRIPT:
        raise SettingsValueRefused(
            line=1, key=f"{key}.script", value=_short(script), possible=f"… (≤ {LONGEST_SCRIPT})"
        )
    return PlaybookSaid(
        steps=lines("steps"),
        script="\n".join(clean(line) for line in script.splitlines()).strip(),
        criteria=lines("criteria"),
        assumed=_number(said["assumed"], f"{key}.assumed", most=1) if said.get("assumed") else None,
    )


def _question(value: Any, key: str) -> Names:
    return _names(_mapping(value, key, LANGUAGES), key)


def _lost_reason(value: Any, key: str) -> ReasonSaid:
    said = _mapping(value, key, (*LANGUAGES, "to_competitor"))
    to_one = _flag(said["to_competitor"], f"{key}.to_competitor") if "to_competitor" in said else None
    return ReasonSaid(_names(said, key), to_one)


def _names(said: dict[str, Any], key: str) -> Names:
    en, ru, zh, bg = (
        _text(said.get(language, ""), f"{key}.{language}", most=120, empty=True) for language in LANGUAGES
    )
    if not (en or ru or zh or bg):
        raise SettingsKeyNeeded(line=1, key=f"{key}.en")
    return en, ru, zh, bg


def _day(value: Any, key: str) -> DaySaid:
    said = _mapping(value, key, ("day", "working", "note"))
    for name in ("day", "working"):
        if name not in said:
            raise SettingsKeyNeeded(line=1, key=f"{key}.{name}")
    return DaySaid(
        on=_date(said["day"], f"{key}.day"),
        working=_flag(said["working"], f"{key}.working"),
        note=_text(said.get("note", ""), f"{key}.note", most=120, empty=True),
    )


def _product(value: Any, key: str, base: str) -> ProductSaid:
    said = _mapping(value, key, ("name", "series", "prices"))
    if "name" not in said:
        raise SettingsKeyNeeded(line=1, key=f"{key}.name")
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
    said = _mapping(value, key, ("from", "price", "lowest_price", "margin", "currency"))
    if "price" not in said:
        raise SettingsKeyNeeded(line=1, key=f"{key}.price")
    currency = _text(said.get("currency", base), f"{key}.currency", most=3)
    lowest = _text(said.get("lowest_price", ""), f"{key}.lowest_price", most=40, empty=True)
    return PriceSaid(
        from_on=_date(said["from"], f"{key}.from") if said.get("from") else None,
        price_minor=minor_units(_text(said["price"], f"{key}.price", most=40), currency),
        floor_minor=minor_units(lowest, currency) if lowest else None,
        currency=currency,
        margin=_number(said["margin"], f"{key}.margin", most=1) if said.get("margin") else None,
    )


def _metric(value: Any, key: str) -> MetricSaid:
    own = (*LANGUAGES, "counts", "aggregate", "filters", "above", "below", "hidden", "reason")
    said = _mapping(value, key, ("key", *own))
    if "key" not in said:
        raise SettingsKeyNeeded(line=1, key=f"{key}.key")
    called = _text(said["key"], f"{key}.key", most=40)
    hidden = _flag(said["hidden"], f"{key}.hidden") if "hidden" in said else False
    if called in SHIPPED:  # means the same in every company: it is shown or not
        _mapping(value, key, ("key", "hidden"))
        return MetricSaid(key=called, hidden=hidden)
    for name in ("above", "below") if {"above", "below"} & {*said} else ("counts",):
        if name not in said:
            raise SettingsKeyNeeded(line=1, key=f"{key}.{name}")
    filters = _mapping(said.get("filters", {}), f"{key}.filters", FILTERS)
    words = {
        name: _text(said.get(name, ""), f"{key}.{name}", most=200 if name == "reason" else 40, empty=True)
        for name in ("counts", "aggregate", "above", "below", "reason")
    }
    return MetricSaid(
        key=called,
        names=_names(said, key),
        filters=tuple((name, _values(each, f"{key}.filters.{name}")) for name, each in filters.items()),
        hidden=hidden,
        **words,
    )


def _values(value: Any, key: str) -> tuple[str, ...]:
    rows = enumerate(_list(value, key), start=1)
    return tuple(_text(one, f"{key}[{place}]", most=200) for place, one in rows)


def _hours(value: Any) -> dict[str, Any]:
    said = _mapping(value or {}, "hours", (*SINGLE, "ramp", "activities"))
    exactly: dict[str, Any] = {
        name: _number(said[name], f"hours.{name}", most=most) for name, most in SINGLE.items() if name in said
    }
    if "ramp" in said:
        months = _list(said["ramp"], "hours.ramp", most=MOST_RAMP_MONTHS)
        exactly["ramp"] = [
            _number(share, f"hours.ramp[{place}]", most=1) for place, share in enumerate(months, 1)
        ]
    if "activities" in said:
        typed = _mapping(said["activities"], "hours.activities", tuple(ASSUMED_ACTIVITIES))
        exactly["activities"] = {
            name: _number(each, f"hours.activities.{name}", most=MOST_HOURS) for name, each in typed.items()
        }
    return workload_plain(workload_said(exactly))


def _client_map(value: Any) -> ClientMapSaid:
    said = _mapping(value or {}, "client_map", ("cells_per_rep",))
    if "cells_per_rep" not in said:
        return ClientMapSaid()
    cells = _number(said["cells_per_rep"], "client_map.cells_per_rep", most=MOST_CELLS)
    if cells < 1 or cells.denominator != 1:
        raise SettingsValueRefused(
            line=1, key="client_map.cells_per_rep", value=str(cells), possible=f"1 – {MOST_CELLS}"
        )
    return ClientMapSaid(int(cells))


def _text(value: Any, key: str, *, most: int, empty: bool = False) -> str:
    text = clean(value) if isinstance(value, str) else None
    if text is None or len(text) > most or not (text or empty):
        raise SettingsValueRefused(line=1, key=key, value=_short(value), possible=f"… (≤ {most})")
    return text


def _one_of(value: Any, key: str, possible: tuple[str, ...]) -> str:
    if value not in possible:
        raise SettingsValueRefused(line=1, key=key, value=_short(value), possible=", ".join(possible))
    return str(value)


def _number(value: Any, key: str, *, most: int) -> Fraction:
    try:
        number = exact(value)
    except NotExact:
        number = Fraction(-1)
    if not 0 <= number <= most:
        raise SettingsValueRefused(line=1, key=key, value=_short(value), possible=f"0 – {most}; 0.25, 1/4")
    return number


def _flag(value: Any, key: str) -> bool:
    return _one_of(value, key, ("true", "false")) == "true"


def _date(value: Any, key: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise SettingsValueRefused(line=1, key=key, value=_short(value), possible="2026-12-31") from None


def _short(value: Any) -> str:
    return str(value)[:40]


def _path(key: str, name: Any) -> str:
    return f"{key}.{name}" if key else str(name)
