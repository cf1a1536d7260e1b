"""The bullet bar: how much of the plan is paid, signed, promised, likely, and still to find."""

from __future__ import annotations

from django.utils.safestring import SafeString

from kvota.web.parts.svg import Number, drawing, element, line, percent, rectangle

BAR_TOP = 6
WHISKER_BELOW = 5
# Room beyond the plan: a rep at 130 % is still drawn, and the plan marks of a column stand in one line.
BEYOND_PLAN = 1.32


def bullet(
    *,
    fact: Number,
    name: str,
    plan: Number | None = None,
    signed: Number = 0,
    verbal: Number = 0,
    forecast: Number = 0,
    low: Number | None = None,
    high: Number | None = None,
    start: Number = 0,
    scale: Number | None = None,
    height: int = 12,
    width: Number | str = "100%",
    assumed: bool = False,
) -> SafeString:
    """Draw one bar in the ink rule.

    Parameters
    ----------
    fact, signed, verbal, forecast: amounts that follow one another from the left; `forecast` is what the
        open deals are likely to add, not the total.
    plan: where the tick stands; None draws no tick and no gap.
    low, high: the likely range of the total, drawn as a whisker under the bar; nothing where
        both are one.
    assumed: whether that range rests on too little history: its whisker is dashed.
    start: the amount at the left edge; above 0 the bar is torn there, which the page must say in words.
    scale: the amount at the right edge; by default 132 % of the plan, or all there is.
    name: the sentence a screen reader says; "" when the row already says it.
    """
    likely = fact + signed + verbal + forecast
    end = scale or _room_for(plan, max(likely, high or 0, start + 1))
    span = end - start

    def at(amount: Number) -> float:
        return float(min(max((amount - start) / span, 0), 1))

    def piece(css: str, since: Number, until: Number) -> SafeString | str:
        if at(until) <= at(since):
            return ""
        return rectangle(
            css, x=percent(at(since)), y=BAR_TOP, width=percent(at(until) - at(since)), height=height
        )

    parts: list[SafeString | str] = []
    done: Number = 0
    for css, amount in (
        ("ink-paid crisp", fact),
        ("ink-signed crisp", signed),
        ("ink-verbal crisp", verbal),
        ("ink-open crisp", forecast),
    ):
        parts.append(piece(css, max(done, start), done + amount))
        done += amount
    if plan:
        parts.append(piece("ink-find crisp", max(likely, start), plan))
    if start:
        parts.append(_torn("0", height))
    if likely > end:
        parts.append(_torn("100%", height))
    if low is not None and high is not None and low < high:
        parts.append(_whisker(at(low), at(high), y=BAR_TOP + height + WHISKER_BELOW, assumed=assumed))
    if plan:
        mark = percent(at(plan))
        parts.append(line("ink-tick crisp", x1=mark, y1=BAR_TOP - 4, x2=mark, y2=BAR_TOP + height + 4))
    drawn = [SafeString(part) for part in parts if part]
    return drawing(*drawn, name=name, css="bullet", width=width, height=BAR_TOP + height + 10)


def _room_for(plan: Number | None, highest: Number) -> Number:
    if plan and plan > 0:
        return plan * BEYOND_PLAN
    return highest * 1.04


def _whisker(low: float, high: float, *, y: int, assumed: bool) -> SafeString:
    left, right = percent(low), percent(high)
    css = "ink-range ink-range--assumed" if assumed else "ink-range"
    return element(
        "g",
        {},
        line(css, x1=left, y1=y, x2=right, y2=y),
        line("ink-range", x1=left, y1=y - 2.5, x2=left, y2=y + 2.5),
        line("ink-range", x1=right, y1=y - 2.5, x2=right, y2=y + 2.5),
    )


def _torn(x: str, height: int) -> SafeString:
    """A bar that does not begin, or does not end, where it is cut."""
    step = (height + 4) / 3
    path = (
        f"M-3 -2l5 {step:.2f}l-4 {step:.2f}l5 {step:.2f}"
        if x != "0"
        else f"M4 -2l5 {step:.2f}l-4 {step:.2f}l5 {step:.2f}"
    )
    return element("svg", {"x": x, "y": BAR_TOP}, element("path", {"class": "ink-torn", "d": path}))
