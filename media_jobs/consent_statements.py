"""What people state about a face before it may speak.

The texts are kept word for word: a consent names its version and the hash of its text. A change of
one needs a new version; old ones stay, for the consents that name them.
"""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from media_jobs.models import Consent

CURRENT: Final = "2026-11"

STATEMENTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "2026-11": {
            Consent.Who.ME: (
                "This is me. I agree that a talking avatar is made of this picture, and that I and"
                " those I share it with make videos in which it says things I have not said."
                " I can take this back at any time."
            ),
            Consent.Who.OTHER: (
                "The person shown knows what a talking avatar is and has agreed that I make one of"
                " them and videos in which it says things they have not said. I can show that they"
                " agreed. They can take it back at any time."
            ),
            Consent.Who.NOBODY: (
                "This picture shows no real person: it was drawn, sculpted or made by a machine,"
                " and it is not meant to be taken for anybody who lives or has lived."
            ),
        }
    }
)


def text_of(who: str, version: str = CURRENT) -> str:
    """A statement, word for word.

    Args:
        who: of ``Consent.Who``.
        version: a key of ``STATEMENTS``.
    """
    return STATEMENTS[version][who]


def sha256_of(who: str, version: str = CURRENT) -> str:
    """Hex digest of a statement in UTF-8."""
    return hashlib.sha256(text_of(who, version).encode()).hexdigest()


def offered() -> dict[str, str]:
    """The statements of today by whom they are about."""
    return {str(who): text for who, text in STATEMENTS[CURRENT].items()}
