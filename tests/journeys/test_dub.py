"""A talking video becomes the same person speaking another language."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

REPOSITORY = Path(__file__).parents[2]
WORDS = "Good morning. I drink coffee every day."
MADE_WITHIN = 120  # seconds, on two busy cores
LOOKED_AT_WITHIN = 60_000  # milliseconds; models are cold and the cores may be busy
DUBBED_WITHIN = 200_000
IN_STEP = 0.15  # seconds between the two players; they are pulled together to 0.03
# Where both players are, and whether they can be heard.
PLAYERS = """() => Object.fromEntries([...document.querySelectorAll("#compare video")].map(
    (video) => [video.dataset.side, [video.currentTime, video.muted, video.videoWidth]]))"""
CUES = """async (of) => {
    const element = document.querySelector(`video[data-side=dub] track[data-of=${of}]`);
    element.track.mode = "hidden";
    while (element.readyState < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    return [...element.track.cues].map((cue) => cue.text).join(" ");
}"""


@pytest.fixture
def talking_video(tmp_path):
    """A presenter of our own who speaks known words."""
    path = tmp_path / "Coffee.mp4"
    face = REPOSITORY / "studio" / "presenters" / "anna.webp"
    about = [
        "--text",
        WORDS,
        "--voice",
        "piper-joe-en",
        "--face",
        str(face),
        "--size",
        "480x270",
        "--unmarked",
    ]
    command = [sys.executable, "-m", "inference", "talk", *about, "--out", str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=MADE_WITHIN, cwd=REPOSITORY)
    return path


def test_a_video_speaks_another_language(studio, talking_video, tmp_path, complaints, screenshot):
    page = studio
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Dub").click()
    _order(page, talking_video)
    screenshot(page, "dub-making")
    card = page.locator(".dub").first
    expect(card.get_by_text("Ready", exact=True)).to_be_visible(timeout=DUBBED_WITHIN)
    screenshot(page, "dub-list")
    card.get_by_role("link", name="Watch").click()

    _watch_both(page)
    screenshot(page, "dub-desktop")
    assert "coffee" in page.evaluate(CUES, "source").lower()
    assert "café" in page.evaluate(CUES, "target").lower()
    expect(page.locator("#fit")).to_contain_text("café")
    expect(page.locator("#fit .badges li").first).to_be_visible()
    _hear(page, tmp_path)
    _look_on_a_phone(page, screenshot)
    page.goto(page.url.split("/videos/")[0] + "/library/?kind=dub")
    expect(page.locator(".film").first).to_contain_text("English → Portuguese")
    assert complaints == []


def _order(page, video):
    page.get_by_role("button", name="Just dub it").click()
    expect(page.get_by_text("Choose the video that is to be dubbed.")).to_be_visible()
    page.get_by_label("Choose a video").set_input_files(video)
    page.get_by_role("combobox", name="Dub into").fill("portug")
    page.get_by_role("listbox", name="Languages").get_by_role("option", name="Portuguese").click()
    expect(page.locator("[data-target-about]")).to_contain_text("Translation:")
    # The service of this site writes scripts and translates nothing.
    page.get_by_text("Captions, translator, own subtitles").click()
    page.get_by_label("Translated by").select_option("builtin")
    expect(page.locator("#new-dub")).to_have_attribute(
        "data-state", "ready", timeout=LOOKED_AT_WITHIN
    )
    expect(page.locator("[data-takes]")).to_contain_text("Takes about")
    page.get_by_role("button", name="Just dub it").click()
    expect(page.locator(".dub").first).to_contain_text("Coffee")
    expect(page.locator(".dub").first).to_contain_text("Portuguese")
    expect(page.locator("#new-dub")).to_have_attribute("data-state", "empty")


def _watch_both(page):
    """Both play at the same moment; one key changes which of them is heard."""
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('#compare video')].every((v) => v.currentTime > 1)"
    )
    dubbed = page.evaluate(PLAYERS)
    page.keyboard.press("s")
    page.keyboard.press("s")
    original = page.evaluate(PLAYERS)
    page.get_by_role("button", name="Play", exact=True).click()

    assert abs(dubbed["dub"][0] - dubbed["original"][0]) < IN_STEP
    assert (dubbed["dub"][1], dubbed["original"][1]) == (False, True)
    assert (original["dub"][1], original["original"][1]) == (True, False)
    assert dubbed["dub"][2] == dubbed["original"][2] == 480
    assert page.evaluate(PLAYERS)["dub"][0] >= original["dub"][0]


def _hear(page, folder):
    """The file speaks Portuguese."""
    sound = folder / "dub.m4a"
    link = page.get_by_role("link", name="Sound of the dub, M4A")
    answer = page.request.get(page.url.split("/videos/")[0] + link.get_attribute("href"))
    sound.write_bytes(answer.body())
    out = folder / "heard.json"
    command = [sys.executable, "-m", "inference", "transcribe", str(sound)]
    command += ["--lang", "pt", "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=MADE_WITHIN, cwd=REPOSITORY)
    heard = json.dumps(json.loads(out.read_text()), ensure_ascii=False).lower()
    assert "bom dia" in heard or "café" in heard


def _look_on_a_phone(page, screenshot):
    page.set_viewport_size({"width": 390, "height": 844})
    first, second = page.locator(".compare__side").all()
    assert second.bounding_box()["y"] > first.bounding_box()["y"]  # below, not beside
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    screenshot(page, "dub-phone")
