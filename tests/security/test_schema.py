"""The whole schema of the API, sent to a real server: what it allows and what it does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from accounts import api_keys
from accounts.scopes import Scope

CONFIG = Path(__file__).with_name("schemathesis.toml")
FREELY = "1000000/minute"


@pytest.fixture
def no_limits(settings):
    """Thousands of requests in a minute are meant here."""
    settings.RATES_API_PER_MINUTE = settings.RATES_REQUESTS_PER_MINUTE = 0
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": dict.fromkeys(
            settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], FREELY
        ),
    }


@pytest.mark.django_db(transaction=True)
def test_the_api_keeps_to_its_schema_whatever_it_is_sent(alice, live_server, no_limits, tmp_path):
    _, key = api_keys.make(alice, "test", Scope.values, expires_at=None)

    done = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            *("--config-file", CONFIG, "run", f"{live_server.url}/api/schema/"),
            *("--header", f"Authorization: Bearer {key}", "--no-color"),
            # On a connection that stays open, every answer waits for a delayed acknowledgement.
            *("--header", "Connection: close"),
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stdout[-20000:]
