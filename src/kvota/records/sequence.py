"""The order of commits: one counter per company."""

from __future__ import annotations

from django.db import connection

from kvota.records.organisations import Organisation


def take(organisation: Organisation, numbers: int = 1) -> int:
    """Reserve that many consecutive numbers and return the first.

    Must be the last lock a transaction takes, just before its rows are written. The
    UPDATE holds the company's counter until the commit, so no transaction with a
    lower number can commit after one with a higher: a reader who has seen number n
    has seen everything below it. One short query.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_organisation SET sequence = sequence + %s WHERE id = %s RETURNING sequence",
            [numbers, organisation.pk],
        )
        (last,) = cursor.fetchone()
    organisation.sequence = int(last)
    return int(last) - numbers + 1
