"""The table of formats every page obeys, cell by cell, and what it forbids."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.calendar.period import parse_period
from kvota.domain.money.currencies import UnknownCurrency
from kvota.language.formats import Formats, formats_for

DAY = date(2026, 11, 22)
NOVEMBER_11, NOVEMBER_20 = date(2026, 11, 11), date(2026, 11, 20)
REGIONS = {
    "en-US": formats_for("en", "USD"),
    "en-GB": formats_for("en", "GBP"),
    "ru-RU": formats_for("ru", "RUB"),
    "zh-Hans-CN": formats_for("zh-hans", "CNY"),
    "bg-BG": formats_for("bg", "EUR"),
}

# "_" stands for a no-break space, which cannot be told from a space when reading the table.
TABLE = {
    "number": {
        "en-US": "1,234,567.89",
        "en-GB": "1,234,567.89",
        "ru-RU": "1_234_567,89",
        "zh-Hans-CN": "1,234,567.89",
        "bg-BG": "1_234_567,89",
    },
    "four digits": {
        "en-US": "7,781",
        "en-GB": "7,781",
        "ru-RU": "7_781",
        "zh-Hans-CN": "7,781",
        "bg-BG": "7_781",
    },
    "compact": {
        "en-US": "12.3M 850K",
        "en-GB": "12.3M 850K",
        "ru-RU": "12,3_млн 850_тыс.",
        "zh-Hans-CN": "1230万 85万",
        "bg-BG": "12,3_млн. 850_хил.",
    },
    "percent": {
        "en-US": "87%",
        "en-GB": "87%",
        "ru-RU": "87_%",
        "zh-Hans-CN": "87%",
        "bg-BG": "87%",
    },
    "money": {
        "en-US": "$1,234.50",
        "en-GB": "£1,234.50",
        "ru-RU": "1_234,50_₽",
        "zh-Hans-CN": "¥1,234.50",
        "bg-BG": "1_234,50_€",
    },
    "day": {
        "en-US": "Nov 22, 2026",
        "en-GB": "22/11/2026",
        "ru-RU": "22.11.2026",
        "zh-Hans-CN": "2026/11/22",
        "bg-BG": "22.11.2026_г.",
    },
    "day long": {
        "en-US": "November 22, 2026",
        "en-GB": "22 November 2026",
        "ru-RU": "22_ноября 2026_г.",
        "zh-Hans-CN": "2026年11月22日",
        "bg-BG": "22_ноември 2026_г.",
    },
    "month": {
        "en-US": "November 2026",
        "en-GB": "November 2026",
        "ru-RU": "ноябрь 2026_г.",
        "zh-Hans-CN": "2026年11月",
        "bg-BG": "ноември 2026_г.",
    },
    "quarter": {
        "en-US": "Q4 2026",
        "en-GB": "Q4 2026",
        "ru-RU": "4-й_кв. 2026_г.",
        "zh-Hans-CN": "2026年第4季度",
        "bg-BG": "4._трим. 2026_г.",
    },
    "ten days": {
        "en-US": "Nov 11–20",
        "en-GB": "11–20 Nov",
        "ru-RU": "2-я декада ноября",
        "zh-Hans-CN": "11月中旬",
        "bg-BG": "втора десетдневка на_ноември",
    },
    "time": {
        "en-US": "2:05_PM",
        "en-GB": "14:05",
        "ru-RU": "14:05",
        "zh-Hans-CN": "14:05",
        "bg-BG": "14:05",
    },
    "quarter in its year": {
        "en-US": "Q4",
        "en-GB": "Q4",
        "ru-RU": "4-й_кв.",
        "zh-Hans-CN": "第4季度",
        "bg-BG": "4._трим.",
    },
    "working days": {
        "en-US": "9 working days",
        "en-GB": "9 working days",
        "ru-RU": "9_рабочих дней",
        "zh-Hans-CN": "9_个工作日",
        "bg-BG": "9_работни дни",
    },
    "week": {
        "en-US": "Week 47, Nov 16–22",
        "en-GB": "Week 47, 16–22 Nov",
        "ru-RU": "47-я неделя, 16–22_ноября",
        "zh-Hans-CN": "第47周（11月16日–22日）",
        "bg-BG": "Седмица 47, 16–22_ноември",
    },
}
WRITE = {
    "number": lambda f: f.number(Decimal("1234567.89")),
    "four digits": lambda f: f.number(7781),
    "compact": lambda f: f"{f.number_short(12_300_000)} {f.number_short(850_000)}",
    "percent": lambda f: f.percent(Fraction(87, 100)),
    "money": lambda f: f.money(123450),
    "day": lambda f: f.day(DAY),
    "day long": lambda f: f.day_long(DAY),
    "month": lambda f: f.month(DAY),
    "quarter": lambda f: f.quarter(DAY),
    "quarter in its year": lambda f: f.quarter_head(parse_period("2026-Q4")),
    "ten days": lambda f: f.ten_days(NOVEMBER_11, NOVEMBER_20),
    "time": lambda f: f.time(time(14, 5)),
    "working days": lambda f: f.working_days(9),
    "week": lambda f: f.week(date(2026, 11, 16), DAY),
}


def seen(text: str) -> str:
    return text.replace("\u00a0", "_")


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("row", TABLE)
def test_every_cell_of_the_table_of_formats(row: str, region: str) -> None:
    assert seen(WRITE[row](REGIONS[region])) == TABLE[row][region]


def test_english_is_british_unless_the_company_counts_in_dollars() -> None:
    assert formats_for("en").day(DAY) == "22/11/2026"
    assert formats_for("en", "RUB").day(DAY) == "22/11/2026"
    assert formats_for("en-us", "USD").day(DAY) == "Nov 22, 2026"


def test_a_language_nobody_translated_reads_english() -> None:
    assert formats_for("de", "EUR").month(DAY) == formats_for(None, "EUR").month(DAY) == "November 2026"


def test_minus_is_the_minus_sign_and_never_a_hyphen() -> None:
    assert formats_for("en").number(-5) == "\u22125"
    assert seen(formats_for("ru", "RUB").money(-123450)) == "\u22121_234,50_₽"
    assert formats_for("zh-hans", "CNY").money(-100) == "\u2212¥1.00"
    assert formats_for("en").percent(Fraction(-3, 100)) == "\u22123%"


def test_a_difference_wears_its_sign_and_zero_wears_none() -> None:
    en = formats_for("en", "GBP")
    assert [en.signed(14), en.signed(-2), en.signed(0)] == ["+14", "\u22122", "0"]
    assert en.signed(Fraction(1, 1000)) == "0"
    assert en.money(50, signed=True) == "+£0.50"
    assert en.money_whole(-250_000, signed=True) == "\u2212£2,500"
    assert en.percent(Fraction(1, 20), signed=True) == "+5%"


def test_the_dollar_of_a_bulgarian_is_a_dollar_sign_and_the_lev_keeps_its_own() -> None:
    bg = formats_for("bg", "EUR")
    assert seen(bg.money(123450, "USD")) == "1_234,50_$"
    assert seen(bg.money(123450, "BGN")) == "1_234,50_лв."


def test_a_foreign_currency_says_its_code_at_first_mention_and_the_own_never() -> None:
    ru = formats_for("ru", "RUB")
    assert seen(ru.money(123450, "USD", first_mention=True)) == "1_234,50_$_(USD)"
    assert seen(ru.money(123450, "RUB", first_mention=True)) == "1_234,50_₽"
    zh = formats_for("zh-hans", "CNY")
    assert seen(zh.money(123450, "RUB", first_mention=True)) == "₽1,234.50_(RUB)"


def test_letters_of_a_currency_do_not_stick_to_the_digits() -> None:
    assert seen(formats_for("en").money(123450, "BGN")) == "лв_1,234.50"
    assert seen(formats_for("en").money(123450, "CHF")) == "CHF_1,234.50"


def test_yen_and_yuan_never_share_a_sign() -> None:
    assert formats_for("zh-hans", "CNY").money(1500, "JPY") == "JP¥1,500"
    assert formats_for("ru", "RUB").symbol("CNY") == "¥"


def test_an_amount_without_a_currency_is_loud() -> None:
    with pytest.raises(UnknownCurrency):
        formats_for("en").money(100)


def test_what_is_not_known_is_a_dash_and_never_a_zero() -> None:
    ru = formats_for("ru", "RUB")
    written = [
        ru.number(None),
        ru.money(None),
        ru.money_short(None),
        ru.percent(None),
        ru.day(None),
        ru.time(None),
    ]
    assert set(written) == {"–"}


def test_a_half_is_rounded_away_from_zero_on_both_sides() -> None:
    en = formats_for("en", "GBP")
    assert [en.number(Decimal("2.5"), 0), en.number(Decimal("-2.5"), 0)] == ["3", "\u22123"]
    assert en.money_whole(250) == "£3"
    assert en.percent(Fraction(995, 1000)) == "100%"


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (0, "0", "0"),
        (7, "7", "7"),
        (412, "412", "412"),
        (999, "999", "999"),
        (1_234, "1.2K", "1,234"),
        (9_999, "10K", "9,999"),
        (10_000, "10K", "1万"),
        (412_000, "412K", "41.2万"),
        (999_499, "999K", "99.9万"),
        (999_500, "1M", "100万"),
        (99_995_000, "100M", "1亿"),
        (538_0000, "5.4M", "538万"),
        (123_400_000, "123M", "1.2亿"),
        (-850_000, "\u2212850K", "\u221285万"),
    ],
)
def test_short_numbers_step_at_the_right_place(value: int, en: str, zh: str) -> None:
    assert formats_for("en").number_short(value) == en
    assert formats_for("zh-hans").number_short(value) == zh


def test_chinese_never_sees_k_or_m() -> None:
    zh = formats_for("zh-hans", "CNY")
    written = [zh.money_short(10**power) for power in range(1, 15)]
    assert not [text for text in written if set(text) & set("KMBkmb")]


def test_a_range_has_an_en_dash_and_says_its_unit_once() -> None:
    assert formats_for("en", "GBP").money_short_range(290_000_000, 340_000_000) == "£2.9–3.4M"
    assert formats_for("en", "GBP").money_short_range(85_000_000, 120_000_000) == "£850K–1.2M"
    assert seen(formats_for("ru", "RUB").money_short_range(29_000_000, 34_000_000)) == "290–340_тыс._₽"
    assert formats_for("zh-hans", "CNY").number_short_range(210_000, 470_000) == "21–47万"
    assert seen(formats_for("en").number_range(-5, 10)) == "\u22125_– 10"


def test_days_of_a_range_share_month_and_year_when_they_can() -> None:
    gb, ru, zh = REGIONS["en-GB"], REGIONS["ru-RU"], REGIONS["zh-Hans-CN"]
    november, december = date(2026, 11, 28), date(2026, 12, 4)
    assert seen(gb.day_range(november, december)) == "28 Nov_– 4 Dec"
    assert seen(gb.day_range(november, december, with_year=True)) == "28 Nov_– 4 Dec 2026"
    assert seen(ru.day_range(november, december)) == "28_ноября_– 4_декабря"
    assert zh.day_range(november, december) == "11月28日–12月4日"
    assert zh.day_range(NOVEMBER_11, NOVEMBER_20, with_year=True) == "2026年11月11日–20日"
    assert seen(gb.day_range(december, date(2027, 1, 3))) == "4 December 2026_– 3 January 2027"
    assert REGIONS["en-US"].day_range(NOVEMBER_11, NOVEMBER_20, with_year=True) == "Nov 11–20, 2026"


def test_the_third_ten_days_end_with_the_month() -> None:
    first, last = date(2026, 2, 21), date(2026, 2, 28)
    assert REGIONS["en-GB"].ten_days(first, last) == "21–28 Feb"
    assert REGIONS["ru-RU"].ten_days(first, last) == "3-я декада февраля"
    assert REGIONS["zh-Hans-CN"].ten_days(first, last, with_year=True) == "2026年2月下旬"
    assert (
        seen(REGIONS["bg-BG"].ten_days(first, last, with_year=True))
        == "трета десетдневка на_февруари 2026_г."
    )


@pytest.mark.parametrize(
    ("key", "gb", "ru", "zh", "bg"),
    [
        ("2026", "2026", "2026_г.", "2026年", "2026_г."),
        ("2026-Q4", "Q4 2026", "4-й_кв. 2026_г.", "2026年第4季度", "4._трим. 2026_г."),
        ("2026-11", "November 2026", "ноябрь 2026_г.", "2026年11月", "ноември 2026_г."),
        ("2026-11-D2", "11–20 Nov 2026", "2-я декада ноября 2026_г.", "2026年11月中旬",
         "втора десетдневка на_ноември 2026_г."),
        ("2026-W47", "Week 47, 16–22 Nov 2026", "47-я неделя, 16–22_ноября 2026_г.",
         "第47周（2026年11月16日–22日）", "Седмица 47, 16–22_ноември 2026_г."),
        ("2026-11-18", "18 November 2026", "18_ноября 2026_г.", "2026年11月18日", "18_ноември 2026_г."),
    ],
)  # fmt: skip
def test_every_kind_of_period_has_a_name(key: str, gb: str, ru: str, zh: str, bg: str) -> None:
    period = parse_period(key)
    shown = [seen(REGIONS[code].period(period)) for code in ("en-GB", "ru-RU", "zh-Hans-CN", "bg-BG")]
    assert shown == [gb, ru, zh, bg]


def test_a_fiscal_year_from_april_names_both_calendar_years() -> None:
    year = parse_period("2026", fiscal_start=4)
    assert [seen(REGIONS[code].period(year)) for code in ("en-GB", "ru-RU", "zh-Hans-CN")] == [
        "FY_2026/27",
        "2026/27_фин._г.",
        "2026/27财年",
    ]
    assert seen(REGIONS["en-GB"].period(parse_period("2099-Q4", fiscal_start=4))) == "Q4 FY_2099/00"


def test_a_week_over_new_year_says_both_years() -> None:
    assert seen(REGIONS["en-GB"].period(parse_period("2026-W53"))) == (
        "Week 53, 28 December 2026_– 3 January 2027"
    )


def test_a_moment_is_a_day_and_a_time() -> None:
    moment = datetime(2026, 11, 18, 14, 5)
    assert [seen(REGIONS[code].moment(moment)) for code in REGIONS] == [
        "Nov 18, 2026, 2:05_PM",
        "18/11/2026, 14:05",
        "18.11.2026, 14:05",
        "2026/11/18 14:05",
        "18.11.2026_г., 14:05",
    ]


@pytest.mark.parametrize(
    ("count", "ru", "bg"),
    [(1, "1_рабочий день", "1_работен ден"), (2, "2_рабочих дня", "2_работни дни"),
     (5, "5_рабочих дней", "5_работни дни"), (21, "21_рабочий день", "21_работни дни"),
     (0, "0_рабочих дней", "0_работни дни")],
)  # fmt: skip
def test_working_days_agree_with_their_number(count: int, ru: str, bg: str) -> None:
    assert seen(formats_for("ru").working_days(count)) == ru
    assert seen(formats_for("bg").working_days(count)) == bg


def test_a_mean_of_days_takes_the_form_of_a_fraction() -> None:
    assert seen(formats_for("ru").days(4.5)) == "4,5_дня"
    assert seen(formats_for("bg").days(Fraction(9, 2))) == "4,5_дни"
    assert seen(formats_for("en").days(1.0)) == "1 day"
    assert seen(formats_for("ru").days(1234)) == "1_234_дня"


@given(
    st.integers(-(10**14), 10**14),
    st.sampled_from(sorted(REGIONS)),
    st.sampled_from(["USD", "JPY", "BGN", "KWD"]),
)
def test_an_amount_read_back_digit_by_digit_is_the_same_amount(
    minor: int, region: str, currency: str
) -> None:
    formats: Formats = REGIONS[region]
    written = formats.money(minor, currency).removesuffix(formats.symbol(currency))
    digits = "".join(character for character in written if character.isdecimal())
    assert int(digits) * (-1 if written.startswith("\u2212") else 1) == minor


@given(st.integers(-(10**15), 10**15), st.sampled_from(sorted(REGIONS)))
def test_a_short_number_is_within_five_percent_of_the_number(value: int, region: str) -> None:
    formats: Formats = REGIONS[region]
    steps = {"K": 10**3, "M": 10**6, "B": 10**9, "万": 10**4, "亿": 10**8, "тыс.": 10**3, "млн": 10**6,
             "млн.": 10**6, "млрд": 10**9, "млрд.": 10**9, "хил.": 10**3}  # fmt: skip
    written = formats.number_short(value).replace("\u2212", "-").replace("\u00a0", "")
    mark = next((m for m in sorted(steps, key=len, reverse=True) if written.endswith(m)), "")
    digits = written.removesuffix(mark)
    digits = digits.replace(",", ".") if formats.region.language in ("ru", "bg") else digits.replace(",", "")
    read = Fraction(digits) * steps.get(mark, 1)
    assert abs(read - value) <= abs(value) * Fraction(5, 100)


def test_a_month_alone_is_named_as_the_language_names_it() -> None:
    names = {code: formats.month_name(DAY) for code, formats in REGIONS.items()}
    assert names == {
        "en-US": "November",
        "en-GB": "November",
        "ru-RU": "ноябрь",
        "zh-Hans-CN": "11月",
        "bg-BG": "ноември",
    }
