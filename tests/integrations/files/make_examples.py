"""Makes the files that real companies bring: four countries, four encodings, known sums.

The files are the same on every machine, byte for byte but for the workbook's packing, and every
number a test may ask for comes with them. As a program:

    python tests/integrations/files/make_examples.py FOLDER
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from kvota.domain.importing.word_list import words

FIRST_DAY, LAST_DAY = date(2025, 6, 2), date(2026, 11, 17)


@dataclass(frozen=True)
class Example:
    """A file and what an import of it must find."""

    path: Path
    encoding: str
    delimiter: str
    language: str
    currency: str
    rows: int
    won: int
    lost: int
    open: int
    without_dates: int
    without_client: int
    clients: int
    owners: int
    products: int
    won_minor: int
    total_minor: int
    ambiguous_created: int
    """Rows whose day of creation can be read two ways, where nothing in the column decides."""


@dataclass(frozen=True)
class Deal:
    number: int
    client: str
    owner: str
    product: str
    stage: str
    amount_minor: int
    created_on: date | None
    moved_on: date | None
    closed_on: date | None
    industry: str
    region: str
    source: str
    kind: str
    lost_reason: str


@dataclass(frozen=True)
class Words:
    """A country's own names: the last two stages are won and lost."""

    header: tuple[str, ...]
    stages: tuple[str, ...]
    clients: tuple[str, ...]
    client_forms: tuple[str, ...]
    owners: tuple[str, ...]
    products: tuple[str, ...]
    industries: tuple[str, ...]
    regions: tuple[str, ...]
    sources: tuple[str, ...]
    kinds: tuple[str, ...]
    lost_reasons: tuple[str, ...]


RUSSIAN = Words(
    header=words(
        """ID | Клиент | Ответственный | Стадия | Товар | Сумма | Валюта | Дата создания |
        Дата смены стадии | Дата завершения | Отрасль | Регион | Источник | Тип сделки |
        Причина отказа"""
    ),
    stages=words(
        """Новая заявка | Первый контакт | Встреча | КП отправлено | Переговоры | Успешно реализовано |
        Закрыто и не реализовано"""
    ),
    clients=words(
        """Ромашка | Восход | Северсталь-Торг | Лён и Хлопок | Ёлка | Металлист | Заря | Прогресс |
        Вектор | Янтарь | Щит | Объединённые пивоварни | Уральские самоцветы | Дальний Восток |
        Эталон"""
    ),
    client_forms=words("""ООО «{}» | АО «{}» | ИП {} | {} Плюс | ТД «{}» | {}-Сервис"""),
    owners=words(
        """Иванов Пётр | Сидорова Анна | Кузнецов Егор | Щербакова Юлия | Фёдоров Илья | Цветкова Мария"""
    ),
    products=words("""Упаковка стандарт | Упаковка премиум | Плёнка 20 мкм | Паллеты | Доставка"""),
    industries=words("""Пищевая | Металлургия | Розница"""),
    regions=words("""Москва | Санкт-Петербург | Урал"""),
    sources=words("""Сайт | Выставка | Рекомендация"""),
    kinds=words("""Новая | Повторная"""),
    lost_reasons=words("""Дорого | Выбрали другого | Нет бюджета"""),
)
CHINESE = Words(
    header=words(
        """商机编号 | 客户名称 | 负责人 | 销售阶段 | 产品名称 | 商机金额（元） | 币种 | 创建时间 |
        阶段更新时间 | 实际成交日期 | 客户行业 | 省份 | 商机来源 | 商机类型 | 输单原因"""
    ),
    stages=words("""初步接触 | 需求确认 | 方案报价 | 商务谈判 | 赢单 | 输单"""),
    clients=words(
        """宏达 | 锦绣 | 华兴 | 东方 | 瑞丰 | 金龙 | 长城 | 海天 | 明德 | 永盛 | 嘉禾 | 新希望 | 鑫源 |
        腾飞"""
    ),
    client_forms=words(
        """北京{}科技有限公司 | 上海{}贸易有限公司 | 深圳{}实业股份有限公司 | 广州{}集团 |
        杭州{}网络技术有限公司"""
    ),
    owners=words("""王伟 | 李娜 | 张敏 | 刘洋 | 陈静 | 赵磊"""),
    products=words("""标准包装 | 高级包装 | 薄膜 | 托盘"""),
    industries=words("""食品 | 冶金 | 零售"""),
    regions=words("""北京 | 上海 | 广东"""),
    sources=words("""官网 | 展会 | 老客户介绍"""),
    kinds=words("""新客户 | 老客户"""),
    lost_reasons=words("""价格高 | 选择竞争对手 | 没有预算"""),
)
BULGARIAN = Words(
    header=words(
        """Номер на сделка | Клиент | Търговец | Етап | Продукт | Стойност | Валута |
        Дата на създаване | Дата на смяна на етапа | Дата на приключване | Бранш | Регион |
        Източник | Вид сделка | Причина за загуба"""
    ),
    stages=words("""Нов клиент | Среща | Оферта | Преговори | Спечелена | Загубена"""),
    clients=words(
        """Хляб и сол | Българска роза | Пирин | Тракия | Вълчан | Ъгъл | Искър | Черно море | Юнак |
        Щастие"""
    ),
    client_forms=words("""{} ЕООД | {} АД | „{}“ ООД | {} Трейд | ЕТ {}"""),
    owners=words("""Петър Иванов | Мария Стоянова | Георги Димитров | Ивелина Желязкова"""),
    products=words("""Опаковка стандарт | Опаковка премиум | Фолио"""),
    industries=words("""Храни | Металургия | Търговия"""),
    regions=words("""София | Пловдив | Варна"""),
    sources=words("""Сайт | Изложение | Препоръка"""),
    kinds=words("""Нова | Повторна"""),
    lost_reasons=words("""Скъпо | Избраха друг | Няма бюджет"""),
)
AMERICAN = Words(
    header=words(
        """Opportunity ID | Account Name | Opportunity Owner | Stage | Product Name | Amount |
        Currency | Created Date | Last Stage Change Date | Close Date | Industry | Region |
        Lead Source | Type | Loss Reason"""
    ),
    stages=words("""Prospecting | Qualification | Proposal | Negotiation | Closed Won | Closed Lost"""),
    clients=words(
        """Acme | Globex | Initech | Umbrella | Hooli | Stark | Wayne | Cyberdyne | Soylent | O'Neil"""
    ),
    client_forms=words("""{} Inc. | {} LLC | {}, Sons & Co | {} Group | The {} Company"""),
    owners=words("""Anna Snelling | Moses Frase | Darcel Schlecht | Zane Levy | James Ascencio"""),
    products=words("""Standard wrap | Premium wrap | Film"""),
    industries=words("""Food | Steel | Retail"""),
    regions=words("""East | Central | West"""),
    sources=words("""Web | Fair | Referral"""),
    kinds=words("""New Business | Existing Business"""),
    lost_reasons=words("""Price | Competitor | No budget"""),
)


def deals(names: Words, *, count: int, seed: int, early_days_only: bool = False) -> list[Deal]:
    """Invent deals; `early_days_only` creates all of them between the 1st and the 12th of a month."""
    chance = random.Random(seed)
    days = (LAST_DAY - FIRST_DAY).days
    made = []
    for number in range(1, count + 1):
        created = FIRST_DAY + timedelta(chance.randrange(days))
        if early_days_only:
            created = created.replace(day=1 + chance.randrange(12))
        stage = chance.choices(names.stages, weights=[4] * (len(names.stages) - 2) + [12, 10])[0]
        ended = stage in names.stages[-2:]
        moved = min(created + timedelta(1 + chance.randrange(60)), LAST_DAY)
        closed = min(moved + timedelta(chance.randrange(40)), LAST_DAY)
        dated = ended or number % 25 != 0
        name = chance.choice(names.client_forms).format(chance.choice(names.clients))
        made.append(
            Deal(
                number=number,
                client="" if number % 40 == 0 else name,
                owner=chance.choice(names.owners),
                product=chance.choice(names.products),
                stage=stage,
                amount_minor=chance.choice(
                    [chance.randrange(50_000, 9_000_000), 100 * chance.randrange(500, 900_000)]
                ),
                created_on=created if dated else None,
                moved_on=moved if dated else None,
                closed_on=closed if ended else None,
                industry=chance.choice(names.industries),
                region=chance.choice(names.regions),
                source=chance.choice(names.sources),
                kind=chance.choice(names.kinds),
                lost_reason=chance.choice(names.lost_reasons) if stage == names.stages[-1] else "",
            )
        )
    return made


def summed(path: Path, names: Words, found: list[Deal], **more: object) -> Example:
    won, lost = names.stages[-2:]
    return Example(
        path=path,
        rows=len(found),
        won=sum(deal.stage == won for deal in found),
        lost=sum(deal.stage == lost for deal in found),
        open=sum(deal.stage not in (won, lost) for deal in found),
        without_dates=sum(deal.created_on is None for deal in found),
        without_client=sum(not deal.client for deal in found),
        clients=len({deal.client for deal in found if deal.client}),
        owners=len({deal.owner for deal in found}),
        products=len({deal.product for deal in found}),
        won_minor=sum(deal.amount_minor for deal in found if deal.stage == won),
        total_minor=sum(deal.amount_minor for deal in found),
        **more,  # type: ignore[arg-type]
    )


def text_table(
    names: Words,
    found: list[Deal],
    *,
    identity: str,
    currency: str,
    delimiter: str,
    amount: Callable[[int], str],
    day: Callable[[date], str],
) -> str:
    page = io.StringIO()
    writer = csv.writer(page, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(names.header)
    for deal in found:
        days = [day(each) if each else "" for each in (deal.created_on, deal.moved_on, deal.closed_on)]
        writer.writerow(
            [f"{identity}{deal.number:05d}", deal.client, deal.owner, deal.stage, deal.product,
             amount(deal.amount_minor), currency, *days, deal.industry, deal.region, deal.source, deal.kind,
             deal.lost_reason]
        )  # fmt: skip
    return page.getvalue()


def _grouped(minor: int, thousands: str, mark: str) -> str:
    return f"{minor // 100:,}".replace(",", thousands) + f"{mark}{minor % 100:02d}"


def make_1251(folder: Path, *, count: int = 5_000) -> Example:
    """Windows-1251, semicolons, "1 234,56" with the no-break space of 1C, 05.03.2026."""
    found = deals(RUSSIAN, count=count, seed=1251)
    text = text_table(
        RUSSIAN,
        found,
        identity="С-",
        currency="руб.",
        delimiter=";",
        amount=lambda minor: _grouped(minor, "\u00a0", ","),
        day=lambda day: f"{day:%d.%m.%Y}",
    )
    path = folder / "deals_1251.csv"
    path.write_bytes(text.encode("cp1251"))
    return summed(
        path,
        RUSSIAN,
        found,
        encoding="windows-1251",
        delimiter=";",
        language="ru",
        currency="RUB",
        ambiguous_created=0,
    )


def make_gb18030(folder: Path, *, count: int = 1_000) -> Example:
    """GB18030 as Excel in China saves CSV: commas, "12,345.60" in quotes, 2026年3月5日."""
    found = deals(CHINESE, count=count, seed=18030)
    text = text_table(
        CHINESE,
        found,
        identity="SJ",
        currency="人民币",
        delimiter=",",
        amount=lambda minor: _grouped(minor, ",", "."),
        day=lambda day: f"{day.year}年{day.month}月{day.day}日",
    )
    path = folder / "deals_gb18030.csv"
    path.write_bytes(text.encode("gb18030"))
    return summed(
        path,
        CHINESE,
        found,
        encoding="gb18030",
        delimiter=",",
        language="zh-hans",
        currency="CNY",
        ambiguous_created=0,
    )


def make_utf16(folder: Path, *, count: int = 1_000) -> Example:
    """What Excel calls "Unicode text": UTF-16 with its mark, tabs, decimal comma."""
    found = deals(BULGARIAN, count=count, seed=16)
    text = text_table(
        BULGARIAN,
        found,
        identity="БГ-",
        currency="EUR",
        delimiter="\t",
        amount=lambda minor: _grouped(minor, " ", ","),
        day=lambda day: f"{day:%d.%m.%Y}",
    )
    path = folder / "deals_utf16.csv"
    path.write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
    return summed(
        path,
        BULGARIAN,
        found,
        encoding="utf-16-le",
        delimiter="\t",
        language="bg",
        currency="EUR",
        ambiguous_created=0,
    )


def make_xlsx(folder: Path, *, count: int = 1_000) -> Example:
    """The same deals as a workbook: sums stored as numbers, days as days, a hidden sheet behind."""
    found = deals(BULGARIAN, count=count, seed=16)
    path = folder / "deals_utf16.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2026, 11, 18)})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        page = book.add_worksheet("Сделки")
        page.write_row(0, 0, BULGARIAN.header)
        for row, deal in enumerate(found, start=1):
            page.write_row(
                row, 0, [f"БГ-{deal.number:05d}", deal.client, deal.owner, deal.stage, deal.product,
                         deal.amount_minor / 100, "EUR"],
            )  # fmt: skip
            for place, each in enumerate((deal.created_on, deal.moved_on, deal.closed_on), start=7):
                if each:
                    page.write_datetime(row, place, datetime(each.year, each.month, each.day), day)
            page.write_row(row, 10, [deal.industry, deal.region, deal.source, deal.kind, deal.lost_reason])
        notes = book.add_worksheet("Бележки")
        notes.write(0, 0, "само за нас")
        notes.hide()
    return summed(
        path, BULGARIAN, found, encoding="", delimiter="", language="bg", currency="EUR", ambiguous_created=0
    )


def make_us(folder: Path, *, count: int = 1_000) -> Example:
    """UTF-8, "$1,234.50", 03/05/2026. No day of creation is above the 12th: nothing in that column
    says whether the month comes first, while the closing days do."""
    found = deals(AMERICAN, count=count, seed=50, early_days_only=True)
    text = text_table(
        AMERICAN,
        found,
        identity="006",
        currency="USD",
        delimiter=",",
        amount=lambda minor: "$" + _grouped(minor, ",", "."),
        day=lambda day: f"{day:%m/%d/%Y}",
    )
    path = folder / "deals_us.csv"
    path.write_bytes(text.encode("utf-8"))
    asked = sum(
        deal.created_on is not None and deal.created_on.day != deal.created_on.month for deal in found
    )
    return summed(
        path,
        AMERICAN,
        found,
        encoding="utf-8",
        delimiter=",",
        language="en",
        currency="USD",
        ambiguous_created=asked,
    )


MAKERS: dict[str, Callable[[Path], Example]] = {
    "deals_1251.csv": make_1251,
    "deals_gb18030.csv": make_gb18030,
    "deals_utf16.csv": make_utf16,
    "deals_utf16.xlsx": make_xlsx,
    "deals_us.csv": make_us,
}


def make_examples(folder: Path) -> dict[str, Example]:
    """Make all five files in a folder and return what each must give, by file name."""
    folder.mkdir(parents=True, exist_ok=True)
    return {name: make(folder) for name, make in MAKERS.items()}


if __name__ == "__main__":
    for example in make_examples(Path(sys.argv[1])).values():
        print(example)
