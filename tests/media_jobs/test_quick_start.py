"""Tests for the quick start of the API: what the page and the documentation show works."""

import base64
import hashlib
import hmac
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from accounts import api_keys
from accounts.models import ApiKey

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "studio" / "quickstart"
PATIENCE = 60  # seconds, on busy cores
COMMANDS = {"curl.txt": ["bash", "-euo", "pipefail"], "python.txt": [sys.executable]}


def code_in_docs(language: str) -> list[str]:
    text = (REPOSITORY / "docs" / "api.md").read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def of_this_site(code: str, address: str, key: str) -> str:
    """As somebody changes it before it is pasted; here nobody waits two seconds."""
    changes = {
        "http://localhost:8000": address,
        "avs_your_key": key,
        "sleep 2": "sleep 0.1",
        "sleep(2)": "sleep(0.1)",
    }
    for before, after in changes.items():
        code = code.replace(before, after)
    return code


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_quick_start_makes_a_video(
    name, alice, anna, *, live_server, worker, fake_rendering, tmp_path
):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    _, key = api_keys.make(alice, "quick start", ["videos"], expires_at=None)
    program = tmp_path / name
    program.write_text(of_this_site((EXAMPLES / name).read_text(), live_server.url, key))

    done = subprocess.run(
        [*COMMANDS[name], str(program)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    video = alice.videos.get()
    assert done.stdout == "hello.mp4: succeeded\n", done.stderr
    assert (tmp_path / "hello.mp4").read_bytes() == Path(video.file.file.path).read_bytes()
    assert ApiKey.objects.get().last_used_at is not None


@pytest.mark.parametrize(("language", "name"), [("sh", "curl.txt"), ("python", "python.txt")])
def test_the_documentation_shows_the_same(language, name):
    assert code_in_docs(language)[0] == (EXAMPLES / name).read_text()


def test_the_page_shows_it_with_the_address_of_the_site(as_alice, settings):
    from studio import program_views

    settings.SITE_URL = "https://studio.example.org"
    program_views.quick_start.cache_clear()

    examples = as_alice.get("/api/docs/").context["examples"]

    program_views.quick_start.cache_clear()
    assert "STUDIO=https://studio.example.org\n" in examples["curl"]
    assert 'STUDIO = "https://studio.example.org"\n' in examples["Python"]


def test_the_documented_check_of_a_signature_works():
    names: dict[str, object] = {}
    exec(code_in_docs("python")[1], names)  # noqa: S102 (our own documentation)
    check = names["is_from_the_studio"]
    secret = "whsec_" + base64.b64encode(b"k" * 32).decode()
    moment = str(int(time.time()))
    digest = hmac.new(b"k" * 32, f"msg_1.{moment}.{{}}".encode(), hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,older {signature}",
    }

    assert check(secret, headers, b"{}")
    assert not check(secret, headers, b"[]")
    assert not check(secret, headers | {"webhook-timestamp": str(int(moment) - 301)}, b"{}")
