"""How days are written: dates, weeks, ten days, quarters, years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from babel.dates import format_date, format_time

from kvota.domain.calendar.period import Period
from kvota.language.region import EN_DASH, MISSING, NBSP, Region

TEN_DAYS_RU = ("1-я декада", "2-я декада", "3-я декада")
TEN_DAYS_ZH = ("上旬", "中旬", "下旬")
TEN_DAYS_BG = ("първа десетдневка", "втора десетдневка", "трета десетдневка")


@dataclass(frozen=True)
class Days:
    """Days as one region writes them."""

    region: Region

    def day(self, on: date | None) -> str:
        """Write a day shortly, the year in full: 22/11/2026, 22.11.2026, 2026/11/22."""
        return self._by(self.region.day, on)

    def day_long(self, on: date | None) -> str:
        """Write a day in words: 22 November 2026, 22 ноября 2026 г., 2026年11月22日."""
        return self._by(self.region.day_long, on)

    def day_month(self, on: date | None) -> str:
        """Write a day of the year in sight: 22 Nov, 22 ноября, 11月22日."""
        return self._by(self.region.day_month, on)

    def weekday(self, on: date | None) -> str:
        """Write a day with its weekday: Wed 18 Nov, ср, 18 ноября, 11月18日周三."""
        return self._by(self.region.weekday, on)

    def month(self, on: date) -> str:
        """Write the month a day lies in: November 2026, ноябрь 2026 г., 2026年11月."""
        return self._by(self.region.month, on)

    def month_name(self, on: date) -> str:
        """Write the month alone, where its year stands above: November, ноябрь, 11月, ноември."""
        return self._by(self.region.month_name, on)

    def year(self, on: date) -> str:
        """Write the calendar year of a day: 2026, 2026 г., 2026年."""
        return self._by(self.region.year, on)

    def quarter(self, on: date) -> str:
        """Write the calendar quarter of a day: Q4 2026, 4-й кв. 2026 г., 2026年第4季度."""
        return self.quarter_of_year((on.month + 2) // 3, self.year(on))

    def quarter_of_year(self, quarter: int, year: str) -> str:
        """Write a quarter, 1 to 4, of a year already written (a fiscal year has its own name)."""
        written = {
            "en": f"Q{quarter} {year}",
            "ru": f"{quarter}-й{NBSP}кв. {year}",
            "zh-hans": f"{year}第{quarter}季度",
            "bg": f"{quarter}.{NBSP}трим. {year}",
        }
        return written[self.region.language]

    def ten_days(self, first: date, last: date, *, with_year: bool = False) -> str:
        """Write ten days of a month: 11–20 Nov, 2-я декада ноября, 11月中旬.

        Parameters
        ----------
        first, last
            The first and the last day, both inside.
        with_year
            Name the year as well.
        """
        part = (first.day - 1) // 10
        if self.region.language == "en":
            return self.day_range(first, last, with_year=with_year)
        if self.region.language == "zh-hans":
            year = self.year(first) if with_year else ""
            return f"{year}{first.month}月{TEN_DAYS_ZH[part]}"
        if self.region.language == "ru":
            genitive = format_date(first, "MMMM", locale=self.region.locale)
            written = f"{TEN_DAYS_RU[part]} {genitive}"
        else:
            written = f"{TEN_DAYS_BG[part]} на{NBSP}{format_date(first, 'LLLL', locale=self.region.locale)}"
        return f"{written} {self.year(first)}" if with_year else written

    def week(self, first: date, last: date, *, with_year: bool = False) -> str:
        """Write an ISO week with its days: Week 47, 16–22 Nov; 第47周（11月16日–22日）."""
        number = first.isocalendar().week
        days = self.day_range(first, last, with_year=with_year)
        written = {
            "en": f"Week {number}, {days}",
            "ru": f"{number}-я неделя, {days}",
            "zh-hans": f"第{number}周（{days}）",
            "bg": f"Седмица {number}, {days}",
        }
        return written[self.region.language]

    def period(self, period: Period, *, with_year: bool = True) -> str:
        """Name a period for people.

        Parameters
        ----------
        period
            Any kind. A fiscal year that begins after January is named by both calendar years.
        with_year
            Leave False where the year is in sight; years, quarters and months always say it.

        Examples
        --------
        >>> from kvota.domain.calendar.period import parse_period
        >>> from kvota.language.formats import formats_for
        >>> formats_for("en").period(parse_period("2026-11-D2"))
        '11–20 Nov 2026'
        >>> formats_for("zh-hans").period(parse_period("2026-Q4", fiscal_start=4))
        '2026/27财年第4季度'
        """
        first, last = period.first_day, period.last_day
        if period.kind == "year":
            return self._fiscal_year(period)
        if period.kind == "quarter":
            return self.quarter_of_year(int(period.key[-1]), self._fiscal_year(period))
        if period.kind == "month":
            return self.month(first) if isinstance(period.fiscal_start, int) else self._month_of_weeks(period)
        if period.kind == "ten_day":
            return self.ten_days(first, last, with_year=with_year)
        if period.kind == "week":
            return self.week(first, last, with_year=with_year)
        return self.day_long(first) if with_year else self.day_month(first)

    def day_range(self, first: date, last: date, *, with_year: bool = False) -> str:
        """Write days from one to another with an en dash, saying the shared month and year once.

        Examples
        --------
        >>> from kvota.language.formats import formats_for
        >>> formats_for("en").day_range(date(2026, 11, 11), date(2026, 11, 20))
        '11–20 Nov'
        >>> formats_for("en", "USD").day_range(date(2026, 11, 28), date(2026, 12, 4)).replace(NBSP, "_")
        'Nov 28_– Dec 4'
        """
        if first == last:
            return self.day_long(first) if with_year else self.day_month(first)
        if first.year != last.year:
            return f"{self.day_long(first)}{NBSP}{EN_DASH} {self.day_long(last)}"
        year = self.year(first) if with_year else ""
        if self.region.language == "zh-hans":
            end = f"{last.day}日" if first.month == last.month else self.day_month(last)
            return f"{year}{self.day_month(first)}{EN_DASH}{end}"
        if first.month != last.month:
            days = f"{self.day_month(first)}{NBSP}{EN_DASH} {self.day_month(last)}"
        elif self.region.code == "en-US":
            days = f"{self.day_month(first)}{EN_DASH}{last.day}"
        else:
            days = f"{first.day}{EN_DASH}{self.day_month(last)}"
        if not with_year:
            return days
        return f"{days}, {year}" if self.region.code == "en-US" else f"{days} {year}"

    def time(self, moment: time | datetime | None) -> str:
        """Write a time of day, already on the company's clock: 14:05, or 2:05 PM for Americans."""
        if moment is None:
            return MISSING
        clock = moment.time() if isinstance(moment, datetime) else moment
        return format_time(clock, format=self.region.time, locale=self.region.locale)

    def moment(self, moment: datetime | None) -> str:
        """Write a day and its time: 18/11/2026, 14:05."""
        if moment is None:
            return MISSING
        gap = " " if self.region.language == "zh-hans" else ", "
        return f"{self.day(moment.date())}{gap}{self.time(moment)}"

    def quarter_head(self, quarter: Period) -> str:
        """Write a quarter where its year is in sight: Q4, 4-й кв., 第4季度, 4. трим."""
        number = int(quarter.key[-1])
        return {
            "en": f"Q{number}",
            "ru": f"{number}-й{NBSP}кв.",
            "zh-hans": f"第{number}季度",
            "bg": f"{number}.{NBSP}трим.",
        }[self.region.language]

    def month_head(self, month: Period) -> str:
        """Write a month where its year is in sight: November; of whole weeks November, 26 Oct – 22 Nov."""
        if isinstance(month.fiscal_start, int):
            return self.month_name(month.first_day)
        return self._with_days(self.month_name(_named_month(month)), month)

    def _month_of_weeks(self, month: Period) -> str:
        """The name says which of the twelve it is; without its days nobody knows when it begins."""
        return self._with_days(self.month(_named_month(month)), month)

    def _with_days(self, name: str, month: Period) -> str:
        days = self.day_range(month.first_day, month.last_day)
        return f"{name}（{days}）" if self.region.language == "zh-hans" else f"{name}, {days}"

    def _fiscal_year(self, period: Period) -> str:
        begins, start = int(period.key[:4]), period.fiscal_start
        if (start if isinstance(start, int) else start.first_month) == 1:
            return self.year(date(begins, 1, 1))
        years = f"{begins}/{(begins + 1) % 100:02}"
        financial = f"{years}{NBSP}фин.{NBSP}г."
        return {"en": f"FY{NBSP}{years}", "zh-hans": f"{years}财年"}.get(self.region.language, financial)

    def _by(self, pattern: str, on: date | None) -> str:
        return MISSING if on is None else format_date(on, format=pattern, locale=self.region.locale)


def _named_month(month: Period) -> date:
    """The first day of the calendar month that a month of whole weeks is named by."""
    return date(int(month.key[:4]), int(month.key[5:7]), 1)
