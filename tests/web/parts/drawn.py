"""Reads a drawing back: what a test asserts is where the ink lies, not how the markup is written."""

from __future__ import annotations

from xml.etree import ElementTree


class Drawn:
    """The elements of one drawing."""

    def __init__(self, markup: str) -> None:
        self.root = ElementTree.fromstring(markup)

    def of(self, css: str) -> list[ElementTree.Element]:
        """Every element that carries a class, in the order of drawing."""
        return [each for each in self.root.iter() if css in each.get("class", "").split()]

    def one(self, css: str) -> ElementTree.Element:
        (found,) = self.of(css)
        return found

    def number(self, css: str, attribute: str) -> float:
        """A coordinate of the only element with a class, without its percent sign."""
        return float(self.one(css).get(attribute, "").removesuffix("%"))

    def texts(self) -> list[str]:
        return [each.text or "" for each in self.root.iter("text")]
