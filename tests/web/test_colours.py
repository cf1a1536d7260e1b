"""The colours can be read and told apart by every eye, and the gallery says the figures they really have."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from kvota.web.styleguide.colours import COLOURS, PAIRS, Colour, Pair

TOKENS = (Path(__file__).parents[2] / "src/kvota/web/assets/css/tokens.css").read_text()
GROUNDS = {"light": "#ffffff", "dark": "#11151b"}

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
EYES = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> np.ndarray:
    share = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    lights = sorted(float(linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(colour: str, eye: str) -> np.ndarray:
    seen = np.clip(EYES[eye] @ linear(colour), 0, 1)
    share = TO_XYZ @ seen / WHITE
    f = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """Sharma, Wu and Dalal (2005)."""
    mean_c = (np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = one[1] * (1 + g), other[1] * (1 + g)
    c1, c2 = np.hypot(a1, one[2]), np.hypot(a2, other[2])
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, one[2]), (a2, other[2])))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    d_light, d_chroma = other[0] - one[0], c2 - c1
    d_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    light, chroma = (one[0] + other[0]) / 2, (c1 + c2) / 2
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    s_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    rotation *= np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    parts = d_light / s_light, d_chroma / s_chroma, d_hue / s_hue
    return float(np.sqrt(sum(part**2 for part in parts) + rotation * parts[1] * parts[2]))


def test_the_difference_of_colours_is_that_of_the_published_pairs() -> None:
    # Table 1 of Sharma, Wu and Dalal, pairs 1, 7 and 25.
    published = [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, other, wanted in published:
        assert ciede2000(np.array(one), np.array(other)) == pytest.approx(wanted, abs=5e-5)


@pytest.mark.parametrize("colour", COLOURS, ids=lambda colour: colour.token)
def test_a_colour_is_that_of_the_stylesheet_with_its_contrast(colour: Colour) -> None:
    written = re.search(rf"--{colour.token}: light-dark\((#\w+), (#\w+)\)", TOKENS)
    assert written and written.groups() == (colour.light, colour.dark)
    assert contrast(colour.light, GROUNDS["light"]) == pytest.approx(colour.light_contrast, abs=0.05)
    assert contrast(colour.dark, GROUNDS["dark"]) == pytest.approx(colour.dark_contrast, abs=0.05)
    assert min(colour.light_contrast, colour.dark_contrast) >= (3 if colour.token == "border" else 4.5)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.one}-{pair.other}")
def test_two_colours_are_told_apart_by_every_eye(pair: Pair) -> None:
    both = {colour.token: colour for colour in COLOURS}
    one, other = both[pair.one], both[pair.other]
    for eye in EYES:
        least = min(
            ciede2000(lab(one.light, eye), lab(other.light, eye)),
            ciede2000(lab(one.dark, eye), lab(other.dark, eye)),
        )
        assert getattr(pair, eye) == round(least), eye
        assert least >= 16
