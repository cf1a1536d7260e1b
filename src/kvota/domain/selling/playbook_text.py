"""What a playbook says of a stage: steps, a script, and criteria. Plain lines, short enough to be read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kvota.domain.errors import RuleError
from kvota.domain.importing.text import clean

MOST_LINES = 20  # of steps, and of criteria: more nobody keeps in mind during a call
LONGEST_LINE = 200
LONGEST_SCRIPT = 4_000

# "1. Call" and "- Call" as people paste them: the page numbers the steps itself.
_MARK = re.compile(r"^(?:[0-9]{1,2}[.)]|[-–—•*·])(?:\s+|$)")


class PlaybookEmpty(RuleError):
    """There is no step, no script and no criterion: nothing that anybody could follow."""

    code = "playbook_empty"
    sentence = "the playbook says nothing: write a step, a script or a criterion"


class PlaybookTooManyLines(RuleError):
    code = "playbook_too_many_lines"
    sentence = "{playbook_part}: {lines} lines; {most} fit"
    playbook_part: str
    lines: int
    most: int


class PlaybookLineTooLong(RuleError):
    code = "playbook_line_too_long"
    sentence = "{playbook_part}, line {number}: {length} characters; {most} fit"
    playbook_part: str
    number: int
    length: int
    most: int


class PlaybookScriptTooLong(RuleError):
    code = "playbook_script_too_long"
    sentence = "the script has {length} characters; {most} fit"
    length: int
    most: int


@dataclass(frozen=True)
class PlaybookText:
    """The words of one version: `steps` in their order, `script` with its line breaks, `criteria`."""

    steps: tuple[str, ...]
    script: str
    criteria: tuple[str, ...]

    def lines(self) -> list[tuple[str, str]]:
        """Every line with its part: ("steps", "Call before ten") and so on, in the order they are read."""
        return [
            *(("steps", line) for line in self.steps),
            *(("script", line) for line in self.script.splitlines()),
            *(("criteria", line) for line in self.criteria),
        ]


def playbook_text(*, steps: str, script: str, criteria: str) -> PlaybookText:
    """Read what was typed, one step and one criterion a line.

    Empty lines, numbers and bullets before a line fall away, as does what cannot be seen; the
    script keeps its own line breaks. No markup is read: a line is a line.

    Raises
    ------
    PlaybookEmpty, PlaybookTooManyLines, PlaybookLineTooLong, PlaybookScriptTooLong
        Nothing is cut silently: the author shortens it himself.

    Examples
    --------
    >>> steps = "1. Call  before ten\\n\\n2) Ask who decides"
    >>> text = playbook_text(steps=steps, script="", criteria="- He agreed")
    >>> text.steps, text.criteria
    (('Call before ten', 'Ask who decides'), ('He agreed',))
    """
    said = PlaybookText(_lines("steps", steps), _script(script), _lines("criteria", criteria))
    if not said.lines():
        raise PlaybookEmpty()
    return said


def _lines(part: str, text: str) -> tuple[str, ...]:
    lines = tuple(filter(None, (_MARK.sub("", clean(line)) for line in text.splitlines())))
    if len(lines) > MOST_LINES:
        raise PlaybookTooManyLines(playbook_part=part, lines=len(lines), most=MOST_LINES)
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise PlaybookLineTooLong(playbook_part=part, number=number, length=len(line), most=LONGEST_LINE)
    return lines


def _script(text: str) -> str:
    script = "\n".join(clean(line) for line in text.splitlines()).strip()
    if len(script) > LONGEST_SCRIPT:
        raise PlaybookScriptTooLong(length=len(script), most=LONGEST_SCRIPT)
    return script
