"""Extension modules that share types with none.

Modules built by Cython share a few internal types in a hidden module named after Cython's version.
Two that were built for different oldest versions of Python disagree about the size of these types,
and the second one does not load: "Shared Cython type … has the wrong size". ``uharfbuzz`` 0.57 and
``xllamacpp`` 2026.10 are such a pair. Sharing only saves memory, so one of them goes without.
Remove this module once both load in one process by themselves.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PREFIX: Final = "_cython_"


@contextmanager
def unshared_types() -> Iterator[None]:
    """What is imported inside makes types of its own, and leaves none for others."""
    shared = {name: sys.modules.pop(name) for name in _hidden_modules()}
    try:
        yield
    finally:
        for name in _hidden_modules():
            del sys.modules[name]
        sys.modules.update(shared)


def _hidden_modules() -> list[str]:
    return [name for name in sys.modules if name.startswith(PREFIX)]
