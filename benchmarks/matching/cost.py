"""What a process spends, phase by phase. Only the standard library, so that every side's interpreter can import it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Cost:
    """CPU and wall seconds of named phases of this process; imports and the writing of results are no phase."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}
        self.wall: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        self.cpu[name] = self.cpu.get(name, 0.0) + time.process_time() - cpu
        self.wall[name] = self.wall.get(name, 0.0) + time.perf_counter() - wall

    def write(self, path: Path, **more: object) -> None:
        """JSON: cpu_s, wall_s, peak_mb, phases and ``more``."""
        total = {"cpu_s": sum(self.cpu.values()), "wall_s": sum(self.wall.values()), "peak_mb": peak_mb()}
        path.write_text(json.dumps({**total, "phases": self.cpu, **more}))


def peak_mb() -> float:
    """Highest resident memory of this program so far; unlike ru_maxrss it does not count what forked it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")
