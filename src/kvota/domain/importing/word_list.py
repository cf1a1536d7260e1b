"""Long lists of words, written in the source as they are read: "one | two words | three"."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Return the words between the bars, in order, each once.

    Examples
    --------
    >>> words("won | closed won | 赢单 | won")
    ('won', 'closed won', '赢单')
    """
    return tuple(dict.fromkeys(word for part in text.split("|") if (word := " ".join(part.split()))))
