"""The filters of the pages read the language of the request and are told the company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import translation

from kvota.domain.calendar.period import parse_period


@dataclass
class Company:
    currency: str


VALUES = {
    "company": Company("RUB"),
    "american": Company("USD"),
    "on": date(2026, 11, 22),
    "moment": datetime(2026, 11, 22, 14, 5),
    "minor": 123450,
    "share": Fraction(87, 100),
    "ten_days": parse_period("2026-11-D2"),
    "nothing": None,
}


def page(text: str, language: str = "en") -> str:
    with translation.override(language):
        return Template("{% load kvota_formats %}" + text).render(Context(VALUES)).replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("{{ minor|money:company }}", "ru", "1_234,50_₽"),
        ("{{ minor|money:'EUR' }}", "bg", "1_234,50_€"),
        ("{{ minor|money_whole:company }}", "ru", "1_235_₽"),
        ("{{ minor|money_signed:american }}", "en", "+$1,235"),
        ("{{ 41200000|money_short:'CNY' }}", "zh-hans", "¥41.2万"),
        ("{{ minor|number }}", "bg", "123_450"),
        ("{{ minor|number_short }}", "ru", "123_тыс."),
        ("{{ minor|signed }}", "en", "+123,450"),
        ("{{ share|percent }}", "ru", "87_%"),
        ("{{ share|percent:1 }}", "en", "87.0%"),
        ("{{ on|day:american }}", "en", "Nov 22, 2026"),
        ("{{ on|day:company }}", "en", "22/11/2026"),
        ("{{ on|day_long }}", "zh-hans", "2026年11月22日"),
        ("{{ on|day_month }}", "ru", "22_ноября"),
        ("{{ on|weekday }}", "en", "Sun 22 Nov"),
        ("{{ on|month }}", "bg", "ноември 2026_г."),
        ("{{ moment|timeofday:american }}", "en", "2:05_PM"),
        ("{{ moment|moment:company }}", "ru", "22.11.2026, 14:05"),
        ("{{ 9|working_days }}", "ru", "9_рабочих дней"),
        ("{% mark 'colon' %}", "zh-hans", "："),
        ("{{ 'ab'|listed }}", "zh-hans", "a、b"),
        ("{{ 'ab'|listed }}", "bg", "a, b"),
        ("{{ '0–1M'|whole }}", "en", '<span class="whole">0–1M</span>'),
        ("{{ 2|days }}", "bg", "2_дни"),
        ("{{ ten_days|period:american }}", "en", "Nov 11–20, 2026"),
        ("{{ ten_days|period }}", "ru", "2-я декада ноября 2026_г."),
        ("{{ nothing|money:company }}", "en", "–"),
        ("{{ nothing|day }}", "ru", "–"),
    ],
)
def test_each_filter_writes_in_the_language_of_the_request(text: str, language: str, written: str) -> None:
    assert page(text, language) == written
