"""How well lips say what is heard.

The truth comes from neither our synthesiser's times nor our mouth shapes: PocketSphinx aligns the
known words with the sound of the finished file, and MediaPipe measures the lips in its frames.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from pocketsphinx import Decoder

from inference.facetracking.mediapipe_finder import FaceFinder

OPEN = frozenset({"AA", "AE", "AH", "AO", "AW", "AY", "EH"})
BILABIAL = frozenset({"P", "B", "M"})
SPREAD = frozenset({"IY", "EH", "S", "Z", "EY", "AE", "IH"})
ROUND = frozenset({"UW", "OW", "W", "SH", "UH", "OY", "CH", "JH"})
RATE = 16_000
STEP = 0.01  # seconds of the common time grid
LAGS = range(-12, 13, 2)  # hundredths of a second
SLACK = 0.005  # AUC within which a smaller lag is preferred

Curve = npt.NDArray[np.float64]
Phone = tuple[str, float, float]


@dataclass(frozen=True)
class Score:
    """Figures of one video.

    Attributes:
        closure_auc: chance that an open vowel is seen wider open than a bilabial.
        rounding_auc: chance that a spread sound is seen wider than a rounded one.
        lag_ms: how far the lips are behind the sound.
        n_bilabials: how many were heard.
    """

    closure_auc: float
    rounding_auc: float
    lag_ms: int
    n_bilabials: int


def score_video(path: Path, sentences: Sequence[str], finder: FaceFinder) -> Score:
    """Measure a video whose words are known.

    Args:
        path: the video.
        sentences: its words, in order.
        finder: finds the face in a frame.
    """
    phones = list(heard_phones(path, sentences))
    opening, width = _mouth(path, finder)
    by_lag = {lag: _closure(opening, phones, lag * STEP) for lag in LAGS}
    best = max(by_lag.values())
    lag = min((lag for lag, auc in by_lag.items() if auc >= best - SLACK), key=abs)
    spread, rounded = (_medians(width, phones, kinds, 0.0) for kinds in (SPREAD, ROUND))
    n_bilabials = sum(phone in BILABIAL for phone, _, _ in phones)
    return Score(by_lag[0], _auc(spread, rounded), round(lag * STEP * 1000), n_bilabials)


def heard_phones(path: Path, sentences: Sequence[str]) -> Iterable[Phone]:
    """Phones of the sound track by forced alignment, with times in seconds."""
    pcm = _sound(path)
    decoder = Decoder(loglevel="FATAL", lm=None, beam=1e-120, pbeam=1e-120, wbeam=1e-100)
    words = " ".join(sentences).lower().replace(",", "").replace(".", "").replace("?", "")
    decoder.set_align_text(words)
    _listen(decoder, pcm)
    decoder.set_alignment()
    _listen(decoder, pcm)
    for word in decoder.get_alignment():
        for phone in word:
            start = phone.start / 100
            yield phone.name, start, start + phone.duration / 100


def _listen(decoder: Decoder, pcm: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()


def _sound(path: Path) -> bytes:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as container:
        pieces = [p for frame in container.decode(audio=0) for p in resampler.resample(frame)]
        pieces += resampler.resample(None)
    return np.concatenate([piece.to_ndarray()[0] for piece in pieces]).tobytes()


def _mouth(path: Path, finder: FaceFinder) -> tuple[Curve, Curve]:
    """Opening and width of the mouth over the eye distance, every hundredth of a second."""
    times, opening, width = [], [], []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            points = finder.find(frame.to_ndarray(format="rgb24"))[0][:, :2]
            eyes = float(np.linalg.norm(points[33] - points[263]))
            times.append(float(frame.time))
            opening.append(float(np.linalg.norm(points[13] - points[14])) / eyes)
            width.append(float(np.linalg.norm(points[78] - points[308])) / eyes)
    grid = np.arange(0, times[-1], STEP)
    return np.interp(grid, times, opening), np.interp(grid, times, width)


def _cut(curve: Curve, start: float, end: float) -> Curve:
    first = max(0, int(start / STEP))
    return curve[first : max(int(end / STEP), first + 1)]


def _medians(curve: Curve, phones: list[Phone], kinds: frozenset[str], lag: float) -> Curve:
    cuts = (_cut(curve, a + lag, b + lag) for phone, a, b in phones if phone in kinds)
    return np.array([np.median(cut) for cut in cuts if len(cut)])


def _closure(opening: Curve, phones: list[Phone], lag: float) -> float:
    cuts = (
        _cut(opening, a + lag - 0.02, b + lag + 0.02) for phone, a, b in phones if phone in BILABIAL
    )
    closed = np.array([cut.min() for cut in cuts if len(cut)])
    return _auc(_medians(opening, phones, OPEN, lag), closed)


def _auc(high: Curve, low: Curve) -> float:
    """Probability that one of ``high`` exceeds one of ``low``."""
    above = high[:, None] > low[None]
    return float(np.mean(above + 0.5 * (high[:, None] == low[None])))
