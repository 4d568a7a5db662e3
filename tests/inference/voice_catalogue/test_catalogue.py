"""Tests for `inference.voice_catalogue.catalogue`."""

import hashlib
import re

import pytest

from inference import checkpoints
from inference.errors import UnknownCatalogueVoiceError
from inference.voice_catalogue.catalogue import OFFICIAL_BASE_URL, catalogue, find_in_catalogue


def test_the_catalogue_holds_the_voice_that_comes_with_the_product_as_published():
    joe = find_in_catalogue("en_US-joe-medium")
    config = checkpoints.locate("piper-joe-config").read_bytes()

    assert joe.model.size_bytes == checkpoints.default_store().spec("piper-joe").size_bytes
    assert joe.config.size_bytes == len(config)
    assert joe.config.md5 == hashlib.md5(config).hexdigest()  # noqa: S324 - the list's digest


def test_addresses_are_those_of_the_official_server(monkeypatch):
    monkeypatch.delenv("AVATAR_VOICES_BASE_URL", raising=False)
    ryan = find_in_catalogue("piper-en_US-ryan-high")

    assert ryan.model.url == f"{OFFICIAL_BASE_URL}/en/en_US/ryan/high/en_US-ryan-high.onnx"


def test_letters_beyond_ascii_are_quoted_in_addresses_and_left_out_of_ids():
    tugao = find_in_catalogue("pt_PT-tugão-medium")

    assert tugao.id == "piper-pt_PT-tugao-medium"
    assert tugao.model.url.endswith("/pt/pt_PT/tug%C3%A3o/medium/pt_PT-tug%C3%A3o-medium.onnx")


def test_a_mirror_is_named_by_the_environment(monkeypatch):
    monkeypatch.setenv("AVATAR_VOICES_BASE_URL", "https://mirror.example/voices/")

    assert find_in_catalogue("de_DE-thorsten-high").card.url == (
        "https://mirror.example/voices/de/de_DE/thorsten/high/MODEL_CARD"
    )


def test_every_entry_is_well_formed():
    voices = catalogue()

    assert len(voices) > 150
    assert len({voice.id for voice in voices}) == len(voices)
    for voice in voices:
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,60}", voice.id)
        assert re.fullmatch(r"[a-z]{2}-[A-Z]{2}", voice.language)
        assert all(re.fullmatch(r"[0-9a-f]{32}", file.md5) for file in voice.files)
        assert 20_000_000 < voice.size_bytes < 150_000_000
        assert bool(voice.speakers) == (voice.n_speakers > 1)


@pytest.mark.parametrize("name", ["", "piper-joe-en", "../secret", "en_US-nobody-medium"])
def test_what_is_not_in_it_is_refused(name):
    with pytest.raises(UnknownCatalogueVoiceError):
        find_in_catalogue(name)
