"""What was begun is never lost: not by a reload, not on another device."""

from playwright.sync_api import expect

BEGUN = "Good morning, everybody. [pause 1s] This was *begun* on a desk."
CONTINUED = "It was finished on a phone."


def test_a_draft_survives_a_reload_and_moves_to_another_device(
    studio, site, browser, context, complaints
):
    page = studio
    field = page.locator("#text")
    field.fill("Good morning, everybody. This was begun on a desk.")
    field.evaluate("field => field.setSelectionRange(34, 39)")
    page.get_by_role("button", name="Stress").click()
    field.evaluate("field => field.setSelectionRange(24, 24)")
    field.press("Control+Shift+Space")
    expect(field).to_have_value(BEGUN)
    page.get_by_role("textbox", name="Title").fill("Begun")
    page.reload()
    expect(field).to_have_value(BEGUN)
    expect(page.get_by_text("Draft saved")).to_be_visible()

    phone = browser.new_context(viewport={"width": 390, "height": 844})
    phone.add_cookies(context.cookies())
    elsewhere = phone.new_page()
    elsewhere.goto(site)
    expect(elsewhere.locator("#text")).to_have_value(BEGUN)
    expect(elsewhere.get_by_role("textbox", name="Title")).to_have_value("Begun")
    elsewhere.locator("#text").fill(CONTINUED)
    expect(elsewhere.get_by_text("Draft saved")).to_be_visible()
    phone.close()

    page.reload()
    expect(field).to_have_value(CONTINUED)
    expect(page.get_by_text("This draft was edited elsewhere since")).to_be_visible()
    page.get_by_role("button", name="Start over").click()
    expect(field).to_have_value("")
    page.get_by_role("button", name="Undo").click()
    expect(field).to_have_value(CONTINUED)
    field.fill("")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert complaints == []
