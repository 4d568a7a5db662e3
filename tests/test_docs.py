"""Tests for the documentation: it says what the code does."""

import importlib
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from inference import cli
from inference.errors import InferenceError
from inference.progress import Stage

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
PACKAGES = ("accounts", "avatarsite", "inference", "media_jobs", "studio")
PAGES = sorted(
    [*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")], key=lambda page: page.relative_to(REPOSITORY)
)
CELL = re.compile(r"^\| ((?:`[^`]+`(?:, )?)+)", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
REQUIREMENT = re.compile(r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==", re.MULTILINE)


def documented(page: str, heading: str = "") -> set[str]:
    """Code names in the first column of the tables of a page, or of one section of it."""
    text = (DOCS / page).read_text()
    if heading:
        text = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return {name for cell in CELL.findall(text) for name in CODE.findall(cell)}


def sources() -> list[Path]:
    """Every module of the product."""
    return [path for package in PACKAGES for path in (REPOSITORY / package).rglob("*.py")]


def error_codes(root: type[Exception]) -> set[str]:
    """Codes of an error and of everything derived from it."""
    return {root.code}.union(*(error_codes(leaf) for leaf in root.__subclasses__()))


def test_every_environment_variable_is_documented_and_no_other():
    used = {
        name
        for path in sources()
        for name in re.findall(r"""["']((?:AVATAR|GEMINI|GROQ)_[A-Z0-9_]+)["']""", path.read_text())
    }

    assert documented("settings.md") == used


def test_every_error_code_of_inference_is_documented_and_no_other():
    for module in ("checkpoint_errors", "language_errors", "provider_errors"):
        importlib.import_module(f"inference.{module}")

    assert documented("errors.md", "Of `inference`") == error_codes(InferenceError)


def test_every_error_code_of_jobs_is_documented_and_no_other():
    render_error = importlib.import_module("media_jobs.render_process").RenderError
    modules = (REPOSITORY / "media_jobs").rglob("*.py")

    stored = {
        code
        for path in modules
        for code in re.findall(r'(?:error_code=|MaterialGoneError\()"(\w+)"', path.read_text())
    }
    raised = error_codes(render_error) - {render_error.code}

    assert documented("errors.md", "Of a job") == stored | raised


def test_every_refusal_of_a_service_is_documented_and_no_other():
    text = "".join(path.read_text() for path in (REPOSITORY / "media_jobs").rglob("*.py"))
    used = set(re.findall(r'refuse\(\s*"\w+",\s*"(\w+)"', text))
    used |= set(re.findall(r'(?:ServiceError|UnusableMaterialError)\(\s*"(\w+)"', text))

    assert "empty_text" in used
    assert documented("errors.md", "Of the API") >= used


def test_every_stage_is_documented_in_running_order():
    text = (DOCS / "architecture.md").read_text().partition("\n## Stages\n")[2]
    rows = CELL.findall(text.partition("\n## ")[0])

    assert [CODE.findall(row)[0] for row in rows] == [stage.value for stage in Stage]


def test_every_job_state_is_documented_and_no_other():
    states = importlib.import_module("media_jobs.models").MediaJob.State

    assert documented("architecture.md", "Jobs") == set(states.values)


def test_every_operation_of_the_render_process_is_documented_and_no_other():
    server = (REPOSITORY / "inference" / "operations.py").read_text()
    operations = set(re.findall(r'^        "(\w+)": \1,$', server, re.MULTILINE))

    assert operations
    assert documented("architecture.md", "Render process") == operations


def test_every_model_is_documented_with_its_hash_size_and_licence():
    manifest = tomllib.loads((REPOSITORY / "checkpoints" / "manifest.toml").read_text())
    text = (DOCS / "models.md").read_text()

    for name, entry in manifest.items():
        assert f"| `{name}` | `{entry['sha256']}` |" in text
        row = re.search(
            rf"^\| `{name}` \| [^|]+ \| {entry['size_bytes']} \| ([^|]+) \|$", text, re.MULTILINE
        )
        assert row, name
        assert row[1].startswith(entry["licence"])
    assert documented("models.md") == set(manifest)


def test_every_direct_dependency_is_explained_and_no_other():
    files = ("requirements.in", "requirements-dev.in")
    wanted = {
        name for file in files for name in REQUIREMENT.findall((REPOSITORY / file).read_text())
    }

    assert documented("decisions/0007-dependencies.md") == wanted


@pytest.mark.parametrize("stem", ["requirements", "requirements-dev"])
def test_every_direct_dependency_is_locked_with_hashes(stem):
    wanted = (REPOSITORY / f"{stem}.in").read_text()
    lock = (REPOSITORY / f"{stem}.txt").read_text()

    pinned = re.findall(r"^([a-z0-9-]+)(?:\[.+\])?(==\S+)", wanted, re.MULTILINE)
    locked = re.findall(
        r"^([a-z0-9-]+)(==\S+)(?: ; [^\n\\]+)? \\\n    --hash=sha256:", lock, re.MULTILINE
    )

    assert pinned
    assert set(pinned) <= set(locked)


def test_locks_name_no_place_to_fetch_from():
    for lock in REPOSITORY.glob("requirements*"):
        assert not re.search(r"https?:|file:|--index|--find-links", lock.read_text())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_relative_links_lead_somewhere(page):
    targets = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    missing = [link for link in targets if not (page.parent / link.partition("#")[0]).exists()]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_make_commands_in_the_docs_exist(page):
    makefile = (REPOSITORY / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines()]
    commands += CODE.findall(page.read_text())
    named = [found[1] for line in commands if (found := re.match(r"make ([a-z-]+)\b", line))]

    assert set(named) <= targets


def test_every_decision_is_in_the_list():
    folder = DOCS / "decisions"
    notes = {path.name for path in folder.glob("0*.md")}

    assert set(LINK.findall((folder / "README.md").read_text())) == notes


def test_the_command_line_takes_the_commands_of_the_readme():
    text = (REPOSITORY / "README.md").read_text()
    commands = re.findall(r"^\.venv/bin/python -m inference (.+)$", text, re.MULTILINE)

    parsed = {cli._parser().parse_args(shlex.split(command)).command for command in commands}

    every = "dub inspect quality speak talk transcribe translate verify voices write"
    assert parsed == set(every.split())
