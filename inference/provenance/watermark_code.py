"""What an invisible watermark says, and how it is spread over a tile of cells.

A tile is a square of plus and minus ones that repeats over the whole picture. A third of its cells
is the same everywhere and only tells where the tile begins; the others carry the identifier, each
bit many times, mixed with a sequence that depends on the installation's key. So every installation
can tell that a watermark is there, and only the one that made it can read which video it is.
Spread-spectrum watermarking after Cox et al. (1997), "Secure spread spectrum watermarking for
multimedia"; the repeating tile after Kutter (1998), "Watermarking resisting to translation,
rotation, and scaling".
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.provenance.marking import MAX_IDENTIFIER, N_ID_BITS

TILE: Final = 64  # cells a side
N_CHECK_BITS: Final = 24
N_BITS: Final = N_ID_BITS + N_CHECK_BITS
SYNC_SHARE: Final = 3  # one cell in so many tells where the tile begins
COMMON_SEED: Final = b"avatar watermark 1"  # of what all installations share; never change it
N_DOUBTED: Final = 8  # weakest bits of which up to three are turned over to find a true code
MAX_TURNED: Final = 3
# What the cells of a watermark have in common with the word that was read from them, in deviations
# of chance. Cells of another key come to 6.4 with a deviation of 0.6, for the word is the one that
# fits them best; a watermark that is just strong enough to be found comes to 11.
SURE: Final = 9.0

Cells = npt.NDArray[np.float32]


@dataclass(frozen=True)
class WatermarkCode:
    """The language of one installation's watermarks.

    Attributes:
        key: secret of the installation; any bytes but none.
    """

    key: bytes

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("a watermark needs a key")

    @cached_property
    def _signs(self) -> Cells:
        """Shape (n data cells,): by what each of them is multiplied."""
        return _signs_from(b"signs" + self.key, len(DATA_CELLS))

    def tile(self, identifier: int) -> Cells:
        """Shape (TILE, TILE), plus and minus ones.

        Args:
            identifier: within [0, MAX_IDENTIFIER].
        """
        if not 0 <= identifier <= MAX_IDENTIFIER:
            raise ValueError(f"{identifier} does not fit into {N_ID_BITS} bits")
        cells = SYNC_TILE.ravel().copy()
        cells[DATA_CELLS] = self._signs * _bits_of(self._word(identifier))[BIT_OF_CELL]
        return cells.reshape(TILE, TILE)

    def read(self, cells: Cells) -> int | None:
        """The identifier in a tile that begins where it should.

        Args:
            cells: shape (TILE, TILE), of any scale, with as much noise as there is.

        Returns:
            ``None`` where no identifier of this key is found: another installation's, or too
            much was lost. Of tiles with another key one in 180,000 passes the check bits, and one
            in 100,000 of those agrees as much with what was read.
        """
        votes = cells.ravel()[DATA_CELLS] * self._signs
        spread = float(np.linalg.norm(votes - votes.mean()))
        soft = np.bincount(BIT_OF_CELL, weights=votes, minlength=N_BITS)
        doubted = np.argsort(np.abs(soft))[:N_DOUBTED]
        word = int("".join("1" if vote > 0 else "0" for vote in soft), 2)
        for n_turned in range(MAX_TURNED + 1):
            for turned in combinations(doubted, n_turned):
                tried = word
                for bit in turned:
                    tried ^= 1 << (N_BITS - 1 - int(bit))
                if self._word(tried >> N_CHECK_BITS) == tried:
                    agreement = float(np.dot(votes, _bits_of(tried)[BIT_OF_CELL])) / spread
                    return tried >> N_CHECK_BITS if agreement >= SURE else None
        return None

    def _word(self, identifier: int) -> int:
        """Identifier and check bits."""
        stored = identifier.to_bytes(N_ID_BITS // 8, "big")
        check = hashlib.blake2s(stored, key=self.key[:32], digest_size=N_CHECK_BITS // 8).digest()
        return int.from_bytes(stored + check, "big")


def _bits_of(word: int) -> Cells:
    """Shape (N_BITS,): plus one for a bit that is set, minus one for one that is not."""
    return np.array([1 if bit == "1" else -1 for bit in f"{word:0{N_BITS}b}"], np.float32)


def _signs_from(seed: bytes, count: int) -> Cells:
    """Shape (count,): plus and minus ones that stay the same with every version of any library."""
    drawn = np.frombuffer(hashlib.shake_256(seed).digest(count), np.uint8)
    return (drawn & 1).astype(np.float32) * 2 - 1


def _common() -> tuple[Cells, npt.NDArray[np.intp]]:
    drawn = np.frombuffer(hashlib.shake_256(COMMON_SEED + b"order").digest(8 * TILE * TILE), "<u8")
    order = np.argsort(drawn, kind="stable")
    n_sync = TILE * TILE // SYNC_SHARE
    tile = np.zeros(TILE * TILE, np.float32)
    tile[order[:n_sync]] = _signs_from(COMMON_SEED + b"signs", n_sync)
    return tile.reshape(TILE, TILE), order[n_sync:]


SYNC_TILE, DATA_CELLS = _common()
BIT_OF_CELL: Final = np.arange(len(DATA_CELLS)) % N_BITS
