"""One picture of half a minute: waveform, words, phones and lips over time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from inference.media import Samples
from inference.quality.lettering import Lettering
from inference.quality.phones import Kind, Phone
from inference.sound_stream import SPEECH_RATE
from inference.transcripts import Word

PAGE: Final = 30.0  # seconds
STRIP: Final = 10.0  # seconds in one row
SCALE: Final = 2  # drawn larger and then reduced, for smooth lines
WIDTH: Final = 1800
LEFT, RIGHT, TOP, BOTTOM = 96, 28, 86, 22
WAVE, WORDS, PHONES, LIPS, AXIS, GAP = 84, 46, 22, 116, 24, 26  # heights of the lanes
STRIP_HEIGHT: Final = WAVE + WORDS + PHONES + LIPS + AXIS + 18
ROOM: Final = 6  # between lanes
MIN_SCALE: Final = 0.2  # of the lips' axis, in eye distances

PAPER, SURFACE, LINE, EDGE = "#f6f3ee", "#fffdf9", "#ded6c9", "#c9bfae"
INK, MUTED, ACCENT = "#1c1a16", "#665f54", "#c93b1b"
WAVE_COLOUR, LIP_FILL = "#8d8475", "#e9e1d3"
KINDS: Final = (
    (Kind.BILABIAL, "#c93b1b", "#fffaf6", "lips close: p b m"),
    (Kind.OPEN, "#e8b04a", INK, "open vowels"),
    (Kind.ROUND, "#4f7cac", "#ffffff", "rounded"),
    (Kind.SPREAD, "#8fbf9f", INK, "spread"),
)
OTHER: Final = ("#ece7de", MUTED)

Curve = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shown:
    """What the picture shows, all times in seconds on the file's timeline.

    Attributes:
        start: where it begins.
        end: where it ends.
        samples: sound between them, float32, 16 kHz; empty without sound.
        words: in order.
        phones: in order.
        times: of the frames.
        aperture: of the lips in these frames, over the eye distance; NaN without a face.
        untouched: spans without a usable face.
        is_approximate: the phones' times are estimates.
    """

    start: float
    end: float
    samples: Samples
    words: tuple[Word, ...]
    phones: tuple[Phone, ...]
    times: Curve
    aperture: Curve
    untouched: tuple[tuple[float, float], ...]
    is_approximate: bool


def draw_timeline(shown: Shown, path: Path) -> None:
    """Draw half a minute at most, in rows of ten seconds.

    Args:
        shown: what to draw.
        path: of the PNG to write.
    """
    starts = list(np.arange(shown.start, max(shown.end - 0.05, shown.start + 0.05), STRIP))
    height = TOP + len(starts) * (STRIP_HEIGHT + GAP) - GAP + BOTTOM
    size = (WIDTH * SCALE, height * SCALE)
    canvas = Image.new("RGB", size, PAPER)
    drawing = _Drawing(ImageDraw.Draw(canvas), Lettering(SCALE), shown)
    drawing.heading()
    for row, start in enumerate(starts):
        drawing.strip(float(start), TOP + row * (STRIP_HEIGHT + GAP))
    canvas.resize((WIDTH, height), Image.Resampling.LANCZOS).save(path, optimize=True)


class _Drawing:
    """A page in the making; coordinates in final pixels."""

    def __init__(self, draw: ImageDraw.ImageDraw, lettering: Lettering, shown: Shown) -> None:
        self._draw = draw
        self._lettering = lettering
        self._shown = shown
        loudest = float(np.abs(shown.samples).max()) if len(shown.samples) else 0.0
        self._loudest = max(loudest, 1e-3)
        known = shown.aperture[~np.isnan(shown.aperture)]
        self._widest = max(MIN_SCALE, float(np.percentile(known, 99.5)) if len(known) else 0.0)

    def heading(self) -> None:
        """Title and legend."""
        title = f"Sound and lips, {clock(self._shown.start)} to {clock(self._shown.end)}"
        self._text(LEFT, 30, title, 24, INK, weight=650, anchor="lm")
        x: float = LEFT
        for _, colour, _, label in KINDS:
            self._box(x, 56, x + 14, 70, colour, radius=4)
            self._text(x + 21, 63, label, 14, MUTED, anchor="lm")
            x += 44 + self._lettering.length(label, 14)
        if self._shown.is_approximate:
            self._text(x, 63, "times of sounds are approximate", 14, ACCENT, anchor="lm")

    def strip(self, start: float, top: float) -> None:
        """Ten seconds."""
        end = min(start + STRIP, self._shown.end)
        right = self._x(end, start)
        self._box(LEFT, top, right, top + STRIP_HEIGHT - AXIS, SURFACE, radius=8, outline=LINE)
        words = top + WAVE + ROOM
        phones, lips = words + WORDS, words + WORDS + PHONES + ROOM
        self._bands(start, end, lips)
        self._wave(start, end, top + ROOM)
        self._words(start, end, words)
        self._phones(start, end, phones)
        self._lips(start, end, lips)
        self._untouched(start, end, lips)
        self._seconds(start, end, top + STRIP_HEIGHT - AXIS)
        for label, y in (("sound", top + WAVE / 2), ("words", words + WORDS / 2)):
            self._text(LEFT - 12, y, label, 14, MUTED, anchor="rm")
        for label, y in (("phones", phones + PHONES / 2), ("lips", lips + LIPS / 2)):
            self._text(LEFT - 12, y, label, 14, MUTED, anchor="rm")

    def _x(self, time: float, start: float) -> float:
        return LEFT + (time - start) / STRIP * (WIDTH - LEFT - RIGHT)

    def _wave(self, start: float, end: float, top: float) -> None:
        middle, half = top + WAVE / 2, WAVE / 2 - 4
        first, last = LEFT, int(self._x(end, start))
        for x in np.arange(first, last, 1 / SCALE):
            low, high = self._extremes(start, x, 1 / SCALE)
            self._line(
                [(x, middle - high * half), (x, middle - low * half)], WAVE_COLOUR, 1 / SCALE
            )

    def _extremes(self, start: float, x: float, width: float) -> tuple[float, float]:
        """Lowest and highest sample below a column of pixels, of the loudest one of the page."""
        second = STRIP / (WIDTH - LEFT - RIGHT)
        begin = start - self._shown.start + (x - LEFT) * second
        rows = slice(int(begin * SPEECH_RATE), int((begin + width * second) * SPEECH_RATE) + 1)
        cut = self._shown.samples[rows]
        if not len(cut):
            return 0.0, 0.0
        return float(cut.min()) / self._loudest, float(cut.max()) / self._loudest

    def _words(self, start: float, end: float, top: float) -> None:
        """Words on two levels, so that short ones have room."""
        free = [0.0, 0.0]
        for word in self._shown.words:
            if not start <= (word.start + word.end) / 2 < end:
                continue
            left, right = self._x(max(word.start, start), start), self._x(min(word.end, end), start)
            size = 15
            length = self._lettering.length(word.text, size)
            place = min(max((left + right - length) / 2, LEFT + 4), WIDTH - RIGHT - length - 4)
            level = 0 if place > free[0] else 1
            free[level] = place + length + 6
            y = top + 13 + level * 19
            self._line([(left, top + 1), (right, top + 1)], EDGE, 2)
            self._text(place, y, word.text, size, INK, anchor="lm")

    def _phones(self, start: float, end: float, top: float) -> None:
        for phone in self._shown.phones:
            if not start <= (phone.start + phone.end) / 2 < end:
                continue
            left, right = self._x(phone.start, start), self._x(phone.end, start)
            colour, ink = colours_of(phone)
            left, right = max(left, LEFT), min(right, WIDTH - RIGHT)
            self._box(left + 0.5, top, max(right - 0.5, left + 1.5), top + PHONES, colour, radius=3)
            if self._lettering.length(phone.symbol, 11) <= right - left:
                middle = (left + right) / 2
                self._text(middle, top + PHONES / 2, phone.symbol, 11, ink, anchor="mm")

    def _bands(self, start: float, end: float, top: float) -> None:
        """Where the lips should meet."""
        for phone in self._shown.phones:
            if Kind.BILABIAL in phone.kind and start <= phone.start < end:
                left, right = self._x(phone.start, start), self._x(min(phone.end, end), start)
                self._box(left, top, right, top + LIPS - 2, "#fbe0d6")

    def _lips(self, start: float, end: float, top: float) -> None:
        bottom = top + LIPS - 4
        for run in runs(self._shown.times, self._shown.aperture, start, end):
            points = [
                (self._x(time, start), bottom - min(1.0, value / self._widest) * (LIPS - 12))
                for time, value in run
            ]
            ground = [(points[-1][0], bottom), (points[0][0], bottom)]
            self._polygon([*points, *ground], LIP_FILL)
            self._line(points, INK, 1.6)
        self._line([(LEFT + 1, bottom), (self._x(end, start) - 1, bottom)], EDGE, 1)

    def _untouched(self, start: float, end: float, top: float) -> None:
        for first, last in self._shown.untouched:
            if first < end and last > start:
                left, right = self._x(max(first, start), start), self._x(min(last, end), start)
                self._box(left, top, right, top + LIPS - 4, "#ece7de")
                if self._lettering.length("no face to move", 13) < right - left:
                    middle = (left + right) / 2
                    self._text(middle, top + LIPS / 2, "no face to move", 13, MUTED, anchor="mm")

    def _seconds(self, start: float, end: float, top: float) -> None:
        for second in np.arange(np.ceil(start), end + 1e-6):
            x = self._x(float(second), start)
            self._line([(x, top), (x, top + 5)], EDGE, 1)
            self._text(x, top + 15, clock(float(second)), 13, MUTED, anchor="mm")

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: str,
        *,
        anchor: str,
        weight: int = 450,
    ) -> None:
        font = self._lettering.font(text, size, weight)
        if font is not None:
            self._draw.text((x * SCALE, y * SCALE), text, colour, font, anchor)

    def _box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: str,
        *,
        radius: float = 0,
        outline: str | None = None,
    ) -> None:
        corners = tuple(edge * SCALE for edge in (left, top, max(left, right), bottom))
        self._draw.rounded_rectangle(corners, radius * SCALE, colour, outline, SCALE)

    def _line(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, colour, max(1, round(width * SCALE)), joint="curve")

    def _polygon(self, points: list[tuple[float, float]], colour: str) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], colour)


def colours_of(phone: Phone) -> tuple[str, str]:
    """Ground and ink of a phone; what closes the lips comes first, what rounds them second."""
    for kind, ground, ink, _ in KINDS:
        if kind in phone.kind:
            return ground, ink
    return OTHER


def runs(
    times: Curve, values: Curve, start: float, end: float
) -> Iterator[list[tuple[float, float]]]:
    """Stretches of a curve without holes, at least two points each."""
    run: list[tuple[float, float]] = []
    for time, value in zip(times, values, strict=True):
        if start <= time <= end and not np.isnan(value):
            run.append((float(time), float(value)))
        elif len(run) > 1:
            yield run
            run = []
        else:
            run = []
    if len(run) > 1:
        yield run


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
