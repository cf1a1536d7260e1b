from __future__ import annotations

import pytest

from kvota.domain.importing.kind_words import KindUnknown, RoleUnknown, role_of, sale_kind
from kvota.domain.importing.stages import stage_kind, usual_order


@pytest.mark.parametrize(
    "stage",
    [
        "Won",
        "Closed Won",
        "closedwon",
        "Closed - Won",
        "6. Won",
        "[7] Closed won",
        "Won!",
        "Успешно реализовано",
        "Сделка успешна",
        "Выиграна",
        "Завершена",
        "Оплачено",
        "赢单",
        "已成交",
        "赢单关闭",
        "关闭（赢单）",
        "Спечелена",
        "Спечелена сделка",
        "Договорът: подписан договор",
    ],
)
def test_these_words_mean_won(stage: str) -> None:
    assert stage_kind(stage) == "won"


@pytest.mark.parametrize(
    "stage",
    [
        "Lost",
        "Closed Lost",
        "Disqualified",
        "not won",
        "Закрыто и не реализовано",
        "Сделка провалена",
        "Проиграна",
        "Отказ клиента",
        "Не успешна",
        "输单",
        "丢单",
        "未成交",
        "关闭(输单)",
        "流失客户",
        "Загубена",
        "Изгубена сделка",
        "Отказана",
    ],
)
def test_these_words_mean_lost(stage: str) -> None:
    assert stage_kind(stage) == "lost"


@pytest.mark.parametrize(
    "stage",
    [
        "Prospecting",
        "Engaging",
        "Переговоры",
        "КП отправлено",
        "Закрыта",
        "Closed",
        "",
        "报价",
        "谈判",
        "Оферта",
        "Wonderland",
        "Блост",
        "Contract sent",
        "Первичный контакт",
    ],
)
def test_everything_else_is_open(stage: str) -> None:
    assert stage_kind(stage) == "open"


def test_the_order_of_the_road_is_suggested() -> None:
    assert usual_order(["Engaging", "Prospecting"]) == ["Prospecting", "Engaging"]
    assert usual_order(["谈判", "初步接触", "报价", "合同签订", "需求确认"]) == [
        "初步接触",
        "需求确认",
        "报价",
        "谈判",
        "合同签订",
    ]
    assert usual_order(["Оферта", "Нов клиент", "Преговори"]) == ["Нов клиент", "Оферта", "Преговори"]


def test_numbers_before_the_names_are_the_order() -> None:
    assert usual_order(["3. Lead", "1. Contract", "2. Offer"]) == ["1. Contract", "2. Offer", "3. Lead"]


def test_stages_without_a_sign_keep_their_place() -> None:
    assert usual_order(["Alpha", "Beta", "Gamma"]) == ["Alpha", "Beta", "Gamma"]
    assert usual_order([]) == []


def test_a_yes_is_understood_by_its_header_only() -> None:
    assert sale_kind("Да", header="Повторная сделка") == "repeat"
    assert sale_kind("нет", header="Повторная сделка") == "new"
    assert sale_kind("yes", header="New client?") == "new"
    with pytest.raises(KindUnknown):
        sale_kind("yes", header="Type")


def test_nobody_becomes_an_owner_by_a_guess() -> None:
    assert role_of("Менеджер по продажам") == "rep"
    with pytest.raises(RoleUnknown):
        role_of("VIP")
