"""One person's way from a fresh installation to a video that plays, in a real browser."""

import re

from playwright.sync_api import expect

TEXT = "Good morning, everybody. Mount Etna woke up."
MADE_WITHIN = 120_000  # milliseconds; models are cold and the cores may be busy
PHONE = {"width": 360, "height": 740}


def test_the_first_video_from_the_owner_account_to_a_playing_film(
    site, context, owner, complaints, screenshot
):
    page = context.new_page()
    _create_owner(page, site, owner, screenshot)

    _make_video(page, screenshot)
    second = _open_second_tab(context, site)
    _watch_it_being_made(page, screenshot)
    _film_plays(page, screenshot)
    expect(second.locator(".film[data-state=succeeded]")).to_have_count(1)
    assert not _overflows(page)

    _rename_in_library(second, screenshot)
    _looks_right_on_a_phone(page, site, screenshot)
    _sign_out_and_in(page, site, owner)

    expect(page.get_by_role("link", name="Mount Etna")).to_be_visible()
    assert complaints == []


def _create_owner(page, site, owner, screenshot):
    page.goto(site)
    expect(page.get_by_role("heading", name="Create the owner account")).to_be_visible()
    screenshot(page, "setup-desktop")
    page.get_by_label("E-mail").fill(owner.email)
    page.get_by_label("Name").fill(owner.name)
    page.get_by_label("Password", exact=True).fill(owner.password)
    page.get_by_label("Password again").fill(owner.password)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Welcome, Kim Garcia")).to_be_visible()


def _make_video(page, screenshot):
    page.get_by_role("radio", name=re.compile("^Kwame")).check(force=True)
    expect(page.get_by_text("What should Kwame say?")).to_be_visible()
    page.get_by_role("button", name="Create video").click()
    expect(page.get_by_text("Write what Kwame should say.")).to_be_visible()
    page.get_by_label("What should Kwame say?").fill(TEXT)
    expect(page.get_by_text("Write what Kwame should say.")).to_be_hidden()
    screenshot(page, "studio-desktop")
    page.get_by_role("button", name="Create video").click()
    expect(page.locator("#job")).to_have_attribute("data-state", re.compile("queued|running"))


def _open_second_tab(context, site):
    page = context.new_page()
    page.goto(f"{site}/library/")
    expect(page.locator(".film")).to_have_attribute("data-state", re.compile("queued|running"))
    return page


def _watch_it_being_made(page, screenshot):
    """Progress never goes back, survives a reload, and the text is still there."""
    job = page.locator("#job")
    expect(job).to_have_attribute("data-state", "running", timeout=MADE_WITHIN)
    screenshot(page, "progress-desktop")
    page.reload()
    expect(page.get_by_label("What should Kwame say?")).to_have_value(TEXT)
    page.evaluate(
        """() => {
            const track = document.querySelector("#job .track");
            window.seen = [];
            const note = () => window.seen.push(Number(track.getAttribute("aria-valuenow")));
            new MutationObserver(note).observe(track, { attributeFilter: ["aria-valuenow"] });
        }"""
    )
    expect(job).to_have_attribute("data-state", "succeeded", timeout=MADE_WITHIN)
    seen = page.evaluate("window.seen")
    assert seen == sorted(seen)


def _film_plays(page, screenshot):
    film = page.locator(".screen video")
    expect(film).to_be_visible()
    film.evaluate("film => { film.muted = true; return film.play(); }")
    page.wait_for_function("() => document.querySelector('.screen video').currentTime > 0.5")
    assert 2 < film.evaluate("film => film.duration") < 8
    assert film.evaluate("film => [film.videoWidth, film.videoHeight]") == [1280, 720]
    expect(page.get_by_role("link", name="Download").first).to_be_visible()
    screenshot(page, "finished-desktop")


def _rename_in_library(page, screenshot):
    page.get_by_role("button", name="More for Good morning, everybody").click()
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="Title").fill("Mount Etna")
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.keyboard.press("Enter")
    page.reload()
    expect(page.get_by_role("link", name="Mount Etna")).to_be_visible()
    screenshot(page, "library-desktop")


def _looks_right_on_a_phone(page, site, screenshot):
    page.set_viewport_size(PHONE)
    for name, path in (("studio", "/"), ("library", "/library/")):
        page.goto(site + path)
        expect(page.locator(".film[data-state=succeeded]")).to_have_count(1)
        screenshot(page, f"{name}-phone")
        assert not _overflows(page)


def _sign_out_and_in(page, site, owner):
    page.get_by_role("button", name="your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{site}/library/")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill(owner.email)
    page.get_by_label("Password").fill(owner.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()


def _overflows(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
