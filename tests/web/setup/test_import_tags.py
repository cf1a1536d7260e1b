"""Columns that are none of our fields are kept as tags of the deal, where a person says so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from django.urls import reverse

from kvota.records.models import Deal, DealVersion
from tests.a_small_company import SmallCompany
from tests.web.setup.conftest import Wizard

HEADER = "id;client;owner;stage;amount;created;Segment;=Hall;Notes"
ROWS = (
    '1;Vega;Maria;Offer received;10;2026-11-02;Retail;"=""007""";"call in\nMay"',
    "2;Orion;Maria;Offer received;20;2026-11-02;;7;#N/A",
)


def sent(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def tags(client: str) -> str:
    return str(Deal.objects.get(client__name=client).tags)


def import_with(adam: Wizard, content: bytes, **columns: str) -> None:
    adam.drop(content)
    adam.to_columns()
    adam.to_check(**columns)
    adam.apply()


def test_what_is_kept_is_seen_found_exported_corrected_and_undone(
    company: SmallCompany, wizard: Callable[..., Wizard]
) -> None:
    company.deal("Antares")
    olga = wizard("Olga")
    olga.drop(sent(*ROWS))
    olga.to_columns()
    assert olga.html.count('value="as_tag"') == 9 and "6 of 9 columns are known" in olga.html
    olga.press("currency", keep_rest="1")
    assert olga.step == "import-step-2" and olga.html.count('value="as_tag" selected') == 3
    assert "keep-rest" not in olga.html and "6 of 9 columns are known" in olga.html
    olga.to_check()
    olga.apply()
    assert tags("Vega") == "Segment\tRetail\n=Hall\t007\nNotes\tcall in May"
    assert tags("Orion") == "=Hall\t7"  # an error of the spreadsheet says nothing

    vega = Deal.objects.get(client__name="Vega")
    page = olga.go(reverse("deal", args=[vega.uid]))
    assert re.findall(r'data-testid="tag"><dt>(.*?)</dt><dd>(.*?)</dd>', page) == [
        ("Segment", "Retail"),
        ("=Hall", "007"),
        ("Notes", "call in May"),
    ]
    assert str(vega.uid) in olga.go("/search?q=retAIL")
    assert str(vega.uid) not in olga.go("/search?q=segment")  # a column is no answer
    table = olga.client.get(reverse("export", args=["deals", "csv"])).content.decode()
    assert "Segment,'=Hall,Notes" in table and "Retail,007,call in May" in table

    # A newer file says a tag otherwise; one without tags says nothing against them.
    import_with(olga, sent(ROWS[0].replace("Retail", "Wholesale"), ROWS[1]))
    assert tags("Vega").startswith("Segment\tWholesale")
    newer = HEADER.rsplit(";", 3)[0]
    plain = [row.replace("\n", " ").split(";") for row in ROWS]
    fewer = [";".join([*cells[:4], "99", cells[5]]) for cells in plain]
    import_with(olga, sent(*fewer, header=newer))
    vega.refresh_from_db()
    assert (vega.amount_minor, tags("Vega")[:8]) == (99_00, "Segment\t")

    for batch in ("3", "2", "1"):
        address = re.search(r'href="(/setup/import/[^"]+/undo)"', olga.go(reverse("import")))
        assert address, batch
        olga.go(address[1])
        olga.send(address[1], {})
        if batch == "2":
            assert tags("Vega").startswith("Segment\tRetail")
    assert list(Deal.objects.live().values_list("tags", flat=True)) == [""]


def test_a_file_imported_without_tags_is_known_again_and_then_takes_them(
    company: SmallCompany, wizard: Callable[..., Wizard]
) -> None:
    company.deal("Antares")
    adam = wizard("Adam")
    import_with(adam, sent(*ROWS))
    versions = DealVersion.objects.count()
    adam.drop(sent(*ROWS))
    adam.to_columns()
    adam.to_check()
    assert list(adam.counts().values()) == [0, 0, 2, 0]
    adam.drop(sent(*ROWS))
    adam.to_columns()
    adam.to_check(**{"column-6": "as_tag"})
    assert list(adam.counts().values()) == [0, 1, 1, 0]
    adam.apply()
    assert tags("Vega") == "Segment\tRetail" and DealVersion.objects.count() == versions + 1
    # Said once, said for the next file of these columns, and in the mapping for another house.
    adam.drop(sent(*ROWS))
    adam.to_columns()
    assert adam.html.count('value="as_tag" selected') == 1
    mapping = adam.address.replace("/columns", "/mapping.json")
    assert json.loads(adam.client.get(mapping).content)["tags"] == ["Segment"]


def test_a_cell_too_long_for_a_tag_says_so(company: SmallCompany, wizard: Callable[..., Wizard]) -> None:
    company.deal("Antares")
    adam = wizard("Adam")
    adam.drop(sent(ROWS[0].replace("Retail", "x" * 2_001), ROWS[1]))
    adam.to_columns()
    adam.to_check(**{"column-6": "as_tag"})
    assert list(adam.counts().values()) == [1, 0, 0, 1] and re.search(r"2.?001", adam.html)
