"""Tests for `studio/presenters`: what every installation starts with is complete."""

import tomllib
from pathlib import Path

import pytest
from PIL import Image

from inference.voices import find_voice

FOLDER = Path(__file__).parents[2] / "studio" / "presenters"
PRESENTERS = tomllib.loads((FOLDER / "catalogue.toml").read_text())["presenter"]


@pytest.mark.parametrize("presenter", PRESENTERS, ids=lambda p: p["slug"])
def test_a_presenter_has_a_transparent_picture_and_a_voice(presenter):
    with Image.open(FOLDER / presenter["file"]) as picture:
        assert picture.size == (1600, 1600)
        assert picture.mode == "RGBA"
        assert picture.getchannel("A").getextrema() == (0, 255)
    assert find_voice(presenter["voice"]).language.startswith("en")
    assert presenter["name"]
    assert presenter["description"]


def test_there_are_at_least_six_and_none_twice():
    assert len(PRESENTERS) >= 6
    for key in ("slug", "name", "file", "order"):
        assert len({presenter[key] for presenter in PRESENTERS}) == len(PRESENTERS)


def test_no_picture_is_left_over():
    assert {path.name for path in FOLDER.glob("*.webp")} == {p["file"] for p in PRESENTERS}
