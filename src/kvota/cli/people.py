"""Let people in: invite one by name, or make a one-time address for a seat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from kvota.cli.frame import company, inside, open_house, say, stop, top_seat

if TYPE_CHECKING:
    from kvota.records.people import Seat

app = typer.Typer(
    no_args_is_help=True, help='People. Example: kvota people invite "Maria Ivanova" --company Vega'
)

COMPANY = typer.Option(..., "--company", "-c", help="The company's name.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object.")


def _address_for(seat: Seat) -> str:
    from django.conf import settings

    from kvota.actions.open_for_seat import invite_in
    from kvota.clock import now

    host = settings.KVOTA.hosts[0] if settings.KVOTA.hosts else f"127.0.0.1:{settings.KVOTA.port}"
    scheme = "https" if settings.KVOTA.production else "http"
    return f"{scheme}://{host}{invite_in(by=None, seat=seat, now=now())}"


def _answer(seat: Seat, as_json: bool) -> None:
    address = _address_for(seat)
    result: dict[str, Any] = {
        "person": seat.person.name,
        "role": seat.role,
        "unit": seat.unit.name,
        "address": address,
    }
    say(
        result,
        as_json=as_json,
        lines=[f"{seat.person.name} ({seat.role}) opens, once, within 3 days:", address],
    )


@app.command("invite")
def invite(
    name: str,
    company_name: str = COMPANY,
    role: str = typer.Option("rep", help="rep, head, owner, finance, analyst, admin or colleague."),
    unit: str = typer.Option("", help="The unit's name; the whole company unless given."),
    login: str = typer.Option("", help="The sign-in name; made from the person's unless given."),
    as_json: bool = AS_JSON,
) -> None:
    """Invite a person with a one-time address. Example: kvota people invite Anna -c Vega --role owner"""
    open_house()
    from kvota.actions.invite_person import invite_person
    from kvota.clock import now, today

    organisation = company(company_name)
    with inside(organisation):
        seat = invite_person(
            organisation=organisation,
            name=name,
            role=role,
            unit_name=unit,
            login=login,
            today=today(organisation),
            now=now(),
        )
        _answer(seat, as_json)


@app.command("list")
def show(company_name: str = COMPANY, as_json: bool = AS_JSON) -> None:
    """List the people and their seats. Example: kvota people list --company Vega"""
    open_house()
    from kvota.clock import today
    from kvota.records.people import Seat
    from kvota.records.units import in_force

    organisation = company(company_name)
    with inside(organisation):
        seats = Seat.objects.live().filter(in_force(today(organisation)))
        rows = [
            {"person": seat.person.name, "role": seat.role, "unit": seat.unit.name}
            for seat in seats.select_related("person", "unit").order_by("unit__name", "role", "person__name")
        ]
    lines = [f"{row['person']}  {row['role']}  {row['unit']}" for row in rows]
    say({"people": rows}, as_json=as_json, lines=lines or ["Nobody yet."])


def sign_in_link(
    company_name: str = COMPANY,
    role: str = typer.Option("", help="The first seat with this role."),
    person: str = typer.Option("", help="This person's seat."),
    as_json: bool = AS_JSON,
) -> None:
    """Print a one-time address for a seat. Example: kvota sign-in-link --company Vega --role head"""
    open_house()
    from kvota.actions.open_for_seat import ensure_account
    from kvota.clock import today
    from kvota.records.people import Seat
    from kvota.records.units import in_force

    organisation = company(company_name)
    with inside(organisation):
        if person:
            seats = Seat.objects.live().filter(in_force(today(organisation)), person__name__iexact=person)
            seat = (seats.filter(role=role) if role else seats).select_related("person", "unit").first()
        else:
            seat = top_seat(organisation, role or "owner")
        if seat is None:
            wanted = person or f"the role {role or 'owner'}"
            stop(
                f"Nobody in {organisation.name} holds a seat for {wanted}. "
                f'Invite: kvota people invite NAME --company "{organisation.name}" --role {role or "owner"}',
                code="unknown_seat",
                seat=person or role or "owner",
            )
        ensure_account(seat.person)
        _answer(seat, as_json)
