"""Moves the lips and jaw of someone in a video, in the video's own pixels.

Each frame's skin, lips and chin are those of that very frame, moved by two smooth fields (above and
below the line where the lips part) from where they are to where speech wants them; only the inside
of the mouth may come from another frame (``bank``) or be painted. So light, beard, shadow and film
grain stay, and there is no patch whose seam could show.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from inference.errors import EngineError
from inference.expression import Component, Expression, shown_while_speaking
from inference.lipsync.rewarp.acquaintance import Acquaintance, get_acquainted
from inference.lipsync.rewarp.bank import (
    Chooser,
    Source,
)
from inference.lipsync.rewarp.fields import FieldGrid
from inference.lipsync.rewarp.handles import make_layers, near_spots
from inference.lipsync.rewarp.heads import find_head
from inference.lipsync.rewarp.interior import Shown, fill
from inference.lipsync.rewarp.opening import Opening, direction
from inference.lipsync.rewarp.synthetic import PaintedMouth
from inference.lipsync.rewarp.warping import Shift, moved
from inference.lipsync.warp.arrays import Floats
from inference.lipsync.warp.controls import control_values
from inference.planar import Box, PlanarFrame
from inference.tracks import FaceTrack
from inference.video_protocols import Drive, ShownFrame

MIN_WEIGHT: Final = 0.004  # below it a frame passes through
MARGIN: Final = 0.35  # eye distances around the face that may move
BELOW: Final = 0.8  # eye distances below the chin
GAP: Final = 0.8  # pixels; lips closer than this are closed
NEUTRAL: Final = Expression()
EYES: Final = [33, 133, 362, 263]
FACE_TOP: Final = 10
BROWS: Final = [Component.BROW_INNER_UP, Component.BROW_OUTER_UP, Component.BROW_DOWN]


class RewarpEngine:
    """Makes one person in a video speak."""

    def __init__(
        self,
        track: FaceTrack,
        frames: Iterable[PlanarFrame],
        expression: Expression = NEUTRAL,
        kept: Path | None = None,
    ) -> None:
        """Get to know the face.

        Args:
            track: the face through the source.
            frames: of the source from its first; read as far as the mouth bank needs.
            expression: added to what the face shows already; its mouth and brows only.
            kept: file that remembers the mouth bank from one time to the next; then ``frames`` are
                read the first time only.
        """
        self._track = track
        self._expression = expression.components
        self._speaker: _Speaker | None = None
        head = find_head(track)
        if head is None:
            return
        upper, lower, template = make_layers(head.template)
        source = Source(track, head, (upper, lower), template.eye_distance)
        self._speaker = _Speaker(source, get_acquainted(source, frames, kept))

    def render(self, shown: Iterable[ShownFrame], drive: Drive) -> Iterator[PlanarFrame]:
        """Yield the frames with their mouths moved; see ``VideoLipSyncEngine``.

        Every call starts afresh: what was rendered before changes nothing.
        """
        frames = iter(shown)
        if self._speaker:
            self._speaker.begin()
        for mouth, speaking in zip(drive.mouth.curves, drive.speaking, strict=True):
            frame = next(frames, None)
            if frame is None:
                raise EngineError("the source ended before the speech")
            weight = float(self._track.usable[frame.source_index] * speaking)
            if self._speaker and weight > MIN_WEIGHT:
                face = shown_while_speaking(self._expression[None], mouth[None])[0]
                self._speaker.speak(frame, mouth, face, weight)
            yield frame.picture


class _Speaker:
    """Somebody whose face can be used in some frames at least."""

    def __init__(self, source: Source, known: Acquaintance) -> None:
        self._source = source
        self._near_spots = [near_spots(layer, source.head.template) for layer in source.layers]
        self._bank = known.bank
        self._chooser = Chooser(known.bank)
        self._painted = PaintedMouth(
            source.head.template, source.layers, known.palette, known.light
        )

    def begin(self) -> None:
        """Forget which mouths were shown last."""
        self._chooser = Chooser(self._bank)

    def speak(self, frame: ShownFrame, mouth: Floats, face: Floats, weight: float) -> None:
        """Draw one state of the mouth into a frame."""
        source, index = self._source, frame.source_index
        pose = source.head.pose(index)
        landmarks = source.track.face(index)
        unit = source.unit * pose.scale
        box = _box(landmarks, unit, frame.picture.size, with_brows=bool(face[BROWS].any()))
        if not box.width or not box.height:
            return
        controls = control_values(mouth, face, 0.0)
        upper, lower = (
            Shift(layer.found(landmarks), layer.wanted(controls, pose), layer.n_line, layer.n_lip)
            .not_too_narrow()
            .eased(weight * free)
            for layer, free in zip(source.layers, self._free(index), strict=True)
        )
        own = source.mouth(frame.picture, index, box)
        drawn, share = moved(own.picture, (upper, lower), FieldGrid.over(box, unit), unit)
        opening = Opening(upper.edge, lower.edge, direction(upper.edge), unit)
        if opening.height > GAP:
            wanted = np.concatenate([opening.features, own.features[2:]])
            paint = partial(self._painted.entry, controls, mouth, own.features[2:])
            shown = Shown(*self._chooser.next(wanted, own, paint), own.light, weight)
            fill(drawn, np.array([box.left, box.top], np.float32), opening, shown)
        frame.picture.paint(box, drawn, share)

    def _free(self, index: int) -> list[Floats]:
        """How far each handle of both layers may move in a frame: not with things in front."""
        still = self._source.track.kept_still
        if still is None or not still[index].any():
            return [np.ones(len(near), np.float32) for near in self._near_spots]
        held = still[index].astype(np.float32) / 255
        return [1 - near @ held for near in self._near_spots]


def _box(landmarks: Floats, unit: float, size: tuple[int, int], *, with_brows: bool) -> Box:
    left, top = landmarks[:, :2].min(0)
    right, bottom = landmarks[:, :2].max(0)
    top = float(landmarks[FACE_TOP, 1] if with_brows else landmarks[EYES, 1].mean())
    return Box.around(left - MARGIN * unit, top, right + MARGIN * unit, bottom + BELOW * unit, size)
