"""A recording becomes what a presenter says."""

import re

import pytest
from playwright.sync_api import expect

WORDS = "Good morning. Mount Etna woke up."
LOOKED_AT_WITHIN = 60_000  # milliseconds; models are cold and the cores may be busy
WRITTEN_WITHIN = 90_000
MADE_WITHIN = 120_000


@pytest.fixture
def recording(speak):
    """A lesson somebody spoke into a file."""
    return speak(WORDS, "Monday lesson.wav")


def test_a_recording_becomes_a_video_whose_quality_is_told(
    studio, recording, complaints, screenshot
):
    page = studio
    _bring(page, recording)
    _choose_a_part(page)
    _correct_the_words(page)
    screenshot(page, "recording-desktop")
    page.get_by_role("button", name="Create video").click()
    expect(page.locator("#job")).to_have_attribute("data-state", re.compile("queued|running"))
    page.reload()
    expect(page.get_by_text("Monday lesson.wav")).to_be_visible()  # nothing is lost
    expect(page.get_by_label("Line at 0:00").first).to_have_value("Good morning, dear Etna.")
    expect(page.get_by_role("button", name="Play the chosen part")).to_be_enabled()
    expect(page.locator("#job")).to_have_attribute("data-state", "succeeded", timeout=MADE_WITHIN)

    film = page.locator(".screen video")
    film.evaluate("film => { film.muted = true; return film.play(); }")
    page.wait_for_function("() => document.querySelector('.screen video').currentTime > 0.3")
    assert 1 < film.evaluate("film => film.duration") < 5
    page.locator("#job").get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", name="Monday lesson")).to_be_visible()
    expect(page.locator("#quality")).to_contain_text("in 100% of the frames")
    expect(page.locator("#quality")).to_contain_text("LUFS")
    expect(page.get_by_role("button", name="Check quality")).to_be_visible()
    expect(page.locator(".how")).to_contain_text("As recorded")
    screenshot(page, "video-desktop")
    assert complaints == []


def _bring(page, recording):
    page.get_by_role("tab", name="Upload a recording").click()
    page.get_by_role("button", name="Create video").click()
    expect(page.get_by_text("Choose the recording that should be heard.")).to_be_visible()
    page.get_by_label("Choose a recording").set_input_files(recording)
    expect(page.get_by_text("Monday lesson.wav")).to_be_visible()
    expect(page.get_by_text("Good level")).to_be_visible(timeout=LOOKED_AT_WITHIN)
    expect(page.get_by_text("Choose the recording that should be heard.")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Title")).to_have_attribute(
        "placeholder", "Monday lesson"
    )


def _correct_the_words(page):
    line = page.locator("#speech-recording").get_by_label(re.compile("^Line at")).first
    expect(line).to_have_value(re.compile("morning", re.IGNORECASE), timeout=WRITTEN_WITHIN)
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        line.fill("Good morning, dear Etna.")
    expect(page.locator("#speech-recording").get_by_text("Saved")).to_be_visible()


def _choose_a_part(page):
    """The handles are sliders for the keyboard as well."""
    end = page.get_by_role("slider", name="End of the chosen part")
    before = float(end.get_attribute("aria-valuenow"))
    end.press("ArrowLeft")
    assert float(end.get_attribute("aria-valuenow")) == pytest.approx(before - 0.1, abs=0.011)
    page.get_by_role("button", name="Use all of it").click()
    assert float(end.get_attribute("aria-valuenow")) == pytest.approx(before, abs=0.001)
