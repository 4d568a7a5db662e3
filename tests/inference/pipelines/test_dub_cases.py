"""Tests for `inference.pipelines.dub`: material and orders that are not the usual ones."""

from dataclasses import replace

import av
import numpy as np
import pytest

from inference import video_pieces
from inference.captions.style import CaptionStyle
from inference.container import SpeechSpool, write_video
from inference.dubbing.dub_script import DubLine, DubScript, Speaker, SpeakerFace
from inference.dubbing.dub_spec import EVERYBODY, CaptionLanguage, DubSpec, VoiceChoice
from inference.errors import NoSoundError, PipelineCancelled
from inference.language_errors import NoSpeechInVideoError, TranslationUnavailableError
from inference.media import AudioClip, VideoFormat
from inference.pipelines import dub_pieces
from inference.pipelines.dub import Dub
from inference.pipelines.dub_plan import plan_dub
from inference.planar import PlanarFrame
from inference.progress import SilentProgress, Stage
from inference.video_source import VideoSource
from tests.inference.sound_material import tone

QUICK = {EVERYBODY: VoiceChoice("espeak-pt")}
TEXTS = {"a": "Minha mãe pode.", "b": "Dois sapatos novos?"}


def hum(path, seconds):
    """A quiet tone as WAV."""
    with SpeechSpool(path) as spool:
        spool.append(AudioClip(tone(-40, seconds=seconds).astype(np.float32), 48_000))
    return path


@pytest.fixture
def order(speaker_video, speaker_script, tmp_path):
    """An order whose words are known, spoken by the quickest voice."""
    return DubSpec(
        speaker_video,
        "pt",
        script=speaker_script,
        translation=TEXTS,
        voices=QUICK,
        cache=tmp_path / "cache",
    )


@pytest.fixture
def frames(monkeypatch):
    """The frames that go into the encoder, in order."""
    kept = []

    def recorded(pictures, form, path):
        def copies():
            for picture in pictures:
                kept.append(picture.copy())
                yield picture

        return video_pieces.write_piece(copies(), form, path)

    monkeypatch.setattr(dub_pieces, "write_piece", recorded)
    return kept


def test_without_lip_sync_the_picture_is_copied_packet_by_packet(order, registry, tmp_path):
    made = Dub(registry).run(replace(order, lip_sync=False), tmp_path, SilentProgress())

    def pictures(path):
        with av.open(str(path)) as file:
            return [bytes(packet) for packet in file.demux(video=0) if packet.size]

    assert pictures(made.video.path) == pictures(order.path)
    assert made.report["lip_sync_off_reason"] == "not_wanted"
    assert made.report["picture_copied"]
    assert made.report["untouched_share"] == 1
    assert made.report["redone"] == {"lines": 2, "pieces": 0, "of_pieces": 0}


@pytest.mark.parametrize("language", CaptionLanguage)
def test_words_are_painted_in_the_wished_language(order, registry, frames, tmp_path, language):
    spec = replace(order, lip_sync=False, captions=CaptionStyle(), caption_language=language)

    made = Dub(registry).run(spec, tmp_path, SilentProgress())

    source = list(VideoSource(order.path).frames())
    moment = int((made.report["lines"][0]["spoken_start"] + 0.3) * 25)
    painted = np.flatnonzero((frames[moment].y != source[moment].y).any(1))
    assert (painted > 200).any()
    assert (painted < 100).any() == (language is CaptionLanguage.BOTH)
    assert made.report["redone"]["of_pieces"] == 1


def test_a_video_without_a_face_is_dubbed_without_lips(order, registry, speaker_script, tmp_path):
    path = tmp_path / "bars.mp4"
    n_frames = round(speaker_script.duration * 25)
    wav = hum(tmp_path / "hum.wav", speaker_script.duration)
    bars = np.repeat(np.arange(0, 240, 30, dtype=np.uint8), 16)[None, :, None]
    picture = np.broadcast_to(bars, (128, 128, 3))
    write_video((picture for _ in range(n_frames)), wav, VideoFormat(128, 128), path)

    faceless = replace(order, path=path)
    before = plan_dub(faceless)

    made = Dub(registry).run(faceless, tmp_path, SilentProgress())

    report, after = made.report, plan_dub(faceless)
    assert (before.lines_to_speak, before.pieces_to_draw) == (("a", "b"), 1)
    assert (after.lines_to_speak, after.pieces_to_draw, after.pieces) == ((), 0, 0)
    assert (report["lip_sync"], report["lip_sync_off_reason"]) == (False, "sound_only")
    assert report["advice"][0] == "sound_only"
    assert report["picture_copied"]
    assert [line["id"] for line in report["lines"]] == ["a", "b"]


def test_a_voice_that_is_never_seen_moves_nobodys_lips(order, registry, speaker_script, tmp_path):
    hidden = replace(speaker_script, speakers=(Speaker("s1", face=SpeakerFace(is_shown=False)),))

    made = Dub(registry).run(replace(order, script=hidden), tmp_path, SilentProgress())

    assert made.report["lip_sync_off_reason"] == "nobody_shown"


def test_a_video_without_sound_is_refused(order, registry, tmp_path):
    path = tmp_path / "mute.mp4"
    with av.open(str(order.path)) as given, av.open(str(path), "w") as made:
        stream = made.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(video=0):
            if packet.size:
                packet.stream = stream
                made.mux(packet)

    with pytest.raises(NoSoundError):
        Dub(registry).run(replace(order, path=path), tmp_path, SilentProgress())


def test_a_video_in_which_nobody_speaks_is_refused(order, registry, tmp_path):
    empty = DubScript("", 0.0, 5.0, (Speaker("s1"),), (DubLine("a", 0, 1, " ", "s1"),))

    with pytest.raises(NoSpeechInVideoError):
        Dub(registry).run(replace(order, script=empty), tmp_path, SilentProgress())


def test_lines_beyond_the_end_of_the_video_are_left_out(order, registry, speaker_script, tmp_path):
    end = speaker_script.duration
    lines = (*speaker_script.lines, DubLine("c", end + 1, end + 2, "Later.", "s1"))
    script = replace(speaker_script, duration=end + 3, lines=lines)
    spec = replace(order, script=script, translation={**TEXTS, "c": "Fim."}, lip_sync=False)

    made = Dub(registry).run(spec, tmp_path, SilentProgress())

    assert [line["id"] for line in made.report["lines"]] == ["a", "b"]
    with av.open(str(made.audio)) as sound:
        assert sound.duration / av.time_base == pytest.approx(end, abs=0.07)


def test_a_language_that_nobody_translates_into_is_refused_at_once(order, registry, tmp_path):
    spec = replace(order, translation={}, target="xh")

    with pytest.raises(TranslationUnavailableError):
        Dub(registry).run(spec, tmp_path, SilentProgress())


class Stopping:
    """Stops when most of the picture is drawn."""

    def update(self, stage, fraction):
        if stage is Stage.LIP_SYNC and fraction > 0.8:
            raise PipelineCancelled


def test_what_was_drawn_before_a_stop_is_not_drawn_again(order, registry, tmp_path, monkeypatch):
    monkeypatch.setattr(video_pieces, "PIECE_LENGTH", 1.0)
    monkeypatch.setattr(video_pieces, "SHORTEST", 0.2)
    with pytest.raises(PipelineCancelled):
        Dub(registry).run(order, tmp_path, Stopping())

    kept = sorted((order.cache / "pieces").glob("*.mp4"))
    kept[0].write_bytes(kept[0].read_bytes()[:500])  # a disk that loses what was written

    made = Dub(registry).run(order, tmp_path, SilentProgress())

    redone = made.report["redone"]
    assert redone["lines"] == 0
    assert redone["pieces"] == redone["of_pieces"] - len(kept) + 1
    assert len(kept) >= 3
    assert VideoSource(made.video.path).info.n_frames == made.video.n_frames


@pytest.fixture(scope="module")
def two_people(speaker_video, tmp_path_factory):
    """The same person twice, side by side, for three seconds."""
    folder = tmp_path_factory.mktemp("two")
    source = VideoSource(speaker_video)

    def beside():
        for frame in source.frames(0, 75):
            planes = [np.hstack([plane, plane[:, ::-1]]) for plane in (frame.y, frame.cb, frame.cr)]
            yield PlanarFrame(*planes, frame.space)

    wav = hum(folder / "hum.wav", 3.0)
    write_video(beside(), wav, VideoFormat(640, 320), folder / "two.mp4")
    return folder / "two.mp4"


def test_each_speaker_moves_the_lips_of_their_own_face(
    order, registry, two_people, frames, tmp_path
):
    left, right = (SpeakerFace(position=(x, 0.4)) for x in (0.25, 0.75))
    script = DubScript(
        "en",
        1.0,
        3.0,
        (Speaker("s1", face=left), Speaker("s2", face=right)),
        (DubLine("a", 0.1, 1.3, "One.", "s1"), DubLine("b", 1.7, 2.9, "Two.", "s2")),
    )
    spec = replace(order, path=two_people, script=script)
    made = Dub(registry).run(spec, tmp_path, SilentProgress())

    source = list(VideoSource(two_people).frames())
    halves = np.array(
        [
            [(now.y != was.y)[:, :320].any(), (now.y != was.y)[:, 320:].any()]
            for now, was in zip(frames, source, strict=True)
        ]
    )
    spans = [(line["spoken_start"], line["spoken_end"]) for line in made.report["lines"]]
    (a, b), (c, d) = ((int(start * 25) + 2, int(end * 25) - 2) for start, end in spans)
    assert made.report["n_faces"] == 2
    assert halves[a:b, 0].mean() > 0.8
    assert halves[c:d, 1].mean() > 0.8
    assert not halves[a:b, 1].any()
    assert not halves[c:d, 0].any()
    assert len(list((order.cache / "faces").iterdir())) == 2
