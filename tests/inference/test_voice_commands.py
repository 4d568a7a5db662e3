"""Tests for `inference.commands.voices` and `inference.commands.voice_choice`."""

import argparse
import json

import pytest

from inference import cli
from inference.commands.voice_choice import voice_of
from inference.errors import InputError, UnknownVoiceError


def run(capsys, *words):
    code = cli.main(["voices", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def wanted(**named):
    return argparse.Namespace(**({"voice": None, "lang": "auto"} | named))


def test_the_catalogue_of_a_language_is_a_table(capsys):
    code, out, _ = run(capsys, "catalogue", "--language", "sw")

    assert code == 0
    assert out.split()[:5] == [
        "piper-sw_CD-lanfrica-medium",
        "Swahili",
        "(Democratic",
        "Republic",
        "of",
    ]


def test_the_catalogue_as_facts_says_what_is_here(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("AVATAR_VOICES_DIR", str(tmp_path))
    code, out, _ = run(capsys, "catalogue", "--json")
    rows = json.loads(out)["catalogue"]

    assert code == 0
    assert {row["language"] for row in rows} > {"hi-IN", "mr-IN", "bn-BD", "ar-JO", "de-DE"}
    assert not any(row["installed"] for row in rows)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["fetch"], "bad_input", "needs the name"),
        (["fetch", "nobody"], "unknown_catalogue_voice", "can be fetched"),
        (["remove", "en_US-ryan-high"], "bad_input", "has not been fetched"),
        (["catalogue", "--language", "xx"], "bad_input", "'xx'"),
        (["list", "en"], "bad_input", "takes no name"),
        (["--language", "xx"], "bad_input", "'xx'"),
    ],
    ids=["no-name", "unknown", "not-here", "no-language", "name-of-a-list", "nobody-speaks"],
)
def test_what_cannot_be_done_is_one_clear_line(  # noqa: PLR0917 - three fixtures, three values
    capsys, monkeypatch, tmp_path, words, code, says
):
    monkeypatch.setenv("AVATAR_VOICES_DIR", str(tmp_path))
    status, out, err = run(capsys, *words, "--json")

    assert status == 2
    assert json.loads(out)["error"]["code"] == code
    assert says in err
    assert err.count("\n") == 1


def test_fetching_without_a_network_fails_with_one_line(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("AVATAR_VOICES_DIR", str(tmp_path))
    monkeypatch.setenv("AVATAR_VOICES_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("inference.voice_catalogue.downloads.PAUSE", 0.01)
    status, out, err = run(capsys, "fetch", "en_US-ryan-high", "--json")

    assert status == 1
    assert json.loads(out)["error"]["code"] == "voice_server_unreachable"
    assert "connected to the internet" in err


@pytest.mark.parametrize(
    ("arguments", "text", "voice"),
    [
        (wanted(), "Hoy vamos a hablar del clima.", "kokoro-alpha-es"),
        (wanted(), "OK 123", "piper-joe-en"),
        (wanted(lang="ta"), "Hello there.", "espeak-ta"),
        (wanted(lang="pt_BR"), "Olá", "kokoro-alpha-pt"),
        (wanted(voice="espeak-de"), "Guten Tag zusammen.", "espeak-de"),
    ],
    ids=["found-out", "unclear", "named", "underscore", "voice"],
)
def test_the_voice_follows_what_is_asked_for_and_then_the_text(arguments, text, voice):
    assert voice_of(arguments, text) == voice


def test_a_voice_of_another_language_is_kept_with_a_warning(capsys):
    voice = voice_of(wanted(voice="piper-joe-en"), "Heute sprechen wir über das Klima der Erde.")

    assert voice == "piper-joe-en"
    assert "--voice espeak-de" in capsys.readouterr().err


def test_languages_and_voices_that_do_not_exist_are_refused():
    with pytest.raises(InputError, match="'tlh'"):
        voice_of(wanted(lang="tlh"), "nuqneH")
    with pytest.raises(UnknownVoiceError):
        voice_of(wanted(voice="nobody"), "Hello")
