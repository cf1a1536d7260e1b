"""The board: what it counts opens lists of as many, however it is zoomed, parted or filtered."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.day_of_plan import DayOfPlan
from kvota.domain.calendar.period import period_of
from kvota.language.formats import formats_for
from kvota.records.calendars import company_calendar
from kvota.records.models import ManyAtOnce, Move
from kvota.web.board import look
from kvota.web.board.gauges import race_words
from kvota.web.parts.client_dots import ClientDots, client_dots, clients_a_dot
from tests.a_small_company import SmallCompany, a_small_company
from tests.web.parts.drawn import Drawn

COUNT = re.compile(r'data-testid="point-count" href="([^"]+)">([\d,]+)<')
LANE = re.compile(r'data-testid="lane-count" href="([^"]+)">(\d+)<')
DOTS = re.compile(r'class="point__dots" href="([^"]+)"[^>]*data-dots="(\d+)"')
LISTED = re.compile(r'data-testid="list-count" data-value="(\d+)"')
NOVEMBER = period_of(date(2026, 11, 18), "month")


@pytest.fixture
def company(db: Any, today: date) -> SmallCompany:
    """Forty who went on, so that a norm is known; eight who wait, of two reps, two products and none."""
    company = a_small_company()
    with scope(organisation=company.organisation):
        for number in range(40):
            on = today - timedelta(days=90 + number)
            deal = company.deal(f"Left {number}", on=on)
            company.move(deal, 1, on=on)
            company.move(deal, 2, on=on + timedelta(days=1 + number % 9))
            company.move(deal, kind="lost", on=on + timedelta(days=12))
        for number, age in enumerate((0, 1, 3, 8, 9, 12, 40, 70)):
            product = (company.product("GTX"), company.product("Foil"), None)[number % 3]
            deal = company.deal(
                f"Waits {number}",
                on=today - timedelta(days=age),
                amount=1000_00 * (age + 1),
                owner=("Maria", "Ivan", None)[number % 3],
                product=product,
            )
            company.move(deal, 1 + number % 2, on=today - timedelta(days=age))
    return company


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def listed(client: Client, url: str) -> int:
    found = LISTED.search(page(client, unescape(url)))
    assert found, url
    return int(found[1])


@pytest.mark.parametrize("show", ["", *look.SHOWN])
def test_each_filter_counts_as_many_as_the_list_it_opens(company: Any, signed_in: Any, show: str) -> None:
    client = signed_in(company, "Olga")
    html = page(client, f"/board?show={show}")
    counts = COUNT.findall(html)
    assert len(counts) == 7
    for url, count in counts:
        assert listed(client, url) == int(count), url
    assert html.count("data-chip ") == sum(int(count) for _url, count in counts)
    assert (sum(int(count) for _url, count in counts) > 0) == (show not in {"parked", "silent"})


@pytest.mark.parametrize(
    ("who", "lane", "show"),
    [("Olga", "rep", ""), ("Olga", "product", "stuck"), ("Denis", "rep", "moved_today")],
)
def test_lanes_part_the_same_clients_as_chips_and_as_dots(
    company: Any, signed_in: Any, who: str, lane: str, show: str
) -> None:
    client = signed_in(company, who)
    asked = f"lane={lane}&show={show}"
    whole, chips = page(client, f"/board?show={show}"), page(client, f"/board?{asked}")
    dots = page(client, f"/board?{asked}&zoom=dots")
    lanes = LANE.findall(chips)
    assert len(lanes) >= (1 if show else 2) and [count for _, count in LANE.findall(dots)] == [
        count for _, count in lanes
    ]
    for url, count in lanes:
        assert listed(client, url) == int(count), url
    total = sum(int(count) for _, count in COUNT.findall(whole))
    assert sum(int(count) for _url, count in lanes) == total > 0
    deals = re.compile(r'id="chip-([^"]+)"')
    assert sorted(deals.findall(chips)) == sorted(deals.findall(whole))
    # Each dot is one client here; a cell opens the list of those of its lane and stage.
    cells = DOTS.findall(dots)
    assert sum(int(count) for _url, count in cells) == total
    for url, count in cells:
        assert f"{'owner' if lane == 'rep' else 'product'}=" in url and listed(client, url) == int(count), url


def test_what_is_said_over_a_chip_is_the_rule_and_what_this_reader_can_do(
    company: Any, signed_in: Any
) -> None:
    html = page(signed_in(company, "Denis"), "/board?show=stuck")
    about = re.findall(r'data-about="([^"]+)"', html)[0]
    said = page(signed_in(company, "Denis"), about)
    assert "9 of 10 that moved on did so within" in said
    assert ("about-step" in said, "about-moves" in said) == (True, True)
    read = page(signed_in(company, "Anna"), about)
    assert ("about-step" in read, "about-moves" in read) == (False, False)
    assert "data-about=" not in page(signed_in(company, "Denis"), "/board?choose=1")
    assert "data-about=" not in page(signed_in(company, "Denis"), "/board?when=2026-10")


def test_the_fold_says_in_words_what_the_board_shows(company: Any, signed_in: Any) -> None:
    client = signed_in(company, "Olga")
    for asked, words in (
        ("", "All deals"),
        ("show=stuck", "Stuck"),
        ("show=stuck&lane=rep", "Stuck · By rep"),
    ):
        assert f'<span class="pick__words">{words}</span>' in page(client, f"/board?{asked}")


def test_who_reads_only_his_own_has_no_lanes_of_reps(company: Any, signed_in: Any) -> None:
    html = page(signed_in(company, "Maria"), "/board")
    assert ("lane-product" in html, "lane-rep" in html) == (True, False)


def test_the_zoom_follows_how_many_there_are_and_stands_in_the_address(
    company: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(company, "Olga")

    def zooms(path: str) -> tuple[bool, int, bool, bool]:
        html = page(client, path)
        views = html[html.index('class="views"') : html.index("</nav>", html.index('class="views"'))]
        return (
            "data-chip " in html,
            html.count('data-testid="dots-'),
            "zoom-notice" in html,
            "zoom=chips" in views,
        )

    assert zooms("/board") == (True, 0, False, True)
    assert zooms("/board?zoom=dots") == (False, 7, False, True)
    monkeypatch.setattr(look, "MOST_CHIPS", 5)
    assert zooms("/board") == (False, 7, True, True)  # chosen for him, and said
    assert zooms("/board?zoom=chips") == (True, 0, False, True)  # and switched back
    monkeypatch.setattr(look, "MOST_ON_A_BOARD", 7)
    assert zooms("/board?zoom=chips") == (False, 7, True, False)
    assert 'data-testid="heat"' in page(client, "/board?zoom=heat")


def test_a_dot_stands_for_so_many_and_a_stuck_one_is_never_lost() -> None:
    assert [clients_a_dot(most) for most in (0, 60, 61, 120, 121, 2_000)] == [1, 1, 2, 2, 5, 50]
    drawn = Drawn(client_dots(ClientDots(count=121, stuck=1, each=5, ink="open")))
    assert (len(drawn.of("ink-open")), len(drawn.of("ink-stuck"))) == (25, 1)
    assert ClientDots(count=3, stuck=3, each=5, ink="open").stuck_dots == 1
    assert ClientDots(count=0, stuck=0, each=1, ink="open").dots == 0


def test_the_gauges_say_what_their_lists_and_other_days_say(
    company: Any, signed_in: Any, today: date
) -> None:
    client = signed_in(company, "Olga")
    html = page(client, "/board")
    words = re.sub(r"<[^>]+>", "", html)

    def in_work(path: str) -> int:
        found = re.search(r'"gauge-in-work"><a href="[^"]+"><b class="num">([\d,]+)<', page(client, path))
        assert found
        return int(found[1])

    before = unescape(re.search(r'href="([^"]+)" data-testid="in-work-before"', html)[1])  # type: ignore[index]
    assert f"+{in_work('/board') - in_work(before)} since" in words
    # Eight clients at the stages 1 and 2, the money at the eighth.
    left = sum((8 - rank) * int(count) for rank, (_url, count) in enumerate(COUNT.findall(html), 1))
    assert left == 4 * 7 + 4 * 6
    assert re.search(rf'data-testid="pips"><a [^>]*><b class="num">{left}<', html)
    stuck = re.search(r'href="([^"]+)" data-testid="most-stuck">most at [^:]+: (\d+)', html)
    assert stuck and listed(client, stuck[1]) == int(stuck[2]) > 0
    moves = re.search(r'href="([^"]+)" data-testid="pips-a-day">\s*−([\d.]+) a day', html)
    assert moves
    with scope(organisation=company.organisation):
        made = Move.objects.filter(occurred_on__gte=today.replace(day=1)).select_related("stage")
        steps = sum(move.stage.rank for move in made)  # each entered at that stage
        days = company_calendar(company.organisation).working_days(today.replace(day=1), today)
    assert float(moves[2]) == round(float(Fraction(steps, len(days))), 1)


@pytest.mark.parametrize(
    ("days", "words", "sure", "remark"),
    [
        ((20, 24, 28), "Plan on 24 Nov", "8 in 10: 20–28 Nov", ""),
        ((28, 33, 41), "Plan on 3 Dec", "8 in 10: 28 Nov – 11 Dec", "after the period ends"),
        ((28, 33, None), "Plan on 3 Dec", "8 in 10: 28 Nov to later than 31 Jan", "after the period ends"),
        ((33, None, None), "Plan not reached by 30 Nov", "1 in 10 reaches it by 3 Dec", ""),
        ((None, None, None), "Plan not reached by 30 Nov", "nor by 31 Jan, in 9 of 10 futures", ""),
        ((24, 24, 24), "Plan on 24 Nov", "8 in 10: 24 Nov", ""),
    ],
)
def test_the_race_names_a_day_only_with_its_range(
    days: tuple[int | None, ...], words: str, sure: str, remark: str
) -> None:
    on = [None if day is None else date(2026, 10, 31) + timedelta(days=day) for day in days]
    found = DayOfPlan(False, True, date(2027, 1, 31), *on)
    race = race_words(found, period=NOVEMBER, formats=formats_for("en", "GBP"))
    said = (race.words, race.sure.replace("\u2009", " ").replace("\xa0", " "), race.remark)
    assert said == (words, sure, remark)


def test_the_race_says_so_where_history_is_short_or_no_goal_is_set(
    company: Any, signed_in: Any, now: Any
) -> None:
    client = signed_in(company, "Olga")
    assert 'data-testid="race"' not in page(client, "/board")
    with scope(organisation=company.organisation):
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=NOVEMBER,
            amount_minor=900_000_00,
            now=now,
        )
    assert "No day to name yet" in page(client, "/board")
    assert 'data-testid="race"' not in page(client, "/board?when=2026-10")


@pytest.mark.parametrize(
    ("who", "ways"),
    [
        ("Maria", {"park", "step"}),
        ("Denis", {"park", "step", "reassign"}),
        ("Olga", {"reassign"}),
        ("Anna", set()),
    ],
)
def test_who_may_change_deals_chooses_several_on_the_board(
    company: Any, signed_in: Any, who: str, ways: set[str]
) -> None:
    html = page(signed_in(company, who), "/board?choose=1")
    assert set(re.findall(r'data-testid="many-(park|step|reassign)"', html)) == ways
    assert bool(ways) == ("data-tick " in html)
    assert "data-board-move" not in html or not ways


def test_chosen_chips_are_parked_each_with_its_answer_and_one_undo(
    company: Any, signed_in: Any, today: date
) -> None:
    client = signed_in(company, "Maria")
    chips = re.findall(r'name="deal" value="([^"]+)"', page(client, "/board?choose=1"))
    uid = "01a3b1c2-0000-7000-8000-000000000001"
    form = {
        "uid": uid,
        "which": "ticked",
        "deal": chips[:2],
        "do": "park",
        "until": today + timedelta(days=9),
    }
    answer = client.post("/review/deals/many", form, follow=True)
    assert answer.content.decode().count('data-testid="many-row"') == 2
    with scope(organisation=company.organisation):
        assert ManyAtOnce.objects.get(uid=uid).rows.filter(outcome="done").count() == 2
    assert "parked" in page(client, "/board?show=parked") and listed(client, "/review/deals?show=parked") == 2
    client.post(f"/review/deals/many/{uid}/undo")
    assert listed(client, "/review/deals?show=parked") == 0


def test_a_chip_moved_by_script_is_answered_with_where_it_stands(company: Any, signed_in: Any) -> None:
    client = signed_in(company, "Maria")
    deal = re.findall(r'data-chip data-deal="([^"]+)"', page(client, "/board"))[0]
    answer = client.post("/board/move", {"deal": deal, "stage": "5"}, headers={"HX-Request": "true"})
    said = answer.content.decode()
    assert answer.status_code == 200 and "Offer received, 5 of 7." in said and "undo" in said
    whole = client.post("/board/move", {"deal": deal, "stage": "6", "query": "?lane=product"})
    assert (whole.status_code, whole["Location"]) == (302, "/board?lane=product")


def test_an_empty_board_shows_its_seven_points_and_where_to_begin(db: Any, signed_in: Any) -> None:
    company = a_small_company()
    html = page(signed_in(company, "Maria"), "/board")
    assert len(COUNT.findall(html)) == 7
    assert html.count("ghost-chip") == 1 and 'href="/deal/new"' in html
    assert "ghost-chip" not in page(signed_in(company, "Anna"), "/board")


def test_a_filter_nobody_matches_says_so_and_shows_the_way_back(company: Any, signed_in: Any) -> None:
    html = page(signed_in(company, "Olga"), "/board?show=parked")
    assert "nothing-shown" in html and "ghost-chip" not in html
