from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.importing.refused_file import (
    EncodingNotOffered,
    EncodingUnknown,
    FileRefused,
    NotATable,
    NulByte,
    TextBroken,
)
from kvota.integrations.files.byte_survey import survey_bytes
from kvota.integrations.files.letter_scores import likeness
from kvota.integrations.files.open_source import open_source
from kvota.integrations.files.source_file import Choices
from kvota.integrations.files.text_encoding import find_encoding, offered_encoding

TEXTS = {
    "ru": "Номер;Клиент;Ответственный;Этап;Сумма\r\n"
    "Д-1;ООО Ромашка;Иванов Пётр;Переговоры;1 200,50\r\n"
    "Д-2;ЗАО ВОСХОД;Сидорова Анна;Успешно реализовано;5\r\n",
    "zh": "编号,客户名称,负责人,阶段,金额\r\n"
    "1,北京宏达科技有限公司,王伟,赢单,5\r\n"
    "2,上海锦绣贸易有限公司,李娜,谈判,6\r\n",
    "bg": "Номер;Клиент;Търговец;Етап;Сума\r\n1;Хляб и сол ЕООД;Петър Иванов;Спечелена;5\r\n"
    "2;Българска роза АД;Мария Стоянова;Загубена;7\r\n",
}
# What a program writes -> what we call it.
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "cp1251": "windows-1251",
    "koi8-r": "koi8-r",
    "cp866": "cp866",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "big5": "big5",
    "cp1252": "windows-1252",
}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_right_text_comes_out_or_the_loss_is_shown(language: str, encoding: str) -> None:
    text = TEXTS[language]
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        # The program that saved the file has lost the letters: it wrote question marks. Nobody can
        # bring them back, so it must be seen. Big5 knows some simplified characters and loses others.
        lost = text.encode(encoding, "replace")
        file = open_source(lost)
        shown = "\n".join(",".join(cells) for _, cells in file.sample)
        assert "letters_lost" in {note.code for note in file.notes} or shown.count("?") > 3
        return
    file = open_source(data)
    assert ENCODINGS[encoding] == file.encoding
    assert file.encoding_certain
    rows = [list(file.header), *(cells for _, cells in file.rows())]
    assert rows == [line.split(file.delimiter) for line in text.split("\r\n")[:-1]]


def test_western_names_are_not_taken_for_cyrillic() -> None:
    text = "id;client;étape\r\n1;Société Générale;gagné\r\n2;Müller & Söhne;négociation\r\n"
    assert open_source(text.encode("cp1252")).encoding == "windows-1252"


def test_traditional_characters_are_not_taken_for_simplified() -> None:
    text = "編號,客戶名稱,負責人,階段\r\n1,臺北宏達科技有限公司,王偉,贏單\r\n"
    assert open_source(text.encode("big5")).encoding == "big5"


def test_cyrillic_saved_by_a_chinese_excel_is_read() -> None:
    file = open_source(TEXTS["ru"].encode("gb18030"))
    assert (file.encoding, file.header[1]) == ("gb18030", "Клиент")


def test_one_short_word_is_enough_or_asked() -> None:
    for word in ("Да", "Нет", "Юг", "Ёлка", "ООО"):
        for encoding in ("cp1251", "koi8-r", "cp866"):
            file = open_source(f"id;x\r\n1;{word}\r\n".encode(encoding))
            right = file.sample[0][1][1] == word
            assert right or not file.encoding_certain, (word, encoding, file.encoding)


@pytest.mark.parametrize("word", ["Пловдив", "премиум", "сделки", "бюджет", "Выставка", "приключване"])
def test_a_word_that_looks_right_in_two_encodings_is_asked(word: str) -> None:
    for encoding in ("cp1251", "koi8-r", "cp866", "gb18030"):
        file = open_source(f"id;x\r\n1;{word}\r\n".encode(encoding))
        assert file.sample[0][1][1] == word or not file.encoding_certain, (encoding, file.encoding)


def test_a_doubtful_encoding_is_asked_with_lines_to_look_at() -> None:
    file = open_source("id;x\r\n1;é\r\n".encode("cp1252"))
    assert not file.encoding_certain
    assert file.encoding_candidates
    assert all(candidate.lines for candidate in file.encoding_candidates)


def test_a_person_overrules_the_encoding() -> None:
    data = TEXTS["ru"].encode("cp1251")
    file = open_source(data, choices=Choices(encoding="KOI8-R"))
    assert (file.encoding, file.encoding_by) == ("koi8-r", "chosen")
    assert file.header[1] == "йКХЕМР"  # "Клиент" read wrongly, because he said so
    assert offered_encoding("cp936") == "gb18030"
    for name in ("ebcdic", "rot13", "utf-7", ""):
        with pytest.raises(EncodingNotOffered):
            open_source(data, choices=Choices(encoding=name))


def test_the_letter_that_tells_may_stand_in_the_last_row(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"id;client\r\n" + b"1;Acme\r\n" * 300_000 + "2;Ромашка\r\n".encode("cp1251"))
    assert open_source(path).encoding == "windows-1251"


def rows_of(count: int, name: str = "Ромашка и партнёры") -> str:
    return "id;client\r\n" + "".join(f"{number};{name}\r\n" for number in range(2, count + 1))


def test_a_file_cut_inside_a_letter_names_its_last_row() -> None:
    data = rows_of(40).encode()[:-3]
    with pytest.raises(TextBroken) as refused:
        open_source(data)
    assert (refused.value.row, refused.value.encoding) == (40, "utf-8")


def test_a_line_of_another_encoding_names_its_row() -> None:
    lines = rows_of(40).encode().split(b"\r\n")
    lines[24] = "25;Вектор".encode("cp1251")
    with pytest.raises(TextBroken) as refused:
        open_source(b"\r\n".join(lines))
    assert refused.value.row == 25


def test_a_line_of_utf8_inside_an_old_encoding_names_its_row() -> None:
    lines = rows_of(40).encode("cp1251").split(b"\r\n")
    lines[24] = "25;Вектор".encode()
    with pytest.raises(TextBroken) as refused:
        open_source(b"\r\n".join(lines))
    assert (refused.value.row, refused.value.encoding) == (25, "windows-1251")


def test_the_row_is_counted_as_a_spreadsheet_counts() -> None:
    # The cell of row 2 holds a line break: the flaw stands in line 5 and in row 4.
    data = 'id;client\r\n1;"Ромашка\r\nи партнёры"\r\n2;Восход\r\n3;Щит\r\n'.encode()
    data = data.replace("Щит".encode(), b"\xd0\xff")
    with pytest.raises(TextBroken) as refused:
        open_source(data)
    assert refused.value.row == 4


def test_half_a_surrogate_is_no_letter() -> None:
    with pytest.raises(TextBroken) as refused:
        open_source("id;client\r\n1;Ромашка и партнёры\r\n2;".encode() + b"\xed\xa0\x80" + b"\r\n")
    assert refused.value.row == 3
    broken = b"\xff\xfe" + "id\tclient\r\n1\t".encode("utf-16-le") + b"\x00\xd8" + "x\r\n".encode("utf-16-le")
    with pytest.raises(TextBroken) as refused:
        list(open_source(broken).rows())
    assert refused.value.row == 2


def test_a_flaw_in_gb18030_names_its_row() -> None:
    lines = rows_of(40, "北京宏达科技有限公司").encode("gb18030").split(b"\r\n")
    lines[24] = b"25;\x81"
    with pytest.raises(TextBroken) as refused:
        list(open_source(b"\r\n".join(lines)).rows())
    assert (refused.value.row, refused.value.encoding) == (25, "gb18030")


def test_a_zero_byte_names_its_row() -> None:
    with pytest.raises(NulByte) as refused:
        open_source(rows_of(40).encode().replace(b"25;", b"2\x005;"))
    assert refused.value.row == 25


def test_high_bytes_that_are_no_language_are_refused() -> None:
    chance = random.Random(7)
    noise = bytes(chance.randrange(128, 256) for _ in range(4_000))
    with pytest.raises(EncodingUnknown):
        open_source(b"id;x\n1;" + noise + b"\n")


def test_bytes_of_a_program_are_no_text() -> None:
    with pytest.raises(NotATable):
        open_source(bytes(range(256)) * 40)


def test_real_languages_look_real_and_misread_ones_do_not() -> None:
    for text in TEXTS.values():
        assert likeness(text) > 0.6
    ru = TEXTS["ru"]
    for written, read in (
        ("cp1251", "koi8-r"),
        ("koi8-r", "cp1251"),
        ("cp866", "cp1251"),
        ("cp1251", "cp866"),
    ):
        assert likeness(ru.encode(written).decode(read, "replace")) < 0
    assert likeness("plain ASCII") == 0


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_refusal(data: bytes) -> None:
    try:
        file = open_source(data)
        assert len(list(file.rows())) >= 1
    except FileRefused as refused:
        assert str(refused)


@given(
    names=st.lists(
        st.sampled_from(["ООО Ромашка", "Иванов Пётр", "Хляб и сол", "Металлист", "ЗАРЯ"]), min_size=3
    ),
    encoding=st.sampled_from(["cp1251", "koi8-r", "cp866", "utf-8", "utf-16", "gb18030"]),
)
def test_cyrillic_is_never_silently_misread(names: list[str], encoding: str) -> None:
    data = "".join(f"{name};1\n" for name in names).encode(encoding)
    found = find_encoding(survey_bytes(BytesIO(data)))
    assert data.decode(found.encoding).lstrip("\ufeff") == "".join(f"{name};1\n" for name in names)
    assert found.certain
