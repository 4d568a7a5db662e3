"""A browser and a server as a person has them: Debian's Chromium, ``manage.py serve``."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys.writing_server import MODEL, WritingServer

REPOSITORY = Path(__file__).parents[2]
SCREENSHOTS = REPOSITORY / "artifacts" / "screenshots"
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PREPARED_WITHIN = 180  # seconds, on two busy cores, models not yet built
STOPPED_WITHIN = 20
PATIENCE = {"AVATAR_INSPECTION_TIME_LIMIT": "60"}  # models are cold and the cores may be busy
FIRST_VISIT = "test_first_video.py"  # the story that needs a site without an account
# The form as the story before left it would be there.
FORGET_DRAFT = """() => fetch("/api/v1/draft/", {
    method: "DELETE",
    headers: {"X-CSRFToken": document.querySelector("meta[name=csrf-token]").content},
}).then(() => localStorage.clear())"""


def pytest_collection_modifyitems(items) -> None:
    """All stories share one site: the one that sets it up comes first."""
    items.sort(key=lambda item: item.path.name != FIRST_VISIT)


class Owner(NamedTuple):
    """Who set the site up."""

    email: str = "kim@example.org"
    name: str = "Kim Garcia"
    password: str = "a quiet volcano"


@pytest.fixture
def chromium_options() -> tuple[str, ...]:
    """What a story needs of Chromium besides; for example a microphone."""
    return ()


@pytest.fixture
def browser(chromium_options) -> Browser:
    """A Chromium for one story; while it runs no other test may, as its loop holds the thread."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is missing: apt-get install chromium")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=[*CHROMIUM_OPTIONS, *chromium_options]
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def complaints(context) -> list[str]:
    """What any page of the context writes to its console as a warning or an error."""
    found: list[str] = []

    def note(message) -> None:
        if message.type in ("error", "warning"):
            found.append(message.text)

    context.on("console", note)
    context.on("weberror", lambda error: found.append(str(error.error)))
    return found


@pytest.fixture
def screenshot():
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return take


@pytest.fixture
def speak(tmp_path):
    """A voice of our own speaks known words into a file."""

    def write(words: str, name: str) -> Path:
        path = tmp_path / name
        command = [sys.executable, "-m", "inference", "speak", "--text", words, "--out", str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=60, cwd=REPOSITORY)
        return path

    return write


@pytest.fixture
def owner() -> Owner:
    return Owner()


@pytest.fixture
def studio(site, context, owner) -> Page:
    """The studio, with the owner signed in; the account is made if no story did it before."""
    page = context.new_page()
    page.goto(site)
    if page.get_by_role("heading", name="Sign in").is_visible():
        page.get_by_label(re.compile("E-?mail")).fill(owner.email)
        page.get_by_label("Password").fill(owner.password)
        page.get_by_role("button", name="Sign in").click()
    else:
        set_up(page, owner)
    expect(page.locator("#studio")).to_be_visible()
    page.wait_for_load_state()
    page.evaluate(FORGET_DRAFT)
    page.reload()  # ends once the scripts have run
    return page


def set_up(page: Page, owner: Owner) -> None:
    page.get_by_label("E-mail").fill(owner.email)
    page.get_by_label("Name").fill(owner.name)
    page.get_by_label("Password", exact=True).fill(owner.password)
    page.get_by_label("Password again").fill(owner.password)
    page.get_by_role("button", name="Create account").click()


@pytest.fixture(scope="session")
def writing_server() -> WritingServer:
    """A service that writes scripts; the site knows it as an OpenAI-compatible server."""
    with WritingServer() as server:
        yield server


@pytest.fixture(scope="session")
def site(tmp_path_factory, writing_server) -> str:
    """Address of a fresh studio in a data folder of its own; nobody has an account yet."""
    folder = tmp_path_factory.mktemp("studio")
    environment = {
        **os.environ,
        "AVATAR_DATA_DIR": str(folder),
        "AVATAR_OPENAI_BASE_URL": writing_server.address,
        "AVATAR_OPENAI_MODEL": MODEL,
        "AVATAR_WRITER": "openai",
    }
    _silence_samples(folder)
    for command in (["migrate", "--verbosity", "0"], ["prepare"]):
        _manage(environment, *command)
    port = _free_port()
    log = (folder / "serve.log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    try:
        assert re.search(rf"127\.0\.0\.1:{port}", server.stdout.readline()), _read(log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=STOPPED_WITHIN)
        log.close()


def _silence_samples(folder: Path) -> None:
    """Samples of all voices take a minute to speak; none is listened to here."""
    from inference.voices import VOICES

    (folder / "voices").mkdir()
    for voice in VOICES:
        (folder / "voices" / f"{voice.id}.m4a").touch()


def _manage(environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PREPARED_WITHIN,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _read(log) -> str:
    log.seek(0)
    return log.read()
