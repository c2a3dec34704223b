"""Recurrence rules (RFC 5545 §3.3.10) -> wall times, within bounds.

Daily to yearly rules with INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS and WKST: what calendar
programs offer. Of any other rule (hourly, by week number, vCalendar 1.0) nothing is guessed: the event counts once.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MAX_STEPS = 30_000
"""Days, weeks, months or years stepped through for one rule: 80 years of days."""

_DAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNDERSTOOD = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
)


@dataclass(frozen=True)
class Rule:
    """A rule that is understood. ``until`` is as written; ``days``: (ordinal or 0, weekday)."""

    freq: str
    interval: int
    count: int | None
    until: str | None
    days: tuple[tuple[int, int], ...]
    month_days: tuple[int, ...]
    months: tuple[int, ...]
    positions: tuple[int, ...]
    week_start: int


def parse(text: str) -> Rule | None:
    """The rule, or None when it is not one of those understood."""
    parts = dict(_pairs(text))
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") or parts.keys() - _UNDERSTOOD:
        return None
    try:
        days = tuple(_weekday(one) for one in _listed(parts, "BYDAY"))
        rule = Rule(
            freq=parts["FREQ"],
            interval=int(parts.get("INTERVAL", 1)),
            count=int(parts["COUNT"]) if "COUNT" in parts else None,
            until=parts.get("UNTIL"),
            days=days,
            month_days=tuple(int(one) for one in _listed(parts, "BYMONTHDAY")),
            months=tuple(int(one) for one in _listed(parts, "BYMONTH")),
            positions=tuple(int(one) for one in _listed(parts, "BYSETPOS")),
            week_start=_DAYS[parts.get("WKST", "MO")],
        )
    except (ValueError, KeyError):
        return None
    is_by_ordinal = any(ordinal for ordinal, _ in days)
    if rule.interval < 1 or (is_by_ordinal and rule.freq in ("DAILY", "WEEKLY")):
        return None
    if rule.freq == "YEARLY" and days and not rule.months:
        return None  # the n-th weekday of a year
    return rule


def occurrences(start: datetime, rule: Rule, last_day: date) -> Iterator[datetime]:
    """Wall times from ``start`` up to ``last_day``, COUNT observed and UNTIL not."""
    n = 0
    for days in _periods(start.date(), rule, last_day):
        chosen = sorted(set(days))
        if rule.positions:
            chosen = sorted({
                chosen[place - 1 if place > 0 else place]
                for place in rule.positions
                if place and abs(place) <= len(chosen)
            })  # fmt: skip
        for day in chosen:
            if day > last_day or (rule.count is not None and n >= rule.count):
                return
            if day >= start.date():
                n += 1
                yield datetime.combine(day, start.time())


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in text.upper().split(";"):
        key, equals, value = part.partition("=")
        if equals:
            yield key.strip(), value.strip()


def _listed(parts: dict[str, str], key: str) -> list[str]:
    return [one.strip() for one in parts[key].split(",") if one.strip()] if key in parts else []


def _weekday(text: str) -> tuple[int, int]:
    match = _BYDAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return int(match[1] or 0), _DAYS[match[2]]


def _periods(start: date, rule: Rule, last_day: date) -> Iterator[Iterable[date]]:
    """The days of each period that the rule's parts allow, in order."""
    if rule.freq == "DAILY":
        for step in range(MAX_STEPS):
            day = _after(start, step * rule.interval)
            if day is None or day > last_day:
                return
            yield [day] if _allows(rule, day) else []
    elif rule.freq == "WEEKLY":
        monday = start - timedelta(days=(start.weekday() - rule.week_start) % 7)
        weekdays = sorted({(day - rule.week_start) % 7 for _, day in rule.days}) or [(start - monday).days]
        for step in range(MAX_STEPS):
            first = _after(monday, 7 * step * rule.interval)
            if first is None or first > last_day:
                return
            yield [day for one in weekdays if (day := _after(first, one)) and _in_months(rule, day)]
    else:
        months = 1 if rule.freq == "MONTHLY" else 12
        for step in range(MAX_STEPS):
            number = start.year * 12 + start.month - 1 + step * rule.interval * months
            year, month = divmod(number, 12)
            if year > last_day.year or year > 9998:
                return
            yield _of_month(start, rule, year, month + 1) if months == 1 else _of_year(start, rule, year)


def _of_year(start: date, rule: Rule, year: int) -> list[date]:
    months = rule.months or (range(1, 13) if rule.month_days else (start.month,))
    return [day for month in months if 1 <= month <= 12 for day in _of_month(start, rule, year, month)]


def _of_month(start: date, rule: Rule, year: int, month: int) -> list[date]:
    if rule.months and month not in rule.months:
        return []
    length = monthrange(year, month)[1]
    numbers = rule.month_days or (() if rule.days else (start.day,))
    by_number = {n if n > 0 else length + 1 + n for n in numbers if n}
    days = [
        date(year, month, n)
        for n in (sorted(by_number) if numbers else range(1, length + 1))
        if 1 <= n <= length
    ]
    if not rule.days:
        return days
    return [
        day for day in days if any(_is_nth(day, length, ordinal, weekday) for ordinal, weekday in rule.days)
    ]


def _is_nth(day: date, length: int, ordinal: int, weekday: int) -> bool:
    if day.weekday() != weekday:
        return False
    from_end = -((length - day.day) // 7 + 1)
    return ordinal in (0, (day.day - 1) // 7 + 1, from_end)


def _allows(rule: Rule, day: date) -> bool:
    if rule.days and day.weekday() not in {weekday for _, weekday in rule.days}:
        return False
    if rule.month_days:
        length = monthrange(day.year, day.month)[1]
        if day.day not in rule.month_days and day.day - length - 1 not in rule.month_days:
            return False
    return _in_months(rule, day)


def _in_months(rule: Rule, day: date) -> bool:
    return not rule.months or day.month in rule.months


def _after(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
