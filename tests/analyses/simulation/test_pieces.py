"""A run is cut into pieces, which kept threads take from one another's hands."""

import os
import threading
from collections.abc import Iterator

import pytest

from fairlead.analyses.simulation.pieces import Piece, Run, over_pieces

_NONE: frozenset[str] = frozenset()


def run(trials: int, *, threads: int, first: int = 0) -> Run:
    return Run(1, trials, first, _NONE, _NONE, threads)


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize(("first", "trials"), [(0, 1), (300, 5_000), (511, 20_000)])
def test_every_trial_is_in_one_piece(first: int, trials: int, threads: int) -> None:
    found = over_pieces(run(trials, first=first, threads=threads), list)
    pieces = sorted(piece for taken in found for piece in taken)
    assert [at for at, _ in pieces] == [first, *(at + count for at, count in pieces[:-1])]
    assert sum(count for _, count in pieces) == trials


def test_several_threads_are_at_it() -> None:
    both = threading.Barrier(2, timeout=20)

    def work(pieces: Iterator[Piece]) -> str:
        next(pieces)
        both.wait()  # whoever were alone would wait in vain
        list(pieces)
        return threading.current_thread().name

    assert len(set(over_pieces(run(10_000, threads=2), work))) == 2


def test_what_one_thread_raises_ends_the_run_and_leaves_the_threads_usable() -> None:
    asked, begun = threading.current_thread(), threading.Event()

    def fails(pieces: Iterator[Piece]) -> int:
        if threading.current_thread() is asked:
            next(pieces)
            begun.set()
            raise MemoryError("no room")
        begun.wait(20)
        return len(list(pieces))

    with pytest.raises(MemoryError):
        over_pieces(run(50_000, threads=3), fails)
    assert (
        sum(over_pieces(run(5_000, threads=3), lambda pieces: sum(n for _, n in pieces))) == 5_000
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_has_threads_of_its_own() -> None:
    over_pieces(run(5_000, threads=2), list)  # so that some are there already
    child = os.fork()
    if child == 0:
        done = over_pieces(run(5_000, threads=2), lambda pieces: sum(n for _, n in pieces))
        os._exit(0 if sum(done) == 5_000 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
