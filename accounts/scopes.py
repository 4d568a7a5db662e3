"""What an API key opens.

The one table of which scope an address needs. What is not in it is closed to keys: their owner's
account, tokens and other keys, and whatever was added without a thought about keys.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a key may do; every one includes ``READ``."""

    READ = "read", _("See videos, dubs, presenters and files")
    VIDEOS = "videos", _("Make, change and delete videos, scripts, uploads and presenters")
    DUBS = "dubs", _("Make, change and delete dubs and uploads")
    SHARING = "sharing", _("Make and end share links")
    WEBHOOKS = "webhooks", _("Set up webhooks")


ANY: Final = frozenset(Scope.values)
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
API: Final = "/api/v1/"

# Which scopes let a key write at an address below /api/v1/; the first that fits counts.
WRITERS: Final[Mapping[str, frozenset[str]]] = {
    r"videos/[^/]+/shares/": frozenset({Scope.SHARING}),
    r"(videos|jobs|avatars|scripts|draft|writers|backgrounds|engines|storage|usage)/": frozenset(
        {Scope.VIDEOS}
    ),
    r"(voices|pronunciations|statements)/": frozenset({Scope.VIDEOS}),
    r"(uploads|languages)/": frozenset({Scope.VIDEOS, Scope.DUBS}),
    r"(dubs|glossary|translators)/": frozenset({Scope.DUBS}),
    r"webhooks/": frozenset({Scope.WEBHOOKS}),
    r"verify/": ANY,
}


def completed(scopes: Iterable[str]) -> list[str]:
    """Scopes in their order, with the one that each includes."""
    chosen = {Scope.READ.value, *scopes}
    return [scope for scope in Scope.values if scope in chosen]


def writers_of(path: str) -> frozenset[str]:
    """The scopes that let a key write at a path; empty where keys are not taken at all."""
    if not path.startswith(API):
        return frozenset()
    rest = path.removeprefix(API)
    return next((names for rule, names in WRITERS.items() if re.match(rule, rest)), frozenset())


def allows(scopes: Iterable[str], method: str, path: str) -> bool:
    """Whether a key with these scopes opens an address in this way."""
    if method in SAFE_METHODS and path.startswith(("/media/", "/api/schema/")):
        return Scope.READ in scopes
    needed = writers_of(path)
    if method in SAFE_METHODS:
        return bool(needed) and Scope.READ in scopes
    return bool(needed & set(scopes))
