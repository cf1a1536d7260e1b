"""The migrations of the records and one more, as a later kvota has them, for backups of this one."""

from kvota.records import migrations

__path__ = [*migrations.__path__, *__path__]
