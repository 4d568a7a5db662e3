"""What a dub was made of the last time, so that one can say what a change would cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from inference.dubbing.dub_script import DubLine, DubScript
from inference.dubbing.dub_spec import DubSpec, VoiceChoice
from inference.pipelines.dub_cache import FORMER, DubCache, content_key
from inference.progress import Stage
from inference.provenance.marking import identifier_text

FORMER_VERSION: Final = 1
MIN_UNITS: Final = 3.0  # seconds of material; from less nobody learns how long a stage takes

# Seconds that a stage takes for a second of its material, until it is known better: two cores,
# pictures of 1920x1080.
USUAL: Final[Mapping[str, float]] = {
    Stage.LISTENING: 0.25,
    Stage.TRANSLATING: 0.08,
    Stage.SPEECH: 0.5,
    Stage.FACE: 0.4,
    Stage.LIP_SYNC: 0.6,
    Stage.FINISHING: 0.03,
}


@dataclass(frozen=True)
class Former:
    """The last dub of a video into a language.

    Attributes:
        lines: by id, a name for all that decides how the line sounds and looks.
        spans: by id, when it sounded: start and end in seconds.
        look: a name for all that decides how the picture looks, besides the lines.
        pieces: names of the pieces of the picture, in order.
        rates: seconds that a stage took for a second of its material.
    """

    lines: Mapping[str, str]
    spans: Mapping[str, tuple[float, float]]
    look: str
    pieces: tuple[str, ...] = ()
    rates: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def load(cls, cache: DubCache, source_hash: str, target: str) -> Self | None:
        """What was saved for this video and language; ``None`` if nothing was."""
        stored = cache.load(FORMER, _key(source_hash, target))
        if not stored:
            return None
        spans = {key: (float(start), float(end)) for key, (start, end) in stored["spans"].items()}
        return cls(stored["lines"], spans, stored["look"], tuple(stored["pieces"]), stored["rates"])

    def save(self, cache: DubCache, source_hash: str, target: str) -> None:
        """Keep it in place of the one before."""
        values = {
            "lines": dict(self.lines),
            "spans": {key: list(span) for key, span in self.spans.items()},
            "look": self.look,
            "pieces": list(self.pieces),
            "rates": dict(self.rates),
        }
        cache.save(FORMER, _key(source_hash, target), values)


def _key(source_hash: str, target: str) -> str:
    return content_key(FORMER_VERSION, source_hash, target)


def told_lines(
    spec: DubSpec,
    script: DubScript,
    translation: Mapping[str, str],
    voices: Mapping[str, VoiceChoice],
) -> dict[str, str]:
    """By line id, a name for all that decides how the line sounds and looks; only spoken lines."""
    return {
        line.id: _told(line, spec, script, translation[line.id], voices)
        for line in script.lines
        if translation.get(line.id, "").strip()
    }


def _told(
    line: DubLine,
    spec: DubSpec,
    script: DubScript,
    text: str,
    voices: Mapping[str, VoiceChoice],
) -> str:
    voice = spec.line_voices.get(line.id) or voices[line.speaker]
    face = script.speaker(line.speaker).face.to_json()
    pronounced = spec.pronunciations.to_json()
    return content_key(text, line.start, line.end, voice.to_json(), face, pronounced)


def told_look(spec: DubSpec, words: Iterable[tuple[str, str]] = ()) -> str:
    """A name for all that decides how the picture looks, besides the lines.

    Args:
        spec: the order.
        words: ids and texts of the lines of the video, which captions may show.
    """
    captions = spec.captions.to_json() if spec.captions else None
    shown = [str(spec.caption_language), list(words)] if captions else None
    told: list[object] = [spec.lip_sync, spec.engine if spec.lip_sync else "", captions, shown]
    marks = spec.provenance
    if marks is not None and marks.changes_picture:
        label = marks.label.to_json() if marks.label else None
        told.append([identifier_text(marks.identifier) if marks.watermark else "", label])
    return content_key(*told)


def rates_of(
    seconds: Mapping[str, float], units: Mapping[str, float], before: Former | None
) -> dict[str, float]:
    """How fast each stage was, or was before where it had little to do.

    Args:
        seconds: that each stage took.
        units: seconds of material that each stage worked on.
        before: the last time.
    """
    found = dict(before.rates) if before else {}
    for stage, amount in units.items():
        if amount >= MIN_UNITS and stage in seconds:
            found[stage] = round(seconds[stage] / amount, 4)
    return found
