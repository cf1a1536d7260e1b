"""What the address asks of the board: whose clients, of which funnel, on which day, through which filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kvota.analytics.metrics.deals import Filter
from kvota.domain.calendar.period import Period, period_of
from kvota.language.formats import Formats, formats_for
from kvota.records.organisations import Organisation
from kvota.records.rights import may
from kvota.web.board.look import asked_filter
from kvota.web.funnel_switch import FunnelSwitch, read_funnel
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@dataclass(frozen=True)
class Question:
    """Whose board it is, and who asks. `show` is None for all clients in work."""

    request: Asked
    page: PageScope
    stages: StagesOfCompany
    funnels: FunnelSwitch
    show: Filter | None

    @property
    def organisation(self) -> Organisation:
        return self.request.organisation

    @property
    def formats(self) -> Formats:
        return formats_for(self.request.LANGUAGE_CODE, self.organisation.currency)

    @property
    def day(self) -> date:
        """The day whose evening the board shows."""
        return self.page.as_of

    @property
    def is_now(self) -> bool:
        return self.day == self.request.today

    @property
    def span(self) -> Period:
        """The period whose pace and payments it tells: the one asked for, or this month until it begins."""
        period = self.page.period
        return (
            period
            if period.first_day <= self.day
            else period_of(self.day, "month", fiscal_start=period.fiscal_start)
        )

    def may(self, *doing: str) -> bool:
        """Whether the seat may do any of these; a board of the past can only be looked at."""
        return self.is_now and any(may(self.request.seat, one) for one in doing)


def read_question(request: Asked) -> Question:
    """Read the address. 404 for somebody out of sight and for a funnel the company does not have."""
    stages = StagesOfCompany(request)
    funnels = read_funnel(request, stages)
    page = read_scope(request, parts=funnels.parts)
    return Question(request, page, stages, funnels, asked_filter(request))
