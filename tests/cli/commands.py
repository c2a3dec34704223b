"""Commands as a user types them, run in this process."""

from __future__ import annotations

import json

import pytest

from pipelines.cli.main import main
from pipelines.home import Home


class Weakties:
    """Runs commands on one home; remembers what they said."""

    def __init__(self, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys, self.err = home, capsys, ""

    def __call__(self, *args: str) -> tuple[int, str]:
        """(exit code, stdout)."""
        with pytest.raises(SystemExit) as end:
            main(["--home", str(self.home.path), *args])
        out, self.err = self._capsys.readouterr()
        return int(end.value.code or 0), out

    def json(self, *args: str) -> list[dict[str, object]]:
        """What a command that must succeed prints with --json."""
        code, out = self(*args, "--json")
        assert code == 0, self.err
        return list(json.loads(out))
