"""Which system a file of deals was exported from, by the names of its columns, and what they mean there.

The general dictionary (`header_words`) knows these names too. A system settles what it cannot:
which of two columns is meant where both could be, such as the day a deal was won and the day it
was closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kvota.domain.importing.columns import header_key

_FIELDS: Final = (
    "id", "stage", "client", "amount", "currency", "product", "owner", "created_on", "moved_on",
    "closed_on", "source", "industry", "lost_reason",
)  # fmt: skip
# As each system names its columns in an export, in the order of _FIELDS; "-" where it has none.
_EXPORTS: Final = {
    "Bitrix24": "ID,Стадия сделки,Компания,Сумма,Валюта,Товар,Ответственный,Дата создания,Дата изменения,"
    "Дата завершения,Источник,Сфера деятельности,Причина отказа",
    "amoCRM": "ID,Этап сделки,Компания,Бюджет ₽,-,-,Ответственный,Дата создания сделки,Дата редактирования,"
    "Дата закрытия,Источник,-,Причина отказа",
    "HubSpot": "Record ID,Deal Stage,Associated Company,Amount,Currency,-,Deal owner,Create Date,"
    "Last Modified Date,Close Date,Original Source Type,Industry,Closed Lost Reason",
    "Pipedrive": "Deal - ID,Deal - Stage,Deal - Organization,Deal - Value,Deal - Currency of Value,"
    "Deal - Product name,Deal - Owner,Deal - Deal created,Deal - Last stage change,Deal - Deal closed on,"
    "Deal - Source channel,-,Deal - Lost reason",
    "Salesforce": "Opportunity ID,Stage,Account Name,Amount,Amount Currency,Product Name,Opportunity Owner,"
    "Created Date,Last Stage Change Date,Close Date,Lead Source,Industry,Loss Reason",
    "Odoo": "External ID,Stage,Customer,Expected Revenue,Currency,-,Salesperson,Created on,Last Stage Update,"
    "Closed Date,Source,-,Lost Reason",
    "1C": "Номер,Состояние,Контрагент,Сумма документа,Валюта,Номенклатура,Менеджер,Дата,Дата изменения,"
    "Дата окончания,Источник привлечения,Вид деятельности,Причина проигрыша",
    "纷享销客": "商机编号,销售阶段,客户名称,商机金额（元）,币种,产品名称,负责人,创建时间,"
    "最近一次阶段变更时间,实际成交日期,商机来源,客户行业,输单原因",
}
EXPORTS: Final[Mapping[str, Mapping[str, str]]] = {
    system: {field: name for field, name in zip(_FIELDS, names.split(","), strict=True) if name != "-"}
    for system, names in _EXPORTS.items()
}
"""System to our field, to the header as that system writes it."""

ORIGINS: Final[Mapping[str, Mapping[str, str]]] = {
    system: {header_key(name): field for field, name in names.items()} for system, names in EXPORTS.items()
}
"""System to the key of a header, to our field."""

ELSEWHERE: Final = "elsewhere"
"""A person says that a file is from none of them, whatever its columns are called."""

# Fewer could be called so anywhere; more are seldom chosen for an export.
ENOUGH_COLUMNS: Final = 5


def origin_of(header: Sequence[str]) -> str:
    """Return the system that an export of deals comes from, empty where nothing decides.

    Examples
    --------
    >>> origin_of(["Deal - ID", "Deal - Title", "Deal - Stage", "Deal - Value", "Deal - Owner",
    ...            "Deal - Organization"])
    'Pipedrive'
    >>> origin_of(["ID", "Stage", "Amount"])
    ''
    """
    keys = {header_key(name) for name in header}
    known = sorted(((len(keys & names.keys()), system) for system, names in ORIGINS.items()), reverse=True)
    (most, system), (next_most, _other) = known[:2]
    return system if most >= ENOUGH_COLUMNS and most > next_most else ""


def columns_of_origin(origin: str, header: Sequence[str], guessed: Mapping[str, int]) -> dict[str, int]:
    """Return the guesses with what the columns mean in a system in their place: field to place.

    Parameters
    ----------
    origin
        A system, or anything else for none.
    header
        The names of the columns, left to right.
    guessed
        Field to place, as `columns.accepted` returns it.

    Examples
    --------
    >>> header = ["Deal - Won time", "Deal - Deal closed on"]
    >>> columns_of_origin("Pipedrive", header, {"closed_on": 0})
    {'closed_on': 1}
    """
    names = ORIGINS.get(origin, {})
    known: dict[str, int] = {}
    for place, name in enumerate(header):
        if (field := names.get(header_key(name))) is not None:
            known.setdefault(field, place)
    taken = set(known.values())
    return {field: place for field, place in guessed.items() if place not in taken} | known
