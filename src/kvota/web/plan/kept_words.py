"""Says which months and cells a goal keeps, and why."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvota.domain.calendar.four_four_five import FiscalStart
from kvota.domain.calendar.period import parse_period
from kvota.language.formats import Formats


def kept_words(
    months: Mapping[str, str], cells: int, formats: Formats, *, fiscal_start: FiscalStart = 1
) -> list[str]:
    """A sentence for each reason to keep a plan; none where nothing is kept.

    `months` holds month key → why (`actions.kept_plans`), `cells` the typed cells in the other months.
    """
    between = "、" if formats.region.language == "zh-hans" else ", "

    def named(why: str) -> str:
        keys = [month for month, reason in months.items() if reason == why]
        return between.join(formats.period(parse_period(month, fiscal_start=fiscal_start)) for month in keys)

    sentences = {
        "own_goal": _("Kept with a goal of its own: %(months)s."),
        "closed": _("Kept because the month is over: %(months)s."),
        "typed": _("Kept as typed: %(months)s."),
    }
    said = [sentence % {"months": named(why)} for why, sentence in sentences.items() if named(why)]
    if cells:
        said.append(
            ngettext(
                "%(count)s typed cell of a unit or person is kept.",
                "%(count)s typed cells of units and people are kept.",
                cells,
            )
            % {"count": formats.number(cells)}
        )
    return said
