"""What stands over the board: where it is going, and the one line of what it shows and how."""

from __future__ import annotations

from typing import Any

from kvota.records.rights import READS_TEAM, may
from kvota.web.board.figures import Figures
from kvota.web.board.gauges import gauges_of
from kvota.web.board.look import Look, address, filters, lane_ways, what_is_chosen
from kvota.web.board.question import Question
from kvota.web.board.replay import replay_days
from kvota.web.deals.add import sellers
from kvota.web.facts_alone import missing_rate, why_no_forecast


def head_of(question: Question, figures: Figures, look: Look) -> dict[str, Any]:
    """The context of what `board/board.html` has besides its points. The gauges are dear: a day of the
    replay goes without."""
    request, page, seat = question.request, question.page, question.request.seat
    shown, ways = filters(request, page), lane_ways(request, page, look, team=seat.role in READS_TEAM)
    reassigns = look.choosing and may(seat, "reassign")
    gauges = gauges_of(question, figures)
    lacks = missing_rate(request, figures.in_work.without_rate, on=question.day)
    replays = look.zoom == "chips" and not look.choosing
    return {
        "in_work": figures.in_work,
        "g": gauges,
        "sums_lack": why_no_forecast(request) or lacks,
        "looks_back": not question.is_now,
        "filters": shown,
        "lane_ways": ways,
        "chosen": what_is_chosen(question.funnels.choices, shown, ways),
        "may_choose": may_choose(question) and look.zoom == "chips" and figures.count > 0,
        "choose_url": address(request, page, choose="1"),
        "done_url": address(request, page),
        "sellers": sellers(request) if reassigns else [],
        "may_park": may(seat, "move"),
        "may_edit": may(seat, "edit_deal"),
        "replay": replay_days(request, page, question.funnels.parts) if replays else [],
    }


def may_choose(question: Question) -> bool:
    """Whether there is anything this reader could do with several deals at once."""
    return question.may("move", "edit_deal", "reassign")
