"""What is written as YAML is read back as it was; whatever else the text holds is refused by its key."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.errors import RuleError
from kvota.domain.importing.text import clean
from kvota.domain.metrics.metric import FILTERS
from kvota.domain.planning.working_hours import workload_plain, workload_said
from kvota.domain.settings.company_settings import (
    ClientMapSaid,
    CompanySaid,
    CompanySettings,
    DaySaid,
    FunnelSaid,
    MetricSaid,
    PlaybookSaid,
    PriceSaid,
    ProductSaid,
    ReasonSaid,
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
SHARES = st.fractions(0, 1, max_denominator=10**6)
LINES = st.lists(NAMED, max_size=2).map(tuple)
SCRIPTS = st.lists(WORDS, max_size=3).map(lambda lines: "\n".join(lines).strip())
PLAYBOOKS = st.none() | st.builds(PlaybookSaid, LINES, SCRIPTS, LINES, st.none() | SHARES)
STAGES = st.lists(
    st.builds(StageSaid, NAMES, st.just("open"), st.sampled_from(ACTIONS), QUESTIONS, PLAYBOOKS), max_size=3
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
    PriceSaid,
    st.none() | st.dates(),
    SUMS,
    st.none() | SUMS,
    st.sampled_from(["EUR", "JPY", "KWD"]),
    st.none() | SHARES,
)
CHOSEN = st.dictionaries(st.sampled_from(FILTERS), st.lists(NAMED, max_size=2).map(tuple), max_size=2)
METRICS = st.one_of(
    st.builds(MetricSaid, st.just("calls"), hidden=st.booleans()),
    st.builds(
        MetricSaid,
        st.just("own_1"),
        NAMES,
        st.just("move"),
        st.sampled_from(["", "count", "clients"]),
        CHOSEN.map(lambda chosen: tuple(chosen.items())),
        hidden=st.booleans(),
        reason=WORDS,
    ),
    st.builds(MetricSaid, st.just("own_2"), NAMES, above=st.just("own_1"), below=st.just("visits")),
)
HOURS = st.fixed_dictionaries(
    {},
    optional={
        "hours_a_day": st.fractions(0, 24, max_denominator=999),
        "utilisation": SHARES,
        "ramp": st.lists(SHARES, max_size=3),
        "activities": st.dictionaries(st.sampled_from(ACTIONS), SHARES, max_size=2),
    },
).map(lambda hours: workload_plain(workload_said(hours)))
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
        weeks_445=st.none() | st.booleans(),
    ),
    stages=st.none() | STAGES,
    funnels=st.none() | FUNNELS,
    lost_reasons=st.none()
    | st.lists(st.builds(ReasonSaid, NAMES, st.none() | st.booleans()), max_size=3).map(tuple),
    calendar=st.none()
    | st.lists(st.builds(DaySaid, st.dates(), st.booleans(), WORDS), max_size=3).map(tuple),
    products=st.none()
    | st.lists(st.builds(ProductSaid, NAMED, WORDS, st.lists(PRICES, max_size=2).map(tuple)), max_size=3).map(
        tuple
    ),
    metrics=st.none() | st.lists(METRICS, max_size=3).map(tuple),
    hours=st.none() | HOURS,
    client_map=st.none() | st.builds(ClientMapSaid, st.none() | st.integers(1, 1000)),
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
        (HEAD + "metrics: [{key: calls, en: Phone}]", SettingsKeyUnknown, "key", "metrics[1].en"),
        (HEAD + "metrics: [{key: a, en: A}]", SettingsKeyNeeded, "key", "metrics[1].counts"),
        (
            HEAD + "metrics: [{key: a, en: A, counts: move, filters: {colour: [x]}}]",
            SettingsKeyUnknown,
            "key",
            "metrics[1].filters.colour",
        ),
        (HEAD + "hours: {activities: {nap: 1}}", SettingsKeyUnknown, "key", "hours.activities.nap"),
        (HEAD + "hours: {utilisation: 65}", SettingsValueRefused, "key", "hours.utilisation"),
        (HEAD + "client_map: {cells_per_rep: 0}", SettingsValueRefused, "possible", "1 – 1000"),
        (
            HEAD + "lost_reasons: [{en: A, to_competitor: maybe}]",
            SettingsValueRefused,
            "key",
            "lost_reasons[1].to_competitor",
        ),
        (
            HEAD + "products: [{name: A, prices: [{price: 1, margin: 25%}]}]",
            SettingsValueRefused,
            "key",
            "products[1].prices[1].margin",
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


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("company:\n  country: RU\n  colour: red\n", 4),
        ("metrics:\n- key: a\n  en: A\n  counts: move\n  filters:\n    colour: [x]\n", 7),
        ("hours:\n  hours_a_day: 8\n  ramp:\n  - 0.5\n  - two\n", 6),
        ("products:\n- name: A\n- series: B\n", 4),
    ],
)
def test_a_refusal_names_the_line(text: str, line: int) -> None:
    with pytest.raises(RuleError) as refused:
        read_settings(HEAD + text, currency="EUR")
    assert refused.value.fields["line"] == line


def test_a_share_is_read_as_it_is_written_and_exactly() -> None:
    text = HEAD + "hours: {utilisation: 0.65, ramp: [1/3, 0.5]}"
    said = read_settings(text, currency="EUR").hours
    assert said == {"utilisation": "13/20", "ramp": ["1/3", "1/2"]}
    assert "utilisation: '0.65'\n  ramp:\n  - 1/3\n  - '0.5'" in write_settings(CompanySettings(hours=said))
    playbook = PlaybookSaid(("Call",), "Good day.\n\nWho decides?", (), Fraction(31, 100))
    stages = (
        StageSaid(("A", "", "", ""), "open", "call", None, playbook),
        StageSaid(("S", "", "", ""), "signed", "other"),
        StageSaid(("P", "", "", ""), "paid", "other"),
    )
    text = write_settings(CompanySettings(stages=stages))
    assert "    script: |-\n      Good day.\n\n      Who decides?\n" in text
    assert read_settings(text, currency="EUR").stages == stages


def test_a_part_left_out_says_nothing_and_an_empty_one_says_none() -> None:
    assert read_settings(HEAD + "calendar:", currency="EUR") == CompanySettings(calendar=())
    assert read_settings(HEAD + "calendar: [{day: 2026-12-31, working: false}]", currency="EUR").calendar == (
        DaySaid(date(2026, 12, 31), False, ""),
    )
