"""The burn-up: the plan by working days, what has come, where it will likely end.

Two drawings are printed, one for a wide page and one for a phone; the style sheet shows one of them.
One drawing scaled down would make its words unreadable on a phone. On a phone the twenty dots stand
above the chart (`figure`), so that its width belongs to the days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kvota.web.parts.quantile_dots import quantile_dots
from kvota.web.parts.svg import Number, circle, drawing, element, line, short, words

FIGURE = 1.2  # a figure of 14 px half-bold, in widths of a word of 12 px


@dataclass(frozen=True)
class DayWord:
    """A word under the axis. `at` is the index of the working day, from 0."""

    at: int
    text: str
    today: bool = False


@dataclass(frozen=True)
class BurnUp:
    """Everything the chart shows; amounts in one unit, words ready to print.

    Attributes
    ----------
    days: number of working days of the period.
    name: the sentence above the chart; also its accessible name.
    plan: cumulative plan at the end of each day, `days` long; empty when there is no plan.
    fact: cumulative actual at the end of each day so far.
    start: where the line begins: zero for what is summed up, the evening before for what stands.
    median, band_50, band_80: cumulative forecast at the end of each day to come (`days - len(fact)` long);
        bands are (low, high). Empty when there is no forecast.
    outcomes: twenty amounts at the end of the period, in any order; empty when there is no forecast.
    steps: the axis as (amount, word), from zero up.
    assumed: whether the range rests on too little history: its hatch is wider, its edge dashed, and no
        outcome is said to reach the plan.
    """

    days: int
    name: str
    fact: Sequence[Number]
    steps: Sequence[tuple[Number, str]]
    day_words: Sequence[DayWord]
    plan: Sequence[Number] = ()
    median: Sequence[Number] = ()
    band_50: Sequence[tuple[Number, Number]] = ()
    band_80: Sequence[tuple[Number, Number]] = ()
    outcomes: Sequence[Number] = ()
    start: Number = 0
    plan_word: str = ""
    fact_word: str = ""
    fact_note: str = ""
    chance_word: str = ""
    chance_note: str = ""
    likely_word: str = ""
    likely_note: str = ""
    assumed: bool = False

    def __post_init__(self) -> None:
        to_come = self.days - len(self.fact)
        for series in (self.median, self.band_50, self.band_80):
            if series and len(series) != to_come:
                raise ValueError(f"a forecast of {len(series)} days for {to_come} days to come")
        if self.plan and len(self.plan) != self.days:
            raise ValueError(f"a plan of {len(self.plan)} days in a period of {self.days}")

    @property
    def highest(self) -> Number:
        """The largest amount drawn."""
        ends = [high for _, high in self.band_80] + [amount for amount, _ in self.steps]
        return max([self.start, *self.plan, *self.fact, *self.median, *self.outcomes, *ends, 1])

    @property
    def lowest(self) -> Number:
        """The smallest amount drawn: below zero only where more was paid back than came."""
        return min([0, self.start, *self.fact, *(low for low, _ in self.band_80)])

    @property
    def goal(self) -> Number | None:
        """The plan of the whole period."""
        return self.plan[-1] if self.plan else None

    @property
    def reaching(self) -> int:
        """How many of the outcomes reach the plan: so many dots are full."""
        return sum(self.reaches(amount) for amount in self.outcomes)

    def reaches(self, amount: Number) -> bool:
        """Whether an outcome counts as one that reaches the plan; an assumed one claims no such thing."""
        return self.goal is not None and not self.assumed and amount >= self.goal


@dataclass(frozen=True)
class _Paper:
    """Where the plot lies on one of the two drawings, in its own pixels."""

    chart: BurnUp
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    narrow: bool
    lowest: Number = field(default=0)

    def x(self, days_gone: Number) -> float:
        return self.left + float(days_gone / max(self.chart.days, 1)) * (self.right - self.left)

    def y(self, amount: Number) -> float:
        share = float((amount - self.lowest) / (self.chart.highest - self.lowest))
        return self.bottom - share * (self.bottom - self.top)


def burn_up(chart: BurnUp) -> SafeString:
    """Draw the chart for both widths inside one named image; a period without working days has none."""
    if not chart.days:
        return SafeString("")
    wide, narrow = _drawn(_paper(chart, narrow=False)), _drawn(_paper(chart, narrow=True))
    return format_html(
        '<div class="chart" role="img" aria-label="{}" data-testid="burn-up" data-chart-paper="">{}{}</div>',
        chart.name,
        wide,
        narrow,
    )


def burn_up_numbers(chart: BurnUp) -> dict[str, Any]:
    """Say the same chart in numbers and ready words, for the script that draws it at the reader's width.

    Amounts keep their unit (whole minor units stay whole); the script finds places for them and
    writes none of them: every word on its drawing is one of these.
    """
    return {
        "days": chart.days,
        "lowest": _plain(chart.lowest),
        "highest": _plain(chart.highest),
        "steps": [{"amount": _plain(amount), "word": word} for amount, word in chart.steps],
        "dayWords": [{"at": day.at, "word": day.text, "today": day.today} for day in chart.day_words],
        "plan": [_plain(amount) for amount in chart.plan],
        "goal": None if chart.goal is None else _plain(chart.goal),
        "fact": [_plain(amount) for amount in chart.fact],
        "start": _plain(chart.start),
        "median": [_plain(amount) for amount in chart.median],
        "band50": [[_plain(low), _plain(high)] for low, high in chart.band_50],
        "band80": [[_plain(low), _plain(high)] for low, high in chart.band_80],
        "outcomes": [
            {"amount": _plain(amount), "reaches": chart.reaches(amount)} for amount in sorted(chart.outcomes)
        ],
        "assumed": chart.assumed,
        "words": {
            "plan": chart.plan_word,
            "fact": chart.fact_word,
            "factNote": chart.fact_note,
            "chance": chart.chance_word,
            "chanceNote": chart.chance_note,
            "likely": chart.likely_word,
            "likelyNote": chart.likely_note,
        },
    }


def _plain(amount: Number) -> int | float:
    """What JSON can hold: exact money stays exact."""
    return amount if isinstance(amount, int) else float(amount)


def _paper(chart: BurnUp, *, narrow: bool) -> _Paper:
    left = max((_width(word) for _, word in chart.steps), default=7.2) + 10
    width, height = (358, 248) if narrow else (920, 348)
    beside = 210 if chart.outcomes and not narrow else 12
    return _Paper(
        chart=chart,
        width=width,
        height=height,
        left=left,
        right=width - beside,
        # Two lines of words stand over the goal at the edge of the wide drawing, the highest goal too.
        top=48 if chart.outcomes and not narrow else 20,
        bottom=height - 28,
        narrow=narrow,
        lowest=chart.lowest,
    )


def _drawn(paper: _Paper) -> SafeString:
    layers = [
        *_axis(paper),
        *_bands(paper),
        *_plan(paper),
        *_median(paper),
        *_fact(paper),
        *_at_the_edge(paper),
    ]
    css = "chart--narrow" if paper.narrow else "chart--wide"
    size = f"0 0 {paper.width} {paper.height}"
    return drawing(*layers, name="", css=css, width=paper.width, height=paper.height, view_box=size)


def _axis(paper: _Paper) -> list[SafeString]:
    pieces = []
    for amount, word in paper.chart.steps:
        y = paper.y(amount)
        css = "ink-axis" if amount == 0 else "ink-rule"
        pieces.append(line(css, x1=paper.left, y1=y, x2=paper.right, y2=y))
        pieces.append(words(word, x=paper.left - 8, y=y + 4, anchor="end"))
    for day in _words_with_room(paper):
        css = "word word--strong" if day.today else "word"
        pieces.append(words(day.text, x=paper.x(day.at + 0.5), y=paper.bottom + 20, css=css, anchor="middle"))
    return pieces


def _words_with_room(paper: _Paper) -> list[DayWord]:
    """Leave out the words that would touch: today first, then the ends, then the rest from the left."""
    last = len(paper.chart.day_words) - 1
    ranked = sorted(
        enumerate(paper.chart.day_words),
        key=lambda pair: (not pair[1].today, pair[0] not in (0, last), pair[0]),
    )
    kept: list[DayWord] = []
    for _, candidate in ranked:
        if all(_apart(paper, candidate, other) for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda word: word.at)


def _apart(paper: _Paper, one: DayWord, other: DayWord) -> bool:
    half_of_both = _width(one.text + other.text) / 2
    return abs(paper.x(one.at) - paper.x(other.at)) > half_of_both + 6


def _width(text: str) -> float:
    """About how wide words are at 12 px, at least: a Chinese character takes the room of two letters."""
    return sum(14 if ord(letter) > 0x2E7F else 7.2 for letter in text)


def _path(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points) + ("Z" if closed else "")


def _today(paper: _Paper) -> tuple[float, float]:
    fact = paper.chart.fact
    return paper.x(len(fact)), paper.y(fact[-1] if fact else 0)


def _bands(paper: _Paper) -> list[SafeString]:
    chart = paper.chart
    pieces = []
    for css, band in (("ink-band-80", chart.band_80), ("ink-band-50", chart.band_50)):
        if not band:
            continue
        gone = len(chart.fact)
        upper = [(paper.x(gone + i + 1), paper.y(high)) for i, (_, high) in enumerate(band)]
        lower = [(paper.x(gone + i + 1), paper.y(low)) for i, (low, _) in enumerate(band)]
        shape = _path([_today(paper), *upper, *reversed(lower)], closed=True)
        css = f"{css} {css}--assumed" if chart.assumed else css
        pieces.append(element("path", {"class": css, "d": shape}))
    return pieces


def _plan(paper: _Paper) -> list[SafeString]:
    chart = paper.chart
    if not chart.plan:
        return []
    path = f"M{short(paper.x(0))} {short(paper.y(0))}" + "".join(
        f"V{short(paper.y(amount))}H{short(paper.x(day + 1))}" for day, amount in enumerate(chart.plan)
    )
    named = max(chart.days // 3, 1)
    # Before the step it names; words too long for that begin at the axis, never over its figures.
    end = max(paper.x(named) - 6, paper.left + 6 + _width(chart.plan_word))
    return [
        element("path", {"class": "ink-plan", "d": path}),
        words(
            chart.plan_word,
            x=end,
            y=paper.y(chart.plan[named - 1]) - 8,
            css="word word--strong word--halo",
            anchor="end",
        ),
    ]


def _median(paper: _Paper) -> list[SafeString]:
    if not paper.chart.median:
        return []
    gone = len(paper.chart.fact)
    points = [(paper.x(gone + i + 1), paper.y(amount)) for i, amount in enumerate(paper.chart.median)]
    return [element("path", {"class": "ink-median", "d": _path([_today(paper), *points])})]


def _fact(paper: _Paper) -> list[SafeString]:
    chart = paper.chart
    if not chart.fact:
        return []
    points = [
        (paper.x(0), paper.y(chart.start)),
        *((paper.x(day + 1), paper.y(amount)) for day, amount in enumerate(chart.fact)),
    ]
    x, y = _today(paper)
    # Under the point and after it, where the plan of a rising month does not pass; before it at its end.
    wide = max(_width(chart.fact_word) * FIGURE, _width(chart.fact_note))
    late = x + 10 + wide > (paper.width if paper.narrow else paper.right)
    down = y + 22 if y + 44 < paper.bottom and not late else y - 26
    pieces = [
        element("path", {"class": "ink-line", "d": _path(points)}),
        circle("ink-paid", cx=x, cy=y, r=4),
    ]
    for text, at, css, letter in (
        (chart.fact_word, down, "word word--figure word--halo", FIGURE),
        (chart.fact_note, down + 16, "word word--halo", 1.0),
    ):
        # Words before the point end there, and begin at the axis at the earliest: never over its figures.
        room = paper.left + 6 + _width(text) * letter
        if late and room > x:
            continue  # it would lie over the forecast; the lines above the chart say it too
        beside, anchor = (max(x - 10, room), "end") if late else (x + 10, "start")
        pieces.append(words(text, x=beside, y=at, css=css, anchor=anchor))
    return pieces


def _at_the_edge(paper: _Paper) -> list[SafeString]:
    chart = paper.chart
    if not chart.outcomes or paper.narrow:
        return []
    goal = chart.goal
    middle = paper.y(goal if goal is not None else sorted(chart.outcomes)[len(chart.outcomes) // 2])
    pieces = []
    if goal is not None:
        pieces.append(line("ink-tick", x1=paper.right, y1=middle, x2=paper.width, y2=middle))
    pieces.append(
        quantile_dots(
            chart.outcomes,
            reaches=chart.reaches,
            y=paper.y,
            middle=middle,
            left=paper.right + 22,
            room=76,
            top=4,
            bottom=paper.bottom,
            pitch=11,
        )
    )
    # What will likely come is written under the goal, or over it all where the goal is near zero.
    likely = middle + 24 if middle + 44 < paper.height else middle - 64
    for text, y, css in (
        (chart.chance_word, middle - 24, "word word--figure"),
        (chart.chance_note, middle - 8, "word"),
        (chart.likely_word, likely, "word word--figure word--forecast"),
        (chart.likely_note, likely + 16, "word"),
    ):
        pieces.append(words(text, x=paper.width, y=y, css=f"{css} word--halo", anchor="end"))
    return pieces
