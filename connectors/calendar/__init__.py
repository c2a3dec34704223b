"""Calendars (.ics, .vcs): who met whom and when; never what for."""

from __future__ import annotations

from connectors.calendar.ics import Ics

__all__ = ["Ics"]
