"""How well lips say what is heard: closure, rounding, lag, stillness.

Closure is the chance that the lips are further apart in an open vowel than in a p, b or m; rounding
the chance that the mouth is wider in a spread sound than in a rounded one: areas under the curve
(AUC), 0.5 for lips that know nothing of the sound. The lag is the smallest shift of the phones
whose closure is as good as the best one's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.media import Samples
from inference.quality.phones import Kind, Phone
from inference.sound_stream import SPEECH_RATE

Curve = npt.NDArray[np.float64]
Spans = Sequence[tuple[float, float]]

STEP: Final = 0.01  # seconds of the common time grid
LAGS: Final = range(-24, 25, 2)  # hundredths of a second
SLACK: Final = 0.005  # AUC within which a smaller lag is preferred
CLOSURE_MARGIN: Final = 0.02  # seconds around a bilabial in which the lips may meet
CLOSED: Final = 0.35  # of the opening of an open vowel
ESTIMATED_PHONES: Final = 20  # bilabials that tell a lag where their times are estimates
MIN_PHONES: Final = 5  # of each class; fewer say nothing
WIDE_LAGS: Final = range(-40, 41)  # hundredths of a second, for the correlation with energy
MIN_CORRELATION: Final = 0.15
EDGE: Final = 0.25  # seconds of a pause at its ends in which lips may still move
MIN_SILENCE: Final = 0.3  # seconds left of a pause without its ends


@dataclass(frozen=True)
class Lips:
    """Lip distances on an even time grid, from the start of the file.

    Attributes:
        aperture: shape (n,), over the eye distance, every hundredth of a second.
        width: as ``aperture``.
        seen: shape (n,), bool: whether a face was measured near.
    """

    aperture: Curve
    width: Curve
    seen: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, times: Curve, aperture: Curve, width: Curve) -> "Lips | None":
        """Interpolate measurements; NaN marks frames without a face.

        Returns:
            ``None`` if there are fewer than two frames with a face.
        """
        known = ~np.isnan(aperture)
        if known.sum() < 2:  # noqa: PLR2004  nothing to interpolate between
            return None
        grid = np.arange(0, times[-1], STEP)
        at = times[known]
        nearest = np.abs(grid - at[np.clip(np.searchsorted(at, grid), 0, len(at) - 1)])
        before = np.abs(grid - at[np.clip(np.searchsorted(at, grid) - 1, 0, len(at) - 1)])
        return cls(
            np.interp(grid, at, aperture[known]),
            np.interp(grid, at, width[known]),
            np.minimum(nearest, before) < 0.12,  # noqa: PLR2004  seconds: three frames of 25
        )


@dataclass(frozen=True, slots=True)
class Articulation:
    """Figures of a video; ``None`` where too little is said to know.

    Attributes:
        closure_auc: see above.
        rounding_auc: see above.
        closed_share: of the bilabials, whose lips come closer than 35 % of an open vowel's.
        lag_ms: how far the lips are behind the sound; negative when they are ahead.
        lag_from: "closure" or "energy": by what it was found.
        n_bilabials: how many were heard.
        n_open: how many open vowels.
        n_rounded: how many rounded sounds.
    """

    closure_auc: float | None
    rounding_auc: float | None
    closed_share: float | None
    lag_ms: int | None
    lag_from: str
    n_bilabials: int
    n_open: int
    n_rounded: int


@dataclass(frozen=True, slots=True)
class Stillness:
    """The mouth while nobody speaks.

    Attributes:
        opening: median opening over that of speech (its 90th percentile), 0 for closed lips.
        motion: how far the opening moves, in eye distances: 5th to 95th percentile, the median
            of all pauses.
        n_pauses: how many pauses were long enough.
    """

    opening: float
    motion: float
    n_pauses: int


def articulation(
    lips: Lips, phones: Sequence[Phone], envelope: Curve, *, is_approximate: bool = False
) -> Articulation:
    """Score lips against phones.

    Args:
        lips: on the grid.
        phones: in order, times in seconds.
        envelope: loudness of the speech on the same grid, see ``envelope_of``.
        is_approximate: the phones' times are estimates; few of them tell no lag.
    """
    shown = [phone for phone in phones if _is_seen(lips, phone)]
    bilabials = [phone for phone in shown if Kind.BILABIAL in phone.kind]
    opens, spread, rounded = (
        [phone for phone in shown if kind in phone.kind]
        for kind in (Kind.OPEN, Kind.SPREAD, Kind.ROUND)
    )
    enough = min(len(bilabials), len(opens)) >= MIN_PHONES
    closure = _closure(lips, bilabials, opens, 0.0) if enough else None
    rounding = None
    if min(len(spread), len(rounded)) >= MIN_PHONES:
        rounding = auc(medians(lips.width, spread, 0.0), medians(lips.width, rounded, 0.0))
    closed = None
    if enough:
        limit = CLOSED * float(np.median(medians(lips.aperture, opens, 0.0)))
        closed = float(np.mean(minima(lips.aperture, bilabials, 0.0) < limit))
    tells_lag = enough and (len(bilabials) >= ESTIMATED_PHONES or not is_approximate)
    by = "closure" if tells_lag else "energy"
    lag = _best_lag(lips, bilabials, opens) if by == "closure" else energy_lag(lips, envelope)
    counts = (len(bilabials), len(opens), len(rounded))
    return Articulation(closure, rounding, closed, lag, by, *counts)


def stillness(lips: Lips, speech: Spans, measured: Spans) -> Stillness | None:
    """What the mouth does in the pauses.

    Args:
        lips: on the grid.
        speech: where somebody speaks, in seconds, in order.
        measured: what of the video was measured.

    Returns:
        ``None`` without a pause that is long enough.
    """
    pauses = [cut for cut in (_cut(lips, *span) for span in silences(speech, measured)) if len(cut)]
    if not pauses:
        return None
    spoken = [lips.aperture[int(a / STEP) : int(b / STEP)] for a, b in speech]
    loud = float(np.percentile(np.concatenate(spoken), 90)) if spoken else 0.0
    motion = [float(np.subtract(*np.percentile(cut, (95, 5)))) for cut in pauses]
    opening = float(np.median(np.concatenate(pauses)))
    return Stillness(opening / max(loud, 0.02), float(np.median(motion)), len(pauses))


def silences(speech: Spans, measured: Spans) -> list[tuple[float, float]]:
    """Pauses within the measured stretches, without their first and last quarter second."""
    found = []
    for start, end in measured:
        inside = [(a, b) for a, b in speech if b > start and a < end]
        edges = [start - EDGE, *(time for span in inside for time in span), end + EDGE]
        for last, following in zip(edges[::2], edges[1::2], strict=True):
            if following - last - 2 * EDGE >= MIN_SILENCE:
                found.append((last + EDGE, following - EDGE))
    return found


def envelope_of(samples: Samples) -> Curve:
    """Loudness every hundredth of a second, in dB above -60 dBFS.

    Args:
        samples: float32, 16 kHz.
    """
    size = round(STEP * SPEECH_RATE)
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    energy = np.square(blocks, dtype=np.float64).mean(1)
    return np.asarray(np.maximum(0.0, 10 * np.log10(np.maximum(energy, 1e-12)) + 60))


def energy_lag(lips: Lips, envelope: Curve) -> int | None:
    """The lag, in ms, at which the opening follows the loudness best.

    Good to about a frame or two: mouths open before they sound.

    Returns:
        ``None`` where the two have little to do with each other.
    """
    by_lag = {lag: _correlation(lips, envelope, lag) for lag in WIDE_LAGS}
    best = max(by_lag, key=lambda lag: by_lag[lag])
    return round(best * STEP * 1000) if by_lag[best] >= MIN_CORRELATION else None


def auc(high: Curve, low: Curve) -> float:
    """Probability that one of ``high`` exceeds one of ``low``."""
    above = high[:, None] > low[None]
    return float(np.mean(above + 0.5 * (high[:, None] == low[None])))


def medians(curve: Curve, phones: Iterable[Phone], lag: float) -> Curve:
    """Median of a curve in each phone, shifted by ``lag`` seconds."""
    cuts = (_piece(curve, phone.start + lag, phone.end + lag) for phone in phones)
    return np.array([np.median(cut) for cut in cuts if len(cut)])


def minima(curve: Curve, phones: Iterable[Phone], lag: float) -> Curve:
    """Minimum of a curve in and just around each phone, shifted by ``lag`` seconds."""
    cuts = (
        _piece(curve, phone.start + lag - CLOSURE_MARGIN, phone.end + lag + CLOSURE_MARGIN)
        for phone in phones
    )
    return np.array([cut.min() for cut in cuts if len(cut)])


def _piece(curve: Curve, start: float, end: float) -> Curve:
    first, last = int(start / STEP), int(end / STEP)
    return curve[first : max(last, first + 1)] if 0 <= first < len(curve) - 1 else curve[:0]


def _is_seen(lips: Lips, phone: Phone) -> bool:
    near = lips.seen[max(0, int(phone.start / STEP)) : int(phone.end / STEP) + 1]
    return bool(len(near) and near.all())


def _closure(lips: Lips, bilabials: list[Phone], opens: list[Phone], lag: float) -> float:
    return auc(medians(lips.aperture, opens, lag), minima(lips.aperture, bilabials, lag))


def _best_lag(lips: Lips, bilabials: list[Phone], opens: list[Phone]) -> int:
    by_lag = {lag: _closure(lips, bilabials, opens, lag * STEP) for lag in LAGS}
    best = max(by_lag.values())
    lag = min((lag for lag, value in by_lag.items() if value >= best - SLACK), key=abs)
    return round(lag * STEP * 1000)


def _correlation(lips: Lips, envelope: Curve, lag: int) -> float:
    length = min(len(lips.aperture), len(envelope))
    first, last = max(0, -lag), min(length, length - lag)
    if last - first < 1 / STEP:
        return 0.0
    opening, seen = (curve[first + lag : last + lag] for curve in (lips.aperture, lips.seen))
    sound = envelope[first:last][seen]
    opening = opening[seen]
    if len(sound) < 1 / STEP or not opening.std() or not sound.std():
        return 0.0
    return float(np.corrcoef(opening, sound)[0, 1])


def _cut(lips: Lips, start: float, end: float) -> Curve:
    rows = slice(int(start / STEP), int(end / STEP))
    return lips.aperture[rows][lips.seen[rows]]
