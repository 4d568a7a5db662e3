"""Tests for ``python -m inference speak`` with scripts, within this process."""

import json

import pytest

from inference.cli import BAD_INPUT, DONE, main

VOICE = "espeak-en-us"


@pytest.fixture
def speak(tmp_path, capsys):
    def run(*arguments):
        out = str(tmp_path / "out.wav")
        code = main(["speak", "--voice", VOICE, "--out", out, "--json", *arguments])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_subtitles_are_written_beside_the_sound(speak, tmp_path):
    srt, vtt = tmp_path / "out.srt", tmp_path / "out.vtt"

    code, facts = speak(
        "--text", "It is *very* [pause 1s] good.", "--srt", str(srt), "--vtt", str(vtt)
    )

    assert code == DONE
    lines = srt.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line[:1].isalpha()] == ["It is very", "good."]
    assert vtt.read_text(encoding="utf-8").startswith("WEBVTT")
    assert (facts["srt"], facts["language"]) == (str(srt), "en-US")
    assert facts["duration"] > 2


def test_pronunciations_come_from_a_file(speak, tmp_path):
    dictionary, phonemes = tmp_path / "words.json", tmp_path / "phonemes.json"
    dictionary.write_text(json.dumps({"Nguyen": "/ʃˈuːm/"}), encoding="utf-8")

    code, _ = speak(
        "--text", "Nguyen.", "--pronunciations", str(dictionary), "--phonemes", str(phonemes)
    )

    spans = json.loads(phonemes.read_text(encoding="utf-8"))["phonemes"]
    assert code == DONE
    assert "".join(span["symbol"] for span in spans).strip("_") == "ʃˈuːm"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--text", "x", "--pitch", "7"], "bad_input"),
        (["--text", "[pause 1s]"], "empty_text"),
        (["--text", "x", "--srt", "words.txt"], "bad_input"),
        (["--text", "x", "--pronunciations", "/nowhere.json"], "bad_input"),
    ],
)
def test_what_cannot_be_done_is_said(speak, arguments, code):
    status, facts = speak(*arguments)

    assert status == BAD_INPUT
    assert facts["error"]["code"] == code


def test_a_wrong_entry_is_named(speak, tmp_path):
    dictionary = tmp_path / "words.json"
    dictionary.write_text('[{"word": "a", "say": "/ǃ/"}]', encoding="utf-8")

    _, facts = speak("--text", "x", "--pronunciations", str(dictionary))

    assert facts["error"]["code"] == "invalid_pronunciation"
    assert "pronunciation 1" in facts["error"]["detail"]
