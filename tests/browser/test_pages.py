"""Every page in a real browser: no errors, nothing foreign, accessible in both themes."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visitor, chromium

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium is installed")

KEY = "checkout-re-platform"
PAGES = {
    "home": "/",
    "program": f"/p/{KEY}/",
    "plan": f"/p/{KEY}/plan/",
    "load": f"/p/{KEY}/load/",
    "forecast": f"/p/{KEY}/forecast/",
    "risks": f"/p/{KEY}/risks/",
    "scope": f"/p/{KEY}/scope/",
    "board": f"/p/{KEY}/board/",
    "requests": f"/p/{KEY}/requests/",
    "request": f"/p/{KEY}/request/second-wallet/",
    "new-request": f"/p/{KEY}/requests/new/?row=tasks.wallets&field=estimate",
    "baselines": f"/p/{KEY}/baselines/",
    "trace": f"/p/{KEY}/trace/",
    "two-baselines": f"/p/{KEY}/baselines/1/?beside=2",
    "why": f"/p/{KEY}/why/",
    "options": f"/p/{KEY}/options/",
    "register": f"/p/{KEY}/register/",
    "register-goals": f"/p/{KEY}/registers/goals/",
    "register-risks": f"/p/{KEY}/registers/risks/",
    "register-milestones": f"/p/{KEY}/registers/milestones/",
    "register-people": f"/p/{KEY}/registers/people/",
    "register-duty": f"/p/{KEY}/registers/duty/",
    "register-decisions": f"/p/{KEY}/registers/decisions/",
    "register-what-ifs": f"/p/{KEY}/registers/what-ifs/",
    "row": f"/p/{KEY}/row/tasks/wallets/",
    "escalations": f"/p/{KEY}/escalations/",
    "escalation": f"/p/{KEY}/escalations/issues.idempotency/",
    "on-call": f"/p/{KEY}/on-call/",
    "reports": f"/p/{KEY}/reports/",
    "history": f"/p/{KEY}/history/",
    "entry": f"/p/{KEY}/history/1/",
    "then": f"/p/{KEY}/history/1/then/",
    "members": f"/p/{KEY}/members/",
    "settings": f"/p/{KEY}/settings/",
    "connections": f"/p/{KEY}/connections/",
    "account": "/account/",
    "import": "/import/",
    "new-program": "/new/",
}
PHONE = {"width": 390, "height": 800}


def violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe  # optional dependency

    found = Axe().run(page, options={"iframes": False}).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_accessible(name: str, visitor: Visitor) -> None:
    page = visitor.go(PAGES[name])
    page.wait_for_selector("main")
    if name == "plan":
        page.wait_for_selector("#plan[data-ready]")
    if name == "home":
        page.wait_for_selector(".three")
    if name in ("request", "escalation"):
        page.wait_for_selector(".answer", timeout=20_000)
    for way in ("light", "dark", "phone"):
        page.emulate_media(color_scheme="dark" if way == "dark" else "light")
        if way == "phone":
            page.set_viewport_size(PHONE)
        shown(page, f"{name}-{way}")
        assert violations(page) == [], way
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{way}: the page scrolls sideways"


def shown(page: Any, name: str) -> None:
    """Write a picture for review where FAIRLEAD_SCREENSHOTS names a folder."""
    folder = os.environ.get("FAIRLEAD_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png")


def test_an_edit_moves_dates_and_the_forecast_without_reload(visitor: Visitor) -> None:
    page = visitor.go(PAGES["plan"])
    page.wait_for_selector("#plan[data-ready]")
    page.evaluate("window.stayed = true")
    page.focus("#grid")
    cell = page.locator(".row", has_text="Wallet payments").locator(".cell").nth(1)
    cell.click()
    page.keyboard.press("Enter")
    page.keyboard.type("30d..45d")
    page.keyboard.press("Enter")
    page.wait_for_selector("#plan[data-took]")
    assert cell.inner_text() == "30d..45d"
    assert "The end" in page.locator("#news").inner_text()
    page.wait_for_selector("#plan[data-studied]", timeout=20_000)
    assert page.evaluate("window.stayed") is True
    page.focus("#grid")
    page.keyboard.press("Control+z")
    page.locator(".row", has_text="Wallet payments").locator(".cell").nth(1).filter(
        has_text="9d..15d"
    ).wait_for()


def test_another_browser_follows(
    visitor: Visitor, browser: Any, served: dict[str, str], signed_in: str
) -> None:
    other = Visitor(browser, served, signed_in)
    watched = other.go(PAGES["plan"])
    watched.wait_for_selector("#plan[data-ready]")
    page = visitor.go(PAGES["plan"])
    page.wait_for_selector("#plan[data-ready]")
    page.get_by_role("button", name="New task").click()
    page.wait_for_selector(".cell input")
    page.keyboard.type("Seen by everybody")
    page.keyboard.press("Enter")
    watched.locator("#ends", has_text="40 rows").wait_for()
    page.get_by_role("button", name="Undo", exact=True).first.click()
    page.locator("#undo").click()
    watched.locator("#ends", has_text="39 rows").wait_for()
    other.context.close()
    assert other.complaints == []


def test_keys_lead_to_every_page(visitor: Visitor) -> None:
    page = visitor.go(PAGES["program"])
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.wait_for_url("**/forecast/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")
    page.keyboard.type("wallet")
    page.locator("#palette-found li", has_text="Wallet payments").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/#*")
    page.wait_for_selector("#plan[data-ready]")
    assert "Wallet" in page.locator(".row.here").inner_text()
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")


def test_a_table_of_a_spreadsheet_becomes_a_program(visitor: Visitor, tmp_path: Path) -> None:
    table = tmp_path / "plan.csv"
    table.write_text("Name,Duration,Predecessors\nDig,5d,\nPour,3d,1\nBuild,10d,2\n")
    page = visitor.go("/import/")
    page.set_input_files("input[type=file]", str(table))
    page.get_by_text("3 tasks").wait_for()
    assert page.locator("legend", has_text="Columns").count() == 1
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/p/**")
    told = json.loads(page.evaluate("fetch('plan/rows/').then((answer) => answer.text())"))
    assert [row["t"] for row in told["rows"]] == ["Dig", "Pour", "Build"]
