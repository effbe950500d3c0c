"""How quickly the web application answers, with the client on the same machine.

    python bench/web.py [--tasks 1000] [--seconds 30] [--only pages,edit,...] [--json]

`start` is `fairlead serve` to its first page, with the tables made. `pages` are 20 requests a
second from 50 sessions over every page, measured from when each was due, without and with an
editor who changes something every five seconds. `edit` is one cell in Chromium until its dates, and
until its forecast, are on the screen. `large` is the plan page of 10,000 tasks, and scrolling in
it: how long the work of each frame took, its layout and paint included, how many frames were ready
within a sixtieth of a second, the longest piece of work by Chromium's own trace, and how much of a
processor a frame took by it. `editors` are 16 people who edit one program; whatever was
acknowledged must stand in its log.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from served import PAGES, SESSIONS, Served, served

PER_SECOND = 20
LIMITS = {
    "start_seconds": 3.0,
    "p95_ms": 200.0,
    "p95_while_edited_ms": 200.0,
    "edit_to_dates_ms": 150.0,
    "edit_to_forecast_ms": 1000.0,
    "large_ready_ms": 2000.0,
    "longest_frame_ms": 50.0,
}


def start(tasks: int) -> dict[str, float]:
    """Seconds from the command to the plan page, the tables being there; best of three."""
    with served(tasks) as at:
        times = []
        for _ in range(3):
            times.append(at.start())
            at.stop()
            time.sleep(0.5)
    return {"start_seconds": min(times), "start_worst_seconds": max(times)}


def pages(tasks: int, seconds: int) -> dict[str, float]:
    """Per cent points of the time a page takes, from when it was due to its last byte."""
    found: dict[str, float] = {}
    with served(tasks) as at:
        at.start()
        at.studied()
        for name, edited in (("", False), ("_while_edited", True)):
            times = sorted(_asked(at, seconds, edited=edited))
            found[f"requests{name}"] = len(times)
            for share in (50, 95, 99):
                took = times[min(len(times) - 1, len(times) * share // 100)]
                found[f"p{share}{name}_ms"] = 1000 * took
            found[f"worst{name}_ms"] = 1000 * times[-1]
    return found


def _asked(at: Served, seconds: int, *, edited: bool) -> list[float]:
    count = seconds * PER_SECOND
    plan = [(7 * k % SESSIONS, PAGES[(5 * k + k // 13) % len(PAGES)]) for k in range(count)]
    begun = time.perf_counter() + 0.2
    times: list[float] = []
    next_one = iter(range(count))
    lock = threading.Lock()

    def ask() -> None:
        line = at.connect()
        while True:
            with lock:
                number = next(next_one, None)
            if number is None:
                return
            due = begun + number / PER_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            status, _ = at.get(*plan[number], line=line)
            if status != 200:
                raise RuntimeError(f"{plan[number][1]} answered {status}.")
            times.append(time.perf_counter() - due)

    threads = [threading.Thread(target=ask) for _ in range(SESSIONS)]
    for thread in threads:
        thread.start()
    days = 2
    while edited and any(thread.is_alive() for thread in threads):
        days += 1
        at.edit(0, at.number(), [{"key": "t40", "field": "estimate", "text": f"{days}d"}])
        time.sleep(5)
    for thread in threads:
        thread.join()
    return times


@contextmanager
def page(at: Served) -> Iterator[Any]:
    """A page of Chromium that is signed in."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies(
            [{"name": "sessionid", "value": at.cookies[0], "domain": "127.0.0.1", "path": "/"}]
        )
        yield context.new_page()
        browser.close()


_TYPED = """
async (text) => {
  const plan = document.getElementById("plan");
  delete plan.dataset.took;
  delete plan.dataset.studied;
  const grid = document.getElementById("grid");
  grid.focus();
  const key = (target, name) => target.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  key(grid, "Enter");
  const input = grid.querySelector("input");
  input.value = text;
  const begun = performance.now();
  const painted = () => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(done)));
  key(input, "Enter");
  const until = async (name) => {
    while (!plan.dataset[name] && performance.now() - begun < 60000) {
      await new Promise((done) => setTimeout(done, 2));
    }
    await painted();
    return performance.now() - begun;
  };
  const dates = await until("took");
  const forecast = await until("studied");
  key(grid, "ArrowUp");
  return [dates, forecast];
}
"""


def edit(tasks: int, *, times: int = 9) -> dict[str, float]:
    """One cell typed: until its dates, and until its forecast, are painted; the middle of some."""
    with served(tasks) as at, page(at) as tab:
        at.start()
        at.studied()
        tab.goto(f"http://127.0.0.1:{at.port}/p/bench/plan/#t45")
        tab.wait_for_selector("#plan[data-ready]")
        tab.keyboard.press("ArrowRight")
        found = []
        for number in range(times):
            found.append(tab.evaluate(_TYPED, f"{2 + number}d"))
            time.sleep(1.0)
        dates, forecasts = (sorted(column) for column in zip(*found, strict=True))
    middle = times // 2
    return {
        "edit_to_dates_ms": dates[middle],
        "edit_to_dates_worst_ms": dates[-1],
        "edit_to_forecast_ms": forecasts[middle],
        "edit_to_forecast_worst_ms": forecasts[-1],
    }


_FRAME_MS = 1000 / 60
_SCROLLED = """
async () => {
  const scroller = document.getElementById("scroller");
  const frames = [];
  const works = [];
  let last = performance.now();
  for (let k = 0; k < 300; k += 1) {
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now();
    frames.push(now - last);
    last = now;
    scroller.scrollTop += k % 60 === 59 ? 60000 : 53;
    // The next message comes when this frame has been laid out and painted.
    await new Promise((done) => {
      requestAnimationFrame(() => {
        const begun = performance.now();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { works.push(performance.now() - begun); done(); };
        port2.postMessage(0);
      });
    });
  }
  return [frames.slice(5), works.slice(5)];
}
"""


def large(tasks: int = 10_000) -> dict[str, float]:
    """The plan page of a large program: when keys work, and how long frames take in scrolling."""
    with served(tasks) as at, page(at) as tab:
        at.start()
        at.studied()
        ready = []
        for _ in range(4):
            tab.goto("about:blank")
            tab.goto(f"http://127.0.0.1:{at.port}/p/bench/plan/")
            tab.wait_for_selector("#plan[data-ready]", timeout=60_000)
            ready.append(float(tab.get_attribute("#plan", "data-ready")))
        tool = tab.context.new_cdp_session(tab)
        pieces: list[dict[str, Any]] = []
        ended: list[bool] = []
        tool.on("Tracing.dataCollected", lambda told: pieces.extend(told["value"]))
        tool.on("Tracing.tracingComplete", lambda _: ended.append(True))
        tool.send("Tracing.start", {"categories": "toplevel,devtools.timeline"})
        frames, works = map(sorted, tab.evaluate(_SCROLLED))
        tool.send("Tracing.end")
        while not ended:
            tab.wait_for_timeout(50)
        main = {
            (p["pid"], p["tid"])
            for p in pieces
            if p.get("name") == "thread_name" and p["args"]["name"] == "CrRendererMain"
        }
        runs = [
            p
            for p in pieces
            if p.get("name", "").endswith("RunTask") and (p["pid"], p["tid"]) in main
        ]
        work = [p.get("dur", 0) / 1000 for p in runs]
        busy = sum(p.get("tdur", 0) for p in runs) / 1000
    return {
        "large_first_ms": ready[0],
        "large_ready_ms": min(ready[1:]),
        "frame_p50_ms": frames[len(frames) // 2],
        "frame_p99_ms": frames[len(frames) * 99 // 100],
        "frame_work_p50_ms": works[len(works) // 2],
        "frame_work_p95_ms": works[len(works) * 95 // 100],
        "frame_work_longest_ms": works[-1],
        "frame_processor_ms": busy / len(works),
        "frames_in_time_percent": 100 * sum(took < _FRAME_MS for took in works) / len(works),
        "longest_frame_ms": max(work, default=frames[-1]),
    }


def editors(tasks: int, seconds: int) -> dict[str, float]:
    """16 people change titles, and then estimates, of one program."""
    words = _edited_by_many(
        tasks, seconds, lambda who, n: {"field": "title", "text": f"By {who}, {n}"}
    )
    dates = _edited_by_many(
        tasks, seconds, lambda who, n: {"field": "estimate", "text": f"{(who + n) % 9 + 1}d"}
    )
    return {**words, **{f"dates_{name}": value for name, value in dates.items()}}


def _edited_by_many(
    tasks: int, seconds: int, cell: Callable[[int, int], dict[str, str]]
) -> dict[str, float]:
    """What was acknowledged must stand in the log, whole."""
    people = 16
    with served(tasks) as at:
        at.start()
        said: list[tuple[str, int]] = []
        late: list[float] = []
        stop = time.perf_counter() + seconds

        def work(who: int) -> None:
            line, round_ = at.connect(), 0
            base = at.number()
            while time.perf_counter() < stop:
                round_ += 1
                cells = [{"key": f"t{20 * who}", **cell(who, round_)}]
                began = time.perf_counter()
                status, told = at.edit(who, base, cells, line=line)
                late.append(time.perf_counter() - began)
                if status == 200:
                    base = told["number"]
                    said.append((f"{who} {round_}", told["entry"]))

        threads = [threading.Thread(target=work, args=(who,)) for who in range(people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        at.stop()
        proved = subprocess.run(
            [sys.executable, "-m", "fairlead.web", "verify", "--json"],
            env=at.told, check=False, capture_output=True, text=True,
        )  # fmt: skip
        whole = not any(json.loads(proved.stdout)["programs"].values())
    late.sort()
    return {
        "editors": people,
        "edits": len(said),
        "edits_per_second": len(said) / seconds,
        "edit_p95_ms": 1000 * late[len(late) * 95 // 100],
        "lost": len(late) - len(said),
        "whole": float(whole and len({n for _, n in said}) == len(said)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--only", default="start,pages,edit,large,editors")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    measures: dict[str, Callable[[], dict[str, float]]] = {
        "start": lambda: start(told.tasks),
        "pages": lambda: pages(told.tasks, told.seconds),
        "edit": lambda: edit(told.tasks),
        "large": large,
        "editors": lambda: editors(told.tasks, told.seconds),
    }
    found: dict[str, float] = {}
    for name in told.only.split(","):
        found |= measures[name]()
    found["load"] = os.getloadavg()[0]
    if told.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        limit = LIMITS.get(name)
        beside = "" if limit is None else f"{limit:10.0f}   {value / limit:5.2f} of it"
        print(f"{name:32}{value:10.1f}{beside}")


if __name__ == "__main__":
    main()
