"""Tests for `studio.templatetags.studio_ui`."""

import pytest

from studio.templatetags import studio_ui


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (9.6, "0:10"), (62.4, "1:02"), (3723, "1:02:03"), (None, "")],
    ids=["nothing", "rounded", "minutes", "hours", "unknown"],
)
def test_lengths_look_as_in_a_player(seconds, shown):
    assert studio_ui.clock(seconds) == shown


@pytest.mark.parametrize(
    ("n_bytes", "shown"),
    [(12, "1 kB"), (680_400, "680 kB"), (1_240_000, "1.2 MB"), (24e6, "24 MB"), (None, "")],
    ids=["tiny", "kilobytes", "megabytes", "many", "unknown"],
)
def test_sizes_are_decimal(n_bytes, shown):
    assert studio_ui.file_size(n_bytes) == shown


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en-US", "English"), ("pt-BR", "Brazilian Portuguese"), ("x-klingon", "x-klingon")],
    ids=["region", "own name", "unknown"],
)
def test_language_tags_have_names(tag, name):
    assert studio_ui.language_name(tag) == name


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Kim Garcia", "KG"), ("Kim", "K"), ("kim.g@example.org", "KG"), ("Ana de la Cruz", "AC")],
    ids=["two names", "one name", "e-mail", "four names"],
)
def test_initials_stand_for_a_person(name, letters):
    assert studio_ui.initials(name) == letters


def test_an_icon_is_decoration():
    drawn = studio_ui.icon("play", "icon--solid")

    assert 'class="icon icon--solid"' in drawn
    assert 'aria-hidden="true"' in drawn
    assert "icons.svg#play" in drawn


def test_the_sprite_holds_every_icon_that_is_used():
    import re
    from pathlib import Path

    root = Path(__file__).parents[2]
    sprite = (root / "static" / "img" / "icons.svg").read_text(encoding="utf-8")
    used = set()
    for template in (root / "templates").rglob("*.html"):
        used |= set(re.findall(r"{% icon \"(\w+)\"", template.read_text(encoding="utf-8")))

    assert used
    assert used <= set(re.findall(r'<symbol id="(\w+)"', sprite))
