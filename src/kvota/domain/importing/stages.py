"""What the words in a stage column mean: won, lost or still open, and which open stage comes first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from kvota.domain.importing.text import matching_key
from kvota.domain.importing.word_list import words

StageKind = Literal["open", "won", "lost"]

# Whole cells. Lost is asked first: "закрыто и не реализовано" contains "реализовано".
_LOST = frozenset(
    words(
        """lost | closed lost | lost deal | deal lost | closed - lost | disqualified | rejected |
        cancelled | canceled | abandoned | dead | no deal | declined | churned | failed | closedlost |
        junk | не реализовано | закрыто и не реализовано | сделка провалена | провал | проиграна |
        проигран | проигрыш | проиграно | потеряна | потерян | отказ | отказ клиента | отказались |
        отменена | отменен | отмена | слив | неуспех | закрыта неуспешно | сделка проиграна |
        сделка отменена | анализ причины провала | нецелевой | некачественный | 输单 | 丢单 | 失败 |
        流失 | 已输单 | 输 | 无效 | 已关闭(输单) | 关闭(输单) | 输单关闭 | 战败 | 未成交 | 已流失 |
        取消 | 已取消 | 作废 | загубена | загубен | изгубена | изгубен | загубена сделка | отказана |
        отказан | отменена сделка | неуспешна | неуспешно | провалена"""
    )
)
_WON = frozenset(
    words(
        """won | closed won | won deal | deal won | closed - won | closedwon | success | successful |
        signed | contract signed | paid | sold | completed | deal closed | успешно реализовано |
        сделка успешна | выиграна | выигран | выигрыш | выиграно | сделка выиграна | успех | успешно |
        успешно завершена | закрыта успешно | завершена | завершено | реализована | реализовано |
        оплачена | оплачено | продано | договор подписан | договор заключен | контракт подписан |
        исполнен | исполнена | получена оплата | 赢单 | 已赢单 | 赢 | 成交 | 已成交 | 成功 | 成单 |
        赢单关闭 | 已签约 | 签约 | 已签合同 | 合同签订 | 已完成 | 完成 | 已付款 | 已回款 | 关闭(赢单) |
        已关闭(赢单) | спечелена | спечелен | спечелена сделка | успешна | успешна сделка |
        приключена успешно | подписан договор | подписана | платена | платено | продадена |
        реализирана | приключена"""
    )
)
_LOST_SIGN = re.compile(
    r"\b(?:lost|disqualified|abandoned)\b|\bnot (?:won|sold|interested)\b"
    r"|\bне (?:реализ|выигр|успеш|купил|состоя)|проигр|провал|потерян|\bотказ|загубен|изгубен|неуспе"
    r"|输单|丢单|战败|流失|未成交|失败"
)
_WON_SIGN = re.compile(
    r"\bwon\b|выигра|успешно (?:реализ|закр|заверш)|\bспечел|赢单|已成交|成功签约"
    r"|подписан договор|договор подписан"
)

# The usual road of a sale, for companies whose file does not say its order.
_ROAD: tuple[str, ...] = (
    r"\bnew\b|\blead\b|incoming|unsorted|неразобран|\bнов|входящ|\bлид\b|заявк|新|线索|潜在|запитван|първ",
    r"prospect|suspect|target|поиск|холодн|перспектив|初步接触|发现|初步|потенциал|проучван",
    r"contact|connect|call|reach|attempt|первич|контакт|звон|дозв|联系|接触|接洽|обаждан|позв",
    r"qualif|discover|need|engag|interest|квалиф|потребн|интерес|в работе|нужд|需求|意向|确认|验证|立项",
    r"meet|appointment|visit|встреч|визит|переговоры назнач|拜访|面谈|会议|срещ|посещ",
    r"demo|present|trial|pilot|test|презент|демо|показ|тест|пилот|演示|方案|试用|体验|представян",
    r"propos|quote|offer|estimate|bid|tender|коммерч|\bкп\b|предлож|смет|тендер|报价|方案报价|投标|招标|оферт",
    r"negotiat|review|approval|commit|переговор|согласов|услови|谈判|商务|议价|审批|преговор|съгласув",
    r"verbal|decision|decid|принимают реш|решени|устн|决策|решава|устно",
    r"contract|invoice|paperwork|legal|sign|договор|счет|счёт|выставлен|подписан|合同|签约|签订|发票|договаряне|фактур",
    r"deliver|implement|onboard|produc|payment|исполн|отгруз|поставк|производ|оплат|предоплат|交付|实施|回款|付款|плащан|доставк",
)
_ROAD_SIGNS = tuple(re.compile(signs) for signs in _ROAD)
_NUMBER_BEFORE = re.compile(r"\s*[\[(#№]?(\d{1,2})[\])]?\s*[.):\-–—]\s*\S")


def _key(stage: str) -> str:
    plain = unicodedata.normalize("NFKC", matching_key(stage))
    plain = re.sub(r"^[\[(#№]?\d{1,2}[\])]?\s*[.):\-–—]\s*", "", plain)  # "6. Closed won", "[6] Won"
    return plain.strip(" .!*")


def stage_kind(stage: str) -> StageKind:
    """Say whether a stage means that the deal is won, lost, or still open.

    Parameters
    ----------
    stage
        The cell, in English, Russian, Chinese or Bulgarian, with or without a number before it.

    Returns
    -------
    "open" for everything that does not clearly end a deal. A guess to be shown and changed:
    "Завершена" is won for most firms and lost for some.

    Examples
    --------
    >>> [stage_kind(stage) for stage in ("Closed Won", "Закрыто и не реализовано", "赢单", "Engaging")]
    ['won', 'lost', 'won', 'open']
    """
    key = _key(stage)
    if key in _LOST or _LOST_SIGN.search(key):
        return "lost"
    if key in _WON or _WON_SIGN.search(key):
        return "won"
    return "open"


def names_an_end(stage: str) -> bool:
    """Say whether a cell speaks of a deal's end at all; a whole column of such cells is a status."""
    return stage_kind(stage) != "open"


def alike(stage: str, names: Iterable[str]) -> list[str]:
    """Return the names that say the same in more or fewer words; a suggestion, never an answer.

    Parameters
    ----------
    stage
        The word of a file.
    names
        The stages it may mean.

    Examples
    --------
    >>> alike("Offer", ["Meeting held", "Offer received"]), alike("报价", ["已报价", "赢单"])
    (['Offer received'], ['已报价'])
    >>> alike("1. Meeting", ["Meeting set", "Meeting held"]), alike("Off", ["Offer received"])
    (['Meeting set', 'Meeting held'], [])
    """
    key = _key(stage)
    return [name for name in names if _says_within(key, _key(name)) or _says_within(_key(name), key)]


def _says_within(short: str, long: str) -> bool:
    if re.search(r"[\u4e00-\u9fff]", short):
        return len(short) >= 2 and short in long
    words_of = re.findall(r"\w+", short)
    return bool(words_of) and max(map(len, words_of)) > 2 and set(words_of) <= set(re.findall(r"\w+", long))


def usual_order(stages: Iterable[str]) -> list[str]:
    """Return open stages in the order in which deals usually pass them.

    Stages that are numbered ("1. Lead", "2. Offer") are in that order. Else the words decide,
    by the usual road of a sale; stages that no word places keep the place in which they came.
    A suggestion: the person who imports sees it and moves the stages.

    Examples
    --------
    >>> usual_order(["Engaging", "Prospecting"])
    ['Prospecting', 'Engaging']
    >>> usual_order(["КП отправлено", "Новая заявка", "Переговоры"])
    ['Новая заявка', 'КП отправлено', 'Переговоры']
    """
    names = list(dict.fromkeys(stages))
    numbers = [_NUMBER_BEFORE.match(name) for name in names]
    if names and all(numbers):
        return [name for _, name in sorted(zip((int(n[1]) for n in numbers if n), names, strict=True))]
    places: list[float] = []
    for name in names:
        key = _key(name)
        # The last sign wins: "договор на согласовании" is on its way to a contract.
        found = [place for place, sign in enumerate(_ROAD_SIGNS) if sign.search(key)]
        places.append(found[-1] if found else places[-1] if places else len(_ROAD) / 2)
    return [name for _, _, name in sorted(zip(places, range(len(names)), names, strict=True))]
