"""Which funnel a page is about, where a company has several: one of them stands in every address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from kvota.records.funnels import Funnel, Stage
from kvota.web.read_uid import as_uid
from kvota.web.scope_bar import Choice
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@dataclass(frozen=True)
class FunnelSwitch:
    """The funnel looked at, and links to the others. A company with one has no links and no `number`."""

    funnel: Funnel | None
    choices: list[Choice]
    stages: list[Stage]

    @property
    def number(self) -> int | None:
        """The id by which figures are asked; None asks for everything there is."""
        return self.funnel.pk if self.funnel and self.choices else None

    @property
    def parts(self) -> dict[str, str]:
        """What its links carry."""
        return {"funnel": str(self.funnel.uid)} if self.funnel and self.choices else {}

    @property
    def query(self) -> str:
        """The same, to stand behind other parts of an address."""
        return f"&funnel={self.funnel.uid}" if self.funnel and self.choices else ""


def read_funnel(request: Asked, stages: StagesOfCompany) -> FunnelSwitch:
    """Read `?funnel=`, by default the oldest one; 404 for what is no funnel of the company."""
    offered = stages.funnels
    chosen = asked_funnel(request, stages) or (offered[0] if offered else None)
    if chosen is not None and chosen not in offered:
        offered = [*offered, chosen]  # a retired one, by an address kept from before
    shown = stages.of_funnel(chosen.pk) if chosen else []
    if len(offered) < 2:
        return FunnelSwitch(chosen, [], shown)
    links = [
        Choice(_address(request, one), one.name_in(request.LANGUAGE_CODE), one == chosen) for one in offered
    ]
    return FunnelSwitch(chosen, links, shown)


def asked_funnel(request: Asked, stages: StagesOfCompany) -> Funnel | None:
    """The funnel in the address, None without one; 404 for what is no funnel of the company."""
    text = request.GET.get("funnel", "")
    if not text:
        return None
    uid = as_uid(text)
    found = next((stage.funnel for stage in stages.all if stage.funnel.uid == uid), None)
    if found is None:
        raise Http404
    return found


def _address(request: Asked, funnel: Funnel) -> str:
    """This page for another funnel: who and when stay, the column looked at is one of the old funnel."""
    query = request.GET.copy()
    query["funnel"] = str(funnel.uid)
    query.pop("point", None)
    query.pop("stage", None)
    return f"{request.path}?{query.urlencode()}"
