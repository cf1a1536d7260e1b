"""Say who leads a deal, who answers for its technical and commercial side, who decides on its price."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.domain.errors import RuleError
from kvota.records.deals import ROLES_ON_A_DEAL, Deal, DealRole
from kvota.records.events import leave_event
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.sequence import take
from kvota.records.units import in_force


class UnknownDealRole(RuleError):
    code = "unknown_deal_role"
    sentence = "{role} is not a role on a deal; expected one of {roles}"
    role: str
    roles: str


class NoSeatToday(RuleError):
    """Only who works here today can answer for something."""

    code = "no_seat_today"
    sentence = "{person} holds no seat today"
    person: str


def set_deal_role(
    *, seat: Seat, deal: Deal, role: str, person: Person | None, now: datetime, today: date
) -> DealRole | None:
    """Give a role on a deal the seat may see to a person of any department, or to nobody.

    One person has a role at a time; the last one's row is kept as ended. The person sees
    the deal from now on. Saying what is so already writes nothing.
    """
    require(seat, "edit_deal")
    if role not in ROLES_ON_A_DEAL:
        raise UnknownDealRole(role=role[:40], roles=", ".join(ROLES_ON_A_DEAL))
    if person is not None and not Seat.objects.live().filter(in_force(today), person=person).exists():
        raise NoSeatToday(person=person.name)
    with transaction.atomic():
        Deal.objects.select_for_update().get(pk=deal.pk)
        held = list(DealRole.objects.live().filter(deal=deal, role=role, ended=False))
        if [one.person_id for one in held] == ([person.pk] if person else []):
            return held[0] if held else None
        DealRole.objects.filter(pk__in=[one.pk for one in held]).update(ended=True)
        given = (
            DealRole.objects.create(organisation_id=deal.organisation_id, deal=deal, person=person, role=role)
            if person
            else None
        )
        leave_event(
            organisation=seat.organisation,
            sequence=take(seat.organisation),
            kind="deal_role_set",
            seat=seat,
            subject=f"deal:{deal.uid}",
            recorded_at=now,
            payload={
                "role": role,
                "person": str(person.uid) if person else None,
                "before": [str(one.person.uid) for one in held],
            },
        )
    return given
