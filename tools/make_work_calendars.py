"""Write the calendars of working days that kvota ships, from `holidays` and `chinesecalendar`.

Run: python -m tools.make_work_calendars VERSION, when a government has moved days.
It writes new files beside the old ones: a plan keeps the calendar it was made with.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import chinese_calendar
import holidays

FOLDER = Path(__file__).parents[1] / "src" / "kvota" / "domain" / "calendar" / "data"
FIRST_YEAR, LAST_YEAR = 2010, 2027
DAY = timedelta(days=1)

# 8 March 2014 was a Saturday; article 112 of the Labour Code moved it to Monday the 10th
# (official norm of 2014: 247 working days). holidays 0.109 does not have that Monday.
MISSING_DAYS_OFF = {"RU": {date(2014, 3, 10)}}


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + DAY * n for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def year_of(year: int, is_working: Callable[[date], bool], short: list[date]) -> dict[str, list[str]]:
    """Return one year as its differences from Monday to Friday."""
    days = days_of(year)
    off = [day for day in days if day.weekday() < 5 and not is_working(day)]
    on = [day for day in days if day.weekday() >= 5 and is_working(day)]
    return {
        name: [f"{day:%m-%d}" for day in found]
        for name, found in (("off", off), ("on", on), ("short", short))
    }


def by_holidays(country: str) -> dict[str, dict[str, list[str]]]:
    years = {}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        # Two years at once: the day before 1 January may be a short one.
        facts = holidays.country_holidays(country, years=[year, year + 1], language="en_US")

        def is_working(day: date, facts: holidays.HolidayBase = facts) -> bool:
            return facts.is_working_day(day) and day not in MISSING_DAYS_OFF.get(country, set())

        short = (
            [d for d in days_of(year) if is_working(d) and is_before_holiday(d, facts)]
            if country == "RU"
            else []
        )
        years[str(year)] = year_of(year, is_working, short)
    return years


def is_before_holiday(day: date, facts: holidays.HolidayBase) -> bool:
    """Tell whether the law makes a working day of Russia an hour shorter (article 95).

    A working Saturday has the length of the day it was exchanged with, and a day off that was
    only moved shortens nothing before it.
    """
    moved = {
        datetime.strptime(given[1], "%m/%d/%Y").date(): day_off
        for day_off, name in facts.items()
        if (given := re.search(r"substituted from (\S+)\)", name))
    }
    if day.weekday() >= 5:
        day = moved.get(day, day)
    after = day + DAY
    return after in facts and after not in moved.values() and "observed" not in facts[after]


def by_chinese_calendar() -> dict[str, dict[str, list[str]]]:
    last = max(chinese_calendar.holidays).year
    return {
        str(year): year_of(year, chinese_calendar.is_workday, [])
        for year in range(FIRST_YEAR, min(LAST_YEAR, last) + 1)
    }


def write(country: str, release: str, source: str, years: dict[str, dict[str, list[str]]]) -> None:
    lines = ",\n".join(f"  {json.dumps(year)}: {json.dumps(days)}" for year, days in years.items())
    head = {"country": country, "version": release, "source": source}
    text = json.dumps(head)[:-1] + f', "years": {{\n{lines}\n}}}}\n'
    json.loads(text)
    path = FOLDER / f"{country}-{release}.json"
    path.write_text(text, encoding="utf-8")
    print(f"{path.name}: {min(years)} to {max(years)}")


def main(release: str) -> None:
    with_holidays = f"holidays {version('holidays')}"
    write("RU", release, with_holidays, by_holidays("RU"))
    write("BG", release, with_holidays, by_holidays("BG"))
    write("CN", release, f"chinesecalendar {version('chinesecalendar')}", by_chinese_calendar())


if __name__ == "__main__":
    main(sys.argv[1])
