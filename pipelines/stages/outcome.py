"""What a check says: passed or not, and the counts that show it. Never a name."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.stages.context import Numbers


@dataclass(frozen=True)
class Outcome:
    """One check; one that is not ``blocking`` warns and stops nothing."""

    name: str
    passed: bool
    blocking: bool = True
    numbers: Numbers = field(default_factory=dict)
