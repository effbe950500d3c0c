"""A real Dask scheduler with two workers on this machine: the same numbers, and a loss survived."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

import pytest

from fairlead.cli.cluster import ClusterCrew
from tests.analyses.forecast.programs import made, small

distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.filterwarnings("ignore")  # of Dask and what it is built on


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Two worker processes and their scheduler, without a page to watch them."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


class Small(ClusterCrew):
    """Small blocks, so that there are some to lose."""

    trials_at_once = 100


class Killing(Small):
    """After a few blocks are handed out, a worker is killed as by the system: SIGKILL."""

    def __init__(self, address: str, workers: Any) -> None:
        super().__init__(address)
        self.workers = workers
        self.killed = 0

    @contextmanager
    def hired(self) -> Iterator[Executor]:
        with super().hired() as executor:
            yield _Killing(executor, self)


class _Killing(Executor):
    def __init__(self, executor: Executor, crew: Killing) -> None:
        self.executor, self.crew = executor, crew
        self.count = 0

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # the base's own signature
        self.count += 1
        future = self.executor.submit(fn, *args, **kwargs)
        if self.count == 8 and not self.crew.killed:
            time.sleep(0.2)  # so that it holds results, and works on another
            self.crew.killed = next(iter(self.crew.workers.values())).process.pid
            os.kill(self.crew.killed, signal.SIGKILL)
        return future


def test_a_cluster_gives_the_same_forecast_though_a_worker_is_killed(cluster: Any) -> None:
    here = made(small())
    assert made(small(), crew=Small(cluster.scheduler_address)) == here
    crew = Killing(cluster.scheduler_address, cluster.workers)
    assert made(small(), crew=crew) == here
    assert crew.killed
