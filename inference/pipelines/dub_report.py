"""What a dub was made of, and how well it fits, as plain values."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from inference.dubbing.dub_script import DubScript
from inference.dubbing.dub_sound import DubSound
from inference.dubbing.dub_spec import DubSpec, VoiceChoice
from inference.dubbing.spoken_line import Verdict
from inference.pipelines.dub_faces import DubFace, choices_of
from inference.pipelines.dub_pieces import DubPicture
from inference.pipelines.dub_words import Translated
from inference.progress import ProgressReporter, Stage
from inference.tracks import Hindrance

REPORT_VERSION: Final = 1


class LipsLeft(StrEnum):
    """Why no mouth was moved."""

    NOTHING = ""  # mouths were moved
    NOT_WANTED = "not_wanted"
    NOBODY_SHOWN = "nobody_shown"  # all voices belong to people who are never seen
    SOUND_ONLY = "sound_only"  # nobody's face can be used


class Stopwatch:
    """Passes progress on and notes how long each stage took.

    Attributes:
        seconds: by stage, so far.
    """

    def __init__(
        self, progress: ProgressReporter, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds: dict[str, float] = {}
        self._progress, self._clock = progress, clock
        self._stage: Stage | None = None
        self._since = clock()

    def update(self, stage: Stage, fraction: float) -> None:
        """See ``ProgressReporter``; time since the last report counts to the stage before."""
        now = self._clock()
        if self._stage is not None:
            before = self.seconds.get(self._stage, 0.0)
            self.seconds[self._stage] = before + now - self._since
        self._stage, self._since = stage, now
        self._progress.update(stage, fraction)


@dataclass(frozen=True)
class DubMade:
    """What the stages of a dub came to.

    Attributes:
        spec: the order.
        script: what is said in the video.
        translated: the same in the other language.
        voices: who says it, by speaker id.
        sound: how it sounds.
        picture: how it looks.
        lips_left: why no mouth was moved.
        n_drawn: pieces of the picture that were drawn just now.
        n_pieces: of all; 0 where the picture was copied.
    """

    spec: DubSpec
    script: DubScript
    translated: Translated
    voices: dict[str, VoiceChoice]
    sound: DubSound
    picture: DubPicture
    lips_left: LipsLeft
    n_drawn: int
    n_pieces: int


def report_of(made: DubMade, seconds: Mapping[str, float]) -> dict[str, Any]:
    """The report of a dub; see ``docs/dubbing.md``.

    Args:
        made: what it came to.
        seconds: by stage.
    """
    sound, picture = made.sound, made.picture
    verdicts = Counter(line.verdict for line in sound.lines)
    n_overflowing = verdicts[Verdict.OVERFLOWING]
    is_damaged = picture.source.n_damaged > 0
    advice = {
        "sound_only": made.lips_left is LipsLeft.SOUND_ONLY,
        "damaged": is_damaged,
        "overflowing": n_overflowing > 0,
    }
    return {
        "version": REPORT_VERSION,
        "kind": "dub",
        "source_language": made.script.language,
        "target": made.spec.target,
        "translator": made.translated.translator,
        "problems": dict(made.translated.problems),
        "voices": {key: choice.to_json() for key, choice in made.voices.items()},
        "background": str(sound.background),
        "loudness": dict(sound.loudness),
        "engine": made.spec.engine,
        "lip_sync": not made.lips_left,
        "lip_sync_off_reason": str(made.lips_left),
        "picture_copied": made.n_pieces == 0,
        "n_faces": len(picture.faces),
        "lines": [line.to_json() for line in sound.lines],
        "n_fitted": verdicts[Verdict.FITTED],
        "n_compressed": verdicts[Verdict.COMPRESSED],
        "n_overflowing": n_overflowing,
        **_untouched(picture),
        "source_damaged": is_damaged,
        "advice": [code for code, holds in advice.items() if holds],
        "stages": {str(stage): round(spent, 2) for stage, spent in seconds.items()},
        "redone": {
            "lines": min(sound.n_spoken, len(sound.lines)),  # some are spoken twice until they fit
            "pieces": made.n_drawn,
            "of_pieces": made.n_pieces,
        },
    }


def _untouched(picture: DubPicture) -> dict[str, Any]:
    """Where the picture is the original's: because nobody speaks, and although somebody does."""
    n_frames, fps = picture.source.info.n_frames, picture.form.fps
    speaking, drawn = np.zeros(n_frames, bool), np.zeros(n_frames, bool)
    reasons = np.zeros(n_frames, np.uint8)
    for span in picture.spans():
        rows = slice(span.start, span.stop)
        for face, moves in picture.speaking(span):
            spoken = moves.speaking > 0
            seen = spoken & (np.asarray(face.track.usable[rows]) > 0)
            speaking[rows] |= spoken
            drawn[rows] |= seen
            reasons[rows] = np.where(spoken & ~seen, face.track.hindrances[rows], reasons[rows])
    if not picture.faces:
        for line in picture.lines:
            speaking[int(line.start * fps) : int(line.end * fps) + 1] = True
    reasons[drawn] = Hindrance.NONE
    return {
        "untouched": [
            times | {"reason": Hindrance(code).name.lower()} for times, code in _spans(reasons, fps)
        ],
        "unspoken": [times for times, _ in _spans((~speaking).astype(np.uint8), fps)],
        "untouched_share": round(float((~drawn).mean()), 4),
    }


def _spans(codes: npt.NDArray[np.uint8], fps: Fraction) -> Iterator[tuple[dict[str, float], int]]:
    """Stretches of frames with the same code, none for 0; times in seconds."""
    edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
    for start, stop in pairwise(edges):
        if codes[start]:
            times = {"start": round(float(start / fps), 3), "end": round(float(stop / fps), 3)}
            yield times, int(codes[start])


def lips_left(spec: DubSpec, script: DubScript, faces: Sequence[DubFace]) -> LipsLeft:
    """Why no mouth moves, if none does."""
    if not spec.lip_sync:
        return LipsLeft.NOT_WANTED
    if not choices_of(script):
        return LipsLeft.NOBODY_SHOWN
    return LipsLeft.NOTHING if faces else LipsLeft.SOUND_ONLY
