"""A deal on the board: its size, its short name, its marks."""

from __future__ import annotations

import pytest

from kvota.web.parts.chip import DIAMETERS, Chip, chip_size, disc, short_name
from tests.web.parts.drawn import Drawn


def chip(**marks: object) -> Chip:
    return Chip(deal="d1", name="Vega", label="Vega, £26k", url="/deal/d1", **marks)  # type: ignore[arg-type]


@pytest.mark.parametrize("share", [0.27, 0.46, 0.70, 1.0])
def test_the_area_of_a_disc_is_near_its_share_of_a_large_deal(share: float) -> None:
    drawn = (DIAMETERS[chip_size(share, 1)] / DIAMETERS[4]) ** 2
    assert drawn == pytest.approx(share, abs=0.02)


def test_an_unknown_amount_and_a_board_without_amounts_are_the_smallest() -> None:
    assert chip_size(None, 100) == 1
    assert chip_size(5, 0) == 1


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("ООО «Вега»", "Вега"),
        ("Вега ООД", "Вега"),
        ("Northwind Traders Ltd.", "Northwind Traders"),
        ("Castor Drinks", "Castor Drinks"),
        ("Treequote", "Treequote"),
        ("Northern Wholesale Packaging", "Northern Wholesale Pack…"),
        ("天鹰包装股份有限公司", "天鹰包装"),
        ("ООО", "ООО"),
        ("Inc", "Inc"),
    ],
)
def test_a_chip_carries_the_name_without_the_legal_form(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_name_wider_than_its_disc_stands_under_it() -> None:
    assert chip(size=2).name_fits
    assert not Chip(deal="d", name="Betasoloin", label="", url="", size=1).name_fits


@pytest.mark.parametrize("certainty", ["open", "verbal", "signed", "paid"])
def test_the_texture_is_the_certainty(certainty: str) -> None:
    assert len(Drawn(disc(chip(certainty=certainty))).of(f"ink-{certainty}")) == 1


def test_a_stuck_chip_wears_a_ring_outside_its_disc() -> None:
    drawn = Drawn(disc(chip(size=1, stuck_days="17 d")))
    assert drawn.number("ink-stuck", "r") > drawn.number("ink-open", "r") + 2


def test_a_flag_is_an_agreed_step_and_a_tail_a_move_of_today() -> None:
    plain, marked = Drawn(disc(chip())), Drawn(disc(chip(has_next_step=True, moved_today=True)))
    assert (len(plain.of("ink-flag")), len(plain.of("ink-range"))) == (0, 0)
    assert (len(marked.of("ink-flag")), len(marked.of("ink-range"))) == (1, 1)
