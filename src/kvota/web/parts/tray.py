"""The finish of the board: the plan as an outlined tray that payments fill from the floor."""

from __future__ import annotations

from django.utils.safestring import SafeString

from kvota.web.parts.svg import Number, drawing, element, line, percent, rectangle, words

# Below this share of the height the words would not fit inside the ink.
ROOM_FOR_WORDS = 0.12


def tray(
    *,
    fact: Number,
    name: str,
    plan: Number | None = None,
    fact_text: str = "",
    plan_text: str = "",
    gap_text: str = "",
) -> SafeString:
    """Draw the tray in the full size of its column; `*_text` are ready words such as "plan £320k".

    Above the plan the ink goes over the outline's edge, which stays as a line across it.
    """
    whole = max(fact, plan or 0)
    if whole <= 0:
        return drawing(name=name, css="tray", width="100%", height="100%")
    filled = max(float(fact / whole), 0)
    planned = float((plan or 0) / whole)
    pieces = []
    if plan:
        pieces.append(
            rectangle("ink-plan crisp", x=0, y=percent(1 - planned), width="100%", height=percent(planned))
        )
        pieces.append(words(plan_text, x="50%", y=-8, anchor="middle"))
    if filled:
        pieces.append(
            rectangle("ink-paid crisp", x=0, y=percent(1 - filled), width="100%", height=percent(filled))
        )
        inside = filled > ROOM_FOR_WORDS
        pieces.append(
            _near(
                fact_text,
                1 - filled,
                20 if inside else -8,
                "word word--on-fact" if inside else "word word--strong",
            )
        )
    if gap_text and planned - filled > 2 * ROOM_FOR_WORDS:
        pieces.append(_near(gap_text, 1 - planned, 20, "word"))
    if plan and filled > planned:
        y = percent(1 - planned)
        pieces.append(line("ink-over", x1=0, y1=y, x2="100%", y2=y))
    return drawing(*pieces, name=name, css="tray", width="100%", height="100%")


def _near(text: str, share: float, offset: int, css: str) -> SafeString:
    """Words so many pixels below a height given as a share: only a nested drawing can add the two."""
    return element("svg", {"y": percent(share)}, words(text, x="50%", y=offset, css=css, anchor="middle"))
