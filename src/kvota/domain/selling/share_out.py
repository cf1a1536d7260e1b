"""Share the clients of a person who leaves among those who stay."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Client = TypeVar("Client", bound=Hashable)
Heir = TypeVar("Heir", bound=Hashable)


def share_out(
    clients: Mapping[Client, int],
    heirs: Sequence[Heir],
    *,
    chosen: Mapping[Client, Heir] | None = None,
) -> dict[Client, Heir]:
    """Give each client to one person: as chosen, else evenly by number and nearly so by money.

    Parameters
    ----------
    clients
        What the open deals of each client are worth, in minor units; 0 where nobody knows.
    heirs
        Who takes over, each once. The order decides between equals.
    chosen
        Clients whose new person somebody has named, whether he is among the heirs or not.

    Returns
    -------
    dict
        The heir of each client; without heirs only of those somebody chose for.

    Notes
    -----
    The largest client goes first, each to whoever has the fewest so far, of those to whom the
    least money went. So without a choice the numbers differ by one at most. Equal clients come in
    the order given, so that the same question has the same answer.

    Source: ux.md §1.6 D5.

    Examples
    --------
    >>> share_out({"Vega": 900, "Lyra": 400, "Orion": 300, "Rigel": 100}, ["Ivan", "Chen"])
    {'Vega': 'Ivan', 'Lyra': 'Chen', 'Orion': 'Chen', 'Rigel': 'Ivan'}
    >>> share_out({"Vega": 900, "Lyra": 400}, ["Ivan", "Chen"], chosen={"Lyra": "Ivan"})
    {'Lyra': 'Ivan', 'Vega': 'Chen'}
    """
    counts = dict.fromkeys(heirs, 0)
    sums = dict.fromkeys(heirs, 0)
    places = {heir: place for place, heir in enumerate(heirs)}
    shares: dict[Client, Heir] = {}

    def give(client: Client, heir: Heir) -> None:
        shares[client] = heir
        counts[heir] = counts.get(heir, 0) + 1
        sums[heir] = sums.get(heir, 0) + clients[client]

    for client, heir in (chosen or {}).items():
        if client in clients:
            give(client, heir)
    if not heirs:
        return shares
    for client in sorted(clients, key=lambda one: -clients[one]):
        if client not in shares:
            give(client, min(heirs, key=lambda heir: (counts[heir], sums[heir], places[heir])))
    return shares
