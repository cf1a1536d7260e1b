"""Marks the sentences of refusals for translation, without needing Django's settings to be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """Both English forms of a sentence, and the field whose number chooses between them."""

    singular: str
    plural: str
    field: str


def marked(text: str) -> str:
    """Mark a sentence; the collector of messages looks for `_`, as which it is imported."""
    return text


def counted(singular: str, plural: str, field: str) -> Counted:
    """Mark a sentence with a singular and a plural; the collector looks for this name."""
    return Counted(singular, plural, field)
