"""Speaking every line of a dub into its place."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from inference.dubbing.dub_script import DubLine, DubScript
from inference.dubbing.dub_spec import DubSpec, VoiceChoice
from inference.dubbing.fitting import Fitting, Plan, fit_line, plan_line
from inference.dubbing.line_room import BREATH, LAST_MOMENT, rooms_of
from inference.dubbing.line_sound import LineSound, load_line
from inference.dubbing.shortening import Shorten, Shortening
from inference.dubbing.speaking import LineSpeaker, SpeakingParts, line_path
from inference.dubbing.speaking_speed import estimated_seconds
from inference.dubbing.spoken_line import SpokenLine
from inference.dubbing.voice_choice import choice_of
from inference.errors import EmptyTextError, InputError, UnspeakableTextError
from inference.speech import PhonemeSpan


class DubSpeech:
    """Speaks the lines of a script, one after another."""

    def __init__(
        self,
        spec: DubSpec,
        script: DubScript,
        translation: Mapping[str, str],
        voices: Mapping[str, VoiceChoice],
        folder: Path,
    ) -> None:
        """Prepare; nothing is loaded yet.

        Args:
            spec: the order.
            script: what is said in the original.
            translation: text by line id; lines with none, or with nothing to say, stay silent.
            voices: by speaker id.
            folder: in which what was spoken is kept.
        """
        self._spec, self._script, self._folder = spec, script, folder
        self._translation, self._voices = translation, voices
        self.lines = [line for line in script.lines if _has_words(translation.get(line.id, ""))]
        said = (line.id for line in self.lines)
        self._rooms = rooms_of(script.lines, script.duration, said)
        self.n_spoken = 0

    def unspoken(self) -> list[str]:
        """Ids of the lines that are not kept yet and would have to be spoken."""
        shortening = Shortening(self._folder, None)
        found, free = [], 0.0
        for line in self.lines:
            try:
                free = self._planned(line, self._kept, shortening, free).end + BREATH
            except LookupError:
                found.append(line.id)
                free = 0.0
        return found

    def spoken(
        self, parts: SpeakingParts, shorten: Shorten | None, tell: Callable[[float], None]
    ) -> Iterator[tuple[SpokenLine, Fitting]]:
        """Every line in its place, and its sound.

        Lines of which the voice makes no sound are left out.

        Args:
            parts: where voices come from.
            shorten: gives a shorter translation, or ``None``.
            tell: called with the share that is done.

        Raises:
            InputError: a voice is missing or unknown.
            CheckpointError: a model is missing.
            EngineError: a model failed.
            ProviderError: a voice of a remote service failed.
        """
        speaker = LineSpeaker(parts, self._folder, self._spec.pronunciations)
        shortening = Shortening(self._folder, shorten)
        free = 0.0
        for index, line in enumerate(self.lines):
            tell(index / len(self.lines))
            try:
                plan = self._planned(line, speaker.speak, shortening, free)
            except (EmptyTextError, UnspeakableTextError):
                continue
            finally:
                self.n_spoken = speaker.n_spoken
            free = plan.end + BREATH
            fitting = fit_line(plan, self._rooms[line.id], not_after=self._last_moment)
            yield _spoken_line(line, self._choice(line), fitting), fitting

    @property
    def _last_moment(self) -> float:
        return self._script.duration - LAST_MOMENT

    def _kept(self, text: str, choice: VoiceChoice, rate: float) -> LineSound:
        """A line's times, without its sound; ``LookupError`` where it is not kept."""
        path = line_path(self._folder, text, choice, rate, self._spec.pronunciations)
        sound = load_line(path, with_sound=False)
        if sound is None:
            raise LookupError(path)
        return sound

    def _choice(self, line: DubLine) -> VoiceChoice:
        choice = choice_of(line, self._voices, self._spec.line_voices)
        if choice is None:
            raise InputError(f"there is no voice for {line.speaker!r}, who says line {line.id}")
        return choice

    def _planned(
        self,
        line: DubLine,
        speak: Callable[[str, VoiceChoice, float], LineSound],
        shortening: Shortening,
        free: float,
    ) -> Plan:
        text, choice = self._translation[line.id], self._choice(line)
        return plan_line(
            text,
            estimated_seconds(text, choice),
            self._rooms[line.id],
            lambda words, rate: speak(words, choice, rate),
            partial(shortening.shorter, line, text),
            not_before=free,
            not_after=self._last_moment,
        )


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _spoken_line(line: DubLine, choice: VoiceChoice, fitting: Fitting) -> SpokenLine:
    sound = fitting.sound.moved(lambda time: max(0.0, time - fitting.sound.onset + fitting.start))
    return SpokenLine(
        id=line.id,
        speaker=line.speaker,
        voice=choice,
        text=fitting.plan.text,
        slot=(line.start, line.end),
        start=fitting.start,
        end=fitting.end,
        verdict=fitting.verdict,
        rate=fitting.plan.rate,
        stretch=fitting.stretch,
        overflow=fitting.overflow,
        phonemes=sound.phonemes and tuple(_lasting(sound.phonemes)),
        words=sound.words,
    )


def _lasting(phonemes: Iterable[PhonemeSpan]) -> Iterator[PhonemeSpan]:
    """Those that a cut at the end of the video left something of."""
    return (span for span in phonemes if span.end > span.start)
