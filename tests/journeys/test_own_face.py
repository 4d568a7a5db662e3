"""A face of one's own: brought, named, renamed, removed."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

PRESENTERS = Path(__file__).parents[2] / "studio" / "presenters"
LOOKED_AT_WITHIN = 40_000  # milliseconds; models are cold and the cores may be busy
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def photo(tmp_path):
    """A portrait as a camera makes it: opaque, JPEG."""
    path = tmp_path / "marc.jpg"
    with Image.open(PRESENTERS / "marc.webp") as figure:
        wall = Image.new("RGB", figure.size, (206, 210, 212))
        wall.paste(figure, mask=figure.getchannel("A"))
    wall.resize((900, 900)).save(path, quality=90)
    return path


def test_a_photo_becomes_a_face_that_can_be_renamed_and_removed(
    studio, photo, complaints, screenshot
):
    page = studio
    _add(page, photo, screenshot)
    own = page.get_by_role("radio", name="Me", exact=True)
    expect(own).to_be_checked()
    expect(page.get_by_text("What should Me say?")).to_be_visible()
    expect(page.locator(".screen__person[data-placed]")).to_be_visible()
    screenshot(page, "own-face-desktop")

    page.get_by_role("button", name="Rename or remove Me").click()
    page.get_by_role("textbox", name="Name").fill("Marc at home")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog", name="Your face")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("radio", name="Marc at home")).to_be_checked()
    page.set_viewport_size(PHONE)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")

    _remove(page, "Marc at home")
    expect(page.get_by_role("radio", name="Marc at home")).to_have_count(0)
    expect(page.locator("input[name=avatar]:checked")).to_have_count(1)
    assert complaints == []


def _add(page, photo, screenshot):
    page.get_by_role("button", name="Add a face").click()
    page.get_by_label("Choose a photo or video").set_input_files(photo)
    add = page.get_by_role("button", name="Add this face")
    expect(add).to_be_visible(timeout=LOOKED_AT_WITHIN)
    screenshot(page, "add-face-desktop")
    page.get_by_role("textbox", name="Name").fill("Me")
    add.click()
    expect(page.get_by_text("Say whom the picture shows.")).to_be_visible()
    page.get_by_role("radio", name="Me", exact=True).last.check()
    add.click()
    expect(page.get_by_text("Only a face that you may use can be added.")).to_be_visible()
    page.get_by_role("checkbox", name="I confirm this").check()
    add.click()
    expect(page.get_by_role("dialog", name="Add a face")).to_be_hidden(timeout=LOOKED_AT_WITHIN)


def _remove(page, name):
    page.get_by_role("button", name=f"Rename or remove {name}").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text(f"Remove {name}?")).to_be_visible()
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("button", name="Remove", exact=True).click()
