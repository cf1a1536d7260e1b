"""A company whose year is seed text 001's: 3 of 10 meetings, 1 of 2 leads, 200 and 100 thousand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kvota.records.funnels import Funnel, Stage
from kvota.records.sequence import take
from tests.a_small_company import SmallCompany

NEW, REPEAT = 200_000_00, 100_000_00
#: New business of a year: 80 leads, 40 meetings, 12 deals. Repeat sales: 40 offers to clients, 16 deals.
LEADS, MEETINGS, DEALS, OFFERED, BOUGHT = 80, 40, 12, 40, 16


@dataclass
class Stages:
    lead: Stage
    meeting: Stage
    contract: Stage
    paid: Stage


def history_of_text_001(company: SmallCompany, *, today: date) -> Stages:
    """Write the year: 60 % of its money is new business, 40 % repeat sales."""
    stages = short_funnel(company)
    for place in range(LEADS):
        on = today - timedelta(days=60 + 3 * place)
        deal = company.deal(f"New {place}", amount=NEW, on=on, kind="new")
        company.move(deal, stage=stages.lead, on=on)
        if place < MEETINGS:
            company.move(deal, stage=stages.meeting, on=on + timedelta(days=7))
        if place < DEALS:
            _win(company, deal, stages, NEW, on + timedelta(days=14))
        else:
            company.move(deal, kind="lost", on=on + timedelta(days=21))
    for place in range(OFFERED):
        on = today - timedelta(days=50 + 3 * place)
        deal = company.deal(f"Again {place}", amount=REPEAT, on=on, kind="repeat")
        company.move(deal, stage=stages.lead, on=on)
        company.move(deal, stage=stages.meeting, on=on)
        if place < BOUGHT:
            _win(company, deal, stages, REPEAT, on + timedelta(days=7))
        else:
            company.move(deal, kind="lost", on=on + timedelta(days=14))
    return stages


def short_funnel(company: SmallCompany) -> Stages:
    """Lead, meeting, contract, money: the stages of the text, named in four languages."""
    funnel = Funnel.objects.create(organisation=company.organisation, name_en="Short")
    named = [
        ("open", "call", "Lead", "Лид", "线索", "Лийд"),
        ("open", "meeting", "Meeting", "Встреча", "面谈", "Среща"),
        ("signed", "meeting", "Contract", "Договор", "合同", "Договор"),
        ("paid", "other", "Paid", "Оплачено", "已回款", "Платено"),
    ]
    made = [
        Stage.objects.create(
            organisation=company.organisation,
            funnel=funnel,
            rank=rank,
            kind=kind,
            usual_action=action,
            name_en=en,
            name_ru=ru,
            name_zh=zh,
            name_bg=bg,
        )
        for rank, (kind, action, en, ru, zh, bg) in enumerate(named, 1)
    ]
    take(company.organisation)
    return Stages(*made)


def _win(company: SmallCompany, deal: object, stages: Stages, minor: int, on: date) -> None:
    company.move(deal, stage=stages.contract, on=on)  # type: ignore[arg-type]
    company.money("contract", deal, minor, on=on)  # type: ignore[arg-type]
    company.move(deal, stage=stages.paid, on=on + timedelta(days=7))  # type: ignore[arg-type]
    company.money("payment", deal, minor, on=on + timedelta(days=7))  # type: ignore[arg-type]
