"""`python -m kvota.cli` is the same as `kvota`."""

from kvota.cli.main import app

app()
