"""A demo home: a home like any other, marked so that no real one is ever overwritten."""

from __future__ import annotations

from pipelines.demo import generate
from pipelines.demo.generate import Demo
from pipelines.home import Home

MARK = ".demo"
"""An empty file in the home says that everything in it is invented."""


def is_free(home: Home) -> bool:
    """Whether a demo may be written here: nothing is there, or an earlier demo is."""
    return (home.path / MARK).is_file() or not home.path.exists() or not any(home.path.iterdir())


def write(home: Home, seed: int = generate.SEED) -> Demo:
    """Write the exports into the owners' inboxes and declare both owners, who pool. Raises FileExistsError when
    something else lies there."""
    if not is_free(home):
        raise FileExistsError("not a demo home")
    home.create()
    (home.path / MARK).touch(mode=0o600)
    demo = generate.write(home.inbox, home.path, seed)
    for owner, addresses in demo.owners.items():
        home.add_owner(owner, list(addresses), pool=True)
    return demo
