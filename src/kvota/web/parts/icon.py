"""Icons of parts/ink.html: 16 px strokes, only where a word would not fit."""

from __future__ import annotations

from django.utils.safestring import SafeString

from kvota.web.parts.svg import element


def icon(name: str, *, small: bool = False) -> SafeString:
    """Draw an icon. It is never the only name of a control: the control carries words of its own."""
    css = "icon icon--small" if small else "icon"
    return element("svg", {"class": css, "aria-hidden": "true"}, element("use", {"href": f"#icon-{name}"}))
