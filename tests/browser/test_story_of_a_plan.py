"""A Monday in a real browser: a plan from Microsoft Project is brought in, led, told and undone.

At each stop: a picture for review, no violation of accessibility, no word of the console.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import ROOT, Visitor, chromium
from tests.browser.test_pages import shown, violations

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium is installed")

WAIT = 30_000


def stop(page: Any, name: str) -> None:
    """A stop of the story: seen, and accessible."""
    shown(page, f"monday-{name}")
    assert violations(page) == [], name


def rows(page: Any, key: str) -> dict[str, Any]:
    """The rows of the plan by their titles, as the server has them now."""
    told = json.loads(
        page.evaluate(f"fetch('/p/{key}/plan/rows/').then((answer) => answer.text())")
    )
    return {row["t"]: row for row in told["rows"]}


def cell(page: Any, title: str, column: int) -> Any:
    return page.locator(".row:not([hidden])", has_text=title).first.locator(".cell").nth(column)


def type_into(page: Any, title: str, column: int, text: str) -> None:
    """Put a text into a cell of the plan by key, and wait for what it moved."""
    page.evaluate("document.getElementById('plan').removeAttribute('data-took')")
    cell(page, title, column).click()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_selector("#plan[data-took]")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan as Microsoft Project keeps it: the checkout program, exported."""
    path = tmp_path_factory.mktemp("office") / "Checkout from the office.xml"
    command = [sys.executable, "-m", "fairlead", "convert", str(ROOT / "examples" / "checkout")]
    subprocess.run([*command, str(path)], check=False, capture_output=True)
    # Something that only Project knows, so that there is something to lose.
    text = path.read_text(encoding="utf-8")
    text = text.replace("</Assignment>", "<WorkContour>1</WorkContour></Assignment>")
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plan_is_brought_in_led_told_and_undone(visitor: Visitor, office: Path) -> None:
    # Bring it in: what becomes of everything in the file is told before anything is kept.
    page = visitor.go("/")
    page.get_by_role("link", name="Bring in a program").click()
    page.set_input_files("input[type=file]", str(office))
    page.locator(".aside", has_text=re.compile(r"3\d tasks, 5 milestones, 8 people")).wait_for()
    assert page.locator("h3", has_text="What becomes of what is in it").count() == 1
    assert page.locator("td", has_text="Work is spread evenly here.").count() == 1
    stop(page, "1-import")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url(re.compile(r"/p/[^/]+/$"))
    key = page.url.rstrip("/").rpartition("/")[2]
    page.locator(".answers, .headline").first.wait_for()
    stop(page, "2-program")

    # Plan anew: an estimate, an owner and a date in the table, by key.
    visitor.go(f"/p/{key}/plan/")
    page.wait_for_selector("#plan[data-ready]")
    was = rows(page, key)["Wallet payments"]
    type_into(page, "Wallet payments", 1, "12d..20d")
    type_into(page, "Wallet payments", 2, "Meera Pillai")
    type_into(page, "Wallet payments", 4, "2026-06-19")
    now = rows(page, key)["Wallet payments"]
    assert (now["duration"], now["by"]) == ("12d..20d", "Meera Pillai")
    assert now["deadline"].startswith("2026-06-19")
    assert now["f"] > was["f"]
    stop(page, "3-table")

    # And on the timeline: the bar is taken two weeks to the right.
    page.select_option("#scale", "fit")
    cell(page, "Wallet payments", 0).click()
    page.keyboard.press("Escape")
    page.evaluate("document.getElementById('plan').removeAttribute('data-took')")
    box = page.locator("#timeline").bounding_box()
    y = cell(page, "Wallet payments", 0).bounding_box()["y"] + 14
    middle = bar_middle(page, box, y)
    page.mouse.move(middle, y)
    page.mouse.down()
    page.mouse.move(middle + 20, y, steps=4)
    stop(page, "4-drag")
    page.mouse.move(middle + 40, y, steps=4)
    page.mouse.up()
    page.wait_for_selector("#plan[data-took]")
    dragged = rows(page, key)["Wallet payments"]
    assert dragged["not_before"]
    assert dragged["s"] > now["s"]

    # Agree, then somebody wants something: its impact is in sight before anybody says yes.
    visitor.go(f"/p/{key}/baselines/")
    page.get_by_label("Name", exact=True).fill("monday")
    page.get_by_role("button", name="Agree").click()
    page.get_by_role("link", name="monday").wait_for()
    visitor.go(f"/p/{key}/requests/new/")
    page.get_by_label("What is wanted").fill("A third wallet")
    page.get_by_label("Row").fill(f"tasks.{dragged['id']}")
    page.get_by_label("Field").fill("duration")
    page.get_by_label("New value").fill("100d..140d")
    page.locator("#impact .answer").wait_for(timeout=WAIT)
    assert "later" in page.locator("#impact .told").inner_text()
    stop(page, "5-impact-while-typing")
    page.get_by_role("button", name="Ask for it").click()
    page.wait_for_selector("h1:has-text('A third wallet')")
    page.wait_for_selector(".answer", timeout=WAIT)
    stop(page, "6-impact")
    page.get_by_label("Why").fill("It pays for itself by autumn")
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("It is approved, and agreed.").wait_for()
    assert rows(page, key)["Wallet payments"]["duration"] == "100d..140d"
    stop(page, "7-approved")

    # Tell both sides: looked at before it is sent, and saved as a file.
    visitor.go(f"/p/{key}/reports/")
    preview = page.frame_locator("iframe.preview").first
    preview.locator("h1").wait_for(timeout=WAIT)
    stop(page, "8-report")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save as HTML").first.click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert waiting.value.suggested_filename == f"{key}-business.html"
    assert "A third wallet" in text
    assert "Wallet payments" in text or "wallet" in text.lower()

    # Undo: the approval first, then what was done by hand, each to what it was.
    visitor.go(f"/p/{key}/plan/")
    page.wait_for_selector("#plan[data-ready]")
    for wanted in ("12d..20d", "12d..20d"):
        page.evaluate("document.getElementById('plan').removeAttribute('data-took')")
        page.locator("#undo").click()
        page.wait_for_selector("#plan[data-took]")
        assert rows(page, key)["Wallet payments"]["duration"] == wanted
    stop(page, "9-undone")


def bar_middle(page: Any, box: dict[str, float], y: float) -> float:
    """Where the bar of a row is, between where its links begin and its own end."""
    edges = []
    for x in range(int(box["x"]), int(box["x"] + box["width"]), 3):
        page.mouse.move(x, y)
        if page.evaluate("document.getElementById('timeline').style.cursor") == "crosshair":
            edges.append(x)
    assert edges, "the bar is not in sight"
    return edges[0] - 6.0
