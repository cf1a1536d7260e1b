"""The funnel a company starts with: the seven stages of text 003, then the money."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UsualStage:
    """A stage with its names by language (en, ru, zh, bg) and what is usually done to reach it."""

    names: dict[str, str]
    kind: str
    usual_action: str


def _names(en: str, ru: str, zh: str, bg: str) -> dict[str, str]:
    return {"en": en, "ru": ru, "zh": zh, "bg": bg}


STAGES: tuple[UsualStage, ...] = (
    UsualStage(
        _names("Decision-maker reached", "Выход на ЛПР", "接触决策人", "Достигнат вземащ решение"),
        "open",
        "call",
    ),
    UsualStage(_names("Interest shown", "Интерес проявлен", "表达意向", "Проявен интерес"), "open", "call"),
    UsualStage(_names("Meeting set", "Встреча назначена", "约定拜访", "Уговорена среща"), "open", "call"),
    UsualStage(
        _names("Requirements received", "ТЗ получено", "获取需求", "Получено задание"), "open", "meeting"
    ),
    UsualStage(_names("Offer received", "КП получено", "收到报价", "Получена оферта"), "open", "offer"),
    UsualStage(_names("Terms accepted", "Условия приняты", "接受条件", "Приети условия"), "open", "meeting"),
    UsualStage(
        _names("Contract signed", "Договор подписан", "签订合同", "Подписан договор"), "signed", "meeting"
    ),
    UsualStage(_names("Paid", "Оплачено", "已回款", "Платено"), "paid", "other"),
)

#: What a funnel is called that nobody has named: a company with one has no need to.
FUNNEL = _names("Sales funnel", "Воронка продаж", "销售漏斗", "Фуния на продажбите")

LOST_REASONS: tuple[dict[str, str], ...] = (
    _names("Price", "Цена", "价格", "Цена"),
    _names("Chose another supplier", "Выбрали другого", "选择了其他供应商", "Избраха друг доставчик"),
    _names("No budget", "Нет бюджета", "没有预算", "Няма бюджет"),
    _names("No need any more", "Нет потребности", "不再需要", "Отпадна нуждата"),
    _names("No answer", "Не отвечает", "没有回应", "Не отговаря"),
)

#: The one of them that means a competitor.
TO_A_COMPETITOR = LOST_REASONS[1]
