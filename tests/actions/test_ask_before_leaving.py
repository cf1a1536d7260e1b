"""Questions before leaving a stage: answered or not, kept as they were said, and never in anybody's way."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvota.actions.ask_before_leaving import (
    MOST_QUESTIONS,
    QuestionNeeded,
    TooManyQuestions,
    UnknownAnswer,
    add_question,
    answer_questions,
    ask_again,
    drop_question,
    reword_question,
)
from kvota.actions.record_move import record_move
from kvota.analytics.metrics.deals import open_deals
from kvota.analytics.metrics.exit_answers import exit_answers
from kvota.analytics.scope import Scope
from kvota.records.exit_questions import answers_of
from kvota.records.models import Event, ExitAnswer, Move
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany
from tests.analytics.random_history import taken_back
from tests.how_many_examples import examples

EVERYONE = Scope(people=None)


@pytest.fixture
def asked(company: SmallCompany, now, today):
    """A question of the third stage, and a deal of Maria's that stands there."""
    question = add_question(
        seat=company.seats["Olga"],
        stage=company.stages[2],
        words=" Do we know  who decides? ",
        language="en",
        now=now,
    )
    deal = company.deal("Vega", on=today - timedelta(days=5))
    company.move(deal, 3, on=today - timedelta(days=5))
    return question, deal


def test_a_move_takes_the_answers_along_and_asks_for_none(company, asked, now, today) -> None:
    question, deal = asked
    sent = {"seat": company.seats["Maria"], "deal": deal, "uid": uuid4(), "now": now, "today": today}
    for _ in range(2):  # the same tap twice
        record_move(**sent, stage=company.stages[3], answers={question: "no"})
    (answer,) = ExitAnswer.objects.all()
    assert (answer.answer, answer.occurred_on, answer.known_on) == ("no", today, today)
    assert Event.objects.get(kind="questions_answered").payload["answers"] == [[str(question.uid), "no"]]
    record_move(seat=company.seats["Maria"], deal=deal, stage=company.stages[4], now=now, today=today)
    assert ExitAnswer.objects.count() == 1


def test_the_newest_answer_counts_and_an_empty_one_takes_it_back(company, asked, now, today) -> None:
    question, deal = asked
    said = {"seat": company.seats["Maria"], "deal": deal, "now": now, "today": today}
    for answer in ("no", "yes", "yes"):
        answer_questions(**said, answers={question: answer})
    assert [one.answer for one in answers_of(deal).values()] == ["yes"]
    assert ExitAnswer.objects.count() == 2  # what stands already is not said again
    answer_questions(**said, answers={question: ""})
    assert answers_of(deal) == {} and ExitAnswer.objects.count() == 3


def test_what_is_no_answer_stores_neither_it_nor_the_move(company, asked, now, today) -> None:
    question, deal = asked
    moves = Move.objects.count()
    with pytest.raises(UnknownAnswer):
        record_move(
            seat=company.seats["Maria"],
            deal=deal,
            stage=company.stages[3],
            answers={question: "perhaps"},
            now=now,
            today=today,
        )
    assert (Move.objects.count(), ExitAnswer.objects.count()) == (moves, 0)


def test_yesterday_nobody_had_answered_yet(company, asked, now, today) -> None:
    question, deal = asked
    answer_questions(seat=company.seats["Maria"], deal=deal, answers={question: "yes"}, now=now, today=today)
    before = exit_answers(company.organisation, scope=EVERYONE, as_of=today - timedelta(days=1))
    after = exit_answers(company.organisation, scope=EVERYONE, as_of=today)
    assert (before[question.pk].unanswered, after[question.pk].yes) == (1, 1)
    assert after[question.pk].share == 1.0


def test_a_question_dropped_keeps_its_answers_and_comes_back_with_them(company, asked, now, today) -> None:
    question, deal = asked
    seat = company.seats["Olga"]
    answer_questions(seat=company.seats["Maria"], deal=deal, answers={question: "yes"}, now=now, today=today)
    drop_question(seat=seat, question=question, today=today, now=now)
    assert exit_answers(company.organisation, scope=EVERYONE, as_of=today) == {}
    ask_again(seat=seat, question=question, now=now)
    reword_question(seat=seat, question=question, words="Who decides?", language="en", now=now)
    assert exit_answers(company.organisation, scope=EVERYONE, as_of=today)[question.pk].yes == 1
    kinds = Event.objects.filter(subject=f"question:{question.uid}").order_by("sequence")
    assert [event.kind for event in kinds] == [
        "question_added",
        "question_dropped",
        "question_added",
        "question_reworded",
    ]


def test_questions_are_few_have_words_and_are_the_settings_business(company, asked, now) -> None:
    add = {"stage": company.stages[2], "language": "en", "now": now}
    with pytest.raises(NotAllowed):
        add_question(seat=company.seats["Denis"], words="Mine?", **add)
    with pytest.raises(QuestionNeeded):
        add_question(seat=company.seats["Olga"], words="  ", **add)
    for number in range(MOST_QUESTIONS - 1):
        add_question(seat=company.seats["Olga"], words=f"Number {number}?", **add)
    with pytest.raises(TooManyQuestions):
        add_question(seat=company.seats["Olga"], words="One more?", **add)


happening = st.tuples(st.integers(0, 3), st.sampled_from(["yes", "no", "not_yet", ""]), st.integers(0, 4))


@settings(
    max_examples=examples(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=st.lists(happening, max_size=14), gone=st.sets(st.integers(0, 3), max_size=2))
def test_the_counts_are_the_lists_and_both_are_what_was_said_last(
    company: SmallCompany, asked, now, today: date, said, gone
) -> None:
    question, _deal = asked
    with taken_back(company):
        deals = [company.deal(f"Client {number}", on=today - timedelta(days=5)) for number in range(4)]
        for number, deal in enumerate(deals):
            company.move(deal, 4 if number in gone else 3, on=today - timedelta(days=5))
        last: dict[int, str] = {}
        for number, answer, back in sorted(said, key=lambda one: -one[2]):
            day = today - timedelta(days=back)
            answer_questions(
                seat=company.seats["Maria"],
                deal=deals[number],
                answers={question: answer},
                now=now,
                today=day,
            )
            last[number] = answer
        counted = exit_answers(company.organisation, scope=EVERYONE, as_of=today)[question.pk]
        standing = [number for number in range(4) if number not in gone]
        for answer, count in {
            "yes": counted.yes,
            "no": counted.no,
            "not_yet": counted.not_yet,
            "": counted.unanswered,
        }.items():
            expected = {deals[number].pk for number in standing if last.get(number, "") == answer}
            listed = open_deals(
                company.organisation,
                scope=EVERYONE,
                as_of=today,
                stage=company.stages[2].pk,
                answered=(question.pk, answer),
            )
            assert {row.id for row in listed} - {_deal.pk} == expected
            assert count == len(listed)
