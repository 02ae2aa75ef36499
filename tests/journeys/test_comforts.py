"""Small comforts in a real browser: going back after a refused form, and a ribbon that opens at today on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

PHONE = {"width": 380, "height": 800}


def refused_form(page: Page, address: str) -> None:
    """A new agreement that ends before it begins."""
    page.goto(f"{address}/sites")
    page.locator("tr.row a").first.click()
    page.goto(f"{page.url}/agreements/new")
    page.locator("[name=reference]").fill("COP-RETOUR")
    page.locator("[name=first_day]").fill("2027-05-01")
    page.locator("[name=last_day]").fill("2027-04-01")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=reference]")).to_have_value("COP-RETOUR")


def test_going_back_after_a_refused_form_shows_the_form_and_sends_nothing(
    own_address: str, sit_down: Callable[..., Page]
) -> None:
    page = sit_down(own_address, "coordination")
    refused_form(page, own_address)
    page.locator("[name=last_day]").fill("2027-09-30")
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/units$"))
    page.go_back()
    expect(page.locator("[name=reference]")).to_be_visible()
    page.go_back()
    expect(page.locator("[name=reference]")).to_be_visible()
    assert page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus") == 200


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_the_ribbon_opens_at_the_month_of_today_on_a_phone(
    address: str, sit_down: Callable[..., Page], script: bool
) -> None:
    page = sit_down(address, "coordination", viewport=PHONE, java_script_enabled=script)
    page.goto(f"{address}/timeline")
    head = page.locator(".timeline-head").nth(1).bounding_box()
    today = page.locator(".timeline-row.months line.today").bounding_box()
    assert head is not None
    assert today is not None
    assert head["x"] + head["width"] <= today["x"] < PHONE["width"]


def test_a_text_says_how_much_it_may_still_hold_and_keeps_all_that_is_pasted(
    address: str, sit_down: Callable[..., Page]
) -> None:
    page = sit_down(address, "coordination")
    page.goto(f"{address}/sites/new")
    told = page.locator("#note-limit")
    expect(told).to_have_text("Signes restants\u00a0: 2\u202f000")
    page.locator("#note").fill("é" * 2001)
    expect(told).to_have_text("Signes de trop\u00a0: 1")
    expect(told).to_have_attribute("role", "status")
    expect(page.locator("#note")).to_have_value("é" * 2001)
    page.locator("#note").fill("é" * 1990)
    expect(told).to_have_text("Signes restants\u00a0: 10")


def test_a_visit_sheet_waits_in_the_page_while_there_is_no_network(
    own_address: str, sit_down: Callable[..., Page]
) -> None:
    """Sent as a page it would be lost with it."""
    page = sit_down(own_address, "capteur", viewport=PHONE)
    page.goto(own_address)
    page.locator("main li a[href*='/visits/']").first.click()
    page.goto(f"{page.url}/sheet")
    for item in ("safety", "health"):
        page.locator(f"[name={item}][value=good]").check()
    page.locator("[name=verdict][value=suitable]").check()
    page.locator("[name=rooms]").fill("3")
    page.context.set_offline(True)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#flashes .notice.bad")).to_be_visible()
    expect(page.locator("[name=rooms]")).to_have_value("3")
    page.context.set_offline(False)
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/visits/[^/]+$"))
