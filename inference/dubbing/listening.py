"""From a video to its lines: what is said when, by whom, how high."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol, Self

import numpy as np

from inference.dubbing.clock import sound_shift, video_duration
from inference.dubbing.dub_script import DubLine, DubScript, Speaker
from inference.dubbing.lines import SpokenWord, lines_of_words, words_of
from inference.dubbing.preflight import on_other_language
from inference.dubbing.speakers import EmbedsVoices, told_apart
from inference.dubbing.transcript_files import read_transcript
from inference.dubbing.voice_pitch import gender_of, line_sounds, speaker_pitches
from inference.dubbing.voice_times import heard_words, voice_activity
from inference.errors import NoSoundError, UnreadableSoundError
from inference.inspection.advice import worst_first
from inference.inspection.findings import Advice, Level
from inference.inspection.sounds import GuessesLanguage
from inference.media import Samples
from inference.sound_protocols import SpeechActivity
from inference.transcription.languages import recogniser_language
from inference.transcripts import Transcriber, Transcript

Report = Callable[[float], None]

RECOGNISING: Final = 0.88  # share of the time until words are known
TOLD_APART: Final = 0.98  # until it is known who says them
ONLY_SPEAKER: Final = "s1"
UNSURE: Final = 0.5  # probability of a language below which somebody should look
GUESSED_FROM: Final = 30.0  # seconds of speech


class Recogniser(Transcriber, GuessesLanguage, Protocol):
    """What writes down speech and names its language."""


class ListeningParts(Protocol):
    """What is needed of the registry."""

    def transcriber(self) -> Recogniser:
        """The loaded recogniser of speech.

        Raises:
            CheckpointError: one of its files is missing or wrong.
        """

    def speaker_embedder(self) -> EmbedsVoices:
        """The loaded network that tells voices apart.

        Raises:
            CheckpointError: its file is missing or wrong.
        """

    def speech_activity(self) -> SpeechActivity:
        """The loaded detector of speech.

        Raises:
            CheckpointError: its file is missing or wrong.
        """


@dataclass(frozen=True, slots=True)
class Listened:
    """What was heard.

    Attributes:
        script: what is said in the video.
        advice: what somebody should know about it, worst first; codes of ``preflight.CODES``.
    """

    script: DubScript
    advice: tuple[Advice, ...]


def listen_to_video(
    path: Path,
    language: str,
    transcript_path: Path | None,
    parts: ListeningParts,
    report: Report,
    *,
    diarise: bool = True,
) -> DubScript:
    """Find out what is said in a video; as ``listen``, without its advice."""
    return listen(path, language, transcript_path, parts, report, diarise=diarise).script


def listen(
    path: Path,
    language: str,
    transcript_path: Path | None,
    parts: ListeningParts,
    report: Report,
    *,
    diarise: bool = True,
) -> Listened:
    """Find out what is said in a video.

    Where nobody speaks, the script has no lines and no language.

    Args:
        path: of the video.
        language: BCP 47 tag of what is spoken; empty to find out.
        transcript_path: subtitles (SubRip, WebVTT), a transcript or the lines of a dub (JSON) to
            use instead of listening; ``None`` to listen.
        parts: models; not asked for where a transcript is given.
        report: called with the share done, within [0, 1]; may raise to stop.
        diarise: whether to tell several speakers apart.

    Raises:
        UnreadableVideoError: the file is no video that can be read.
        NoPictureError: it holds sound alone.
        NoSoundError: it has no sound, and there is no transcript.
        UnreadableSoundError: its sound cannot be decoded, and there is no transcript.
        UnsupportedLanguageError: speech of this language cannot be recognised.
        UnreadableSubtitlesError: the transcript cannot be read.
        InputError: the transcript is damaged.
    """
    if transcript_path is None:
        heard = _heard(_Video.at(path), language, parts, report, diarise=diarise)
    else:
        heard = _given(_Video.at(path), language, transcript_path, parts, diarise=diarise)
    report(1.0)
    return replace(heard, advice=worst_first([*heard.advice, *_on_script(heard.script)]))


@dataclass(frozen=True, slots=True)
class _Video:
    """A video with its clock.

    Attributes:
        path: of the file.
        duration: of its pictures, seconds.
        shift: see ``inference.dubbing.clock.sound_shift``.
    """

    path: Path
    duration: float
    shift: float

    @classmethod
    def at(cls, path: Path) -> Self:
        return cls(path, video_duration(path), sound_shift(path))


def _heard(
    video: _Video, language: str, parts: ListeningParts, report: Report, *, diarise: bool
) -> Listened:
    """What is recognised in the sound of a video."""
    spoken, recogniser = recogniser_language(language) or None, parts.transcriber()
    told = recogniser.transcribe(video.path, spoken, lambda share: report(RECOGNISING * share))
    activity = voice_activity(video.path, parts.speech_activity())
    words = _timed_by_voice(words_of(told, ONLY_SPEAKER), activity)
    words = _on_video_time(words, video.shift)
    if diarise:
        words = _by_speaker(video, words, parts, report)
    lines = lines_of_words(words)
    advice = list(_on_language(video, language, lines, recogniser))
    lasting = replace(video, duration=max(video.duration, told.duration - video.shift))
    return Listened(_script(lasting, told, language, lines), tuple(advice))


def _given(
    video: _Video, language: str, transcript_path: Path, parts: ListeningParts, *, diarise: bool
) -> Listened:
    """What a file says; lines from after the end of the video are left out."""
    told = read_transcript(transcript_path, language)
    if isinstance(told, DubScript):
        lines = told.lines
    else:
        words = words_of(told, ONLY_SPEAKER)
        lines = lines_of_words(_by_speaker(video, words, parts) if diarise else words)
    kept = tuple(_within(lines, video.duration))
    n_beyond = len(lines) - len(kept)
    facts = {"n": n_beyond}
    advice = (Advice("subtitles_beyond_end", Level.WARNING, facts),) if n_beyond else ()
    if isinstance(told, DubScript):
        return Listened(replace(told, duration=video.duration, lines=kept), advice)
    return Listened(_script(video, told, language, kept), advice)


def _within(lines: Sequence[DubLine], duration: float) -> Iterator[DubLine]:
    for line in lines:
        if line.start < duration:
            words = line.words if line.end <= duration else ()
            yield replace(line, end=min(line.end, duration), words=words)


def _script(
    video: _Video, told: Transcript, language: str, lines: tuple[DubLine, ...]
) -> DubScript:
    tag = (language or told.language) if lines else ""
    speakers = _described(video, lines)
    return DubScript(tag, told.language_probability, video.duration, speakers, lines)


def _on_script(script: DubScript) -> Iterator[Advice]:
    if not script.lines:
        yield Advice("no_speech", Level.ERROR)
    elif script.language_probability < UNSURE:
        facts = {"language": script.language, "probability": script.language_probability}
        yield Advice("language_unsure", Level.WARNING, facts)
    if len(script.speakers) > 1:
        yield Advice("several_speakers", Level.INFO, {"n": len(script.speakers)})


def _on_language(
    video: _Video, chosen: str, lines: Sequence[DubLine], recogniser: GuessesLanguage
) -> Iterator[Advice]:
    """Advice where what is heard is not in the language that somebody named."""
    if not (chosen and lines):
        return
    pieces, seconds = [], 0.0
    for line, samples in line_sounds(video.path, lines, video.shift):
        pieces.append(samples)
        seconds += line.end - line.start
        if seconds >= GUESSED_FROM:
            break
    guess = recogniser.guess_language(np.concatenate(pieces))
    if guess is not None:
        yield from on_other_language(chosen, guess.language, guess.probability)


def _by_speaker(
    video: _Video,
    words: Sequence[SpokenWord],
    parts: ListeningParts,
    report: Report = lambda _: None,
) -> tuple[SpokenWord, ...]:
    """Words with who says them; all by one where the sound cannot be heard."""

    def told(share: float) -> None:
        report(RECOGNISING + (TOLD_APART - RECOGNISING) * share)

    try:
        return told_apart(words, video.path, video.shift, parts.speaker_embedder(), told)
    except (NoSoundError, UnreadableSoundError):  # the words came from a file
        return tuple(words)


def _timed_by_voice(words: Sequence[SpokenWord], activity: Samples) -> tuple[SpokenWord, ...]:
    """Words that begin and end with the voice, where their times were heard."""
    if not all(one.is_timed for one in words):
        return tuple(words)
    timed = heard_words([one.word for one in words], activity)
    return tuple(replace(one, word=word) for one, word in zip(words, timed, strict=True))


def _on_video_time(words: Sequence[SpokenWord], shift: float) -> tuple[SpokenWord, ...]:
    """Words whose times counted from the start of the sound; none from before the video."""
    if not shift:
        return tuple(words)
    moved = (
        replace(one, word=replace(one.word, start=max(0.0, one.word.start - shift), end=end))
        for one in words
        if (end := one.word.end - shift) > 0
    )
    return tuple(moved)


def _described(video: _Video, lines: Sequence[DubLine]) -> tuple[Speaker, ...]:
    """Everybody who speaks, with the pitch of their voice where it can be heard."""
    ids = list(dict.fromkeys(line.speaker for line in lines)) or [ONLY_SPEAKER]
    try:
        pitches = speaker_pitches(video.path, lines, video.shift)
    except (NoSoundError, UnreadableSoundError):  # the words came from a file
        pitches = {}
    return tuple(
        Speaker(speaker, gender=gender_of(pitches.get(speaker)), pitch=pitches.get(speaker))
        for speaker in ids
    )
