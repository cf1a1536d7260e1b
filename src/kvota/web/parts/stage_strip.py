"""The way of one deal through the stages, as marks on a line."""

from __future__ import annotations

from dataclasses import dataclass

STATES = ("done", "jumped", "here", "ahead", "lost")


@dataclass(frozen=True)
class StageMark:
    """One stage of the strip.

    Attributes
    ----------
    name: the stage in the reader's language.
    state: "done", "jumped" (passed without work), "here", "ahead", or "lost" (where it ended).
    note: a date or "17 d"; a dash when there is none.
    stuck: True only on the stage the deal is in.
    asked: of the questions before leaving it, how many were answered with yes, and how many there are.
    """

    name: str
    state: str
    note: str = "–"
    stuck: bool = False
    asked: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"a stage is one of {STATES}, not {self.state!r}")

    @property
    def css(self) -> str:
        return f"is-{self.state} is-stuck" if self.stuck else f"is-{self.state}"
