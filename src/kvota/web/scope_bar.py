"""Who and when: the two questions in every address, and the bar that changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from kvota.analytics.scope import Scope, WhoNotFound, scope_of
from kvota.domain.calendar.period import Period, PeriodKind, parse_period, period_of
from kvota.domain.calendar.ten_days import COUNT_TEN_DAYS
from kvota.language.formats import Formats, formats_for
from kvota.records.deputies import absent_of
from kvota.records.people import Seat
from kvota.records.rights import READS_TEAM, units_in_sight
from kvota.records.units import Unit, in_force, unit_tree
from kvota.web.seat_in_force import Asked

#: More views than this do not fit a line of a phone in any language: the others lie in a menu.
MOST_VIEWS = 6
VIEWS_BEFORE_MORE = 4


class Choice(NamedTuple):
    """One line of the bar's menu."""

    url: str
    label: str
    current: bool
    depth: int = 0


class View(NamedTuple):
    """One of the place's plain words at the right of the bar."""

    url: str
    label: str
    current: bool


@dataclass(frozen=True)
class PageScope:
    """What a page is about, and the links that change it.

    `as_of` is the day whose state the page shows: today, or the last day of a period that is over.
    """

    scope: Scope
    period: Period
    as_of: date
    when: str
    who_label: str
    when_label: str
    who_choices: list[Choice]
    when_choices: list[Choice]
    previous_url: str
    next_url: str
    note: str = ""
    views: list[View] = field(default_factory=list)
    query: str = ""

    @property
    def views_shown(self) -> list[View]:
        """The views that stand in the bar: all of them, or the first ones and the one that is open."""
        if len(self.views) <= MOST_VIEWS:
            return self.views
        here = [view for view in self.views[VIEWS_BEFORE_MORE:] if view.current]
        return [*self.views[:VIEWS_BEFORE_MORE], *here]

    @property
    def views_folded(self) -> list[View]:
        """The views that lie in the menu behind them."""
        return [view for view in self.views if view not in self.views_shown]

    @property
    def above(self) -> list[Choice]:
        """The way down to who is looked at, from the top of the sight, for who is not at the top."""
        current = next((at for at, choice in enumerate(self.who_choices) if choice.current), 0)
        way: list[Choice] = []
        depth = self.who_choices[current].depth if self.who_choices else 0
        for choice in reversed(self.who_choices[:current]):
            if choice.depth < depth:
                way.insert(0, choice)
                depth = choice.depth
        return way


def read_scope(
    request: Asked,
    *,
    kind: PeriodKind = "month",
    views: list[tuple[str, str]] | None = None,
    note: str = "",
    when: str = "",
    parts: Mapping[str, str] | None = None,
) -> PageScope:
    """Read `?who=&when=` as far as the seat may see; by default all of its sight and the present period.

    404 for somebody the seat does not see, as for somebody who does not exist; a period
    nobody can read is refused with its sentence. `parts` are further parts that every link of the
    page carries. At most eight short queries.
    """
    try:
        scope = scope_of(request.seat, request.GET.get("who", ""), on=request.today)
    except WhoNotFound:
        raise Http404 from None
    fiscal = request.organisation.fiscal
    asked = request.GET.get("when", "") or when
    period = (
        parse_period(asked, fiscal_start=fiscal)
        if asked
        else period_of(request.today, kind, fiscal_start=fiscal)
    )
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    address = Address(
        request.path, request.GET.get("who", ""), period.key, _other_parts(request) | dict(parts or {})
    )
    return PageScope(
        scope=scope,
        period=period,
        as_of=min(request.today, period.last_day),
        when=period.key,
        who_label=scope.label,
        when_label=formats.period(period),
        who_choices=_who_choices(request, address, scope),
        when_choices=_when_choices(request, address, period, formats),
        previous_url=address.to(when=period.previous().key),
        next_url=address.to(when=period.next().key),
        note=note,
        views=[View(url + address.query(), label, url == request.path) for url, label in views or []],
        query=address.query(),
    )


@dataclass(frozen=True)
class Address:
    """This page's address with one part changed."""

    path: str
    who: str
    when: str
    others: dict[str, str]

    def query(self, **changed: str) -> str:
        parts = {"who": self.who, "when": self.when} | changed
        kept = {name: value for name, value in (parts | self.others).items() if value}
        return "?" + urlencode(kept) if kept else ""

    def to(self, **changed: str) -> str:
        return self.path + self.query(**changed)


def _other_parts(request: Asked) -> dict[str, str]:
    kept = (
        *("cut", "lane", "zoom", "metric", "split", "show", "stage", "funnel", "sort"),
        *("product", "owner", "kind", "action", "asked", "said", "version"),
    )
    return {name: request.GET[name] for name in kept if request.GET.get(name)}


def _who_choices(request: Asked, address: Address, scope: Scope) -> list[Choice]:
    """Everything in sight, then its units with their people; last, whom he stands in for."""
    seat = request.seat
    away = _away(request, address, scope)
    if seat.role not in READS_TEAM:
        return [Choice(address.to(who=""), seat.person.name, scope.who == ""), *away]
    tree = unit_tree(request.today)
    sight = units_in_sight(seat, on=request.today)
    units: dict[int, Unit] = {
        unit.pk: unit for unit in Unit.visible_to(seat, on=request.today).filter(pk__in=sight)
    }
    seats: QuerySet[Seat] = Seat.visible_to(seat, on=request.today)
    held = seats.filter(in_force(request.today), unit_id__in=sight, role="rep").select_related("person")
    people: dict[int, list[Seat]] = {}
    for each in held.order_by("person__name"):
        people.setdefault(each.unit_id, []).append(each)
    found: list[Choice] = []

    def add(unit: int, depth: int) -> None:
        row = units[unit]
        who = "" if unit == seat.unit_id else str(row.uid)
        found.append(Choice(address.to(who=who), row.name, scope.unit == unit, depth))
        for each in people.get(unit, []):
            url = address.to(who=str(each.person.uid))
            found.append(Choice(url, each.person.name, scope.person == each.person_id, depth + 1))
        for child in sorted(
            (u for u, parent in tree.items() if parent == unit and u in units), key=_name_in(units)
        ):
            add(child, depth + 1)

    add(seat.unit_id, 0)
    return found + away


def _away(request: Asked, address: Address, scope: Scope) -> list[Choice]:
    """Those he stands in for today. No query for who stands in for nobody."""
    people = {absent.uid: absent.name for absent in absent_of(request.seat, on=request.today)}
    return [
        Choice(address.to(who=str(uid)), _("For %(person)s") % {"person": name}, scope.who == str(uid))
        for uid, name in people.items()
    ]


def _name_in(units: dict[int, Unit]) -> Any:
    return lambda unit: units[unit].name


def _when_choices(request: Asked, address: Address, period: Period, formats: Formats) -> list[Choice]:
    """Today's own periods, from the day to the year; ten days where the company counts so."""
    kinds: list[PeriodKind] = ["day", "week", "ten_day", "month", "quarter", "year"]
    if not counts_ten_days(request):
        kinds.remove("ten_day")
    found = []
    for kind in kinds:
        one = period_of(request.today, kind, fiscal_start=request.organisation.fiscal)
        found.append(Choice(address.to(when=one.key), formats.period(one), one.key == period.key))
    return found


def counts_ten_days(request: Asked) -> bool:
    """Whether ten-day periods are offered: as the company has it; in the sample, as its reader is used to.

    Whoever asks for one in an address gets it anyhow.
    """
    organisation = request.organisation
    if organisation.weeks_445:
        return False  # its months have no ten days
    return organisation.ten_day or (organisation.is_demo and request.LANGUAGE_CODE in COUNT_TEN_DAYS)


def working_days_left(days: list[date], today: date) -> int:
    """The working days still to come, today included."""
    return sum(1 for day in days if day >= today)
