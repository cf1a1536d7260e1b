"""Keys for the API."""

from __future__ import annotations

from datetime import timedelta

import typer

from kvota.cli.frame import company, inside, open_house, say, stop, top_seat

app = typer.Typer(
    no_args_is_help=True, help="Keys for the API. Example: kvota token new --company Vega --role head"
)


@app.command("new")
def new(
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    role: str = typer.Option("head", help="The key acts as the first seat with this role."),
    person: str = typer.Option("", help="The key acts as this person's seat."),
    name: str = typer.Option("made from the shell", help="What the key is for."),
    days: int = typer.Option(365, help="How long it opens."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Make a key and show it once. Example: kvota token new --company Vega --role head"""
    open_house()
    from kvota.clock import now, today
    from kvota.records.people import Seat
    from kvota.records.tokens import Token, hash_of, new_secret
    from kvota.records.units import in_force

    organisation = company(company_name)
    with inside(organisation):
        if person:
            seats = Seat.objects.live().filter(in_force(today(organisation)), person__name__iexact=person)
            seat = seats.select_related("person").first()
        else:
            seat = top_seat(organisation, role)
        if seat is None:
            stop(
                f"Nobody in {organisation.name} holds the seat {person or role}. See: kvota people list",
                code="unknown_seat",
                seat=person or role,
            )
        secret = new_secret()
        Token.objects.create(
            organisation=organisation,
            seat=seat,
            name=name,
            secret_hash=hash_of(secret),
            created_at=now(),
            expires_on=today(organisation) + timedelta(days=days),
        )
    result = {"token": secret, "person": seat.person.name, "role": seat.role}
    say(result, as_json=as_json, lines=[f"For {seat.person.name} ({seat.role}), shown this once:", secret])
