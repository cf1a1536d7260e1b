"""Currencies as files write them: signs, codes and words in four languages."""

from __future__ import annotations

import unicodedata

from kvota.domain.errors import RuleError
from kvota.domain.importing.faults import shown
from kvota.domain.money.currencies import EXPONENTS

_WORDS = {
    "RUB": "₽ руб рубль рубля рублей рубли р rur ruble rubles rouble roubles 卢布 рубла рубли",
    "EUR": "€ евро euro euros 欧元",
    "BGN": "лв лев лева leva lev 列弗",
    "CNY": "元 人民币 元人民币 圆 rmb cn¥ юань юаней юаня yuan 人民幣",
    "USD": "us$ доллар доллара долларов долл долар долара щд dollar dollars 美元 美金",
    "GBP": "£ 英镑 pound pounds фунт фунтов",
    "JPY": "円 日元 jp¥ yen иена иен",
    "KZT": "₸ тенге тг",
    "UAH": "₴ гривна гривен грн",
    "BYN": "br белруб",
    "PLN": "zł",
    "INR": "₹",
    "TRY": "₺",
    "KRW": "₩",
    "HKD": "hk$ 港元 港币",
    "TWD": "nt$ 新台币",
}
_CODE_OF_WORD = {word: code for code, words in _WORDS.items() for word in words.split()}
# One sign, several currencies: the first is meant unless the file says otherwise.
_SHARED_SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "CLP", "COP", "ARS"),
    "¥": ("CNY", "JPY"),
}


class CurrencyUnread(RuleError):
    """A cell of a currency column names no currency."""

    code = "currency_unread"
    sentence = "{value} names no currency; write its code, such as USD"
    value: str


def currencies_meant(word: str) -> tuple[str, ...]:
    """Return the codes that a sign or a word can mean, the likeliest first; empty if none.

    Examples
    --------
    >>> currencies_meant("руб."), currencies_meant("¥"), currencies_meant("usd"), currencies_meant("pcs")
    (('RUB',), ('CNY', 'JPY'), ('USD',), ())
    """
    key = unicodedata.normalize("NFKC", word).casefold().replace(".", "").replace(" ", "")
    if key in _SHARED_SIGNS:
        return _SHARED_SIGNS[key]
    if key in _CODE_OF_WORD:
        return (_CODE_OF_WORD[key],)
    code = key.upper()
    return (code,) if code in EXPONENTS else ()


def currency_code(text: str) -> str:
    """Return the ISO code that a cell of a currency column names.

    Raises
    ------
    CurrencyUnread
        Nothing known. It is not taken for the company's own: the sums would be added up wrong.

    Examples
    --------
    >>> currency_code("€"), currency_code("人民币"), currency_code(" usd ")
    ('EUR', 'CNY', 'USD')
    """
    meant = currencies_meant(text)
    if not meant:
        raise CurrencyUnread(value=shown(text))
    return meant[0]
