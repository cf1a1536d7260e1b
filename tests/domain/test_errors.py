from __future__ import annotations

import importlib
import pickle
import pkgutil

import pytest

import kvota.domain
from kvota.domain.errors import RuleError


class TooFar(RuleError):
    code = "too_far"
    sentence = "{days} days is too far"
    days: int


def every_refusal() -> list[type[RuleError]]:
    for module in pkgutil.walk_packages(kvota.domain.__path__, "kvota.domain."):
        importlib.import_module(module.name)
    found: list[type[RuleError]] = []
    waiting = [RuleError]
    while waiting:
        kind = waiting.pop()
        children = kind.__subclasses__()
        waiting += children
        found += [child for child in children if child.__module__.startswith("kvota.domain")]
    return found


def test_a_refusal_says_its_fields_three_ways() -> None:
    refused = TooFar(days=40)
    assert refused.days == 40
    assert refused.fields == {"days": 40}
    assert str(refused) == "40 days is too far"


def test_a_field_the_sentence_needs_cannot_be_forgotten() -> None:
    with pytest.raises(KeyError):
        TooFar()


def test_a_refusal_survives_the_way_back_from_another_process() -> None:
    again = pickle.loads(pickle.dumps(TooFar(days=40)))
    assert (type(again), again.fields, str(again)) == (TooFar, {"days": 40}, "40 days is too far")


def test_every_refusal_of_the_domain_has_its_own_code_and_its_own_sentence() -> None:
    kinds = every_refusal()
    codes = [kind.code for kind in kinds]
    assert sorted(set(codes)) == sorted(codes), "two refusals with one code cannot be worded apart"
    for kind in kinds:
        assert "sentence" in vars(kind), f"{kind.__name__} has no sentence of its own"
        declared = set(vars(kind).get("__annotations__", {}))
        assert kind.named_fields() <= declared, f"{kind.__name__} names a field it does not declare"
