"""From a video to its lines: what is said when, by whom, how high."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

from inference.dubbing.clock import sound_shift, video_duration
from inference.dubbing.dub_script import DubLine, DubScript, Speaker
from inference.dubbing.lines import SpokenWord, lines_of_words, words_of
from inference.dubbing.transcript_files import read_transcript
from inference.dubbing.voice_pitch import gender_of, speaker_pitches
from inference.errors import NoSoundError, UnreadableSoundError
from inference.transcripts import Transcriber, Transcript

Report = Callable[[float], None]

RECOGNISING: Final = 0.92  # share of the time; the rest goes into the voices
ONLY_SPEAKER: Final = "s1"
# What Whisper calls languages that go by another tag elsewhere.
WHISPER_NAMES: Final = {"cmn": "zh", "fil": "tl", "iw": "he", "jv": "jw", "nb": "no"}


class ListeningParts(Protocol):
    """What is needed of the registry."""

    def transcriber(self) -> Transcriber:
        """The loaded recogniser of speech.

        Raises:
            CheckpointError: one of its files is missing or wrong.
        """


def listen_to_video(
    path: Path,
    language: str,
    transcript_path: Path | None,
    parts: ListeningParts,
    report: Report,
    *,
    diarise: bool = True,
) -> DubScript:
    """Find out what is said in a video.

    Where nobody speaks, the result has no lines and no language.

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
        NoSoundError: it has no sound, and there is no transcript.
        UnreadableSoundError: its sound cannot be decoded, and there is no transcript.
        UnsupportedLanguageError: speech of this language cannot be recognised.
        UnreadableSubtitlesError: the transcript cannot be read.
        InputError: the transcript is damaged.
    """
    duration, shift = video_duration(path), sound_shift(path)
    given = read_transcript(transcript_path, language) if transcript_path else None
    if isinstance(given, DubScript):
        report(1.0)
        return replace(given, duration=max(given.duration, duration))
    told = given or _heard(path, language, parts.transcriber(), report)
    words = words_of(told, ONLY_SPEAKER)
    if given is None:
        words = _on_video_time(words, shift)
        duration = max(duration, told.duration - shift)
    lines = lines_of_words(words)
    report(RECOGNISING)
    speakers = _described(path, lines, shift)
    report(1.0)
    tag = (language or told.language) if lines else ""
    return DubScript(tag, told.language_probability, duration, speakers, lines)


def _heard(path: Path, language: str, transcriber: Transcriber, report: Report) -> Transcript:
    main = language.replace("_", "-").lower().partition("-")[0]
    spoken = WHISPER_NAMES.get(main, main) or None
    return transcriber.transcribe(path, spoken, lambda share: report(RECOGNISING * share))


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


def _described(path: Path, lines: Sequence[DubLine], shift: float) -> tuple[Speaker, ...]:
    """Everybody who speaks, with the pitch of their voice where it can be heard."""
    ids = list(dict.fromkeys(line.speaker for line in lines)) or [ONLY_SPEAKER]
    try:
        pitches = speaker_pitches(path, lines, shift)
    except (NoSoundError, UnreadableSoundError):  # the words came from a file
        pitches = {}
    return tuple(
        Speaker(speaker, gender=gender_of(pitches.get(speaker)), pitch=pitches.get(speaker))
        for speaker in ids
    )
