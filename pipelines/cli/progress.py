"""How far a run is, on stderr: one bar for bytes read, the stage beside it. Plain lines where there is no terminal."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

_WORDS = {
    "sources": "finding sources",
    "contacts": "reading address books",
    "mail_headers": "reading mail headers",
    "home_tables": "reading the home's tables",
    "messages": "counting messages once",
    "records": "normalising records",
    "matches": "comparing records",
    "people": "naming people",
    "interactions": "summing interactions",
    "acquaintance": "finding who knows whom",
    "affiliation": "finding who is where",
    "warehouse": "scoring ties, ranking introductions",
    "checks": "checking",
    "published_warehouse": "publishing",
    "ask_lists": "writing the ask lists",
}


class Bar:
    """A pipelines.stages.context.Progress that draws on stderr; a context manager."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<36}"),
            BarColumn(),
            DownloadColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task("starting", total=None)

    def __enter__(self) -> Bar:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def stage(self, name: str) -> None:
        words = _WORDS.get(name, name)
        if self._console.is_terminal:
            self._progress.remove_task(self._task)
            self._task = self._progress.add_task(words, total=None)
        else:
            self._console.print(f"… {words}")

    def bytes(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)
