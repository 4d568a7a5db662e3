"""A topic becomes a script, the script a video that is ready to be posted."""

import re

from playwright.sync_api import expect

from tests.journeys.writing_server import DESCRIPTION, ENDING, HOOK, REWRITTEN, TITLE

TOPIC = "How bees tell each other where flowers are"
OWN_ENDING = "Look for bees today."
WRITTEN_WITHIN = 60_000  # milliseconds; the process that writes is cold and the cores may be busy
MADE_WITHIN = 120_000


def test_a_topic_becomes_a_video_that_can_be_posted(
    studio, context, writing_server, complaints, screenshot
):
    page = studio
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    _order(page)
    _let_it_fail_once(page, writing_server)
    _edit(page)
    screenshot(page, "topic-desktop")
    page.reload()  # nothing is lost
    expect(page.get_by_label("Call to action", exact=True)).to_have_value(OWN_ENDING)
    page.get_by_role("button", name="Create video").click()
    expect(page.locator("#job")).to_have_attribute("data-state", "succeeded", timeout=MADE_WITHIN)
    page.locator("#job").get_by_role("link", name="Open").click()

    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    _look_at_the_words(page)
    _post(page)
    expect(page.locator(".how")).to_contain_text("Bottom, Medium, Outline")
    assert [text for text in complaints if "401" not in text] == []
    page.set_viewport_size({"width": 390, "height": 844})
    screenshot(page, "topic-video-phone")


def _order(page):
    page.get_by_role("tab", name="Topic").click()
    page.get_by_role("button", name="Create video").click()
    expect(page.locator("#error-topic")).to_contain_text("Say what the video should be about.")
    page.get_by_label("What is the video about?").fill(TOPIC)
    expect(page.locator("#error-topic")).to_be_hidden()
    page.get_by_role("radio", name="Shorts").check(force=True)
    expect(page.get_by_role("radio", name="9:16").first).to_be_checked()
    expect(page.get_by_role("checkbox", name="Captions", exact=True)).to_be_checked()
    expect(page.locator(".screen__caption")).to_be_visible()
    page.get_by_label("Length").press("Home")
    expect(page.locator("output[for=brief-seconds]")).to_have_text("15 seconds")
    page.get_by_text("Audience, tone, language").click()
    page.get_by_role("button", name="Calm").click()
    expect(page.get_by_role("textbox", name="How it should sound")).to_have_value("calm")
    expect(page.get_by_label("Written by")).to_have_value("openai")


def _let_it_fail_once(page, writing_server):
    writing_server.refusals.append((401, {}))
    page.get_by_role("button", name="Write the script").click()
    problem = page.locator("[data-topic-problem]")
    expect(problem).to_contain_text("does not accept our key", timeout=WRITTEN_WITHIN)
    expect(page.get_by_label("What is the video about?")).to_have_value(TOPIC)
    problem.get_by_role("button", name="Try again").click()
    hook = page.get_by_label("Hook", exact=True)
    expect(hook).to_have_value(HOOK, timeout=WRITTEN_WITHIN)
    expect(problem).to_be_hidden()
    asked = writing_server.requests[-1]["messages"][-1]["content"]
    assert TOPIC in asked
    assert "calm" in asked


def _edit(page):
    hook = page.get_by_label("Hook", exact=True)
    page.get_by_role("button", name="Write again: Hook").click()
    page.get_by_label("A wish for the new text of: Hook").fill("shorter")
    page.keyboard.press("Enter")
    expect(hook).to_have_value(REWRITTEN, timeout=WRITTEN_WITHIN)
    page.get_by_role("button", name="Undo: Hook").click()
    expect(hook).to_have_value(HOOK)
    ending = page.get_by_label("Call to action", exact=True)
    expect(ending).to_have_value(ENDING)
    ending.fill(OWN_ENDING)
    expect(page.locator("[data-saved]")).to_have_text("All changes are kept.")
    expect(page.locator("[data-total-now]")).to_contain_text(re.compile(r"about \d+ seconds"))
    expect(page.get_by_role("textbox", name="Title", exact=True).last).to_have_attribute(
        "placeholder", TITLE
    )


def _look_at_the_words(page):
    said = page.locator("#said")
    expect(said.get_by_role("listitem").first).to_contain_text(HOOK)
    expect(said.get_by_role("listitem").last).to_contain_text(OWN_ENDING)
    said.get_by_label("Find in what is said").fill("dance")
    expect(said.locator("mark").first).to_have_text(re.compile("dance", re.IGNORECASE))
    said.get_by_label("Find in what is said").fill("")
    said.get_by_role("listitem").last.get_by_role("button").click()
    page.wait_for_function("() => document.querySelector('.watch__film video').currentTime > 3")
    with page.expect_download() as download:
        said.get_by_role("button", name="Download").click()
        said.get_by_role("menuitem", name="Subtitles (WebVTT)").click()
    assert OWN_ENDING in download.value.path().read_text(encoding="utf-8").replace("\n", " ")


def _post(page):
    posting = page.locator("#posting")
    expect(posting.get_by_label("Description", exact=True)).to_have_value(DESCRIPTION)
    posting.get_by_role("button", name="Copy the hashtags").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "#bees #nature #garden"
