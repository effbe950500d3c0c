"""Whole stories in a real browser: a change decided, a matter taken on, a duty taken."""

import re
from typing import Any

import pytest

from tests.browser.conftest import Visitor, chromium
from tests.browser.test_pages import KEY, shown

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium is installed")

WAIT = 30_000


def rows(page: Any) -> dict[str, Any]:
    """The rows of the plan as the server has them now."""
    told = page.evaluate(
        f"fetch('/p/{KEY}/plan/rows/').then((answer) => answer.json()).then((told) => told.rows)"
    )
    return {row["id"]: row for row in told}


def test_a_change_is_asked_for_with_its_impact_in_sight_approved_reported_and_taken_back(
    visitor: Visitor,
) -> None:
    page = visitor.go(f"/p/{KEY}/baselines/")
    page.get_by_label("Name", exact=True).fill("before-refunds")
    page.get_by_role("button", name="Agree").click()
    page.get_by_role("link", name="before-refunds").wait_for()

    page = visitor.go(f"/p/{KEY}/requests/new/")
    page.get_by_label("What is wanted").fill("Refunds by the partner")
    page.get_by_label("Row").fill("tasks.fixes")
    page.get_by_label("Field").fill("estimate")
    page.get_by_label("New value").fill("30d..")
    page.locator(".wish .error", has_text="is no estimate").wait_for()
    page.get_by_label("New value").fill("30d..45d")
    page.locator("#impact .answer").wait_for(timeout=WAIT)
    assert "later" in page.locator("#impact .told").inner_text()
    assert page.locator(".wish .error").inner_text() == ""
    assert page.locator(".wish .now").inner_text() == "Now: 7d..15d"
    shown(page, "story-draft")
    page.get_by_role("button", name="Ask for it").click()

    page.wait_for_selector("h1:has-text('Refunds by the partner')")
    page.wait_for_selector(".answer", timeout=WAIT)
    shown(page, "story-impact")
    page.get_by_label("Why").fill("The partner pays for it")
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("It is approved, and agreed.").wait_for()
    assert rows(page)["fixes"]["estimate"] == "30d..45d"

    page = visitor.go(f"/p/{KEY}/scope/")
    page.get_by_text("Approved: Refunds by the partner").wait_for()
    shown(page, "story-ledger")
    page = visitor.go(f"/p/{KEY}/why/")
    page.get_by_label("From").select_option(label="Baseline before-refunds")
    page.get_by_role("button", name="Tell").click()
    page.wait_for_selector(".answer svg", timeout=WAIT)
    shown(page, "story-why")
    report = page.evaluate(f"fetch('/p/{KEY}/reports/business.md').then((answer) => answer.text())")
    assert "Refunds by the partner" in report

    page = visitor.go(f"/p/{KEY}/request/refunds-by-the-partner/")
    page.get_by_role("button", name="Take the decision back").click()
    page.get_by_role("button", name="Approve").wait_for()
    assert rows(page)["fixes"]["estimate"] == "7d..15d"
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_text("It is withdrawn.").wait_for()


def test_a_matter_climbs_to_somebody_who_takes_it_on_and_settles_it(visitor: Visitor) -> None:
    page = visitor.go(f"/p/{KEY}/members/")
    page.get_by_label("Who Admin is in the plan").select_option(label="Head of Sales")
    page.get_by_role("button", name="Keep").first.click()

    page = visitor.go(f"/p/{KEY}/register/")
    page.locator(
        "section", has=page.get_by_role("heading", name="Issues", exact=True)
    ).get_by_label("What stands in the way").fill("The certificate has run out")
    page.get_by_label("Severity").last.select_option("high")
    page.get_by_role("button", name="Add").first.click()
    cell = page.locator('tr[data-key="the-certificate-has-run-out"] td[data-field="affects"]')
    cell.click()
    page.keyboard.press("Enter")
    page.keyboard.type("wallets")
    page.keyboard.press("Enter")
    cell.filter(has_text="Wallet payments").wait_for()
    shown(page, "story-register")

    page = visitor.go("/")
    title = "The API takes six days more than thought"
    page.locator(".mine").get_by_role("link", name=title).click(timeout=WAIT)
    page.wait_for_selector(f"h1:has-text('{title}')")
    page.get_by_text("Each day of waiting costs").wait_for(timeout=WAIT)
    shown(page, "story-packet")
    page.get_by_role("button", name="Take it on").click()
    page.get_by_text("It is on record").wait_for()
    page.locator(".rag", has_text="Taken on").wait_for()
    page.get_by_label("How, or why").fill("A new one is in place")
    page.get_by_role("button", name="Settle it").click()
    page.locator(".rag", has_text="Settled").wait_for()
    shown(page, "story-settled")


def test_a_duty_is_asked_for_and_taken(visitor: Visitor) -> None:
    page = visitor.go(f"/p/{KEY}/on-call/")
    duty = page.locator("section", has_text="Checkout, day and night")
    holder = duty.locator(".told strong").inner_text()
    other = next(name for name in ("Jonas Weber", "Asha Nair") if name != holder)
    duty.get_by_text("Change who answers").click()
    duty.locator("details form [name=who]").select_option(label=holder)
    duty.get_by_label("From").fill("2026-01-01T00:00")
    duty.get_by_label("Until").fill("2036-01-01T00:00")
    duty.get_by_label("Why").fill("A long journey")
    duty.get_by_role("button", name="Ask to be stood in for").click()
    duty.locator(".record [name=who]").last.select_option(label=other)
    shown(page, "story-asked")
    duty.get_by_role("button", name="Take it").last.click()
    page.get_by_text(f"{other} stands in for {holder}.").wait_for()
    assert duty.locator(".told strong").inner_text() == other
    assert "stands in" in duty.locator(".told").inner_text()
    shown(page, "story-duty")


def test_a_card_is_moved_by_key_and_taken_back(visitor: Visitor) -> None:
    page = visitor.go(f"/p/{KEY}/board/")
    card = page.locator('[data-state="ready"] .task').first
    key = card.get_attribute("data-key")
    card.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.locator(f'[data-state="running"] .task[data-key="{key}"]').wait_for()
    assert page.evaluate("document.activeElement.dataset.key") == key
    page.keyboard.press("Control+z")
    page.locator(f'[data-state="ready"] .task[data-key="{key}"]').wait_for()
    page.locator(f'[data-state="ready"] .task[data-key="{key}"]').drag_to(
        page.locator('[data-state="running"] h2')
    )
    page.locator(f'[data-state="running"] .task[data-key="{key}"]').wait_for()
    page.get_by_role("button", name="Undo").click()
    page.locator(f'[data-state="ready"] .task[data-key="{key}"]').wait_for()


def test_two_bars_are_linked_by_hand_and_the_link_taken_back(visitor: Visitor) -> None:
    page = visitor.go(f"/p/{KEY}/plan/?filter=pay&only=open")
    page.wait_for_selector("#plan[data-ready]")
    assert page.locator("#only").input_value() == "open"
    assert re.match(r"\d+ of \d+ rows", page.locator("#ends").inner_text())
    page.locator("#filter").fill("")
    assert "filter=" not in page.url
    before = rows(page)["refunds"]["needs"]
    ends = page.evaluate(
        """async () => {
          const told = await (await fetch('rows/')).json();
          const shown = [...document.querySelectorAll('.row:not([hidden])')];
          const place = (title) => shown.find((row) => row.innerText.includes(title))
            .getBoundingClientRect();
          return { from: place('Wallet payments').y, to: place('Partial refunds').y };
        }"""
    )
    box = page.locator("#timeline").bounding_box()
    # The handle is just right of a bar's end: it is where the cursor becomes a cross.
    y = ends["from"] + 14
    handle = None
    for x in range(int(box["x"]), int(box["x"] + box["width"]), 4):
        page.mouse.move(x, y)
        if page.evaluate("document.getElementById('timeline').style.cursor") == "crosshair":
            handle = x
            break
    assert handle is not None
    page.mouse.down()
    page.mouse.move(handle + 20, (ends["to"] + y) / 2)
    page.mouse.move(handle + 20, ends["to"] + 14)
    page.mouse.up()
    page.wait_for_selector("#plan[data-took]")
    assert rows(page)["refunds"]["needs"] == f"{before}, wallets"
    page.locator("#undo").click()
    page.locator("#news", has_text="Taken back").wait_for()
    assert rows(page)["refunds"]["needs"] == before


def test_a_program_begins_with_a_pasted_table_and_its_registers_are_filled_in(
    visitor: Visitor,
) -> None:
    page = visitor.go("/new/")
    page.get_by_label("What it is called").fill("Pasted together")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector("#plan[data-ready]")
    page.locator("#nothing .when-empty").wait_for()
    shown(page, "story-nothing-planned")
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])

    def paste(text: str) -> None:
        page.evaluate("document.getElementById('plan').removeAttribute('data-took')")
        page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
        page.focus("#grid")
        page.keyboard.press("Control+v")

    paste("Dig\t5d\nPour\t3d..6d\nBuild\t10d")
    page.wait_for_selector("#plan[data-took]")
    cells = [row.inner_text().split("\n")[:2] for row in page.locator(".row:visible").all()]
    assert cells == [["Dig", "5d"], ["Pour", "3d..6d"], ["Build", "10d"]]
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    paste("1d\n2d")
    page.wait_for_selector("#plan[data-took]")
    page.locator(".row:visible", has_text="Pour").locator(".cell", has_text="2d").wait_for()
    paste("1d\n2d\n3d\n4d")
    page.locator("#news", has_text="One line goes beyond the last row").wait_for()

    key = page.url.partition("/p/")[2].partition("/")[0]
    page = visitor.go(f"/p/{key}/registers/goals/")
    goals = page.locator("section", has=page.get_by_role("heading", name="Goals", exact=True))
    goals.get_by_label("Outcome").fill("A house to live in")
    goals.get_by_label("Due").fill("2027-06-30")
    goals.get_by_role("button", name="Add").click()
    due = page.locator('tr[data-key="a-house-to-live-in"] td[data-field="due"]')
    due.click()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("2027-09-30")
    page.keyboard.press("Enter")
    due.filter(has_text="2027-09-30").wait_for()
    page.locator("#news", has_text="Kept.").wait_for()
    shown(page, "story-goals")
    page.keyboard.press("Control+z")
    due.filter(has_text="2027-06-30").wait_for()
    page.get_by_role("link", name="All fields of A house to live in").click()
    page.get_by_text("Everything else that can be said").click()
    page.get_by_label("Measure").fill("The key is handed over")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Kept.").wait_for()
    shown(page, "story-goal")
    page.keyboard.press("Control+k")
    page.keyboard.type("house")
    page.locator("#palette-found li", has_text="A house to live in").wait_for()
    page.keyboard.press("Escape")


def test_a_link_is_confirmed(visitor: Visitor) -> None:
    page = visitor.go(f"/p/{KEY}/row/requirements/guest/")
    page.get_by_label("Title").fill("Order without an account, and without a cookie")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Kept.").wait_for()
    page = visitor.go(f"/p/{KEY}/trace/")
    page.get_by_text("without a cookie").first.wait_for()
    links = page.locator('input[name="link"]')
    count = links.count()
    assert count > 1
    links.first.check()
    page.get_by_role("button", name="Confirm what is ticked").click()
    page.get_by_text("1 link confirmed.").wait_for()
    assert page.locator('input[name="link"]').count() == count - 1
    page.get_by_role("button", name="Tick all").click()
    page.get_by_role("button", name="Confirm what is ticked").click()
    page.get_by_text("Every link means what it meant").wait_for()
    shown(page, "story-confirmed")
