"""The shape of a speaking mouth as a few numbers over time.

The parameters follow Apple's ARKit blendshapes in name and sense, so that curves can be exchanged
with 3D tools. Which phoneme wants which shape is a table here; how neighbouring phonemes blend is
in ``coarticulation``.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.errors import InputError

Curves = npt.NDArray[np.float32]


class Articulator(IntEnum):
    """Columns of an articulation track; each value lies within [0, 1], 0 at rest."""

    JAW_OPEN = 0
    MOUTH_CLOSE = 1  # lips meet although the jaw is open
    MOUTH_PRESS = 2
    MOUTH_STRETCH = 3  # corners outwards
    MOUTH_PUCKER = 4
    MOUTH_FUNNEL = 5
    MOUTH_UPPER_UP = 6
    MOUTH_LOWER_DOWN = 7
    MOUTH_ROLL_LOWER = 8  # lower lip under the upper teeth
    TONGUE_UP = 9  # tip behind the upper teeth
    TONGUE_OUT = 10  # tip between the teeth


N_ARTICULATORS: Final = len(Articulator)


@dataclass(frozen=True)
class ArticulationTrack:
    """Mouth shapes of a whole clip, one row a video frame.

    Attributes:
        curves: shape (n_frames, 11), float32, columns as in ``Articulator``.
        fps: rows per second.

    Raises:
        InputError: another shape, or values that are not finite.
    """

    curves: Curves
    fps: Fraction

    def __post_init__(self) -> None:
        if self.curves.ndim != 2 or self.curves.shape[1] != N_ARTICULATORS:  # noqa: PLR2004
            raise InputError(f"expected (n_frames, {N_ARTICULATORS}), got {self.curves.shape}")
        if not np.isfinite(self.curves).all():
            raise InputError("articulation curves hold NaN or infinity")

    def __len__(self) -> int:
        return len(self.curves)


Shape = Mapping[Articulator, float]

_A = Articulator

# What each phoneme asks of each articulator it cares about. Absent: it takes what its neighbours
# do. Values were set by eye on the presenters against the classes of Jeffers and Barley (1971).
_OPEN = {_A.JAW_OPEN: 0.74, _A.MOUTH_LOWER_DOWN: 0.18, _A.MOUTH_STRETCH: 0.12, _A.MOUTH_PUCKER: 0.0}
_NEAR_OPEN = {
    _A.JAW_OPEN: 0.62,
    _A.MOUTH_STRETCH: 0.42,
    _A.MOUTH_LOWER_DOWN: 0.28,
    _A.MOUTH_UPPER_UP: 0.14,
    _A.MOUTH_PUCKER: 0.0,
}
_MID_CENTRAL = {_A.JAW_OPEN: 0.36, _A.MOUTH_LOWER_DOWN: 0.15, _A.MOUTH_STRETCH: 0.1}
_MID_FRONT = {
    _A.JAW_OPEN: 0.44,
    _A.MOUTH_STRETCH: 0.5,
    _A.MOUTH_LOWER_DOWN: 0.28,
    _A.MOUTH_UPPER_UP: 0.1,
    _A.MOUTH_PUCKER: 0.0,
}
_NEAR_CLOSE_FRONT = {
    _A.JAW_OPEN: 0.27,
    _A.MOUTH_STRETCH: 0.55,
    _A.MOUTH_LOWER_DOWN: 0.3,
    _A.MOUTH_PUCKER: 0.0,
}
_CLOSE_FRONT = {
    _A.JAW_OPEN: 0.18,
    _A.MOUTH_STRETCH: 0.8,
    _A.MOUTH_LOWER_DOWN: 0.36,
    _A.MOUTH_UPPER_UP: 0.16,
    _A.MOUTH_PUCKER: 0.0,
    _A.MOUTH_FUNNEL: 0.0,
}
_OPEN_BACK_ROUND = {_A.JAW_OPEN: 0.6, _A.MOUTH_FUNNEL: 0.35, _A.MOUTH_STRETCH: 0.0}
_MID_BACK_ROUND = {
    _A.JAW_OPEN: 0.46,
    _A.MOUTH_FUNNEL: 0.55,
    _A.MOUTH_PUCKER: 0.4,
    _A.MOUTH_STRETCH: 0.0,
}
_NEAR_CLOSE_ROUND = {
    _A.JAW_OPEN: 0.24,
    _A.MOUTH_PUCKER: 0.68,
    _A.MOUTH_FUNNEL: 0.2,
    _A.MOUTH_STRETCH: 0.0,
}
_CLOSE_ROUND = {
    _A.JAW_OPEN: 0.17,
    _A.MOUTH_PUCKER: 1.0,
    _A.MOUTH_FUNNEL: 0.15,
    _A.MOUTH_STRETCH: 0.0,
}
_BILABIAL = {
    _A.JAW_OPEN: 0.1,
    _A.MOUTH_CLOSE: 1.0,
    _A.MOUTH_PRESS: 0.55,
    _A.MOUTH_UPPER_UP: 0.0,
    _A.MOUTH_LOWER_DOWN: 0.0,
    _A.MOUTH_ROLL_LOWER: 0.0,
}
_LABIODENTAL = {
    _A.JAW_OPEN: 0.12,
    _A.MOUTH_ROLL_LOWER: 0.9,
    _A.MOUTH_UPPER_UP: 0.34,
    _A.MOUTH_LOWER_DOWN: 0.0,
    _A.MOUTH_PUCKER: 0.0,
}
_DENTAL = {_A.JAW_OPEN: 0.24, _A.TONGUE_OUT: 0.85, _A.MOUTH_LOWER_DOWN: 0.25}
_ALVEOLAR = {_A.JAW_OPEN: 0.2, _A.TONGUE_UP: 0.8, _A.MOUTH_LOWER_DOWN: 0.22}
_LATERAL = {_A.JAW_OPEN: 0.28, _A.TONGUE_UP: 1.0, _A.MOUTH_LOWER_DOWN: 0.2}
_SIBILANT = {
    _A.JAW_OPEN: 0.1,
    _A.MOUTH_STRETCH: 0.5,
    _A.MOUTH_LOWER_DOWN: 0.36,
    _A.MOUTH_UPPER_UP: 0.12,
    _A.MOUTH_PUCKER: 0.0,
    _A.TONGUE_UP: 0.4,
}
_POSTALVEOLAR = {
    _A.JAW_OPEN: 0.14,
    _A.MOUTH_FUNNEL: 0.62,
    _A.MOUTH_PUCKER: 0.6,
    _A.MOUTH_STRETCH: 0.0,
    _A.MOUTH_LOWER_DOWN: 0.15,
    _A.TONGUE_UP: 0.5,
}
_RHOTIC = {_A.JAW_OPEN: 0.22, _A.MOUTH_PUCKER: 0.42, _A.MOUTH_FUNNEL: 0.15}
_VELAR = {_A.JAW_OPEN: 0.28, _A.MOUTH_LOWER_DOWN: 0.15}
_LABIOVELAR = {
    _A.JAW_OPEN: 0.12,
    _A.MOUTH_PUCKER: 1.0,
    _A.MOUTH_FUNNEL: 0.1,
    _A.MOUTH_STRETCH: 0.0,
    _A.MOUTH_LOWER_DOWN: 0.0,
}
_GLOTTAL: Shape = {_A.JAW_OPEN: 0.3}

_CLASSES: Final[tuple[tuple[str, Shape], ...]] = (
    ("aɑɐäɶ", _OPEN),
    ("æ", _NEAR_OPEN),
    ("ʌəɘɵɜɞɚɝɨɯɤᵻ", _MID_CENTRAL),
    ("eɛ", _MID_FRONT),
    ("ɪʏ", _NEAR_CLOSE_FRONT),
    ("ij", _CLOSE_FRONT),
    ("ɒ", _OPEN_BACK_ROUND),
    ("oɔøœ", _MID_BACK_ROUND),
    ("ʊʉ", _NEAR_CLOSE_ROUND),
    ("uyɥ", _CLOSE_ROUND),
    ("pbmɓʙ", _BILABIAL),
    ("fvɱʋɸβ", _LABIODENTAL),
    ("θð", _DENTAL),
    ("tdnɾɗʈɖɳɽ", _ALVEOLAR),
    ("lɫɭʎɬɮ", _LATERAL),
    ("szʂʐ", _SIBILANT),
    ("ʃʒɕʑ", _POSTALVEOLAR),
    ("ɹrɻʁʀɺ", _RHOTIC),
    ("kɡgxɣqɢχŋɴcɟçʝɲ", _VELAR),
    ("wʍ", _LABIOVELAR),
    ("hɦħʕʔ", _GLOTTAL),
)

SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {letter: shape for letters, shape in _CLASSES for letter in letters}
)
BILABIALS: Final = frozenset("pbmɓʙ")
LABIODENTALS: Final = frozenset("fvɱʋɸβ")
VOWELS: Final = frozenset("aɑɐäɶæʌəɘɵɜɞɚɝɨɯɤᵻeɛɪʏiɒoɔøœʊʉuy")


def letters_of(symbol: str) -> str:
    """The letters of an IPA symbol that say how the mouth is shaped; empty for a pause.

    Stress, length, tone and other marks are dropped: ``"ˈiː"`` gives ``"i"``, ``"tʃ"`` both.
    """
    known = (
        letter if letter in SHAPES else unicodedata.normalize("NFD", letter)[0]  # ã: a and a mark
        for letter in symbol
    )
    return "".join(letter for letter in known if letter in SHAPES)


def is_stressed(symbol: str) -> bool:
    """Whether an IPA symbol carries the mark of primary stress."""
    return "ˈ" in symbol
