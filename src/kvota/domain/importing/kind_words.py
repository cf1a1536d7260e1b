"""Small closed lists in words: a new or a repeat sale, the role of a person."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from kvota.domain.errors import RuleError
from kvota.domain.importing.faults import shown
from kvota.domain.importing.text import matching_key
from kvota.domain.importing.word_list import words

SaleKind = Literal["new", "repeat"]
Role = Literal["rep", "head", "owner", "finance", "analyst", "admin", "colleague"]

_NEW = frozenset(
    words(
        """new | new business | newbusiness | new customer | new client | new logo | first |
        first sale | новый | новая | новые | новое | новый клиент | первичная | первичный | первая |
        первая продажа | 新 | 新客户 | 新签 | 新增 | 新单 | 新业务 | нов | нова | ново | нов клиент |
        първа | първична"""
    )
)
_REPEAT = frozenset(
    words(
        """repeat | existing | existing business | existingbusiness | existing customer |
        existing client | renewal | returning | upsell | cross-sell | expansion | add-on |
        existing customer - upgrade | existing customer - replacement | existing customer - downgrade |
        повторная | повторный | повторные | повторно | повтор | повторная продажа | повторный клиент |
        постоянный | постоянный клиент | действующий клиент | допродажа | продление | 老客户 | 续签 |
        续费 | 复购 | 老 | 增购 | повторна | повторен | съществуващ | съществуващ клиент | стар клиент |
        подновяване"""
    )
)
_YES = frozenset(words("yes | y | true | 1 | да | 是"))
_NO = frozenset(words("no | n | false | 0 | нет | не | 否"))
_HEADER_ASKS_REPEAT = re.compile(r"repeat|return|повтор|老客户|复购")
_HEADER_ASKS_NEW = re.compile(r"\bnew\b|\bнов|新")

_ROLE_WORDS: dict[Role, tuple[str, ...]] = {
    "rep": words(
        """rep | sales rep | sales representative | salesperson | seller | agent | account executive |
        account manager | sales manager | представитель | торговый представитель | менеджер |
        менеджер по продажам | продавец | 销售 | 销售员 | 销售代表 | 业务员 | 客户经理 | 销售经理 |
        търговец | търговски представител | продавач"""
    ),
    "head": words(
        """head | head of sales | team lead | team leader | lead | supervisor | sales director |
        regional manager | руководитель | руководитель отдела | руководитель отдела продаж | роп |
        начальник | начальник отдела | 主管 | 销售主管 | 销售总监 | 部门经理 | 经理 | ръководител |
        ръководител продажби | началник | ръководител екип"""
    ),
    "owner": words(
        """owner | director | ceo | managing director | general manager | founder | собственник |
        директор | генеральный директор | владелец | 老板 | 总经理 | 所有者 | 创始人 | собственик |
        управител | директор на фирмата"""
    ),
    "finance": words(
        """finance | accountant | financier | cfo | бухгалтер | финансы | финансист |
        финансовый директор | 财务 | 会计 | 出纳 | счетоводител | финанси | финансов директор"""
    ),
    "analyst": words("""analyst | аналитик | 分析师 | 数据分析师 | анализатор"""),
    "admin": words("""admin | administrator | админ | администратор | 管理员 | 系统管理员"""),
    "colleague": words(
        """colleague | other | support | marketing | коллега | сотрудник | другое | маркетинг | 同事 |
        其他 | 其他部门 | колега | друго"""
    ),
}
_ROLE_OF_WORD = {word: role for role, names in _ROLE_WORDS.items() for word in names}


class KindUnknown(RuleError):
    """A cell says neither that a sale is new nor that it is a repeat."""

    code = "kind_unknown"
    sentence = "{value} is neither a new nor a repeat sale; write new or repeat"
    value: str


class RoleUnknown(RuleError):
    """A cell names no role that people have here."""

    code = "role_unknown"
    sentence = "{value} is not a role; write one of {roles}"
    value: str
    roles: str


@lru_cache(maxsize=1_000)
def sale_kind(text: str, *, header: str = "") -> SaleKind:
    """Return whether a cell says new or repeat.

    Parameters
    ----------
    text
        The cell.
    header
        The header of its column: a "yes" under "Repeat deal" is a repeat, under "New client"
        it is new, and under any other header it says nothing.

    Raises
    ------
    KindUnknown
        None of our words. Not taken for "new": plans count the two apart.

    Examples
    --------
    >>> sale_kind("Existing Business"), sale_kind("Да", header="Повторная сделка"), sale_kind("新客户")
    ('repeat', 'repeat', 'new')
    """
    key = matching_key(text)
    if key in _NEW:
        return "new"
    if key in _REPEAT:
        return "repeat"
    asked = matching_key(header)
    if key in _YES or key in _NO:
        if _HEADER_ASKS_REPEAT.search(asked):
            return "repeat" if key in _YES else "new"
        if _HEADER_ASKS_NEW.search(asked):
            return "new" if key in _YES else "repeat"
    raise KindUnknown(value=shown(text))


def role_of(text: str) -> Role:
    """Return the role that a cell names.

    Raises
    ------
    RoleUnknown
        No role we know. Nobody gets rights by a guess.

    Examples
    --------
    >>> role_of("Sales Rep"), role_of("РОП"), role_of("财务")
    ('rep', 'head', 'finance')
    """
    role = _ROLE_OF_WORD.get(matching_key(text))
    if role is None:
        raise RoleUnknown(value=shown(text), roles=", ".join(_ROLE_WORDS))
    return role
