"""The rows the stories of the sample company speak of by number: people, products, stages, reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from kvota.demo.history import World
from kvota.demo.sample_uids import uid_of
from kvota.demo.sample_words import SampleWords
from kvota.records.funnels import LostReason, Stage
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.selling import Product


@dataclass
class Cast:
    """The company as the stories need it; a renamed row is found by its id."""

    organisation: Organisation
    world: World
    words: SampleWords
    people: dict[UUID, Person]
    seats: dict[int, list[Seat]]
    products: dict[UUID, Product]
    stages: dict[int, Stage]
    reasons: dict[int, LostReason]
    _called: dict[tuple[object, ...], Person] = field(default_factory=dict)

    def person(self, *who: object) -> Person:
        if who not in self._called:  # asked for thousands of times, and an id takes its time
            self._called[who] = self.people[uid_of(self.world.seed, "person", *who)]
        return self._called[who]

    def works(self, person: Person, day: date) -> bool:
        """Whether he held a seat that day: a user may have let him go."""
        return any(_holds(seat, day) for seat in self.seats.get(person.pk, []))

    def seat(self, role: str, *who: object, on: date) -> Seat | None:
        """The seat he holds that day; None where a user gave him another role or let him go."""
        held = self.seats.get(self.person(*(who or (role,))).pk, [])
        return next((seat for seat in held if seat.role == role and _holds(seat, on)), None)


def _holds(seat: Seat, day: date) -> bool:
    return (seat.from_on is None or seat.from_on <= day) and (seat.to_on is None or seat.to_on > day)


def gather_cast(
    organisation: Organisation, world: World, words: SampleWords, stage_uids: Sequence[str]
) -> Cast:
    """Find the company's rows as they are now; renamed ones keep their ids."""
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.live().select_related("person", "unit", "organisation").order_by("id"):
        seats[seat.person_id].append(seat)
    stages = {str(stage.uid): stage for stage in Stage.objects.live()}
    return Cast(
        organisation=organisation,
        world=world,
        words=words,
        people={person.uid: person for person in Person.objects.live()},
        seats=seats,
        products={product.uid: product for product in Product.objects.live()},
        stages={rank: stages[uid] for rank, uid in enumerate(stage_uids, 1)},
        reasons={reason.rank: reason for reason in LostReason.objects.live()},
    )
