"""Charts drawn by a process beside the one that serves."""

import json
import threading
from collections.abc import Iterator

import pytest

from fairlead.reports.charts.draw import drawn_here
from fairlead.web.drawing import Beside

pytest.importorskip("vl_convert")

SPEC = json.dumps({"data": {"values": [{"a": 1}]}, "mark": "point"})


@pytest.fixture(scope="module")
def beside() -> Iterator[Beside]:
    made = Beside()
    yield made
    made.end()


def test_another_process_draws_the_same(beside: Beside) -> None:
    assert beside.drawn(SPEC) == drawn_here(SPEC)


def test_many_may_ask_at_once(beside: Beside) -> None:
    specs = [json.dumps({"data": {"values": [{"a": n}]}, "mark": "bar"}) for n in range(4)]
    found: dict[str, str] = {}

    def ask(spec: str) -> None:
        found[spec] = beside.drawn(spec)

    threads = [threading.Thread(target=ask, args=(spec,)) for spec in specs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {spec: drawn_here(spec) for spec in specs}


def test_one_that_ended_is_begun_again(beside: Beside) -> None:
    beside.drawn(SPEC)
    first = beside._process
    assert first is not None
    first.kill()
    first.wait()
    assert beside.drawn(SPEC) == drawn_here(SPEC)
    assert beside._process is not first


def test_what_cannot_be_drawn_says_why_and_ends_nothing(beside: Beside) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        beside.drawn('{"mark": 7}')
    assert beside.drawn(SPEC) == drawn_here(SPEC)
