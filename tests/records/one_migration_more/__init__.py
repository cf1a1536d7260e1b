"""The migrations of the records and one more, as a later kvota has them, for backups of an earlier one."""
