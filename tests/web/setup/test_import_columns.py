"""What a person says about the columns, the stages, the people and the spellings of a file is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from kvota.records.models import Alias, Contract, Deal, ImportBatch, Move, Person, Product, Seat, Stage
from tests.a_small_company import SmallCompany
from tests.web.setup.conftest import Form, Wizard, a_file

Of = Callable[..., Wizard]


def send_columns(adam: Wizard, **changed: list[str] | str) -> None:
    """Send step 2 with some fields changed; a list stands for fields of one name in their order."""
    data = Form(adam.page.content.decode(), holding="currency").data()
    data |= {name: value if isinstance(value, list) else [value] for name, value in changed.items()}
    adam.send(adam.address, data)


def field(adam: Wizard, name: str) -> list[str]:
    return Form(adam.page.content.decode(), holding="currency").data().get(name, [])


def opened(wizard: Of, *rows: str, who: str = "Adam", **header: str) -> Wizard:
    adam = wizard(who)
    adam.drop(a_file(*rows, **header))
    adam.to_columns()
    assert adam.step == "import-step-2", adam.refusal
    return adam


def test_a_company_without_deals_takes_the_stages_of_the_file(wizard: Of) -> None:
    adam = opened(
        wizard,
        "1;Vega;Ann;Engaging;10;2026-11-02;;",
        "2;Orion;Ann;Prospecting;10;2026-11-02;;",
        "3;Lyra;Ann;Won;10;2026-11-02;2026-11-10;",
    )
    assert field(adam, "stage-name") == ["Prospecting", "Engaging", "Won"]
    assert field(adam, "stage-means") == ["own", "own", "won"]
    adam.to_check()
    adam.apply()
    names = list(Stage.objects.live().filter(removed_on=None).values_list("rank", "name_en"))
    assert names == [(1, "Prospecting"), (2, "Engaging"), (3, "Won"), (4, "Paid")]


def test_a_word_of_the_file_means_the_stage_he_says(company: SmallCompany, wizard: Of) -> None:
    company.deal("Antares")
    adam = opened(
        wizard,
        "1;Vega;Maria;Pitched;10;2026-11-02;;",
        "2;Orion;Maria;Done;10;2026-11-02;2026-11-10;",
        "3;Lyra;Maria;Offer received;10;2026-11-02;;",
    )
    offer = company.stages[4]
    assert field(adam, "stage-name") == ["Pitched", "Done", "Offer received"]
    assert field(adam, "stage-means") == ["", "", str(offer.uid)], "what nothing decides is not guessed"
    adam.to_check()
    assert adam.counts()["skipped"] == 2, "a row at a stage nobody explained stays out"

    adam.go(reverse("import-step", args=[ImportBatch.objects.get().uid, "columns"]))
    send_columns(adam, **{"stage-means": [str(company.stages[5].uid), "won", str(offer.uid)]})
    assert adam.counts()["skipped"] == 0
    adam.apply()
    moves = Move.objects.live().filter(kind="stage").order_by("stage__rank")
    reached = dict(moves.values_list("deal__external_id", "stage__rank"))
    assert reached == {"1": 6, "2": 8, "3": 5}
    assert Contract.standing().get().deal.external_id == "2"


def test_a_word_of_one_of_our_stages_suggests_it_and_the_check_says_where_to_choose(
    company: SmallCompany, wizard: Of
) -> None:
    company.deal("Antares")
    adam = opened(
        wizard,
        "1;Vega;Maria;Offer;10;2026-11-02;;",
        "2;Lyra;Maria;Pitched;10;2026-11-02;;",
    )
    means = dict(zip(field(adam, "stage-name"), field(adam, "stage-means"), strict=True))
    assert means == {"Offer": str(company.stages[4].uid), "Pitched": ""}
    adam.to_check()
    text = adam.page.content.decode()
    assert "Go back to step 2, Columns" in text
    assert "--alias" not in text


def test_what_was_said_about_a_stage_is_known_for_the_next_file(company: SmallCompany, wizard: Of) -> None:
    company.deal("Antares")
    adam = opened(wizard, "1;Vega;Maria;Pitched;10;2026-11-02;;")
    send_columns(adam, **{"stage-means": [str(company.stages[5].uid)]})
    adam.apply()
    adam = opened(
        wizard, "9;Vega;Pitched;2026-11-02;2026-11-10", header="no;client;stage;created_on;closed_on"
    )
    assert field(adam, "stage-means") == [str(company.stages[5].uid)]
    # And it can be said otherwise.
    send_columns(adam, **{"stage-means": ["lost"]})
    adam.apply()
    assert Move.objects.live().get(deal__external_id="9", kind="lost").occurred_on == date(2026, 11, 10)


def test_a_column_that_says_won_and_lost_keeps_the_stages_stages(wizard: Of) -> None:
    adam = opened(
        wizard,
        "1;Vega;Talking;open;2026-11-02;",
        "2;Orion;Talking;lost;2026-11-02;2026-11-10",
        header="id;client;stage;status;created_on;closed_on",
    )
    assert field(adam, "status-means") == ["open", "lost"]
    assert field(adam, "stage-means") == ["own"]
    adam.to_check()
    adam.apply()
    assert Move.objects.live().filter(kind="lost").count() == 1


def test_a_name_of_the_file_is_the_person_he_says(company: SmallCompany, wizard: Of) -> None:
    adam = opened(
        wizard,
        "1;Vega;Maria;Meeting;10;2026-11-02;;",
        "2;Orion;M. Ivanova;Meeting;10;2026-11-02;;",
        "3;Lyra;Gail Crane;Meeting;10;2026-11-02;;",
    )
    maria = str(company.people["Maria"].uid)
    assert field(adam, "person-means") == [maria, "", ""]
    send_columns(adam, **{"person-means": [maria, maria, ""]})
    adam.apply()
    owners = dict(Deal.objects.live().values_list("external_id", "owner__name"))
    assert owners == {"1": "Maria", "2": "Maria", "3": "Gail Crane"}
    assert not Person.objects.live().filter(name="M. Ivanova").exists()
    assert Seat.objects.live().get(person__name="Gail Crane").role == "rep"


def test_two_spellings_are_one_product_only_if_he_says_so(wizard: Of) -> None:
    rows = (
        "1;Vega;Ann;Won;10;2026-11-02;2026-11-10;GTXPro",
        "2;Vega;Ann;Won;10;2026-11-02;2026-11-10;GTX Pro",
    )
    adam = opened(wizard, *rows)
    assert "GTXPro · GTX Pro" in adam.html
    adam.to_check()
    assert "2 new products" in adam.html

    adam.go(reverse("import-step", args=[ImportBatch.objects.get().uid, "columns"]))
    send_columns(adam, **{"spelt-means-0": "GTX Pro"})
    assert "1 new product" in adam.html
    adam.apply()
    assert Product.objects.live().get().name == "GTX Pro"
    assert Alias.objects.live().get().means == "GTX Pro"


def test_sums_without_a_currency_are_in_the_one_he_says(wizard: Of) -> None:
    adam = opened(wizard, "1;Vega;Ann;Won;10;2026-11-02;2026-11-10;")
    assert field(adam, "currency") == ["RUB"]
    send_columns(adam, currency="USD")
    adam.apply()
    assert Deal.objects.live().get().currency == "USD"


def test_a_column_taken_away_stays_out(wizard: Of) -> None:
    adam = opened(wizard, "1;Vega;Ann;Won;10;2026-11-02;2026-11-10;Film")
    adam.to_check(**{"column-7": ""})
    assert adam.step == "import-step-2", "other columns, other questions: he sees them first"
    adam.to_check()
    adam.apply()
    assert Deal.objects.live().get().product is None


def test_another_column_of_stages_brings_other_stages(wizard: Of) -> None:
    adam = opened(wizard, "1;Vega;Early;Late;2026-11-02", header="id;client;stage;phase;created_on")
    assert field(adam, "stage-name") == ["Early"]
    adam.to_check(**{"column-2": "", "column-3": "stage"})
    assert (adam.step, field(adam, "stage-name")) == ("import-step-2", ["Late"])


def test_the_encoding_can_be_switched_and_the_columns_follow(wizard: Of) -> None:
    adam = wizard()
    adam.drop("id;клиент\n1;Ромашка\n".encode("cp1251"))
    adam.press("header_row", encoding="koi8-r", look="1")
    assert adam.step == "import-step-1"
    assert "пНЛЮЬЙЮ" in adam.html, "he sees at once that it is the wrong one"
    adam.press("header_row", encoding="windows-1251", look="1")
    assert "Ромашка" in adam.html


def test_a_switch_with_which_the_file_cannot_be_read_is_refused_and_the_old_one_stays(wizard: Of) -> None:
    adam = wizard()
    adam.drop("id;клиент\n1;Ромашка\n".encode("cp1251"))
    adam.press("header_row", encoding="utf-8", look="1")
    assert adam.page.status_code == 422
    assert "utf-8" in adam.refusal
    assert "Ромашка" in adam.html


def test_what_is_said_about_days_and_sums_holds_for_the_whole_file(wizard: Of) -> None:
    adam = wizard()
    adam.drop(a_file("1;Vega;Ann;Won;1,234;03/04/2026;04/05/2026;"))
    adam.to_columns(date_order="mdy", decimal=".")
    adam.to_check()
    adam.apply()
    deal = Deal.objects.live().get()
    assert (deal.amount_minor, deal.created_on) == (1_234_00, date(2026, 3, 4))


def test_the_system_an_export_comes_from_is_recognised_and_can_be_switched(wizard: Of) -> None:
    header = "Deal - ID;Deal - Stage;Deal - Organization;Deal - Value;Deal - Owner;Deal - Won time"
    row = "7;Talking;Vega;10;Ann;2026-11-09 10:00;2026-11-10 10:00"
    adam = wizard()
    adam.drop(a_file(row, header=f"{header};Deal - Deal closed on"))
    assert "as found: Pipedrive" in adam.html
    adam.to_columns()
    assert (field(adam, "column-5"), field(adam, "column-6")) == ([""], ["closed_on"])
    # A file of another system is read by the general names.
    adam.go(reverse("import-step", args=[ImportBatch.objects.get().uid, "file"]))
    adam.press("header_row", origin="elsewhere", look="1")
    assert Form(adam.page.content.decode(), holding="origin").data()["origin"] == ["elsewhere"]
    assert ImportBatch.objects.get().mapping["origin"] == "elsewhere"
