"""Dubbing: a video in one language becomes the same people speaking another."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from PIL import Image

from inference.dubbing.dub_script import DubScript
from inference.dubbing.dub_sound import DubSound, make_sound
from inference.dubbing.dub_spec import DubSpec, VoiceChoice
from inference.errors import NoSoundError
from inference.media import RenderedVideo, VideoFormat
from inference.pipelines.dub_cache import DubCache
from inference.pipelines.dub_captions import DubCaptions, DubWords
from inference.pipelines.dub_copy import can_copy, copy_picture
from inference.pipelines.dub_faces import DubFace, Report, find_faces, usual_chin
from inference.pipelines.dub_former import Former, rates_of, told_lines, told_look
from inference.pipelines.dub_moves import SpeechOfLines
from inference.pipelines.dub_pieces import DubPicture, MadePieces, make_pieces
from inference.pipelines.dub_report import DubMade, Stopwatch, lips_left, report_of
from inference.pipelines.dub_words import (
    DubParts,
    Translated,
    find_script,
    find_translation,
    find_voices,
    shortener,
)
from inference.pipelines.marks import dub_marker, mouths_seen
from inference.pipelines.subtitling import SubtitleFiles, chin_of, write_subtitles
from inference.progress import ProgressReporter, Stage
from inference.provenance.identity import open_identity
from inference.provenance.label import Rect
from inference.provenance.marker import Marker
from inference.video_pieces import join_pieces, write_sound_track
from inference.video_source import VideoSource

POSTER_QUALITY: Final = 90
RESULT: Final = "result.mp4"
AUDIO: Final = "dub.m4a"


@dataclass(frozen=True)
class DubResult:
    """A finished dub.

    Attributes:
        video: the file and its poster.
        audio: the dub's sound alone, as AAC.
        source_subtitles: files of what is said in the video.
        target_subtitles: files of what is said in the dub.
        script: the lines of the video.
        translation: by line id.
        voices: by speaker id.
        report: what was done, as plain values; see ``docs/dubbing.md``.
        language: tag of the language of the dub.
    """

    video: RenderedVideo
    audio: Path
    source_subtitles: SubtitleFiles
    target_subtitles: SubtitleFiles
    script: DubScript
    translation: dict[str, str]
    voices: dict[str, VoiceChoice]
    report: dict[str, Any]
    language: str

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a message."""
        video = self.video
        return {
            "path": str(video.path),
            "poster": str(video.poster),
            "width": video.width,
            "height": video.height,
            "fps": str(video.fps),
            "n_frames": video.n_frames,
            "duration": video.duration,
            "size_bytes": video.size_bytes,
            "audio": str(self.audio),
            "subtitles": {
                "source": self.source_subtitles.to_json(),
                "target": self.target_subtitles.to_json(),
            },
            "script": self.script.to_json(),
            "translation": self.translation,
            "voices": {key: choice.to_json() for key, choice in self.voices.items()},
            "report": self.report,
            "language": self.language,
        }


@dataclass(frozen=True)
class _Heard:
    """A dub that can be heard but not yet seen."""

    script: DubScript
    translated: Translated
    voices: dict[str, VoiceChoice]
    sound: DubSound


@dataclass(frozen=True)
class _Work:
    """What all stages need."""

    spec: DubSpec
    source: VideoSource
    form: VideoFormat
    cache: DubCache
    workdir: Path
    watch: Stopwatch

    def report(self, stage: Stage) -> Report:
        """Tells how far a stage is."""
        return partial(self.watch.update, stage)


@dataclass(frozen=True)
class Dub:
    """Makes the people of a video speak another language."""

    parts: DubParts

    weights: ClassVar[dict[Stage, float]] = {
        Stage.LOADING: 3,
        Stage.LISTENING: 17,
        Stage.TRANSLATING: 4,
        Stage.SPEECH: 12,
        Stage.FACE: 28,
        Stage.LIP_SYNC: 34,
        Stage.FINISHING: 2,
    }

    def run(
        self,
        spec: DubSpec,
        workdir: Path,
        progress: ProgressReporter,
        transcript: Path | None = None,
    ) -> DubResult:
        """Render into ``workdir``.

        Every stage keeps what it made under ``spec.cache``, by content: after a crash, or when
        something was changed, only what is missing is done.

        Args:
            spec: the order.
            workdir: where the files go.
            progress: told how far each stage is.
            transcript: subtitles, a transcript or lines of the video, instead of listening to it.

        Raises:
            InputError: video, lines, language or voice cannot be used.
            CheckpointError: a model is missing, or the keys for marking cannot be used.
            ProviderError: a remote translator failed.
            EngineError: a model or the encoder failed, or lines were left untranslated.
            PipelineCancelled: the reporter asked to stop.
        """
        watch = Stopwatch(progress)
        watch.update(Stage.LOADING, 0.0)
        if spec.provenance:
            open_identity(spec.provenance.identity)  # unusable keys show before anything is done
        source = VideoSource(spec.path)
        if not source.info.has_sound:
            raise NoSoundError(spec.path)
        form = VideoFormat(source.info.width, source.info.height, source.info.fps)
        watch.update(Stage.LOADING, 1.0)
        with _kept(spec, workdir) as cache:
            spec = replace(spec, cache=cache.folder)
            work = _Work(spec, source, form, cache, workdir, watch)
            heard = self._hear(work, transcript)
            faces = self._look(work, heard.script) if spec.lip_sync else []
            return self._finish(work, heard, self._picture(work, heard, faces))

    def _hear(self, work: _Work, transcript: Path | None) -> _Heard:
        spec, parts, cache = work.spec, self.parts, work.cache
        listening = work.report(Stage.LISTENING)
        script = find_script(spec, work.source, transcript, cache, parts, report=listening)
        translating = work.report(Stage.TRANSLATING)
        translated = find_translation(spec, script, cache, parts, translating)
        voices = find_voices(spec, script)
        sound = make_sound(
            spec,
            script,
            translated.texts,
            voices,
            workdir=work.workdir,
            parts=parts,
            report=work.report(Stage.SPEECH),
            shorten=shortener(spec, script, parts),
        )
        return _Heard(script, translated, voices, sound)

    def _look(self, work: _Work, script: DubScript) -> list[DubFace]:
        report = work.report(Stage.FACE)
        return find_faces(work.spec, script, work.source, work.cache, self.parts, report=report)

    def _picture(self, work: _Work, heard: _Heard, faces: Sequence[DubFace]) -> DubPicture:
        spec, sound = work.spec, heard.sound
        words = DubWords.of(heard.script, sound.lines, spec.target)
        chin = self._chin(work, faces) if spec.captions else None
        captions = DubCaptions(words, spec.captions, spec.caption_language, work.form, chin)
        needs_ears = any(line.phonemes is None for line in sound.lines)
        listener = self.parts.listener() if needs_ears and faces else None
        speech = SpeechOfLines(sound.speech_wav, listener)
        marker = self._marker(work, faces)
        return DubPicture(work.source, work.form, faces, sound.lines, speech, captions, marker)

    def _marker(self, work: _Work, faces: Sequence[DubFace]) -> Marker | None:
        if work.spec.provenance is None:
            return None
        size = (work.form.width, work.form.height)
        tracks = [face.track for face in faces]
        finder = self.parts.face_finder

        def look() -> list[Rect]:
            return mouths_seen(next(work.source.frames(0, 1)), finder())

        return dub_marker(work.spec.provenance, size, tracks, look)

    def _chin(self, work: _Work, faces: Sequence[DubFace]) -> float | None:
        """Where captions should not reach up to."""
        known = usual_chin(faces)
        if known is not None or faces:
            return known
        first = next(work.source.frames(0, 1))
        return chin_of(first, self.parts.face_finder())

    def _finish(self, work: _Work, heard: _Heard, picture: DubPicture) -> DubResult:
        """Put picture and sound together, and everything beside them."""
        workdir, drawing = work.workdir, work.report(Stage.LIP_SYNC)
        drawing(0.0)
        audio, path = workdir / AUDIO, workdir / RESULT
        write_sound_track(heard.sound.wav, audio)
        made = MadePieces([], [], [])
        if not (_is_as_it_was(work, picture) and copy_picture(work.spec.path, audio, path)):
            made = make_pieces(picture, work.cache, drawing)
        drawing(1.0)
        work.watch.update(Stage.FINISHING, 0.0)
        if made.files:
            join_pieces(made.files, made.spans, work.form.fps, audio, path)
        marks = picture.marker.finish(path) if picture.marker else None
        video = _video(work, heard, path)
        words = DubWords.of(heard.script, heard.sound.lines, work.spec.target)
        source_files = write_subtitles(words.source, video.duration, workdir, "source-")
        target_files = write_subtitles(words.target, video.duration, workdir)
        work.watch.update(Stage.FINISHING, 0.9)
        report = self._report(work, heard, picture, made) | {"provenance": marks}
        _remember(work, heard, made)
        for left in workdir.glob("*.wav"):
            left.unlink()
        work.watch.update(Stage.FINISHING, 1.0)
        return DubResult(
            video,
            audio,
            source_files,
            target_files,
            heard.script,
            dict(heard.translated.texts),
            heard.voices,
            report,
            work.spec.target,
        )

    def _report(
        self, work: _Work, heard: _Heard, picture: DubPicture, made: MadePieces
    ) -> dict[str, Any]:
        outcome = DubMade(
            work.spec,
            heard.script,
            heard.translated,
            heard.voices,
            heard.sound,
            picture,
            lips_left(work.spec, heard.script, picture.faces),
            len(made.drawn),
            len(made.files),
        )
        return report_of(outcome, work.watch.seconds)


@contextmanager
def _kept(spec: DubSpec, workdir: Path) -> Iterator[DubCache]:
    """The cache of the order; one that goes with the work where the order keeps nothing."""
    if spec.cache is not None:
        yield DubCache(spec.cache)
        return
    with tempfile.TemporaryDirectory(prefix="cache-", dir=workdir) as folder:
        yield DubCache(Path(folder))


def _is_as_it_was(work: _Work, picture: DubPicture) -> bool:
    """Whether nothing is to be drawn, and the packets may stay as they are."""
    spec = work.spec
    is_drawn = picture.faces or spec.captions is not None or spec.changes_whole_picture
    return not is_drawn and can_copy(spec.path)


def _remember(work: _Work, heard: _Heard, made: MadePieces) -> None:
    """Keep what this dub was made of, for the next plan."""
    spec, script, info = work.spec, heard.script, work.source.info
    before = Former.load(work.cache, work.source.content_hash, spec.target)
    spoken = sum(line.end - line.start for line in heard.sound.lines)
    share = heard.sound.n_spoken / max(1, len(heard.sound.lines))
    units: dict[str, float] = {
        Stage.SPEECH: spoken * min(1.0, share),
        Stage.LIP_SYNC: made.n_frames_drawn / float(info.fps),
        Stage.FINISHING: info.duration,
    }
    said = [(line.id, line.text) for line in script.lines]
    Former(
        told_lines(spec, script, heard.translated.texts, heard.voices),
        {line.id: (line.start, line.end) for line in heard.sound.lines},
        told_look(spec, said),
        tuple(file.stem for file in made.files),
        rates_of(work.watch.seconds, units, before),
    ).save(work.cache, work.source.content_hash, spec.target)


def _video(work: _Work, heard: _Heard, path: Path) -> RenderedVideo:
    info = work.source.info
    poster = work.workdir / "poster.jpg"
    first = heard.sound.lines[0].start if heard.sound.lines else 0.0
    shown = min(int(first * info.fps), info.n_frames - 1)
    frame = next(VideoSource(path).frames(shown, shown + 1))
    Image.fromarray(frame.rgb()).save(poster, quality=POSTER_QUALITY)
    size = path.stat().st_size
    return RenderedVideo(
        path, poster, info.width, info.height, info.fps, info.n_frames, info.duration, size
    )
