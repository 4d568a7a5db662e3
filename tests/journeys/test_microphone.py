"""Somebody speaks into the page and becomes what a presenter says."""

import re

import pytest
from playwright.sync_api import expect

WORDS = "Good morning. The green volcano woke up on Monday."
READY_WITHIN = 60_000  # milliseconds; models are cold and the cores may be busy
WRITTEN_WITHIN = 90_000
MADE_WITHIN = 120_000
FAKE_MICROPHONE = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


@pytest.fixture
def spoken(speak):
    return speak(WORDS, "spoken.wav")


@pytest.fixture
def chromium_options(request):
    """A microphone into which a voice of our own speaks, or one that nobody allows."""
    if "spoken" not in request.fixturenames:
        return ("--use-fake-device-for-media-stream",)
    spoken = request.getfixturevalue("spoken")
    return (*FAKE_MICROPHONE, f"--use-file-for-fake-audio-capture={spoken}%noloop")


def test_what_is_said_into_the_microphone_becomes_a_video(spoken, studio, complaints, screenshot):
    page = studio
    _record(page, screenshot)
    lines = page.locator("#speech-microphone").get_by_label(re.compile("^Line at"))
    expect(lines.first).to_be_visible(timeout=WRITTEN_WITHIN)
    heard = " ".join(lines.evaluate_all("fields => fields.map(field => field.value)")).lower()
    assert {"good", "morning", "green", "volcano", "monday"} <= set(re.findall(r"\w+", heard))
    expect(page.get_by_role("switch", name="Reduce noise").first).to_be_checked()
    expect(page.get_by_role("switch", name="Even loudness").first).to_be_checked()
    screenshot(page, "microphone-desktop")

    page.get_by_role("button", name="Create video").click()
    job = page.locator("#job")
    expect(job).to_have_attribute("data-state", "succeeded", timeout=MADE_WITHIN)
    film = page.locator(".screen video")
    film.evaluate("film => { film.muted = true; return film.play(); }")
    page.wait_for_function("() => document.querySelector('.screen video').currentTime > 0.3")
    assert 2 < film.evaluate("film => film.duration") < 7
    assert complaints == []


def _record(page, screenshot):
    page.get_by_role("tab", name="Record your voice").click()
    page.get_by_role("button", name="Create video").click()
    expect(page.get_by_text("Record what should be heard.")).to_be_visible()
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_function("() => document.querySelector('[data-time]').textContent === '0:02'")
    level = page.get_by_role("meter", name="Level")
    page.wait_for_function(
        "meter => Number(meter.style.getPropertyValue('--level')) > 0.3", arg=level.element_handle()
    )
    screenshot(page, "microphone-recording-desktop")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on recording").click()
    page.wait_for_function("() => document.querySelector('[data-time]').textContent === '0:04'")
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text("Good level")).to_be_visible(timeout=READY_WITHIN)
    assert page.evaluate("document.activeElement.ariaLabel") == "Play the chosen part"


def test_a_blocked_microphone_is_explained_and_a_file_does_as_well(studio, screenshot):
    page = studio
    page.get_by_role("tab", name="Record your voice").click()

    page.get_by_role("button", name="Record", exact=True).click()

    problem = page.locator(".mic__problem").get_by_role("alert")
    expect(problem).to_contain_text(re.compile("microphone (is blocked|was not allowed)"))
    expect(problem).to_contain_text("llow")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_label("Record with an app of this device")).to_be_attached()
    screenshot(page, "microphone-blocked-desktop")
