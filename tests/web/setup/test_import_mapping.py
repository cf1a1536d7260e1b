"""What was said about a file goes out as JSON and comes in again for the next export of that kind."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kvota.records.models import ImportBatch
from tests.web.setup.conftest import Form, Wizard, a_file

Of = Callable[..., Wizard]
HEADER = "nr;whom;wie weit;summe;am"
ROWS = ("1;Vega;Anfang;1.234;03/04/2026", "2;Orion;Ende;1.500;04/05/2026")
MAPPING = {
    "kvota_mapping": 1,
    "kind": "deals",
    "date_order": "mdy",
    "decimal": ",",
    "columns": {"id": "nr", "client": "whom", "stage": "wie weit", "amount": "summe", "created_on": "am"},
    "currency": "EUR",
    "stage_kinds": {"ende": "open"},
}


def at_the_columns(wizard: Of) -> Wizard:
    adam = wizard()
    adam.drop(a_file(*ROWS, header=HEADER))
    adam.to_columns(kind="deals")
    assert adam.step == "import-step-2", adam.refusal
    return adam


def take(adam: Wizard, content: bytes) -> None:
    uid = ImportBatch.objects.get().uid
    adam.send(reverse("import-mapping", args=[uid]), {"mapping": SimpleUploadedFile("m.json", content)})


def test_a_mapping_is_taken_over_and_given_out_again(wizard: Of) -> None:
    adam = at_the_columns(wizard)
    take(adam, json.dumps(MAPPING).encode())
    assert adam.step == "import-step-2", adam.refusal
    form = Form(adam.page.content.decode(), holding="currency").data()
    assert [form[f"column-{place}"][0] for place in range(5)] == [
        "id",
        "client",
        "stage",
        "amount",
        "created_on",
    ]
    assert form["currency"] == ["EUR"]
    adam.press("asked_of")
    assert adam.counts() == {"new": 2, "updated": 0, "unchanged": 0, "skipped": 0}, "nothing was asked"
    uid = ImportBatch.objects.get().uid
    given = json.loads(adam.client.get(reverse("import-mapping", args=[uid])).content)
    assert {name: given[name] for name in ("columns", "date_order", "decimal", "currency")} == {
        name: MAPPING[name] for name in ("columns", "date_order", "decimal", "currency")
    }
    assert "corrections" not in given and "header" not in given


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"{", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[1]", "kvota_mapping"),
        (json.dumps(MAPPING | {"columns": {"client": "nobody"}}).encode(), "nobody"),
        (json.dumps(MAPPING | {"columns": {"firm": "whom"}}).encode(), "firm"),
        (json.dumps(MAPPING | {"columns": ["whom"]}).encode(), "columns"),
        (json.dumps(MAPPING | {"date_order": "ydm"}).encode(), "ydm"),
        (json.dumps(MAPPING | {"stage_kinds": {"ende": "over"}}).encode(), "stage_kinds"),
        (json.dumps(MAPPING | {"aliases": {"owner": 1}}).encode(), "aliases"),
        (json.dumps(MAPPING | {"kind": []}).encode(), "kind"),
        (json.dumps(MAPPING | {"header_row": True}).encode(), "header_row"),
        (json.dumps(MAPPING | {"corrections": {}}).encode(), "corrections"),
    ],
)
def test_what_is_no_mapping_of_this_file_is_refused_and_nothing_changes(
    wizard: Of, content: bytes, said: str
) -> None:
    adam = at_the_columns(wizard)
    before = ImportBatch.objects.get().mapping
    take(adam, content)
    assert (adam.page.status_code, adam.step) == (422, "import-step-2")
    assert said in adam.refusal
    assert ImportBatch.objects.get().mapping == before
