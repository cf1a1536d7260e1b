"""The rows the stories of the sample company speak of by number: people, products, stages, reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
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
    seats: dict[int, list[tuple[date | None, date | None]]]
    products: dict[UUID, Product]
    stages: dict[int, Stage]
    reasons: dict[int, LostReason]

    def person(self, *who: object) -> Person:
        return self.people[uid_of(self.world.seed, "person", *who)]

    def works(self, person: Person, day: date) -> bool:
        """Whether he held a seat that day: a user may have let him go."""
        return any(
            (since is None or since <= day) and (till is None or till > day)
            for since, till in self.seats.get(person.pk, [])
        )


def gather_cast(
    organisation: Organisation, world: World, words: SampleWords, stage_uids: Sequence[str]
) -> Cast:
    """Find the company's rows as they are now; renamed ones keep their ids."""
    seats: dict[int, list[tuple[date | None, date | None]]] = defaultdict(list)
    for person, since, till in Seat.objects.live().values_list("person_id", "from_on", "to_on"):
        seats[person].append((since, till))
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
