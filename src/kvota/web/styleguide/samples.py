"""The fixed figures of the gallery: one company, one day, the same in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kvota.analytics.deal_rows import DealRow, Named
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.clients_in_work import InWork, StageInWork
from kvota.analytics.metrics.day_of_plan import DayOfPlan
from kvota.analytics.metrics.days_in_stage import DaysAStage
from kvota.analytics.metrics.deals import TodayCard
from kvota.analytics.metrics.forecast import Forecast
from kvota.analytics.metrics.moves_per_day import Moves
from kvota.analytics.metrics.plan_actual import BurnUpDay, PlanActual
from kvota.domain.calendar.period import parse_period
from kvota.domain.selling.usual_funnel import STAGES
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.web.board.gauges import Gauges, race_words
from kvota.web.facts_alone import FactsAlone
from kvota.web.parts.chip import Chip
from kvota.web.parts.legend import WORDS
from kvota.web.parts.stage_strip import StageMark
from kvota.web.plan.grid import Cell, Grid, GridRow
from kvota.web.review.burn_up_of_period import figure_of
from kvota.web.today.sentence import Closer, Standing
from kvota.web.today.why import reason

NOBODY = "00000000-0000-4000-8000-000000000000"  # no object has it: links of the gallery lead nowhere
ON = date(2026, 11, 18)
MONTH = parse_period("2026-11")
THOUSAND = 1_000_00
CLIENTS = {
    "en": ("Vega", "Orion", "Altair Auto", "Northern Wholesale Packaging Ltd"),
    "ru": ("Вега", "Орион", "Альтаир Авто", "Северная оптовая упаковочная компания"),
    "zh-hans": ("天鹰", "猎户", "天琴汽车", "北方批发包装股份有限公司"),
    "bg": ("Вега", "Орион", "Алтаир Авто", "Северна компания за опаковки на едро"),
}
PEOPLE = {
    "en": ("Ada Lark", "Ben Wren"),
    "ru": ("Анна Чижова", "Иван Стрижов"),
    "zh-hans": ("李雁", "王鹤"),
    "bg": ("Ана Чайкова", "Иван Славеев"),
}
# Twenty sums of equal chance, in thousands; five of them reach the plan of 1,200.
OUTCOMES = (
    *(1010, 1035, 1055, 1070, 1085, 1095, 1105, 1115, 1125, 1135),
    *(1145, 1155, 1165, 1175, 1190, 1200, 1210, 1220, 1240, 1275),
)
WORKING = [day for day in range(2, 31) if date(2026, 11, day).weekday() < 5]
ACTUAL = (45, 98, 150, 170, 236, 292, 340, 388, 446, 512, 578, 640, 702)


def everything(language: str, currency: str) -> dict[str, Any]:
    """What the gallery's template needs. `chips`, `cards` and the like are (what it shows, the sample)."""
    formats = formats_for(language, currency)
    names, stages = CLIENTS[language], [stage.names[language[:2]] for stage in STAGES]
    usual = _standing(currency, names)
    return {
        "scope": _scope(formats),
        "scopes": _scopes(formats),
        "sentences": _sentences(usual),
        "figure": figure_of(_days(), usual, _scope(formats), formats),
        "in_work": _in_work(),
        "g": _gauges(stages, formats),
        "report": usual.report,
        "span": MONTH,
        "count": 142,
        "marks": _marks(stages, formats),
        "chips": _chips(names, formats),
        "cards": _cards(names, stages, formats),
        "table": _table(names, formats),
        "days_of_work": [3, 5, 2, 0, 0, 6, 4, 7, 3, 9],
        "pips_of_days": [540, 533, 528, 524, 519, 515, 511],
        "season": _season(),
        **_grid(PEOPLE[language], formats),
    }


def _season() -> dict[str, list[int | None]]:
    """A year of two products in thousands: what came until November, what is planned for every month."""
    came: dict[str, list[int | None]] = {
        "came": [62, 55, 71, 80, 84, 66, 40, 38, 77, 92, 45, None],
        "came_of_other": [12, 14, 18, 9, 0, 22, 25, 27, 19, 14, 6, None],
    }
    return came | {
        "planned": [60, 60, 70, 80, 80, 70, 50, 40, 80, 90, 95, 110],
        "planned_of_other": [10, 15, 15, 10, 10, 20, 25, 25, 20, 15, 10, 10],
    }


def _scope(formats: Formats, **changed: Any) -> SimpleNamespace:
    month = formats.period(MONTH)
    plain = {
        "who_label": _("Sales 1"),
        "when_label": month,
        "who_choices": [("#scope", "Nord Pack", False, 0), ("#scope", _("Sales 1"), True, 1)],
        "when_choices": [("#scope", month, True, 0)],
        "previous_url": "#scope",
        "next_url": "#scope",
        "note": "",
        "views": [],
        "query": "",
        "period": MONTH,
        "when": MONTH.key,
        "as_of": ON,
        "scope": SimpleNamespace(who=""),
    }
    return SimpleNamespace(**(plain | changed))


def _scopes(formats: Formats) -> list[tuple[str, SimpleNamespace]]:
    views = [("#scope", _("Plan vs actual"), True), ("#scope", _("Funnel and speed"), False)]
    return [
        (_("A unit, a month, the views of the place"), _scope(formats, views=views)),
        (_("One person: nobody else to choose"), _scope(formats, who_choices=[("#scope", "", True, 0)])),
        (
            _("With a note"),
            _scope(formats, note=_("payments as of %(day)s") % {"day": formats.day_month(ON)}),
        ),
    ]


def _standing(currency: str, names: tuple[str, ...]) -> Standing:
    report = PlanActual(
        period=MONTH,
        as_of=ON,
        currency=currency,
        basis="cash",
        months=("2026-11",),
        months_without=(),
        planned_minor=1_200 * THOUSAND,
        plan_minor=1_200 * THOUSAND,
        actual_minor=702 * THOUSAND,
        assumed_minor=0,
        gap_minor=-498 * THOUSAND,
        attainment=Fraction(702, 1200),
        to_date_minor=733 * THOUSAND,
        pace=Fraction(702, 733),
        required_minor=498 * THOUSAND // 9,
        working_days=21,
        working_days_left=9,
    )
    likely = Forecast(
        label="experimental",
        currency=currency,
        basis="cash",
        as_of=ON,
        actual_minor=702 * THOUSAND,
        low_minor=1_048 * THOUSAND,
        middle_minor=1_144 * THOUSAND,
        high_minor=1_240 * THOUSAND,
        dots=tuple(sum_ * THOUSAND for sum_ in OUTCOMES),
        sums=tuple(sum_ * THOUSAND for sum_ in OUTCOMES for _ in range(5)),
        chance_of_plan=5,
        from_open_minor=352 * THOUSAND,
        from_new_minor=90 * THOUSAND,
        signed_minor=190 * THOUSAND,
        closers=(),
    )
    closers = [
        Closer(_deal(names[place], thousands), n)
        for place, (thousands, n) in enumerate(((380, 13), (210, 9)))
    ]
    return Standing(report, likely, closers)


def _sentences(usual: Standing) -> list[tuple[str, Standing]]:
    """The sentence when the plan is ahead, made, missing, or of a time without work."""
    report, likely = usual.report, usual.told
    assert likely is not None
    made = 1_260 * THOUSAND
    met = replace(report, actual_minor=made, gap_minor=made - 1_200 * THOUSAND, attainment=Fraction(21, 20))
    above = replace(likely, actual_minor=made, low_minor=made, middle_minor=made, high_minor=made + THOUSAND)
    no_goal = replace(
        report, planned_minor=None, plan_minor=None, gap_minor=None, attainment=None, to_date_minor=None
    )
    rate = worded(MissingRate(currency="USD", day=ON))
    short = replace(likely, label="not_enough_history", chance_of_plan=None, low_minor=702 * THOUSAND)
    return [
        (_("On the way"), usual),
        (_("Met"), Standing(met, replace(above, chance_of_plan=20, signed_minor=0), [])),
        (_("No goal"), Standing(no_goal, replace(likely, chance_of_plan=None), [])),
        (_("Too little history: a wide range, and no count"), Standing(report, short, [])),
        (_("No forecast: why, and what mends it"), Standing(report, FactsAlone(rate, "#states"), [])),
    ]


def _deal(client: str, thousands: int) -> DealRow:
    return DealRow(
        id=0,
        uid=NOBODY,
        name="",
        client=Named(0, NOBODY, client),
        owner=None,
        product=None,
        funnel=0,
        stage=None,
        rank=5,
        stage_kind="open",
        since_on=ON,
        age_days=6,
        last_on=ON,
        silent_days=0,
        cycle=1,
        furthest=5,
        undated=False,
        amount_minor=thousands * THOUSAND,
        amount_assumed=False,
        given_minor=thousands * THOUSAND,
        given_currency="",
        signed_minor=0,
        paid_minor=0,
        signed_on=None,
        paid_on=None,
        parked_until=None,
        next_step_on=None,
        next_step="",
        expected_on=None,
        is_lost=False,
        lost_on=None,
        lost_reason=None,
        moved_today=False,
        is_stuck=False,
        is_hopeless=False,
        is_silent=False,
        is_suspended=False,
        has_next_step=False,
        norm_days=4,
        loss_minor=None,
    )


def _days() -> list[BurnUpDay]:
    return [
        BurnUpDay(
            date(2026, 11, day),
            True,
            1_200 * THOUSAND * place // len(WORKING),
            ACTUAL[place - 1] * THOUSAND if place <= len(ACTUAL) else None,
        )
        for place, day in enumerate(WORKING, 1)
    ]


def _in_work() -> InWork:
    return InWork(
        count=142,
        minor=4_800 * THOUSAND,
        undated=3,
        silent=5,
        stuck=11,
        stuck_minor=420 * THOUSAND,
        no_next_step=4,
        assumed_amounts=0,
        without_amount=0,
        stages=(),
    )


def _gauges(stages: list[str], formats: Formats) -> Gauges:
    """The board's gauges on the eighteenth, the plan within reach of the month's last days."""
    longest = StageInWork(
        stage=None,
        rank=4,
        count=26,
        minor=910 * THOUSAND,
        undated=0,
        silent=1,
        stuck=5,
        stuck_minor=210 * THOUSAND,
        no_next_step=2,
    )
    found = DayOfPlan(
        reached=False,
        carried=True,
        looked_to=date(2026, 12, 31),
        early_on=date(2026, 11, 24),
        middle_on=date(2026, 11, 27),
        late_on=date(2026, 12, 4),
    )
    return Gauges(
        since=6,
        before_on=date(2026, 10, 31),
        day=Moves(forward=14, back=2, entries=3),
        speed=DaysAStage(Fraction(41, 5), Fraction(15, 2), 6),
        days_word=formats.days(Fraction(41, 5)),
        usual_word=formats.number(Fraction(15, 2)),
        most_stuck=longest,
        most_stuck_name=stages[3],
        left=511,
        a_day=Fraction(9),
        a_day_word=formats.signed(-9),
        race=race_words(found, period=MONTH, formats=formats),
    )


def _marks(stages: list[str], formats: Formats) -> list[StageMark]:
    day = formats.day_month
    return [
        StageMark(stages[1], "done", day(date(2026, 11, 2))),
        StageMark(stages[2], "jumped"),
        StageMark(stages[4], "here", formats.days(17), stuck=True),
        StageMark(stages[6], "ahead"),
    ]


def _chips(names: tuple[str, ...], formats: Formats) -> list[tuple[str | Promise, Chip]]:
    def chip(place: int, **more: Any) -> Chip:
        return Chip(deal="", name=names[place], label=names[place], url="#chip", **more)

    return [
        (WORDS["open"], chip(0)),
        (WORDS["verbal"], chip(1, size=2, certainty="verbal")),
        (WORDS["signed"], chip(2, size=3, certainty="signed")),
        (WORDS["paid"], chip(3, size=4, certainty="paid")),
        (WORDS["stuck"], chip(0, size=3, stuck_days=formats.days(17))),
        (WORDS["flag"], chip(1, size=3, has_next_step=True)),
        (WORDS["moved"], chip(2, size=3, moved_today=True)),
        (_("chosen"), chip(0, size=3, current=True)),
    ]


def _cards(names: tuple[str, ...], stages: list[str], formats: Formats) -> list[tuple[str, dict[str, Any]]]:
    card = {
        "deal": NOBODY,
        "client": names[0],
        "url": "#card",
        "amount": formats.money_whole(380 * THOUSAND),
        "stage": stages[4],
        "why": reason(TodayCard(_deal(names[0], 380), "stuck", 6), formats, today=ON),
        "say": "",
        "move_url": "#card",
        "sheet_url": "#card",
        "seen": None,
        "next_stage": 6,
        "next_label": stages[5],
    }
    assumed = {"client": names[3], "amount": f"≈ {formats.money_whole(99_850_00)}", "why": ""}
    signed = {"client": names[1], "stage": stages[6], "next_label": "", "why": ""}
    return [
        (_("The next stage is one tap"), card),
        (_("A long name and an assumed sum"), card | assumed),
        (_("Nothing left but the payment"), card | signed),
    ]


def _table(names: tuple[str, ...], formats: Formats) -> dict[str, Any]:
    sums = (380, 210, 96, 41)
    rows = [
        ("#table", [(name, ""), (formats.money_whole(sum_ * THOUSAND), "num")])
        for name, sum_ in zip(names, sums, strict=True)
    ]
    total = [(_("together"), ""), (formats.money_whole(sum(sums) * THOUSAND), "num")]
    return {"columns": [(_("Client"), ""), (_("Amount"), "num")], "rows": rows, "total": total}


def _grid(people: tuple[str, ...], formats: Formats) -> dict[str, Any]:
    """A quarter of a unit with two people: typed, being changed, previewed, not yet allocated."""
    months = [parse_period(key) for key in ("2026-10", "2026-11", "2026-12")]
    keys = [month.key for month in months]

    def row(name: str, depth: int, *cells: Cell) -> GridRow:
        return GridRow(key=name, name=name, uid=NOBODY, depth=depth, is_unit=not depth, cells=list(cells))

    def cell(month: int, thousands: int, **more: Any) -> Cell:
        return Cell("", keys[month], thousands * THOUSAND, is_now=month == 1, **more)

    ada, ben = people
    rows = [
        row(
            _("Sales 1"),
            0,
            cell(0, 250, fact_minor=262 * THOUSAND),
            cell(1, 290, fact_minor=154 * THOUSAND),
            cell(2, 330),
        ),
        row(
            ada,
            1,
            cell(0, 130, fact_minor=141 * THOUSAND),
            cell(1, 150, fact_minor=102 * THOUSAND, typed=True),
            cell(2, 160, editing=True),
        ),
        row(
            ben,
            1,
            cell(0, 120, fact_minor=121 * THOUSAND),
            cell(1, 140, fact_minor=52 * THOUSAND),
            cell(2, 150, before=140 * THOUSAND),
        ),
    ]
    return {
        "grid": Grid(
            months,
            rows,
            [(_("Sales 1"), [0, 0, 20 * THOUSAND])],
            currency=formats.currency,
            facts_url=reverse("actual-list"),
        ),
        "month_names": {month.key: formats.period(month) for month in months},
        "now_key": "2026-11",
        "period": parse_period("2026-Q4"),
        "period_label": formats.period(parse_period("2026-Q4")),
        "may_edit": False,
        "typed": formats.number(160_000),
    }
