"""Tests for voices that are fetched: who may, what is told, and that it can be stopped."""

import pytest

from inference.checkpoint_errors import VoiceServerError
from inference.errors import PipelineCancelled
from media_jobs import voice_fetching
from media_jobs.broker import broker
from media_jobs.models import VoiceFetch

URL = "/api/v1/voices/catalogue/"
VOICE = "piper-de_DE-thorsten-medium"
ADDRESS = f"{URL}{VOICE}/"


@pytest.fixture(autouse=True)
def no_voices(monkeypatch, tmp_path):
    monkeypatch.setenv("AVATAR_VOICES_DIR", str(tmp_path / "piper"))


@pytest.fixture
def owner(alice):
    alice.is_owner = True
    alice.save()
    return alice


@pytest.fixture
def ask(as_alice, owner, django_capture_on_commit_callbacks):
    def post():
        with django_capture_on_commit_callbacks(execute=True):
            return as_alice.post(ADDRESS)

    return post


@pytest.fixture
def fetched(monkeypatch):
    """What stands in for the network: does as it is told, and notes what it was asked for."""
    asked = []

    def install(*, fails_with=None, progress=()):
        def fetch(voice, note, is_cancelled):
            asked.append(voice.id)
            for received, expected in progress:
                note(received, expected)
                if is_cancelled():
                    raise PipelineCancelled
            if fails_with:
                raise fails_with

        monkeypatch.setattr(voice_fetching, "fetch", fetch)
        return asked

    return install


def test_the_catalogue_lists_languages(as_alice):
    everything = as_alice.get(URL).json()
    german = as_alice.get(URL, {"language": "de"}).json()

    assert len(everything) > len(german) > 0
    assert {row["language"].partition("-")[0] for row in german} == {"de"}
    row = next(row for row in german if row["id"] == VOICE)
    assert row["size_bytes"] > 1_000_000
    assert (row["installed"], row["can_fetch"], row["fetch"]) == (False, False, None)


def test_only_the_owner_and_staff_may_fetch(as_alice, alice):
    for method in ("post", "delete"):
        refused = getattr(as_alice, method)(ADDRESS)
        assert (refused.status_code, refused.json()["code"]) == (403, "owner_only")
    alice.is_staff = True
    alice.save()

    assert as_alice.post(ADDRESS).status_code == 202
    assert as_alice.get(URL).json()[0]["can_fetch"] is True


def test_a_voice_is_fetched_by_the_worker(as_alice, ask, fetched):
    asked = fetched(progress=[(1, 2)])

    assert ask().json() == {"id": VOICE, "state": "queued", "progress": 0.0, "error": None}
    assert ask().status_code == 202
    voice_fetching.fetch_next()
    voice_fetching.fetch_next()

    assert asked == [VOICE]
    assert VoiceFetch.objects.get().state == "succeeded"


def test_a_failure_is_told_and_can_be_tried_again(as_alice, ask, fetched):
    fetched(fails_with=VoiceServerError(VOICE, "no answer"))
    ask()
    voice_fetching.fetch_next()

    failed = as_alice.get(ADDRESS).json()

    assert (failed["state"], failed["error"]["code"]) == ("failed", VoiceServerError.code)
    assert ask().json()["state"] == "queued"


def test_it_can_be_stopped(as_alice, ask, fetched, monkeypatch):
    monkeypatch.setattr("media_jobs.errands.MIN_INTERVAL", 0.0)
    fetched(progress=[(1, 3), (2, 3)])
    ask()
    VoiceFetch.objects.update(state="queued")

    def cancel_in_between(*_):
        as_alice.delete(ADDRESS)

    original = voice_fetching.ErrandReporter.note
    monkeypatch.setattr(
        voice_fetching.ErrandReporter,
        "note",
        lambda self, share: (cancel_in_between(), original(self, share)),
    )
    voice_fetching.fetch_next()

    assert as_alice.get(ADDRESS).json()["state"] == "cancelled"


def test_what_nobody_knows_is_not_found(as_alice, owner):
    for method in ("get", "post", "delete"):
        assert getattr(as_alice, method)(f"{URL}piper-xx_XX-nobody-low/").status_code == 404
    assert "voices" not in broker.queues or broker.queues["voices"].qsize() == 0
