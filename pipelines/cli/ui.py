"""``weakties ui``: Dagster's pages for this home, on this machine only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

import click

from pipelines.cli.context import FAILED, Context, fail, say

_GRACE = 10.0
"""Seconds between asking the servers to stop and making them."""


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Port on 127.0.0.1."
)
@click.option(
    "--write",
    is_flag=True,
    help="Allow starting runs from the page; implies --daemon. Without it, read-only.",
)
@click.option(
    "--daemon",
    is_flag=True,
    help="Also run the schedules (daily 06:15, refit on Sundays) and the inbox sensor.",
)
@click.option(
    "--public-host",
    multiple=True,
    metavar="NAME",
    help="Name under which a proxy on this machine shows the pages; any other Host is refused.",
)
@click.pass_obj
def ui(context: Context, port: int, write: bool, daemon: bool, public_host: tuple[str, ...]) -> None:
    """Open the pipeline in the browser: graph, runs, checks, schedule and sensor.

    Listens on 127.0.0.1 only, answers its own pages only (what other sites send is refused) and is read-only unless
    --write is given: Dagster's pages have no login, so with --write every program on this machine that reaches the
    port can start runs. Stop with Ctrl-C.
    """
    home = context.open()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            fail(FAILED, f"port {port} is in use; choose another with --port")
    from pipelines.instance import bury_if_idle, environment, open_instance

    bury_if_idle(home, open_instance(home))
    workspace = str(home.dagster / "workspace.yaml")
    env = {**os.environ, **environment(home)}
    serve = [sys.executable, "-m", "pipelines.webserver", "--port", str(port), "--workspace", workspace]
    serve += ["--write"] * write + [part for name in public_host for part in ("--public-host", name)]
    commands = [serve]
    if daemon or write:  # runs that a page starts wait in a queue that only the daemon empties
        commands.append([sys.executable, "-m", "dagster._daemon", "run", "-w", workspace])
    say(f"http://127.0.0.1:{port} (about 20 s until it answers; Ctrl-C stops it)")
    sys.exit(supervise(commands, env))


def supervise(commands: Sequence[Sequence[str]], env: dict[str, str]) -> int:
    """Run the commands until one ends or a signal comes, then stop every process they started."""
    processes = [
        subprocess.Popen(
            command, env=env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for command in commands
    ]
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)
    try:
        while not stopped and all(process.poll() is None for process in processes):
            time.sleep(0.2)
    finally:
        _end(processes)
    if not stopped:
        say("weakties: a server ended by itself")
        return FAILED
    return 0


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """TERM to each group, then KILL: the servers start servers of their own, which outlive a TERM."""
    for sent, grace in ((signal.SIGTERM, _GRACE), (signal.SIGKILL, 2.0)):
        for process in processes:
            try:
                os.killpg(process.pid, sent)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + grace
        for process in processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
