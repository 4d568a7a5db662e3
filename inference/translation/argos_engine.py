"""Argos packs run by CTranslate2 and SentencePiece, read straight from the file.

Translated as Argos Translate does it (beam of 4, length penalty 0.2, unknown words copied), but
without Stanza, which would bring PyTorch: sentences are cut by ``inference.sentences``.
"""

import re
import threading
from collections.abc import Sequence
from typing import Any, Final

import ctranslate2
import sentencepiece

from inference.checkpoint_errors import ArgosPackError
from inference.errors import EngineError
from inference.translation.argos_packs import ArgosPack

BEAM: Final = 4
LENGTH_PENALTY: Final = 0.2
BATCH: Final = 32  # sentences
# of a translation; a model in a loop would go on for ever
MOST_TOKENS: Final = 400
TOKENS_A_TOKEN: Final = 3
FEW_TOKENS: Final = 30
THREADS: Final = 2
SPACE: Final = "\u2581"  # SentencePiece's mark of a word's beginning


class ArgosEngine:
    """One direction, loaded on the first sentence."""

    unreadable: re.Pattern[str] | None = None

    def __init__(self, pack: ArgosPack) -> None:
        self._pack = pack
        self._lock = threading.Lock()
        self._model: Any = None
        self._pieces: Any = None

    def load(self) -> None:
        """Load the model; does nothing the second time.

        Raises:
            ArgosPackError: the pack is damaged, or of a kind that is not read.
        """
        with self._lock:
            if self._model is not None:
                return
            try:
                self._pieces = sentencepiece.SentencePieceProcessor(
                    model_proto=self._pack.tokenizer()
                )
                self._model = ctranslate2.Translator(
                    self._pack.path.stem,
                    device="cpu",
                    compute_type="auto",
                    inter_threads=1,
                    intra_threads=THREADS,
                    files=self._pack.model_files(),
                )
            except (RuntimeError, ValueError) as error:
                raise ArgosPackError(self._pack.path, "its model cannot be loaded") from error

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Every sentence in the other language.

        Raises:
            ArgosPackError: the pack cannot be used.
            EngineError: the model failed.
        """
        self.load()
        prefix = self._pack.target_prefix
        tokens = [self._pieces.encode(sentence, out_type=str) for sentence in sentences]
        longest = max(map(len, tokens), default=0)
        try:
            answers = self._model.translate_batch(
                tokens,
                target_prefix=[[prefix]] * len(tokens) if prefix else None,
                max_batch_size=BATCH,
                beam_size=BEAM,
                length_penalty=LENGTH_PENALTY,
                replace_unknowns=True,
                max_decoding_length=min(MOST_TOKENS, TOKENS_A_TOKEN * longest + FEW_TOKENS),
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the model of {self._pack.path.name} failed") from error
        return [_text(answer.hypotheses[0], prefix) for answer in answers]


class PivotEngine:
    """Several directions one after another, as by way of English."""

    unreadable: re.Pattern[str] | None = None

    def __init__(self, engines: Sequence[ArgosEngine]) -> None:
        self._engines = engines

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Every sentence in the last language; fails as the engines do."""
        texts = list(sentences)
        for engine in self._engines:
            texts = engine.translate(texts)
        return texts


def _text(tokens: Sequence[str], prefix: str) -> str:
    written = tokens[1:] if prefix and tokens and tokens[0] == prefix else tokens
    return " ".join("".join(written).replace(SPACE, " ").split())
