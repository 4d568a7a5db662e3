"""Nobody is set up unless a test sets somebody up."""

import pytest

VARIABLES = (
    "GEMINI_API_KEY",
    "GROQ_API_KEY",
    "AVATAR_OPENAI_API_KEY",
    "AVATAR_OPENAI_BASE_URL",
    "AVATAR_OPENAI_MODEL",
    "AVATAR_PROVIDER_TIMEOUT",
    "AVATAR_TRANSLATOR",
)


@pytest.fixture(autouse=True)
def argos_folder(monkeypatch, tmp_path):
    """An empty folder for packs."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "argos"
    folder.mkdir()
    monkeypatch.setenv("AVATAR_ARGOS_DIR", str(folder))
    return folder
