"""A deal on the board: area is money, texture is certainty, a ring is stuck."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString

from kvota.web.parts.svg import Number, circle, drawing, element

DIAMETERS = {1: 32, 2: 42, 3: 52, 4: 62}
INKS = {
    "paid": "ink-paid",
    "signed": "ink-signed",
    "open": "ink-open",
    "verbal": "ink-verbal",
    "find": "ink-find",
}
LONGEST_SHORT_NAME = 24  # letters, in two lines under the disc
# Forms of companies in the four languages: they are the same on every chip, so they say nothing.
_LEGAL_FORMS = re.compile(
    r"^(?:ООО|ОАО|ЗАО|ПАО|АО|ИП|ТОО|ЕТ)\s+|[,\s]+(?:ООД|ЕООД|АД|ЕАД|ООО|LLC|Ltd|Inc|Corp|GmbH|PLC|Co)\.?$"
    r"|(?:股份)?有限(?:责任)?公司$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Chip:
    """What the board shows of one deal.

    Attributes
    ----------
    deal: the deal's uid, sent when the chip is dragged.
    name: the client's name; the disc shows its short form, a phone the whole of it.
    label: the sentence a screen reader says: client, sum, stage, days.
    size: 1 to 4 (see `chip_size`).
    certainty: "open", "verbal", "signed" or "paid".
    facts: what a phone shows beside the disc, e.g. "£26k · 6 d".
    stuck_days: the pill, e.g. "17 d"; empty when not stuck.
    sheet: True when the address answers as a sheet.
    moves_url: where all moves of the deal are buttons, with its words; empty where nobody may move it.
    about_url: where the page reads what it says of the chip under a hand; empty where it says nothing.
    may_tick: the chip is a box to tick, not a link; `ticked` at first.
    """

    deal: str
    name: str
    label: str
    url: str
    size: int = 1
    certainty: str = "open"
    facts: str = ""
    stuck_days: str = ""
    has_next_step: bool = False
    moved_today: bool = False
    current: bool = False
    sheet: bool = False
    moves_url: str = ""
    moves_words: str = ""
    about_url: str = ""
    may_tick: bool = False
    ticked: bool = False

    @property
    def short(self) -> str:
        return short_name(self.name)

    @property
    def name_fits(self) -> bool:
        """Whether the short name fits inside the disc; otherwise it stands under it."""
        return _width(self.short) <= DIAMETERS[self.size] - 4


def _width(text: str) -> float:
    """About how wide a word is at 12 px: Chinese characters are square, letters a good half of that."""
    return sum(12 if ord(letter) > 0x2E7F else 6.6 for letter in text)


def chip_size(amount: Number | None, reference: Number) -> int:
    """The class of a chip, 1 to 4, so that the disc's area is close to its share of the reference.

    The reference is the amount of a large deal (the 9th of 10 by size): one giant must not make
    all others small. An unknown amount is the smallest disc; its sum in words says it is unknown.

    >>> [chip_size(amount, 100) for amount in (None, 10, 40, 70, 90, 500)]
    [1, 1, 2, 3, 4, 4]
    """
    if amount is None or reference <= 0:
        return 1
    share = amount / reference
    # Half way between the areas of two neighbouring discs: (32² + 42²) / 2 / 62² and so on.
    return 1 + sum(share > edge for edge in (0.36, 0.58, 0.85))


def short_name(name: str) -> str:
    """The client's name as it fits a chip: without the legal form and quotes, cut where it is very long.

    One word of it would make "Castor Drinks" and "Castor Paper" the same chip.

    >>> short_name("ООО «Вега»"), short_name("Castor Drinks Ltd"), short_name("天鹰包装股份有限公司")
    ('Вега', 'Castor Drinks', '天鹰包装')
    >>> short_name("Northern Wholesale Packaging")
    'Northern Wholesale Pack…'
    """
    bare = _LEGAL_FORMS.sub("", name.strip()).strip("«»\"'“”„ ") or name.strip()
    return bare if len(bare) <= LONGEST_SHORT_NAME else f"{bare[: LONGEST_SHORT_NAME - 1].rstrip()}…"


def disc(chip: Chip) -> SafeString:
    """Draw the disc with its ring, flag and tail; the name and the days are text above it."""
    size = DIAMETERS[chip.size]
    middle, r = size / 2, size / 2 - 0.5
    pieces = [circle(INKS[chip.certainty], cx=middle, cy=middle, r=r)]
    if chip.stuck_days:
        pieces.append(circle("ink-stuck", cx=middle, cy=middle, r=middle + 3.75))
    if chip.has_next_step:
        at = f"translate({size * 0.82:.1f} {size * 0.04:.1f})"
        pieces.append(
            element("path", {"class": "ink-flag", "d": "M0 9V-3h9l-2 3 2 3H1.2v6z", "transform": at})
        )
    if chip.moved_today:
        strokes = f"M-7 {middle - 5:g}h4M-9 {middle:g}h6M-7 {middle + 5:g}h4"
        pieces.append(element("path", {"class": "ink-range", "d": strokes}))
    return drawing(*pieces, name="", css="chip__disc", width=size, height=size, view_box=f"0 0 {size} {size}")


def ghost_disc() -> SafeString:
    """Where the first chip of an empty board would lie."""
    size = DIAMETERS[4]
    ring = circle("ink-find", cx=size / 2, cy=size / 2, r=size / 2 - 1)
    return drawing(ring, name="", css="chip__disc", width=size, height=size)
