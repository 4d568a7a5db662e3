"""A video is shared with a password, watched by a stranger, and recognised as made here."""

import pytest
from playwright.sync_api import expect

PASSWORD = "open sesame"
# Makes a video and waits up to two minutes: models are cold, and the cores may be busy.
MAKE = """async () => {
    const token = document.querySelector("meta[name=csrf-token]").content;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const { results } = await (await fetch("/api/v1/avatars/")).json();
    const speech = { kind: "text", text: "Bread is alive.", voice: "piper-joe-en" };
    const body = JSON.stringify({ avatar: results[0].id, speech, title: "Bread" });
    const { id } = await (await fetch("/api/v1/videos/", { method: "POST", headers, body })).json();
    for (let n = 0; n < 240; n += 1) {
        const { job } = await (await fetch(`/api/v1/videos/${id}/`)).json();
        if (job.state === "succeeded") return id;
        await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error("the video is not made");
}"""
PLAY = """async () => {
    const film = document.querySelector("video");
    film.muted = true;
    await film.play();
}"""


@pytest.fixture
def video(studio, site) -> str:
    """Address of the page of a video that is made."""
    return f"{site}/videos/{studio.evaluate(MAKE)}/"


def test_a_stranger_watches_with_the_password_and_learns_where_it_was_made(
    studio, video, browser, site, complaints
):
    studio.goto(video)
    link, film = _share(studio), _download(studio)
    stranger = browser.new_context()

    _watch(stranger.new_page(), link)
    _check(stranger.new_page(), site, film)

    assert complaints == []


def _share(page) -> str:
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog", name="Share by link")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Create link").click()
    expect(dialog.get_by_text("with a password")).to_be_visible()
    return dialog.get_by_label("Link", exact=True).first.input_value()


def _download(page) -> str:
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download", exact=True).first.click()
    return str(download.value.path())


def _watch(page, link):
    page.goto(link)
    expect(page.get_by_text("Bread")).to_have_count(0)
    page.get_by_label("Password").fill("another")
    page.get_by_role("button", name="Watch").click()
    expect(page.get_by_text("not the password")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Watch").click()
    expect(page.get_by_role("heading", name="Bread")).to_be_visible()
    page.evaluate(PLAY)
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.3")


def _check(page, site, film):
    page.goto(f"{site}/verify/")
    page.get_by_label("Choose a video or picture").set_input_files(film)
    expect(page.get_by_role("heading", name="not changed since")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("a presenter of the library", exact=True)).to_be_visible()
    page.get_by_label("Or the link").fill("https://other.example.org/watch/x/")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("This is no link to a video of this site").first).to_be_visible()
