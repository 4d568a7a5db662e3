"""Tests for `media_jobs.preparation`, over the fake child."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command

from media_jobs import pipeline_factory, preparation, voice_samples
from media_jobs.models import Avatar
from media_jobs.render_process import RenderProcess
from tests.media_jobs.conftest import FAKE_CHILD

ENTRY = """
[[presenter]]
slug = "{slug}"
name = "{name}"
file = "{slug}.png"
description = "friendly"
voice = "piper-joe-en"
order = 1
"""


@pytest.fixture
def catalogue(settings, tmp_path, picture):
    folder = tmp_path / "presenters"
    folder.mkdir()
    path = folder / "catalogue.toml"
    path.write_text(ENTRY.format(slug="anna", name="Anna") + ENTRY.format(slug="marc", name="Marc"))
    for slug in ("anna", "marc"):
        (folder / f"{slug}.png").write_bytes(picture)
    settings.JOBS_PRESENTER_CATALOGUE = path
    settings.INFERENCE_CHECKPOINTS_DIR = tmp_path / "checkpoints"
    return path


@pytest.fixture
def analysed(db, monkeypatch, tmp_path):
    """Names of the pictures that were analysed so far."""
    calls = tmp_path / "calls"
    environment = {**os.environ, "FAKE_CALLS": str(calls)}
    monkeypatch.setattr(
        pipeline_factory,
        "make_render_process",
        lambda **_: RenderProcess(tmp_path / "logs", FAKE_CHILD, environment),
    )
    return lambda: [line.rpartition("/")[2] for line in calls.read_text().splitlines()]


def test_the_catalogue_becomes_presenters_with_pictures_and_samples(catalogue, analysed, picture):
    made = preparation.prepare(lambda _: None)

    anna = Avatar.objects.get(slug="anna")
    assert made
    assert list(Avatar.objects.values_list("slug", flat=True)) == ["anna", "marc"]
    assert Path(anna.picture.path).read_bytes() == picture
    assert anna.thumbnail.name.endswith(".webp")
    assert anna.analysis["face_box"]
    assert (anna.default_voice, anna.owner) == ("piper-joe-en", None)
    assert voice_samples.path_of("piper-joe-en").read_bytes() == b"sound"
    assert analysed() == ["anna.png", "marc.png"]


def test_the_second_run_starts_nothing(catalogue, analysed, monkeypatch):
    preparation.prepare(lambda _: None)
    monkeypatch.setattr(pipeline_factory, "make_render_process", None)

    assert preparation.prepare(lambda _: None) is False


def test_only_a_changed_picture_is_analysed_again(catalogue, analysed):
    preparation.prepare(lambda _: None)
    old = Avatar.objects.get(slug="marc").picture.name
    (catalogue.parent / "marc.png").write_bytes((catalogue.parent / "marc.png").read_bytes() + b" ")

    preparation.prepare(lambda _: None)

    marc = Avatar.objects.get(slug="marc")
    assert analysed() == ["anna.png", "marc.png", "marc.png"]
    assert marc.picture.name != old
    assert not marc.picture.storage.exists(old)


def test_a_new_name_needs_no_analysis(catalogue, analysed):
    preparation.prepare(lambda _: None)
    catalogue.write_text(catalogue.read_text().replace("Marc", "Marcus"))

    preparation.prepare(lambda _: None)

    assert Avatar.objects.get(slug="marc").name == "Marcus"
    assert len(analysed()) == 2


def test_an_outdated_analysis_is_made_again(catalogue, analysed):
    preparation.prepare(lambda _: None)
    Avatar.objects.filter(slug="anna").update(analysis={"version": 0}, picture_sha256="")

    preparation.prepare(lambda _: None)

    assert analysed()[2:] == ["anna.png"]


def test_a_presenter_that_left_the_catalogue_is_no_longer_offered(catalogue, analysed):
    preparation.prepare(lambda _: None)
    catalogue.write_text(ENTRY.format(slug="anna", name="Anna"))

    preparation.prepare(lambda _: None)

    assert list(Avatar.objects.filter(is_active=True).values_list("slug", flat=True)) == ["anna"]


def test_a_failure_is_one_line_and_exit_code_1(catalogue, db, monkeypatch, tmp_path, capsys):
    broken = ("python3", "-c", "raise SystemExit(3)")
    monkeypatch.setattr(
        pipeline_factory,
        "make_render_process",
        lambda **_: RenderProcess(tmp_path / "logs", broken),
    )

    with pytest.raises(SystemExit) as ended:
        call_command("prepare")

    assert ended.value.code == 1
    assert "render_process_died" in capsys.readouterr().err
