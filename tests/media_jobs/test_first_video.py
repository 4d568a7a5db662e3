"""The product's main job, nothing faked: words in, a talking presenter out, and measured.

Worker, render process, Piper voice, presenter and encoder are the real ones. What is said when is
found by forced alignment of the video's own sound, and where the lips are by MediaPipe in image
mode, so that neither relies on what the renderer believes.
"""

import time
from pathlib import Path

import av
import numpy as np
import pytest
from django.core.files.base import ContentFile

from inference.checkpoints import locate
from inference.facetracking.mediapipe_finder import FaceFinder
from media_jobs import pipeline_factory, services
from media_jobs.models import Avatar, MediaJob
from media_jobs.render_process import Request

TEXT = "My mother may help Bob. Papa made a map of the farm."
PRESENTER = Path(__file__).parents[2] / "studio" / "presenters" / "anna.webp"
BILABIAL = {"P", "B", "M"}
OPEN_VOWEL = {"AA", "AE", "AH", "AO", "AW", "AY", "EH"}
UPPER_LIP, LOWER_LIP, LEFT_EYE, RIGHT_EYE = 13, 14, 33, 263  # inner lips, outer eye corners
ALIGNMENT_RATE = 16_000  # hertz, of PocketSphinx's model
CLOSED = 0.35  # of the opening in open vowels


@pytest.fixture
def process(data_dir, monkeypatch):
    running = pipeline_factory.make_render_process()
    monkeypatch.setattr(pipeline_factory, "shared_render_process", lambda: running)
    yield running
    running.close()


@pytest.fixture
def presenter(db, process) -> Avatar:
    spec = {"path": str(PRESENTER), "face_index": None}
    limits = pipeline_factory.job_limits()
    analysis = dict(process.call(Request("analyse_portrait", spec), limits=limits))
    avatar = Avatar(name="Anna", slug="anna", analysis=analysis, has_alpha=analysis["has_alpha"])
    avatar.picture.save("anna.webp", ContentFile(PRESENTER.read_bytes()))
    return avatar


def decoded(path: Path) -> tuple[av.VideoStream, list[np.ndarray], np.ndarray]:
    """The stream's description, its frames, and its sound at 16 kHz."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=ALIGNMENT_RATE)
    sound, frames = [], []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for frame in container.decode(container.streams.video[0], container.streams.audio[0]):
            if isinstance(frame, av.VideoFrame):
                frames.append(frame.to_ndarray(format="rgb24"))
            else:
                sound += [piece.to_ndarray()[0] for piece in resampler.resample(frame)]
    return stream, frames, np.concatenate(sound)


def spoken_phones(sound: np.ndarray) -> list[tuple[str, float, float]]:
    """What is said when, by forced alignment of the known words."""
    from pocketsphinx import Decoder

    decoder = Decoder(loglevel="FATAL", lm=None)
    decoder.set_align_text(TEXT.lower().replace(".", ""))
    for _ in range(2):  # words first, then the phones within
        decoder.start_utt()
        decoder.process_raw(sound.tobytes(), full_utt=True)
        decoder.end_utt()
        decoder.set_alignment()
    return [
        (phone.name, phone.start / 100, (phone.start + phone.duration) / 100)
        for word in decoder.get_alignment()
        for phone in word
    ]


def lip_gaps(frames: list[np.ndarray]) -> np.ndarray:
    """Opening of the mouth in every frame, in eye distances."""
    finder = FaceFinder(locate("face-landmarker"))
    finder.load()
    faces = [finder.find(frame)[0] for frame in frames]
    finder.close()
    points = np.stack(faces)[..., :2]
    opening = points[:, LOWER_LIP, 1] - points[:, UPPER_LIP, 1]
    eyes = np.linalg.norm(points[:, RIGHT_EYE] - points[:, LEFT_EYE], axis=1)
    return opening / eyes


@pytest.mark.django_db(transaction=True)
def test_words_become_a_video_whose_lips_move_with_the_speech(alice, presenter, worker):
    video = services.create_video(alice, avatar=presenter, text=TEXT, voice="piper-joe-en")
    deadline = time.monotonic() + 120
    while not (job := MediaJob.objects.get(video=video)).is_finished:
        assert time.monotonic() < deadline, f"still {job.stage} at {job.progress:.0%}"
        time.sleep(0.1)

    assert job.state == "succeeded", job.error_code
    video.refresh_from_db()
    assert Path(video.poster.file.path).read_bytes()[:3] == b"\xff\xd8\xff"
    stream, frames, sound = decoded(Path(video.file.file.path))

    assert (stream.width, stream.height, stream.average_rate) == (1280, 720, 25)
    assert 3 < video.duration < 8
    assert len(frames) / 25 == pytest.approx(video.duration, abs=0.05)
    # AAC comes in frames of 1,024 samples, the first of which only prepares the decoder.
    assert len(sound) / ALIGNMENT_RATE == pytest.approx(video.duration, abs=0.1)
    assert np.abs(sound).max() > 3000

    gaps = lip_gaps(frames)
    phones = spoken_phones(sound)
    spoken_open = [
        gaps[int(start * 25) : int(end * 25) + 1].max()
        for name, start, end in phones
        if name in OPEN_VOWEL
    ]
    openness = float(np.median(spoken_open))
    # Alignment is good to about 20 ms, and a frame is 40 ms long.
    closures = [
        gaps[max(0, int((start - 0.04) * 25)) : int((end + 0.04) * 25) + 1].min() / openness
        for name, start, end in phones
        if name in BILABIAL
    ]
    assert openness > 0.08
    assert len(closures) >= 9
    assert sum(closure < CLOSED for closure in closures) >= len(closures) - 1
    assert gaps[:3].max() < CLOSED * openness  # rest before the first word
    assert gaps[-5:].max() < CLOSED * openness  # and after the last
