"""Trials handed to workers: blocks that know nothing of each other, done again if one is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, as_completed
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from fairlead.analyses.chance.judgement import Judgement
from fairlead.analyses.critical_path import BeyondTime
from fairlead.analyses.network import Circular
from fairlead.analyses.simulation import (
    CannotSimulate,
    Model,
    Paired,
    Trials,
    compile_model,
    paired,
    simulate,
)
from fairlead.program.program import Program

__all__ = ["Block", "Crew", "LostWorkers", "PricedBlock", "Work", "here", "lived"]

_MOST_LOSSES = 3

Done = TypeVar("Done")
Done_co = TypeVar("Done_co", covariant=True)


class LostWorkers(RuntimeError):
    """Workers were lost again and again: the work itself may be what ends them."""


class Crew(Protocol):
    """Who works: `hired` lends an executor for as long as it is open, and a new one when it broke.

    `trials_at_once` is the size of a block, `threads` how many of them one worker uses.
    """

    trials_at_once: int
    threads: int

    def hired(self) -> AbstractContextManager[Executor]: ...


class Work(Protocol[Done_co]):
    """What is handed to a worker, as a value: any worker gives the same answer."""

    def live(self) -> Done_co: ...


@dataclass(frozen=True, slots=True)
class Block:
    """Some trials of one run: a value that any worker can live through.

    `name` is that of the program's content, under which a worker keeps what it compiled.
    """

    name: str
    program: Program
    judgement: Judgement
    seed: int
    first: int
    trials: int
    people: bool
    without: frozenset[str] = frozenset()
    treated: frozenset[str] = frozenset()
    threads: int | None = None
    watched: tuple[str, ...] = ()

    def live(self) -> Trials:
        """The trials of the block."""
        return simulate(
            self.program,
            seed=self.seed,
            trials=self.trials,
            first=self.first,
            people=self.people,
            without=self.without,
            treated=self.treated,
            judgement=self.judgement,
            threads=self.threads,
            compiled=_model(self),
        )


@dataclass(frozen=True, slots=True)
class PricedBlock:
    """The trials of a block with each of these risks left out, and each of those treated."""

    block: Block
    without: tuple[str, ...]
    treated: tuple[str, ...]

    def live(self) -> Paired:
        """The finish of the whole and the cost in each case."""
        block = self.block
        return paired(
            _model(block),
            seed=block.seed,
            trials=block.trials,
            first=block.first,
            people=block.people,
            without=self.without,
            treated=self.treated,
            threads=block.threads,
        )


class _Here(Executor):
    """An executor that works at once, in this process; the kernel's threads use its cores."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # the base's own signature
        future: Future[object] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 (it is handed to whoever asks for the result)
            future.set_exception(error)
        return future


class _InProcess:
    trials_at_once = 1_000_000
    threads = 0  # all cores

    @contextmanager
    def hired(self) -> Iterator[Executor]:
        yield _Here()


here: Crew = _InProcess()
"""The crew of one: this process."""

_kept: dict[tuple[str, bool, tuple[str, ...]], Model] = {}
_MOST_KEPT = 4


def _model(block: Block) -> Model:
    """The compiled model of a block, kept between blocks: runs differ in their risks alone."""
    place = (block.name, block.people, block.watched)
    found = _kept.get(place)
    if found is None:
        made = compile_model(
            block.program, block.judgement, people=block.people, watched=block.watched
        )
        if isinstance(made, Circular | BeyondTime):
            raise CannotSimulate(made)
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        found = _kept[place] = made
    return found


def live(work: Work[Done]) -> Done:
    """What a worker is asked to do."""
    return work.live()


def lived(
    blocks: Sequence[Work[Done]],
    *,
    crew: Crew,
    progress: Callable[[int], None] | None = None,
    taken_in: Callable[[Done], None] | None = None,
) -> list[Done]:
    """What comes of every block, in the order of the blocks, whoever did them and when.

    `progress` is told how many are done, `taken_in` is shown each as it comes.

    Blocks of a worker that is lost are done again by others. Raises `LostWorkers` when that happens
    three times without a block done in between.
    """
    found: dict[int, Done] = {}
    losses = 0
    while len(found) < len(blocks):
        before = len(found)
        with crew.hired() as executor:
            _work(blocks, found, executor, progress, taken_in)
        losses = 0 if len(found) > before else losses + 1
        if losses >= _MOST_LOSSES:
            raise LostWorkers(f"{len(blocks) - len(found)} blocks were lost {losses} times.")
    return [found[place] for place in range(len(blocks))]


def _work(
    blocks: Sequence[Work[Done]],
    found: dict[int, Done],
    executor: Executor,
    progress: Callable[[int], None] | None,
    taken_in: Callable[[Done], None] | None,
) -> None:
    """Hand out what is not done yet, and take in what comes back."""
    futures: dict[Future[Done], int] = {}

    def take(future: Future[Done]) -> None:
        try:
            done = found[futures.pop(future)] = future.result()
        except (BrokenExecutor, CancelledError):
            return
        if taken_in is not None:
            taken_in(done)
        if progress is not None:
            progress(len(found))

    try:
        for place, block in enumerate(blocks):
            if place not in found:
                futures[future := executor.submit(live, block)] = place
                if future.done():  # who works in this process has done it before it says so
                    take(future)
    except BrokenExecutor:
        pass  # those that were handed out are looked at below; the rest waits for the next crew
    for future in as_completed(list(futures)):
        take(future)
