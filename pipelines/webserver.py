"""Dagster's pages behind the guard: ``python -m pipelines.webserver``. What ``dagster-webserver`` does, with the
application wrapped before it is served, so that there is no way around the guard, and without telemetry.

The home comes from the environment (pipelines/instance.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import click
import uvicorn
from dagster import DagsterInstance
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_webserver.app import create_app_from_workspace_process_context
from dagster_webserver.version import __version__

from pipelines.guard import Guard

_STATEMENT_MS, _RECYCLE_SECONDS, _OVERFLOW = 15_000, 3600, 20
"""How a long-lived server uses the instance's databases: dagster-webserver's own defaults."""


@asynccontextmanager
async def _until_stopped(_: object) -> AsyncIterator[None]:
    with suppress(asyncio.CancelledError):  # uvicorn ends so on a signal
        yield


@click.command()
@click.option("--port", type=int, required=True)
@click.option("--workspace", type=click.Path(path_type=Path), required=True)
@click.option("--write", is_flag=True)
@click.option("--public-host", multiple=True)
def serve(port: int, workspace: Path, write: bool, public_host: tuple[str, ...]) -> None:
    """Serve on 127.0.0.1 until a signal comes."""
    with DagsterInstance.get() as instance:
        instance.optimize_for_webserver(_STATEMENT_MS, _RECYCLE_SECONDS, _OVERFLOW)
        with WorkspaceProcessContext(
            instance, WorkspaceFileTarget(paths=[str(workspace)]), version=__version__, read_only=not write
        ) as context:
            app = create_app_from_workspace_process_context(context, lifespan=_until_stopped)
            uvicorn.run(Guard(app, public_host), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    serve()
