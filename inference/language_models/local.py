"""SmolLM2, a small language model that runs on this machine, by llama.cpp."""

import json
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from inference.errors import EngineError
from inference.language_models.cython_types import unshared_types
from inference.language_models.protocol import JsonSchema, check_length

with unshared_types():
    import xllamacpp

CONTEXT: Final = 2048  # tokens
# A second thread waits in busy loops for the first: on a machine with other work it costs ten
# times the processor time and gains nothing.
THREADS: Final = 1
SEED: Final = 1
TEMPERATURE: Final = 0.4
REPEAT_PENALTY: Final = 1.05
STOP: Final = ("<|im_end|>",)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of what was written.

    Attributes:
        text: a word or a part of one, with the space before it.
        log_probability: how expected it was, natural logarithm, at most 0.
    """

    text: str
    log_probability: float


class LocalModel:
    """SmolLM2 in a GGUF file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._server: Any = None

    @property
    def name(self) -> str:
        """For people."""
        return "SmolLM2"

    def load(self) -> None:
        """Load the model; does nothing the second time.

        The library always listens somewhere as well. It does so at a socket in a folder of our
        own that is gone at once, and with a key that nobody knows.

        Raises:
            EngineError: llama.cpp does not take the file.
        """
        if self._server is not None:
            return
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(self._path)
        parameters.n_ctx, parameters.n_parallel = CONTEXT, 1
        parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = THREADS
        parameters.warmup, parameters.verbosity, parameters.cache_ram_mib = False, 0, 0
        parameters.api_keys = [secrets.token_hex()]
        with tempfile.TemporaryDirectory(prefix="avatar-") as folder:
            parameters.hostnames = [f"{folder}/socket.sock"]
            try:
                self._server = xllamacpp.Server(parameters)
            except (RuntimeError, ValueError) as error:
                raise EngineError(f"{self._path.name} cannot be loaded") from error
            # a server that is freed before its threads have come up waits for them for ever
            self.write("", max_tokens=1)

    def complete(
        self,
        system: str,
        user: str,
        *,
        schema: JsonSchema | None = None,
        max_tokens: int = 2000,
        temperature: float | None = None,
    ) -> str:
        """One answer; see ``LanguageModel.complete``. Small as it is, it follows few orders."""
        check_length(system, user)
        wishes: dict[str, Any] = {"json_schema": dict(schema)} if schema else {}
        if temperature is not None:
            wishes["temperature"] = temperature
        tokens = self.write(chat_prompt(system, user), max_tokens=max_tokens, **wishes)
        return "".join(token.text for token in tokens)

    def write(
        self,
        prompt: str,
        *,
        max_tokens: int,
        seed: int = SEED,
        temperature: float = TEMPERATURE,
        **wishes: Any,
    ) -> list[Token]:
        """What follows the prompt; the same for the same seed.

        Args:
            prompt: as ``chat_prompt`` makes it.
            max_tokens: length at most.
            seed: of the choice among likely words.
            temperature: how much chance there is.
            wishes: further parameters of llama.cpp, for example ``grammar`` in its notation.

        Raises:
            EngineError: the model failed, or the prompt is too long for it.
        """
        self.load()
        request = {
            "prompt": prompt,
            "n_predict": max_tokens,
            "temperature": temperature,
            "seed": seed,
            "repeat_penalty": REPEAT_PENALTY,
            "cache_prompt": True,
            "logprobs": 1,
            "stop": STOP,
            **wishes,
        }
        try:
            answer = self._server.handle_completions(request)
        except (RuntimeError, ValueError) as error:
            raise EngineError("the local language model failed") from error
        return _tokens(answer if isinstance(answer, Mapping) else json.loads(answer))

    def close(self) -> None:
        """Free the memory; ``load`` takes it again."""
        self._server = None


def chat_prompt(system: str, user: str, start: str = "") -> str:
    """A message in the form that the model was taught.

    Marks of that form inside the texts are broken up, so that nobody can end a message early.

    Args:
        system: how to answer.
        user: what to answer.
        start: how the answer begins; the model goes on from there.
    """
    turns = (("system", system), ("user", user))
    opened = "".join(f"<|im_start|>{role}\n{_plain(text)}<|im_end|>\n" for role, text in turns)
    return f"{opened}<|im_start|>assistant\n{_plain(start)}"


def _plain(text: str) -> str:
    return text.replace("<|", "< ").replace("|>", " >")


def _tokens(answer: Mapping[str, Any]) -> list[Token]:
    choices = answer.get("choices")
    if not choices:
        message = answer.get("error", {}).get("message", "no answer")
        raise EngineError(f"the local language model failed: {message}")
    listed = (choices[0].get("logprobs") or {}).get("content") or ()
    return [Token(token["token"], float(token["logprob"])) for token in listed]
