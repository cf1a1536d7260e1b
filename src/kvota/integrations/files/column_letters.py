"""Columns as spreadsheets name them: A, B, …, Z, AA."""

from __future__ import annotations


def column_letter(place: int) -> str:
    """Return the letters of a column counted from 0.

    Examples
    --------
    >>> [column_letter(place) for place in (0, 25, 26, 701, 702, 16383)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_place(letters: str) -> int:
    """Return the column of letters, counted from 0.

    Examples
    --------
    >>> [column_place(letters) for letters in ("A", "Z", "AA", "XFD")]
    [0, 25, 26, 16383]
    """
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - 64
    return place - 1
