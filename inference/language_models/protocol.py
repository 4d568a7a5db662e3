"""What a language model promises, whoever runs it."""

from collections.abc import Mapping
from typing import Any, Final, Protocol, TypeAlias

from inference.errors import InputError

JsonSchema: TypeAlias = Mapping[str, Any]

MAX_PROMPT_LENGTH: Final = 24_000  # characters; about 6,000 tokens, which any model today takes
MAX_ANSWER_LENGTH: Final = 100_000  # characters


class LanguageModel(Protocol):
    """Answers in writing."""

    @property
    def name(self) -> str:
        """The provider, for people, for example ``Gemini``."""

    def complete(
        self,
        system: str,
        user: str,
        *,
        schema: JsonSchema | None = None,
        max_tokens: int = 2000,
        temperature: float | None = None,
    ) -> str:
        """One answer to one message, not empty.

        Failures that pass by themselves have been tried again before they are raised.

        Args:
            system: instructions; ours alone, never what a person typed.
            user: the message, with what people typed as marked material.
            schema: JSON schema of the answer, for providers that can keep to one. The
                instructions must ask for JSON as well, since others only read those.
            max_tokens: length of the answer at most, without what a model thinks before it.
            temperature: how much chance there is, from 0; the provider's choice if ``None``.

        Raises:
            InputError: the message is too long for any model.
            ProviderError: a remote service failed or declined.
            EngineError: a model on this machine failed.
        """


def check_length(system: str, user: str) -> None:
    """Refuse prompts that would only cost money.

    Raises:
        InputError: they are too long.
    """
    length = len(system) + len(user)
    if length > MAX_PROMPT_LENGTH:
        raise InputError(f"the text has {length} characters; at most {MAX_PROMPT_LENGTH} are taken")
