"""Goals: a number for a period, and the cells it was spread over. A version never changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from kvota.records.rights import READS_TEAM, own_people_in_sight, reads_drafts, units_in_sight
from kvota.records.row import Row, new_uid
from kvota.records.units import unit_tree, units_above

#: What a goal in money may be of. Both are planned as revenue: its cells are those that are sold against.
MONEY_METRICS = ("revenue", "profit")
REVENUE = "revenue"
#: What a goal may be cut by, in the order in which a segment names them.
CUTS = ("product", "kind", "industry", "region")
STATES = ("draft", "published", "set_aside")


SCENARIO_STATES = ("open", "set_aside")


class Scenario(Row):
    """A future that is compared with others: what would be different, and the goal made for it.

    Never changed: a later row with the same `line` supersedes it, so that a link to the line holds.
    It counts for nothing. Its goal, where it has one of its own, are the versions that name it.
    """

    line = models.UUIDField(default=new_uid, help_text="the same in every revision of one scenario")
    name = models.CharField(max_length=80)
    period = models.CharField(max_length=7, help_text="of the goal it varies: 2026, 2026-Q4 or 2026-11")
    levers = models.JSONField(
        default=dict, help_text="`domain/planning/scenario.py`: what is changed, exactly"
    )
    state = models.CharField(
        max_length=9, default="open", choices=[(state, state) for state in SCENARIO_STATES]
    )
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["organisation", "period"], name="scenario_period")]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Who reads plans of several people compares futures; a rep has his own plan."""
        scenarios: models.QuerySet[Self] = cls.objects.all()
        return scenarios if seat.role in READS_TEAM else scenarios.none()

    @classmethod
    def standing(cls) -> models.QuerySet[Self]:
        """The newest revision of every scenario, those that were set aside too."""
        scenarios: models.QuerySet[Self] = cls.objects.filter(superseded_by=None)
        return scenarios


class GoalVersion(Row):
    """One state of a goal. Every accepted change is a new version that supersedes the last.

    Its content is its own cells, or those of `root` with what each version of that root changed up to
    this one: a cell typed into a plan of a thousand people is stored as one cell and not as a hundred
    thousand (`records/goal_nodes.kept_cells` puts them together).

    A published version counts from its moment on; a draft is prepared beside it and counts for
    nothing. The version of a scenario never counts: publishing it makes another one that does.
    """

    period = models.CharField(max_length=7, help_text="2026, 2026-Q4 or 2026-11")
    metric = models.CharField(max_length=40, help_text="what was asked for: a key of the metric registry")
    counts = models.CharField(
        max_length=40,
        default=REVENUE,
        help_text="what the cells count: revenue for a profit, else the metric",
    )
    state = models.CharField(max_length=9, default="published", choices=[(state, state) for state in STATES])
    scenario = models.ForeignKey(Scenario, null=True, on_delete=models.PROTECT, related_name="versions")
    amount_minor = models.BigIntegerField(
        help_text="what was asked for, such as the profit; minor units of money, else whole things"
    )
    revenue_minor = models.BigIntegerField(
        help_text="what the cells sum to: the revenue a profit takes, else the same amount"
    )
    cut = models.CharField(max_length=40, blank=True, help_text="what its segments name: product,kind")
    step = models.BigIntegerField(default=0, help_text="cells are multiples of it; 0 for whole money")
    intent = models.TextField(
        blank=True, help_text="what the company wants with it, in words that travel down"
    )
    terms = models.JSONField(
        default=dict, help_text="margins, fixed cost, weights: what the numbers came from"
    )
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    root = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the version that holds all cells, when this one holds only those that changed since",
    )
    restores = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the version whose content an undo or a redo brought back",
    )
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["organisation", "sequence"], name="goal_version_sequence")]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Who reads anybody's plan finds the goal it is part of; the grid shows the cells in his sight.

        The sums of the goal itself are the company's: only who reads everything is shown them. A draft
        is seen by those who set goals or read everything, the goal of a scenario by who reads a team too;
        neither by whom they are about.
        """
        versions: models.QuerySet[Self] = cls.objects.all()
        if own_people_in_sight(seat, on=on) == set():
            return versions.none()
        if reads_drafts(seat, on=on):
            return versions
        readable = Q(state="published", scenario=None)
        if seat.role in READS_TEAM:
            readable |= Q(scenario__isnull=False)
        return versions.filter(readable)

    @classmethod
    def that_count(cls, counts: str = REVENUE) -> models.QuerySet[Self]:
        """The published goals of one thing that is counted, scenarios aside."""
        versions: models.QuerySet[Self] = cls.objects.filter(state="published", scenario=None, counts=counts)
        return versions

    @classmethod
    def open_draft(cls, period: str, counts: str = REVENUE) -> Self | None:
        """The draft of a period's goal that nobody has published or set aside yet. At most two queries."""
        line = cls.objects.filter(period=period, counts=counts, scenario=None)
        last: Self | None = (
            line.select_related("author").exclude(state="published").order_by("-sequence").first()
        )
        if last is None or last.state != "draft":
            return None
        # Publishing makes a version that follows the draft.
        return None if line.filter(state="published", supersedes=last).exists() else last

    @property
    def cuts(self) -> tuple[str, ...]:
        """What its segments name, in the order of `CUTS`."""
        return tuple(self.cut.split(",")) if self.cut else ()

    @cached_property
    def contents(self) -> list[int]:
        """The ids of the versions whose cells together are its content, in their order. At most one query."""
        if self.root_id is None:
            return [self.pk]
        changes = GoalVersion.objects.filter(root_id=self.root_id, sequence__lte=self.sequence)
        return [self.root_id, *changes.order_by("sequence").values_list("pk", flat=True)]

    @property
    def is_money(self) -> bool:
        """Whether the cells are sums of money; else they are whole things, such as visits."""
        return self.terms.get("unit", "money") == "money"


def goals_of_scenarios(lines: Iterable[UUID]) -> dict[UUID, GoalVersion]:
    """The goal of each scenario that has one of its own, by the scenario's line. One query."""
    versions = GoalVersion.objects.filter(scenario__line__in=list(lines))
    newest = versions.values("scenario__line").annotate(last=models.Max("id")).values("last")
    found = GoalVersion.objects.filter(pk__in=newest).exclude(state="set_aside")
    return {
        version.scenario.line: version
        for version in found.select_related("scenario", "author", "organisation")
        if version.scenario
    }


class GoalSegment(Row):
    """A part of the market a goal is planned for: a product, an industry, a region, new or repeat business.

    What is empty is not narrowed. Made once for each combination and never changed.
    """

    product = models.ForeignKey("records.Product", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "kind", "industry", "region", "product"], name="goal_segment_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "industry", "region"],
                condition=Q(product=None),
                name="goal_segment_of_no_product_once",
            ),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """What is sold and to whom is known to everybody in the company; the numbers are not here."""
        segments: models.QuerySet[Self] = cls.objects.all()
        return segments


class GoalCell(models.Model):
    """The plan of a unit or a person for a month. Days are derived from it, never stored.

    A cell with a segment is a part of the one without: the segments of a goal that is cut sum to
    it, but for what is not yet allocated to any.
    """

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(GoalVersion, on_delete=models.CASCADE, related_name="cells")
    unit = models.ForeignKey("records.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")
    segment = models.ForeignKey(GoalSegment, null=True, on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    value_minor = models.BigIntegerField()
    typed = models.BooleanField(default=False, help_text="a person wrote or locked it: no spread touches it")
    lo_minor = models.BigIntegerField(null=True, help_text="no spread goes below it")
    hi_minor = models.BigIntegerField(null=True, help_text="no spread goes above it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(person__isnull=True), name="goal_cell_unit_or_person"
            ),
            models.CheckConstraint(
                condition=Q(lo_minor=None) | Q(hi_minor=None) | Q(lo_minor__lte=models.F("hi_minor")),
                name="goal_cell_bounds",
            ),
            models.UniqueConstraint(
                fields=["version", "unit", "person", "segment", "month"], name="goal_cell_once"
            ),
        ]


class GoalNote(Row):
    """What somebody wrote beside a cell. It stays with the unit or person, whatever version comes."""

    period = models.CharField(max_length=7, help_text="the goal's period")
    counts = models.CharField(max_length=40, default=REVENUE)
    unit = models.ForeignKey("records.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    text = models.CharField(max_length=500, help_text="empty takes the note away")
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["organisation", "period", "month"], name="goal_note_place")]


class GoalReading(Row):
    """Somebody opened the way from the company's goal to his own number. Once is enough, for each number.

    A later version that leaves his number as it is asks nobody to look again.
    """

    version = models.ForeignKey(GoalVersion, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey("records.Person", on_delete=models.CASCADE, related_name="+")
    own_minor = models.BigIntegerField(default=0, help_text="his number of the whole goal, as he saw it")
    opened_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=["version", "person"], name="goal_reading_once"),
        ]


class UnitIntent(Row):
    """What a unit wants with the company's goal, in the words of its head, read in it and below."""

    period = models.CharField(max_length=7, help_text="the goal's period")
    counts = models.CharField(max_length=40, default=REVENUE)
    unit = models.ForeignKey("records.Unit", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(help_text="empty takes the words back")
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["organisation", "period"], name="unit_intent_period")]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """The words on his way up to the company, and those of the units whose figures he reads."""
        above = set(units_above(seat.unit_id, unit_tree(on)))
        intents: models.QuerySet[Self] = cls.objects.filter(unit_id__in=above | units_in_sight(seat, on=on))
        return intents
