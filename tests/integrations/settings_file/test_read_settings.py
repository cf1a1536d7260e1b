"""What is written as YAML is read back as it was; whatever else the text holds is refused by its key."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.errors import RuleError
from kvota.domain.importing.text import clean
from kvota.domain.settings.company_settings import (
    CompanySaid,
    CompanySettings,
    DaySaid,
    FunnelSaid,
    PriceSaid,
    ProductSaid,
    StageSaid,
)
from kvota.integrations.settings_file.read_settings import (
    ACTIONS,
    SettingsKeyNeeded,
    SettingsKeyUnknown,
    SettingsTooLong,
    SettingsUnreadable,
    SettingsValueRefused,
    read_settings,
)
from kvota.integrations.settings_file.write_settings import write_settings

# Words that YAML may take for something else, and letters of any script.
WORDS = st.one_of(
    st.sampled_from(
        ["null", "~", "yes", "NO", "1e3", "0x1F", "2026-12-31", "- a", "a: b", "#x", "'", '"', "&a", "*a"]
    ),
    st.text(max_size=20),
).map(clean)
NAMED = WORDS.filter(bool)
NAMES = st.tuples(NAMED, WORDS, WORDS, WORDS)
QUESTIONS = st.none() | st.lists(NAMES, max_size=2).map(tuple)
STAGES = st.lists(
    st.builds(StageSaid, NAMES, st.just("open"), st.sampled_from(ACTIONS), QUESTIONS), max_size=3
).map(
    lambda rows: (
        *rows,
        StageSaid(("S", "", "", ""), "signed", "other"),
        StageSaid(("P", "", "", ""), "paid", "other"),
    )
)
FUNNELS = st.lists(st.builds(FunnelSaid, NAMES, STAGES), max_size=3).map(tuple)
SUMS = st.integers(0, 10**9)
PRICES = st.builds(
    PriceSaid, st.none() | st.dates(), SUMS, st.none() | SUMS, st.sampled_from(["EUR", "JPY", "KWD"])
)
SETTINGS = st.builds(
    CompanySettings,
    company=st.builds(
        CompanySaid,
        country=st.sampled_from(["", "RU", "CN", "BG"]),
        currency=st.sampled_from(["EUR", "JPY", "RUB"]),
        language=st.sampled_from(["en", "zh-hans"]),
        time_zone=st.just("Europe/Sofia"),
        fiscal_start=st.integers(1, 12),
        basis=st.sampled_from(["cash", "signed"]),
        ten_day=st.booleans(),
    ),
    stages=st.none() | STAGES,
    funnels=st.none() | FUNNELS,
    lost_reasons=st.none() | st.lists(NAMES, max_size=3).map(tuple),
    calendar=st.none()
    | st.lists(st.builds(DaySaid, st.dates(), st.booleans(), WORDS), max_size=3).map(tuple),
    products=st.none()
    | st.lists(st.builds(ProductSaid, NAMED, WORDS, st.lists(PRICES, max_size=2).map(tuple)), max_size=3).map(
        tuple
    ),
)


@given(SETTINGS)
def test_what_is_written_is_read_back(settings: CompanySettings) -> None:
    assert read_settings(write_settings(settings), currency="EUR") == settings


@given(st.text(max_size=80) | st.text("[{&*!:-\n ab", max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        read_settings(f"kvota_settings: 1\n{text}", currency="EUR")
    except RuleError as refused:
        assert refused.code.startswith("settings_") or refused.fields


HEAD = "kvota_settings: 1\n"
COMPANY = (
    "company: {country: RU, currency: RUB, language: ru, time_zone: UTC, fiscal_start: 1,"
    " basis: %s, ten_day: %s}"
)


@pytest.mark.parametrize(
    ("text", "refusal", "field", "said"),
    [
        ("", SettingsValueRefused, "key", "kvota_settings"),
        ("kvota_settings: 2", SettingsValueRefused, "possible", "1"),
        (HEAD + "people: []", SettingsKeyUnknown, "key", "people"),
        (HEAD + "company: {country: RU}", SettingsKeyNeeded, "key", "company.currency"),
        (HEAD + COMPANY % ("profit", "true"), SettingsValueRefused, "value", "profit"),
        (HEAD + COMPANY % ("cash", "yes"), SettingsValueRefused, "key", "company.ten_day"),
        (
            HEAD + "stages: [{en: A, kind: open}]",
            SettingsValueRefused,
            "possible",
            "open, …, open, signed, paid",
        ),
        (HEAD + "lost_reasons: [{de: Preis}]", SettingsKeyUnknown, "key", "lost_reasons[1].de"),
        (HEAD + "lost_reasons: [{en: ''}]", SettingsKeyNeeded, "key", "lost_reasons[1].en"),
        (HEAD + "calendar: [{day: soon, working: true}]", SettingsValueRefused, "key", "calendar[1].day"),
        (
            HEAD + "products: [{name: A, prices: [{from: 2026-01-01}]}]",
            SettingsKeyNeeded,
            "key",
            "products[1].prices[1].price",
        ),
        (HEAD + f"products: [{{name: {'A' * 201}}}]", SettingsValueRefused, "key", "products[1].name"),
        (HEAD + "products: !!python/object:os.system x", SettingsUnreadable, "problem", "tags"),
        (HEAD + "a: &a [x]\nb: [*a, *a]", SettingsUnreadable, "problem", "anchors and aliases"),
        (HEAD + "stages: []\nstages: []", SettingsUnreadable, "line", 1),
        (HEAD + "stages: [", SettingsUnreadable, "line", 2),
        ("[" * 100_000, SettingsUnreadable, "line", 1),
        ("x" * 300_001, SettingsTooLong, "most", 300_000),
    ],
)
def test_a_refusal_names_the_key_and_the_value(
    text: str, refusal: type[RuleError], field: str, said: object
) -> None:
    with pytest.raises(refusal) as refused:
        read_settings(text, currency="EUR")
    assert refused.value.fields[field] == said


def test_a_part_left_out_says_nothing_and_an_empty_one_says_none() -> None:
    assert read_settings(HEAD + "calendar:", currency="EUR") == CompanySettings(calendar=())
    assert read_settings(HEAD + "calendar: [{day: 2026-12-31, working: false}]", currency="EUR").calendar == (
        DaySaid(date(2026, 12, 31), False, ""),
    )
