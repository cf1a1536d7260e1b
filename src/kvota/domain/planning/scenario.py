"""What would be different in a future: more or dearer leads, another rep, a better step, a shorter way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from kvota.domain.errors import RuleError
from kvota.domain.exact_number import exact
from kvota.domain.planning.reverse_funnel import AverageDealNotPositive

#: The levers that are a relative change: name → the most it may be. The least is above -1.
CHANGES: Final[Mapping[str, int]] = {"price": 10, "conversion": 10, "leads": 10, "cycle": 10}
MOST_REPS: Final = 500


class LeverOutOfRange(RuleError):
    """A change that leaves nothing, or is beyond what anybody compares."""

    code = "lever_out_of_range"
    sentence = "the change of {lever} is {value}; expected from {least} to {most}"
    lever: str
    value: str
    least: str
    most: str


@dataclass(frozen=True)
class Levers:
    """What is changed, exactly; nothing by default.

    Attributes
    ----------
    price, leads, cycle
        Relative changes of the average deal, of the leads there are, and of the time in every stage:
        3/100 is three per cent more. Above -1.
    conversion
        The same of the step that loses most; it never passes more than all.
    reps
        So many people who sell more, or fewer.
    deal
        The average deal a person typed, minor units, above zero; None for what was seen.
    typed
        Stage → the conversion a person typed for it, above 0 and up to 1.
    products
        Product → the average deal a person typed for it, minor units, above zero.
    """

    price: Fraction = Fraction(0)
    conversion: Fraction = Fraction(0)
    leads: Fraction = Fraction(0)
    cycle: Fraction = Fraction(0)
    reps: int = 0
    deal: int | None = None
    typed: Mapping[int, Fraction] = field(default_factory=dict)
    products: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, most in CHANGES.items():
            value = getattr(self, name)
            if not -1 < value <= most:
                raise LeverOutOfRange(lever=name, value=str(value), least="-99 %", most=f"{100 * most} %")
        if not -MOST_REPS <= self.reps <= MOST_REPS:
            raise LeverOutOfRange(
                lever="reps", value=str(self.reps), least=str(-MOST_REPS), most=str(MOST_REPS)
            )

        for deal in (self.deal, *self.products.values()):
            if deal is not None and deal <= 0:
                raise AverageDealNotPositive(value=deal)

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of those that are not at rest."""
        names = [name for name in (*CHANGES, "reps") if getattr(self, name)]
        return (*names, *(name for name in ("deal", "typed", "products") if getattr(self, name)))

    @property
    def typed_alone(self) -> Levers:
        """What a person typed as known, with every slider at rest.

        >>> Levers(price=Fraction(1, 10), deal=200_000_00).typed_alone.changed
        ('deal',)
        """
        return Levers(deal=self.deal, typed=self.typed, products=self.products)

    @property
    def key(self) -> tuple[Any, ...]:
        """What two equal ones share, to keep an answer by."""
        return (
            *(getattr(self, name) for name in (*CHANGES, "reps", "deal")),
            tuple(sorted(self.typed.items())),
            tuple(sorted(self.products.items())),
        )


NO_CHANGE: Final = Levers()


def levers_said(said: Mapping[str, Any]) -> Levers:
    """Return the levers as they are stored: exact texts by name; `typed` by stage, `products` by id.

    Raises
    ------
    LeverOutOfRange, NotExact
        A change out of its range, or a text that is no number.

    Examples
    --------
    >>> ours = levers_said({"price": "3/100", "reps": 1})
    >>> str(ours.price), ours.reps, ours.changed
    ('3/100', 1, ('price', 'reps'))
    >>> levers_plain(ours)
    {'price': '3/100', 'reps': 1}
    """
    changes = {name: exact(said[name], name=name) for name in CHANGES if name in said}
    typed = {int(stage): exact(share, name="conversion") for stage, share in said.get("typed", {}).items()}
    products = {int(product): int(minor) for product, minor in said.get("products", {}).items()}
    return Levers(
        **changes, reps=int(said.get("reps", 0)), deal=said.get("deal"), typed=typed, products=products
    )


def levers_plain(levers: Levers) -> dict[str, Any]:
    """The same as plain values, without what is at rest."""
    plain: dict[str, Any] = {name: str(getattr(levers, name)) for name in CHANGES if getattr(levers, name)}
    if levers.reps:
        plain["reps"] = levers.reps
    if levers.deal:
        plain["deal"] = levers.deal
    if levers.typed:
        plain["typed"] = {str(stage): str(share) for stage, share in sorted(levers.typed.items())}
    if levers.products:
        plain["products"] = {str(product): minor for product, minor in sorted(levers.products.items())}
    return plain
