"""What a dub would have to do, found out without doing any of it and without any model."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from inference.dubbing.dub_script import DubScript
from inference.dubbing.dub_sound import lines_to_speak
from inference.dubbing.dub_spec import DubSpec
from inference.facetracking.track_cache import LANDMARKS
from inference.facetracking.video_tracker import kept_beside
from inference.pipelines.dub_cache import DubCache
from inference.pipelines.dub_copy import can_copy
from inference.pipelines.dub_faces import choices_of
from inference.pipelines.dub_former import USUAL, Former, told_lines, told_look
from inference.pipelines.dub_words import find_voices, within
from inference.progress import Stage
from inference.video_pieces import piece_spans
from inference.video_source import VideoSource

REACH: Final = 0.5  # seconds before and after a line in which it may move the mouth
FIXED: Final = 0.5  # seconds for opening files and writing small ones
USUAL_PIXELS: Final = 1920 * 1080
SMALLEST: Final = 0.2  # of the usual time, for pictures of any size


@dataclass(frozen=True)
class DubPlan:
    """What would be done.

    Attributes:
        lines_to_speak: ids of lines whose sound is not there yet.
        pieces_to_draw: pieces of the picture that are not there yet, as far as one can tell
            before the lines are spoken.
        pieces: of how many; 0 where the picture is copied as it is.
        stages: seconds by stage, estimated.
    """

    lines_to_speak: tuple[str, ...]
    pieces_to_draw: int
    pieces: int
    stages: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "lines_to_speak": list(self.lines_to_speak),
            "pieces_to_draw": self.pieces_to_draw,
            "pieces": self.pieces,
            "seconds": round(FIXED + sum(self.stages.values()), 1),
            "stages": {str(stage): round(spent, 1) for stage, spent in self.stages.items()},
        }


def plan_dub(spec: DubSpec) -> DubPlan:
    """What ``Dub.run`` would have to do for an order.

    Args:
        spec: the order; lines and translations that are missing in it count as new.

    Raises:
        InputError: the video or a voice cannot be used.
    """
    source = VideoSource(spec.path)
    info, former = source.info, None
    if spec.script is not None:
        spec = replace(spec, script=within(spec.script, info.duration))
    if spec.cache is not None:
        former = Former.load(DubCache(spec.cache), source.content_hash, spec.target)
    spans = piece_spans(info.n_frames, info.fps)
    units: dict[str, float] = {Stage.FINISHING: info.duration}
    if spec.script is None:
        lines: list[str] = []
        drawn = set(range(len(spans)))
        units |= dict.fromkeys((Stage.LISTENING, Stage.TRANSLATING, Stage.SPEECH), info.duration)
    else:
        new = [line.id for line in spec.script.lines if line.id not in spec.translation]
        lines = _lines_to_speak(spec, spec.script, new)
        drawn = _pieces_to_draw(spec, spec.script, lines, former, (spans, float(info.fps)))
        units[Stage.TRANSLATING] = _length(spec.script, new)
        units[Stage.SPEECH] = _length(spec.script, lines)
    if _is_copied(spec, former):
        spans, drawn = [], set()
    if not _are_faces_known(spec, source):
        units[Stage.FACE] = info.duration
    units[Stage.LIP_SYNC] = sum(len(spans[place]) for place in drawn) / float(info.fps)
    size = info.width * info.height / USUAL_PIXELS
    return DubPlan(tuple(lines), len(drawn), len(spans), _estimated(units, former, size))


def _is_copied(spec: DubSpec, former: Former | None) -> bool:
    """Whether the picture will be taken over as it is, as far as one can tell."""
    is_drawn = spec.captions is not None or spec.changes_whole_picture
    if is_drawn or not can_copy(spec.path):
        return False
    if not spec.lip_sync:
        return True
    # the last time there was no face that could be used
    return former is not None and not former.pieces and former.look == told_look(spec)


def _lines_to_speak(spec: DubSpec, script: DubScript, new: Sequence[str]) -> list[str]:
    """Ids of lines without sound, in order; lines that are not translated yet are among them."""
    voices = find_voices(spec, script)
    unspoken = {*lines_to_speak(spec, script, spec.translation, voices), *new}
    return [line.id for line in script.lines if line.id in unspoken]


def _pieces_to_draw(
    spec: DubSpec,
    script: DubScript,
    unspoken: Collection[str],
    former: Former | None,
    grid: tuple[Sequence[range], float],
) -> set[int]:
    """Places of the pieces that were never drawn, or in which a line has changed."""
    spans, fps = grid
    said = [(line.id, line.text) for line in script.lines]
    if former is None or spec.cache is None or former.look != told_look(spec, said):
        return set(range(len(spans)))
    if len(former.pieces) != len(spans):
        return set(range(len(spans)))
    cache = DubCache(spec.cache)
    drawn = {place for place, key in enumerate(former.pieces) if not cache.piece(key).is_file()}
    if not spec.lip_sync and spec.captions is None:
        return drawn
    told = told_lines(spec, script, spec.translation, find_voices(spec, script))
    ids = told.keys() | former.lines.keys()
    changed = {one for one in ids if told.get(one) != former.lines.get(one)} | set(unspoken)
    for start, end in _touched(script, changed, former):
        drawn |= {
            place
            for place, span in enumerate(spans)
            if span.start < (end + REACH) * fps and span.stop > (start - REACH) * fps
        }
    return drawn


def _touched(
    script: DubScript, changed: Collection[str], former: Former
) -> Iterator[tuple[float, float]]:
    """When changed lines sounded, and when they will."""
    for line in script.lines:
        if line.id in changed:
            yield line.start, line.end
    for line_id in changed:
        if line_id in former.spans:
            yield former.spans[line_id]


def _are_faces_known(spec: DubSpec, source: VideoSource) -> bool:
    """Whether nobody has to be followed through the video any more."""
    if not spec.lip_sync:
        return True
    if spec.cache is None or spec.script is None:
        return False
    faces = DubCache(spec.cache).faces
    choices = choices_of(spec.script)
    return all(kept_beside(source, choice, faces, LANDMARKS).is_file() for choice in choices)


def _length(script: DubScript, ids: Collection[str]) -> float:
    """Seconds that some lines take."""
    return sum(line.end - line.start for line in script.lines if line.id in ids)


def _estimated(units: Mapping[str, float], former: Former | None, size: float) -> dict[str, float]:
    """Seconds by stage, from what this video took before, else from what videos usually take."""
    known = former.rates if former else {}
    usual = {**USUAL, Stage.LIP_SYNC: USUAL[Stage.LIP_SYNC] * max(size, SMALLEST)}
    return {stage: amount * known.get(stage, usual[stage]) for stage, amount in units.items()}
