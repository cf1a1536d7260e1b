"""The first migration as it is."""

from importlib import import_module

Migration = import_module("kvota.records.migrations.0001_first").Migration
