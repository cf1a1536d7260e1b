"""Months in words, as dates hold them: full, short and declined."""

from __future__ import annotations

_NAMES = (
    "january jan январь января янв януари яну",
    "february feb февраль февраля фев февр февруари",
    "march mar март марта мар",
    "april apr апрель апреля апр април",
    "may май мая",
    "june jun июнь июня июн юни",
    "july jul июль июля июл юли",
    "august aug август августа авг",
    "september sep sept сентябрь сентября сен сент септември сеп септ",
    "october oct октябрь октября окт октомври",
    "november nov ноябрь ноября ноя нояб ноември ное ноем",
    "december dec декабрь декабря дек декември",
)

MONTH_OF_NAME: dict[str, int] = {
    name: month for month, names in enumerate(_NAMES, start=1) for name in names.split()
}
