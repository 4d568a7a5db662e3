"""How long a line will last, and which lines will be too fast: known before anything is spoken.

Loads no model: the editor warns with it while somebody types.
"""

from collections.abc import Mapping
from typing import Final

from inference.dubbing.dub_script import DubScript
from inference.dubbing.dub_spec import VoiceChoice
from inference.dubbing.line_room import rooms_of
from inference.dubbing.voice_choice import choice_of
from inference.script_pieces import script_pieces
from inference.voices import estimated_duration

COMFORTABLE: Final = 1.2  # times the voice's own speed; up to here nobody notices
TOO_FAST: Final = 1.25  # times; above it there is a warning
FASTEST: Final = 1.5625  # times; the rate's 1.25 by the stretch's 1.25


def estimated_seconds(text: str, choice: VoiceChoice) -> float:
    """About how long a text lasts in a voice at its chosen speed; 0 where there is nothing to say.

    Raises:
        UnknownVoiceError: there is no such voice.
    """
    pieces = script_pieces(text)
    if not any(map(str.isalnum, text)) or not pieces:
        return 0.0
    whole = estimated_duration(text, choice.voice, choice.rate)
    return whole - pieces[-1].silence_after(choice.rate)  # the next line's own start is its pause


def time_for(script: DubScript, line_id: str) -> float:
    """Seconds a line may take when all lines are said, the pause behind it included.

    Raises:
        KeyError: the script has no such line.
    """
    rooms = rooms_of(script.lines, script.duration, (line.id for line in script.lines))
    return rooms[line_id].seconds


def too_fast_lines(
    script: DubScript,
    translation: Mapping[str, str],
    voices: Mapping[str, VoiceChoice],
    line_voices: Mapping[str, VoiceChoice],
) -> dict[str, float]:
    """Lines that will have to be said noticeably too fast.

    Args:
        script: what is said in the original.
        translation: text by line id; lines without one are silent.
        voices: by speaker id.
        line_voices: by line id, where a line has a voice of its own.

    Returns:
        By line id, how many times faster than the voice's own speed, over ``TOO_FAST``. Lines of
        speakers without a voice are left out.

    Raises:
        UnknownVoiceError: a voice is gone.
    """
    said = [line for line in script.lines if translation.get(line.id, "").strip()]
    rooms = rooms_of(script.lines, script.duration, (line.id for line in said))
    found = {}
    for line in said:
        choice = choice_of(line, voices, line_voices)
        if choice is None:
            continue
        ratio = estimated_seconds(translation[line.id], choice) / rooms[line.id].seconds
        if ratio > TOO_FAST:
            found[line.id] = round(ratio, 3)
    return found
