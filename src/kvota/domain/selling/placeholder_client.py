"""The client of deals whose client nobody named."""

from __future__ import annotations

NAMES: dict[str, str] = {
    "en": "no client",
    "ru": "без клиента",
    "zh": "未指定客户",
    "bg": "без клиент",
}


def placeholder_name(language: str) -> str:
    """Return the name for a language code such as `ru` or `zh-hans`; English for any other.

    It is stored as a client's name, so a company sees it in its own language and may change it.

    Examples
    --------
    >>> placeholder_name("zh-hans"), placeholder_name("en")
    ('未指定客户', 'no client')
    """
    return NAMES.get(language[:2], NAMES["en"])
