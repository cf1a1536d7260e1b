"""The rows of the comparison in words: each number, its difference, and which column is best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from kvota.analytics.metrics.compared_scenarios import (
    ComparedColumn,
    ComparedFigure,
    ComparedRow,
    Value,
)
from kvota.domain.planning.resource_check import Lamp
from kvota.language.formats import Formats
from kvota.language.marks import listed
from kvota.language.names import Names
from kvota.language.region import MISSING
from kvota.web.today.cards import StagesOfCompany

NAMES: Names = {
    "goal": gettext_lazy("Goal"),
    "to_find": gettext_lazy("Still to find"),
    "average_deal": gettext_lazy("Average new deal"),
    "deals": gettext_lazy("Deals"),
    "leads": gettext_lazy("New leads needed"),
    "leads_there": gettext_lazy("Leads promised"),
    "leads_short": gettext_lazy("Leads missing"),
    "calls": gettext_lazy("Calls"),
    "hours": gettext_lazy("Hours they take"),
    "hours_there": gettext_lazy("Hours there"),
    "hours_short": gettext_lazy("Hours missing"),
    "chance": gettext_lazy("Chance with the leads of the goal as it is"),
}
LAMPS: Names = {
    "leads": gettext_lazy("Leads"),
    "hours": gettext_lazy("Hours"),
    "technology": gettext_lazy("Technology"),
}
STATES: Names = {
    "enough": pgettext_lazy("resource", "enough"),
    "short": pgettext_lazy("resource", "short"),
    "unknown": pgettext_lazy("resource", "unknown"),
}
OF_TECHNOLOGY: Names = {
    "enough": pgettext_lazy("technology", "proven"),
    "short": pgettext_lazy("technology", "worse than assumed"),
    "unknown": pgettext_lazy("technology", "not proven yet"),
}
MORE_OF: Names = {
    "leads": gettext_lazy("more leads"),
    "hours": gettext_lazy("more hours"),
    "technology": gettext_lazy("a proven technology"),
}
HARDLY: Names = {
    "time": gettext_lazy("hardly, new leads come too late"),
    "conversion": gettext_lazy("hardly, the technology is worse than assumed"),
    "leads": gettext_lazy("hardly, so many leads cannot be had"),
    "hours": gettext_lazy("hardly, so many hours cannot be had"),
}


@dataclass(frozen=True)
class ShownCell:
    """A number as it is read; `eases` says whether its change is for the better, None for neither."""

    text: str
    data: str
    change: str = ""
    eases: bool | None = None
    is_best: bool = False
    is_short: bool = False


@dataclass(frozen=True)
class ShownRow:
    """A row: its key, its name, and a cell for each column."""

    key: str
    name: str
    cells: tuple[ShownCell, ...]


def shown_rows(
    columns: Sequence[ComparedColumn],
    rows: Sequence[ComparedRow],
    formats: Formats,
    stages: StagesOfCompany,
) -> tuple[ShownRow, ...]:
    """Every row of the page: the numbers, the three lamps, and what it all comes to."""
    return (
        *(_of_numbers(row, formats, stages) for row in rows),
        *(_of_lamps(name, columns) for name in LAMPS),
        ShownRow("verdict", _("Can it be met"), tuple(_verdict(column) for column in columns)),
    )


def _of_numbers(row: ComparedRow, formats: Formats, stages: StagesOfCompany) -> ShownRow:
    name = str(NAMES.get(row.key, ""))
    if row.key == "weakest_step":
        name = _("Conversion of “%(name)s”") % {"name": stages.name(row.stage)}
    return ShownRow(row.key, name, tuple(_cell(row, each, formats) for each in row.figures))


def _cell(row: ComparedRow, figure: ComparedFigure, formats: Formats) -> ShownCell:
    is_short = row.key in {"leads_short", "hours_short"}
    text = _written(figure.value, row.unit, formats)
    if is_short and figure.value == 0:
        text = pgettext("leads or hours missing", "none")
    return ShownCell(
        text=text,
        data="" if figure.value is None else str(figure.value),
        change=_change(row, figure, formats),
        eases=figure.eases(row.better),
        is_best=figure.is_best,
        is_short=is_short and bool(figure.value),
    )


def _written(value: Value | None, unit: str, formats: Formats) -> str:
    if value is None:
        return MISSING
    if unit == "money":
        return formats.money_whole(value)
    if unit == "share":
        return formats.percent(value)
    return formats.hours_short(value) if unit == "hours" else formats.number(value)


def _change(row: ComparedRow, figure: ComparedFigure, formats: Formats) -> str:
    """The difference with its sign and a word for it; nothing where there is none."""
    if not figure.change:
        return ""
    if row.unit == "money":
        written = formats.money_whole(figure.change, signed=True)
    elif row.unit == "share":
        points = formats.signed(figure.change * 100, 0)
        written = pgettext("of percent", "%(points)s points") % {"points": points}
    else:
        written = formats.signed(figure.change)
    eases = figure.eases(row.better)
    if eases is None:
        word = pgettext("than as it is", "more") if figure.change > 0 else pgettext("than as it is", "less")
    else:
        word = pgettext("than as it is", "better") if eases else pgettext("than as it is", "worse")
    return listed([written, word], between="comma")


def _of_lamps(name: str, columns: Sequence[ComparedColumn]) -> ShownRow:
    first = columns[0].work.lamp(name)
    cells = []
    for column in columns:
        lamp = column.work.lamp(name)
        changed = bool(lamp and first and lamp.state != first.state)
        cells.append(
            ShownCell(
                text=lamp_words(lamp),
                data=lamp.state if lamp else "",
                change=_("as it is: %(words)s") % {"words": lamp_words(first)} if changed else "",
                is_short=bool(lamp and lamp.state == "short"),
            )
        )
    return ShownRow(f"lamp_{name}", str(LAMPS[name]), tuple(cells))


def lamp_words(lamp: Lamp | None) -> str:
    """A lamp in a word or two."""
    if lamp is None:
        return MISSING
    return str((OF_TECHNOLOGY if lamp.name == "technology" else STATES)[lamp.state])


def _verdict(column: ComparedColumn) -> ShownCell:
    work = column.work
    verdict = work.verdict
    if work.plan_minor is None:
        return ShownCell(_("no goal"), "")
    if work.is_over or verdict is None:
        return ShownCell(pgettext("period", "over") if work.is_over else MISSING, "")
    if verdict.verdict == "feasible":
        return ShownCell(pgettext("can it be met", "yes"), verdict.verdict)
    if verdict.verdict == "infeasible":
        return ShownCell(str(HARDLY[verdict.binding or "time"]), verdict.verdict, is_short=True)
    missing = [
        _("promised leads") if one.what == "leads" and one.amount is None else str(MORE_OF[one.what])
        for one in verdict.missing
    ]
    return ShownCell(_("only with %(what)s") % {"what": listed(missing)}, verdict.verdict)
