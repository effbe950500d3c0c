"""The crew of a Dask cluster: the only module that knows Dask, which is an extra."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import click

__all__ = ["ClusterCrew"]

_WAIT = "10s"


class ClusterCrew:
    """Whoever works at an address. Dask gives the work of a lost worker to the others."""

    trials_at_once = 2048
    threads = 1

    def __init__(self, address: str) -> None:
        if find_spec("distributed") is None:
            raise click.ClickException(
                "A cluster needs the extra `fairlead[cluster]`; without --cluster the forecast is "
                "made here, with the same numbers."
            )
        self.address = address

    @contextmanager
    def hired(self) -> Iterator[Executor]:
        """The executor of a client of the cluster."""
        from distributed import Client  # optional dependency

        try:
            client = Client(self.address, timeout=_WAIT, set_as_default=False)  # type: ignore[no-untyped-call]  # Dask is untyped
        except (OSError, TimeoutError, ValueError) as error:
            raise click.ClickException(
                f"No Dask scheduler answers at {self.address!r}: {error}"
            ) from error
        with client:
            yield _Lasting(client.get_executor(pure=False, retries=_RETRIES))  # type: ignore[no-untyped-call]  # Dask is untyped


_RETRIES = 5


class _Lasting(Executor):
    """Dask's executor, whose losses are told in the words of `concurrent.futures`."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out one piece of work."""
        from distributed import KilledWorker  # optional dependency

        told: Future[Any] = Future()

        def done(of: Future[Any]) -> None:
            if of.cancelled():
                told.set_exception(BrokenExecutor("The cluster let go of this work."))
                return
            error = of.exception()
            if isinstance(error, KilledWorker):
                told.set_exception(BrokenExecutor(str(error)))
            elif error is not None:
                told.set_exception(error)
            else:
                told.set_result(of.result())

        self.executor.submit(fn, *args, **kwargs).add_done_callback(done)
        return told
