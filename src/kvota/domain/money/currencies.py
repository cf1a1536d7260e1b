"""How many decimals each currency has (ISO 4217)."""

from __future__ import annotations

from kvota.domain.errors import RuleError

_TWO_DECIMALS = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT
MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR
SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU
UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"

EXPONENTS: dict[str, int] = {
    code: decimals
    for codes, decimals in ((_NO_DECIMALS, 0), (_TWO_DECIMALS, 2), (_THREE_DECIMALS, 3), (_FOUR_DECIMALS, 4))
    for code in codes.split()
}


class UnknownCurrency(RuleError):
    """A currency code is not in ISO 4217."""

    code = "unknown_currency"
    sentence = "{currency!r} is not a currency; expected a code of three capital letters such as RUB"
    currency: str


def exponent(currency: str) -> int:
    """Return the number of decimals of a currency: 2 for RUB, 0 for JPY, 3 for KWD.

    Raises
    ------
    UnknownCurrency
        The code is not in the list. It is not taken for two decimals: one wrong guess
        multiplies every sum of the company by a hundred.

    Examples
    --------
    >>> [exponent(code) for code in ("RUB", "JPY", "KWD")]
    [2, 0, 3]
    """
    if currency not in EXPONENTS:
        raise UnknownCurrency(currency=currency[:20])
    return EXPONENTS[currency]
