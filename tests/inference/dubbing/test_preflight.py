"""Whether a video can be dubbed, and what to know before."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from inference.dubbing import preflight
from inference.dubbing.preflight import CODES, check_video, on_other_language
from inference.errors import NoPictureError, UnreadableMediaError
from inference.inspection.findings import Inspection
from inference.operations import operations_of
from tests.inference.dubbing.film_material import RATE, click_track, write_film
from tests.inference.sound_material import spoken, write_sound


def codes(check):
    return [(advice.code, str(advice.level)) for advice in check.inspection.advice]


def chord(seconds: float):
    """Something like an organ."""
    times = np.arange(round(seconds * RATE)) / RATE
    tones = [np.sin(2 * np.pi * hertz * times) for hertz in (220, 277.2, 329.6, 440)]
    return (0.1 * np.sum(tones, axis=0)).astype(np.float32)


def test_a_talking_face_can_be_dubbed_with_its_lips(spoken_clip, registry):
    check = check_video(spoken_clip, "", registry)

    assert check.can_dub
    assert check.can_lip_sync
    assert not {level for _, level in codes(check)} - {"info"}


def test_a_voice_without_a_face_is_dubbed_without_lips(tmp_path, registry):
    film = write_film(tmp_path / "a.mp4", seconds=6.0, sound=spoken(RATE))

    check = check_video(film, "", registry)

    assert check.can_dub
    assert check.lip_sync_off_reason == "no_face"
    assert codes(check) == [("sound_only", "warning")]


def test_a_video_without_sound_cannot_be_dubbed(tmp_path, registry):
    check = check_video(write_film(tmp_path / "a.mp4"), "", registry)

    assert not check.can_dub
    assert ("no_sound", "error") in codes(check)


def test_silence_and_music_are_told_apart(tmp_path, registry):
    silent = write_film(tmp_path / "a.mp4", sound=np.zeros(3 * RATE, np.float32))
    music = write_film(tmp_path / "b.mp4", sound=chord(3.0))

    assert ("no_speech", "error") in codes(check_video(silent, "", registry))
    assert ("music_only", "error") in codes(check_video(music, "", registry))


def test_a_few_words_in_the_middle_of_long_music_are_found(tmp_path, registry):
    sound = np.concatenate([chord(24.0), spoken(RATE), chord(70.0)])  # not in what is sampled
    film = write_film(
        tmp_path / "a.mkv", seconds=100.0, fps=2, sound=sound, sound_codec="pcm_s16le"
    )

    check = check_video(film, "", registry)

    assert check.can_dub
    assert not {"no_speech", "music_only"} & {code for code, _ in codes(check)}


def test_a_search_that_is_cut_short_only_warns(tmp_path, registry, monkeypatch):
    monkeypatch.setattr(preflight, "LISTENING_BUDGET", 0.0)
    film = write_film(tmp_path / "a.mp4", seconds=10.0, fps=5, sound=chord(10.0))

    check = check_video(film, "", registry)

    assert check.can_dub
    assert ("music_only", "warning") in codes(check)


def test_a_language_that_cannot_be_recognised_is_named(tmp_path, registry):
    film = write_film(tmp_path / "a.mp4", seconds=6.0, sound=spoken(RATE))

    check = check_video(film, "gn", registry)

    assert check.can_dub
    assert ("language_unheard", "warning") in codes(check)


def test_another_language_than_the_one_chosen_is_named_only_when_that_is_sure():
    (sure,) = on_other_language("pt-BR", "en", 0.9)

    assert sure.facts == {"chosen": "pt-BR", "heard": "en", "probability": 0.9}
    assert list(on_other_language("pt-BR", "en", 0.4)) == []
    assert list(on_other_language("nb-NO", "no", 0.9)) == []


def test_a_file_that_is_cut_off_is_named_with_the_place(tmp_path, registry):
    sound = np.tile(spoken(RATE), 3)
    whole = write_film(tmp_path / "a.mkv", seconds=len(sound) / RATE, sound=sound)
    cut = tmp_path / "b.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    damaged = [
        one for one in check_video(cut, "", registry).inspection.advice if one.code == "damaged"
    ]

    assert damaged
    assert 0 < damaged[0].facts["at"] < 0.9 * len(sound) / RATE


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (60.0, []),
        (1800.0, [("long", "info")]),
        (3 * 3600.0, [("long", "info")]),
        (5 * 3600.0, [("too_long", "error")]),
    ],
    ids=["minute", "half-hour", "three-hours", "five-hours"],
)
def test_videos_of_up_to_four_hours_are_taken(tmp_path, registry, monkeypatch, seconds, expected):
    film = write_film(tmp_path / "a.mp4", seconds=6.0, sound=spoken(RATE))
    sound = SimpleNamespace(speech_share=0.5, language=None, loudness=-20.0)
    seen = Inspection("video", has_sound=True, duration=seconds, sound=sound)
    monkeypatch.setattr(preflight, "inspect_file", lambda *_: seen)

    assert codes(check_video(film, "", registry)) == expected


def test_a_file_that_is_no_video_is_refused(tmp_path, registry):
    sound = write_sound(tmp_path / "a.wav", click_track(1.0, []), "pcm_s16le")
    text = tmp_path / "a.mp4"
    text.write_text("no video")

    with pytest.raises(NoPictureError):
        check_video(sound, "", registry)
    with pytest.raises(UnreadableMediaError):
        check_video(text, "", registry)


def test_the_operation_gives_an_inspection_with_advice_for_dubbing(spoken_clip, registry, tmp_path):
    result = operations_of(registry)["dub_check"]({"path": str(spoken_clip)}, tmp_path, print)

    stored = json.loads(json.dumps(result))
    assert stored["kind"] == "video"
    assert stored["can_dub"]
    assert {one["code"] for one in stored["advice"]} <= set(CODES)
