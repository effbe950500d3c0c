"""Blocks are independent: however they are cut, whoever does them, and when one is lost."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

import pytest

from fairlead.analyses.forecast.workers import LostWorkers, here, live
from fairlead.cli.processes import ProcessCrew, crew_for
from tests.analyses.forecast.programs import made, small


class Cut:
    """This process, in small blocks."""

    trials_at_once = 130
    threads = 1

    def hired(self) -> object:
        return here.hired()


class Losing:
    """A crew whose first executors break after a few blocks."""

    trials_at_once = 100
    threads = 1

    def __init__(self, losses: int, done_before: int) -> None:
        self.losses, self.done_before = losses, done_before
        self.hirings = 0

    @contextmanager
    def hired(self) -> Iterator[Executor]:
        self.hirings += 1
        breaks = self.hirings <= self.losses
        yield _Breaking(self.done_before if breaks else None)


class _Breaking(Executor):
    def __init__(self, good: int | None) -> None:
        self.good = good
        self.count = 0

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # the base's own signature
        self.count += 1
        future: Future[object] = Future()
        if self.good is not None and self.count > self.good:
            future.set_exception(BrokenProcessPool("a worker was lost"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_any_cut_into_blocks_gives_the_same_forecast() -> None:
    assert made(small(), crew=Cut()) == made(small())


def test_processes_give_the_same_forecast() -> None:
    crew = ProcessCrew(2)
    crew.trials_at_once = 512
    assert made(small(), crew=crew, prices=False) == made(small(), prices=False)


def test_blocks_of_lost_workers_are_done_again_and_nothing_is_lost() -> None:
    crew = Losing(losses=3, done_before=4)
    assert made(small(), crew=crew, trials=1000) == made(small(), trials=1000)
    assert crew.hirings >= 4


def test_work_that_always_ends_its_workers_is_given_up() -> None:
    with pytest.raises(LostWorkers, match="lost 3 times"):
        made(small(), crew=Losing(losses=99, done_before=0))


class Dying(ProcessCrew):
    """Real processes, the first of which is killed in the middle of its work."""

    trials_at_once = 256

    def __init__(self, mark: Path) -> None:
        super().__init__(2)
        self.mark = mark

    @contextmanager
    def hired(self) -> Iterator[Executor]:
        with super().hired() as pool:
            yield _Deadly(pool, self.mark)


class _Deadly(Executor):
    def __init__(self, pool: Executor, mark: Path) -> None:
        self.pool, self.mark = pool, mark
        self.count = 0

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # the base's own signature
        self.count += 1
        if self.count == 3 and not self.mark.exists():
            return self.pool.submit(end_of_a_worker, self.mark, *args)
        return self.pool.submit(fn, *args, **kwargs)


def end_of_a_worker(mark: Path, block: object) -> object:
    """What a worker does that runs out of memory: it is gone."""
    if not mark.exists():
        mark.touch()
        os._exit(1)
    return live(block)  # type: ignore[arg-type]  # a block, as it was handed over


def test_a_process_that_dies_costs_time_alone(tmp_path: Path) -> None:
    crew = Dying(tmp_path / "died")
    assert made(small(), crew=crew, prices=False) == made(small(), prices=False)
    assert (tmp_path / "died").exists()


def test_small_work_stays_in_this_process_and_large_work_does_not() -> None:
    assert crew_for(small(), trials=10_000) is None
    large = crew_for(small(), trials=10**9)
    assert (large is None) == (os.cpu_count() == 1)
