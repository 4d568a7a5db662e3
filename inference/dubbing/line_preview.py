"""One line as the dub would say it, to be listened to while it is edited."""

from dataclasses import dataclass
from pathlib import Path

from inference.dubbing.dub_spec import VoiceChoice
from inference.dubbing.fitting import fit_line, plan_line
from inference.dubbing.line_room import LineRoom
from inference.dubbing.speaking import LineSpeaker, SpeakingParts
from inference.dubbing.speaking_speed import estimated_seconds
from inference.dubbing.spoken_line import Verdict
from inference.media import AudioClip
from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations


@dataclass(frozen=True)
class LinePreview:
    """A line, spoken.

    Attributes:
        clip: its sound.
        natural_seconds: how long it lasts at the voice's own speed.
        verdict: how well it fits.
    """

    clip: AudioClip
    natural_seconds: float
    verdict: Verdict


def say_line(
    text: str,
    choice: VoiceChoice,
    seconds: float | None,
    parts: SpeakingParts,
    folder: Path,
    *,
    pronunciations: Pronunciations = NO_PRONUNCIATIONS,
) -> LinePreview:
    """Speak a line.

    Args:
        text: what to say.
        choice: who says it.
        seconds: the time there is for it; ``None`` for as long as it takes.
        parts: where voices come from.
        folder: in which it is kept, so that a dub finds it there.
        pronunciations: how certain words are said.

    Raises:
        InputError: there is nothing to say, or the voice is unknown or makes no sound of it.
        CheckpointError: its model is missing.
        EngineError: its model failed.
        ProviderError: a voice of a remote service failed.
    """
    speaker = LineSpeaker(parts, folder, pronunciations)
    if seconds is None:
        sound = speaker.speak(text, choice)
        clip = AudioClip(sound.samples, sound.sample_rate)
        return LinePreview(clip, sound.heard, Verdict.FITTED)
    room = LineRoom(0.0, 0.0, seconds, seconds)
    plan = plan_line(
        text,
        estimated_seconds(text, choice),
        room,
        lambda words, rate: speaker.speak(words, choice, rate),
        lambda _: None,
    )
    fitting = fit_line(plan, room)
    clip = AudioClip(fitting.sound.samples, fitting.sound.sample_rate)
    return LinePreview(clip, plan.natural, fitting.verdict)
