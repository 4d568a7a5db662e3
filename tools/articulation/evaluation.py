"""How good the shipped network is on speech that training never heard, as tables in Markdown."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from inference.checkpoints import locate
from inference.coarticulation import articulate
from inference.listening.features import FRAME_RATE, HOP_LENGTH
from inference.listening.listener import LiveListener
from inference.listening.mouth import Rows
from inference.listening.network import ArticulationNetwork
from inference.visemes import Articulator, letters_of
from tools.articulation.augmentation import worn
from tools.articulation.examples import Array, spoken
from tools.articulation.material import held_out_clips
from tools.articulation.speakers import HELD_OUT_KOKORO_LANGUAGE, HELD_OUT_KOKORO_SPEAKER
from tools.articulation.speech import SAMPLE_RATE, Clip

FPS: Final = Fraction(FRAME_RATE)
SEED: Final = 7
OPEN: Final = frozenset("aɑɐæʌɛɔɒ")
BILABIAL: Final = frozenset("pbm")
SPREAD: Final = frozenset("iɪeɛsz")
ROUND: Final = frozenset("uʊowʃʒy")
SLACK: Final = 0.02  # seconds around a bilabial in which its closure may lie
SHOWN: Final = (
    Articulator.JAW_OPEN,
    Articulator.MOUTH_CLOSE,
    Articulator.MOUTH_STRETCH,
    Articulator.MOUTH_PUCKER,
    Articulator.MOUTH_FUNNEL,
    Articulator.MOUTH_LOWER_DOWN,
    Articulator.MOUTH_ROLL_LOWER,
)


def evaluate(folder: Path) -> str:
    """A table with a row for each voice or language that training never heard."""
    network = ArticulationNetwork(locate("articulation"))
    clips = held_out_clips(folder)
    titles = [articulator.name.lower() for articulator in SHOWN]
    lines = [
        f"| never heard | minutes | {' | '.join(titles)} | closure | rounding |",
        f"|---|{'---|' * (len(SHOWN) + 3)}",
    ]
    for title, chosen in _groups().items():
        group = [clip for clip in clips if chosen(clip)]
        if group:
            lines.append(_row(title, group, network))
    random = np.random.default_rng(SEED)
    lines.append(_row("all of these, with noise, rooms and codecs", clips, network, random))
    return "\n".join(lines)


def _groups() -> dict[str, Callable[[Clip], bool]]:
    """What is told apart, by title."""

    def of_kokoro(clip: Clip) -> tuple[bool, bool]:
        _, speaker, language = clip.line.voice.split("-")
        return speaker == HELD_OUT_KOKORO_SPEAKER, language == HELD_OUT_KOKORO_LANGUAGE

    def is_kokoro(clip: Clip, *wanted: tuple[bool, bool]) -> bool:
        return clip.line.adapter == "kokoro" and of_kokoro(clip) in wanted

    groups: dict[str, Callable[[Clip], bool]] = {
        "the Kokoro speaker Wren": lambda clip: is_kokoro(clip, (True, False)),
        "Portuguese, from Kokoro": lambda clip: is_kokoro(clip, (False, True), (True, True)),
    }
    for name, code in (("Polish", "pl"), ("Turkish", "tr"), ("Hungarian", "hu"), ("Swedish", "sv")):
        groups[f"{name}, from espeak-ng in disguises"] = lambda clip, code=code: (
            clip.line.adapter == "espeak" and clip.line.language == code
        )
    return groups


def _row(
    title: str,
    clips: Sequence[Clip],
    network: ArticulationNetwork,
    random: np.random.Generator | None = None,
) -> str:
    known, found = [], []
    closures: list[tuple[list[float], list[float]]] = []
    roundings: list[tuple[list[float], list[float]]] = []
    for clip in clips:
        sound = spoken(clip).sound
        rows = heard(sound if random is None else worn(sound, None, random), network)
        n_rows = len(rows.curves)
        known.append(articulate(clip.phonemes, clip.duration, FPS, n_rows).curves)
        found.append(rows.curves)
        closures.append((_apertures(clip, rows, OPEN), _apertures(clip, rows, BILABIAL)))
        roundings.append((_widths(clip, rows, SPREAD), _widths(clip, rows, ROUND)))
    truth, answer = np.concatenate(known), np.concatenate(found)
    scores = [np.corrcoef(truth[:, a], answer[:, a])[0, 1] for a in SHOWN]
    areas = [_area_under_curve(pairs) for pairs in (closures, roundings)]
    minutes = sum(clip.duration for clip in clips) / 60
    cells = [f"{minutes:.1f}", *(f"{score:.2f}" for score in (*scores, *areas))]
    return f"| {title} | {' | '.join(cells)} |"


def heard(sound: Array, network: ArticulationNetwork) -> Rows:
    """The mouth at 100 rows a second, as the product would show it."""
    silence = np.zeros(SAMPLE_RATE // 2, np.float32)
    rows = LiveListener(network, FPS).feed(np.concatenate([sound, silence]))
    n_rows = len(sound) // HOP_LENGTH
    return Rows(rows.curves[:n_rows], rows.speaking[:n_rows])


def _apertures(clip: Clip, rows: Rows, letters: frozenset[str]) -> list[float]:
    """How far the lips are apart in each of the phonemes: least in a bilabial, else the median."""
    curves = rows.curves
    aperture = curves[:, Articulator.JAW_OPEN] + 0.5 * curves[:, Articulator.MOUTH_LOWER_DOWN]
    aperture = aperture * (1 - curves[:, Articulator.MOUTH_CLOSE])
    if letters is BILABIAL:
        return _in_phonemes(clip, aperture, letters, SLACK, np.min)
    return _in_phonemes(clip, aperture, letters, 0.0, np.median)


def _widths(clip: Clip, rows: Rows, letters: frozenset[str]) -> list[float]:
    curves = rows.curves
    round_lips = curves[:, Articulator.MOUTH_PUCKER] + 0.5 * curves[:, Articulator.MOUTH_FUNNEL]
    width = curves[:, Articulator.MOUTH_STRETCH] - round_lips
    return _in_phonemes(clip, width, letters, 0.0, np.median)


def _in_phonemes(
    clip: Clip,
    curve: Array,
    letters: frozenset[str],
    slack: float,
    reduced: Callable[[Array], np.floating],
) -> list[float]:
    values = []
    for span in clip.phonemes:
        own = letters_of(span.symbol)
        if len(own) == 1 and own in letters:
            first = max(0, int((span.start - slack) * FRAME_RATE))
            last = int((span.end + slack) * FRAME_RATE) + 1
            if first < len(curve):
                values.append(float(reduced(curve[first:last])))
    return values


def _area_under_curve(pairs: Sequence[tuple[list[float], list[float]]]) -> float:
    """Probability that a value of the first kind is greater than one of the second."""
    high = np.array([value for first, _ in pairs for value in first])[:, None]
    low = np.array([value for _, second in pairs for value in second])[None]
    return float(np.mean((high > low) + 0.5 * (high == low)))
