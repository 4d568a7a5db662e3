"""Tests for `inference.dubbing.line_preview` and the operation `dub_say`."""

import av
import pytest

from inference.dubbing.dub_spec import VoiceChoice
from inference.dubbing.line_preview import say_line
from inference.dubbing.spoken_line import Verdict
from inference.errors import UnspeakableTextError
from inference.operations import operations_of
from inference.testing import FakeRegistry

CHOICE = VoiceChoice("kokoro-alpha-pt")
TEXT = "Minha mãe assa pão."  # 15 letters of 70 ms


def said(folder, seconds, text=TEXT):
    return say_line(text, CHOICE, seconds, FakeRegistry(), folder)


def test_without_a_limit_a_line_is_as_long_as_it_is(tmp_path):
    preview = said(tmp_path, None)

    assert preview.natural_seconds == pytest.approx(1.05, abs=0.03)
    assert preview.verdict is Verdict.FITTED


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(1.1, "fitted"), (0.8, "compressed"), (0.4, "overflowing")],
    ids=["enough", "tight", "too little"],
)
def test_a_line_is_heard_as_the_dub_will_say_it(tmp_path, seconds, verdict):
    preview = said(tmp_path, seconds)

    assert preview.verdict == verdict
    assert preview.natural_seconds == pytest.approx(1.05, abs=0.05)


def test_nothing_to_say_is_refused(tmp_path):
    with pytest.raises(UnspeakableTextError):
        said(tmp_path, None, "♪")


def test_the_operation_writes_a_file_and_keeps_the_line_for_the_dub(tmp_path):
    say = operations_of(FakeRegistry())["dub_say"]
    order = {
        "text": TEXT,
        "voice": CHOICE.to_json(),
        "target": "pt",
        "seconds": 1.1,
        "pronunciations": [{"word": "pão", "say": "pom"}],
        "cache": str(tmp_path / "cache"),
        "out": str(tmp_path / "line.m4a"),
    }

    made = say(order, tmp_path, print)

    assert (made["path"], made["verdict"]) == (order["out"], "fitted")
    assert [*(tmp_path / "cache" / "sound").rglob("*.wav")]
    with av.open(made["path"]) as file:
        assert float(file.duration / av.time_base) == pytest.approx(made["duration"], abs=0.1)
