"""Tests for scripts about a topic: ordered, edited, written anew, made into videos."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from media_jobs import background, pipeline_factory, scripts, services, writers
from media_jobs.broker import broker
from media_jobs.models import Video, WrittenScript
from media_jobs.quick_process import QuickProcess

URL = "/api/v1/scripts/"
BRIEF = {
    "topic": "Why bread rises",
    "audience": "bakers",
    "tone": "friendly",
    "seconds": 30,
    "language": "en",
    "platform": "reels",
    "writer": "local",
}


@pytest.fixture(autouse=True)
def writing(fake_process, monkeypatch):
    """Scripts are written by the fake child."""
    process = QuickProcess(lambda: fake_process, idle_seconds=60, patience=5)
    monkeypatch.setattr(pipeline_factory, "writing_process", lambda: process)
    cache.clear()
    yield fake_process
    process.close()


@pytest.fixture
def order(as_alice, django_capture_on_commit_callbacks):
    def post(address=URL, **changed):
        wanted = changed if address != URL else {**BRIEF, **changed}
        with django_capture_on_commit_callbacks(execute=True):
            return as_alice.post(address, wanted, content_type="application/json")

    return post


@pytest.fixture
def written(order):
    row = order().json()
    scripts.write_next()
    return f"{URL}{row['id']}/"


def patch(client, address, content):
    return client.patch(address, content, content_type="application/json")


def test_a_script_is_written_in_the_background(as_alice, order):
    ordered = order()

    made = ordered.json()
    assert (ordered.status_code, made["state"], made["script"]) == (202, "queued", None)
    assert made["brief"] == BRIEF
    assert broker.queues["scripts"].qsize() == 1
    scripts.write_next()
    done = as_alice.get(f"{URL}{made['id']}/").json()
    assert (done["state"], done["rewriting"], done["is_edited"]) == ("succeeded", "", False)
    assert done["script"]["hashtags"] == ["bread", "baking"]
    assert done["script"]["is_draft"] is True


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"topic": ""}, "invalid", "topic"),
        ({"topic": "…"}, "bad_brief", "topic"),
        ({"seconds": 14}, "invalid", "seconds"),
        ({"seconds": 91}, "invalid", "seconds"),
        ({"platform": "myspace"}, "invalid", "platform"),
        ({"language": "no tag"}, "bad_brief", "language"),
        ({"topic": "x" * 1001}, "invalid", "topic"),
        ({"writer": "shakespeare"}, "unknown_writer", "writer"),
    ],
)
def test_an_order_that_cannot_be_met_is_refused(order, changed, code, field):
    refused = order(**changed)

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (400, code)
    assert list(problem["fields"]) == [field]
    assert not WrittenScript.objects.exists()


def test_when_a_writer_fails_the_order_is_kept_and_another_can_try(as_alice, order):
    made = order(topic="this will fail").json()
    address = f"{URL}{made['id']}/"
    scripts.write_next()

    failed = as_alice.get(address).json()
    again = order(f"{address}retry/", writer="")

    assert (failed["state"], failed["error"]["code"]) == ("failed", "unspeakable_text")
    assert failed["brief"]["topic"] == "this will fail"
    assert (again.status_code, again.json()["state"]) == (202, "queued")
    assert again.json()["error"] is None
    assert again.json()["brief"] == {**BRIEF, "topic": "this will fail", "writer": ""}


def test_one_part_is_written_anew_and_the_others_stay(as_alice, order, written):
    before = as_alice.get(written).json()["script"]

    asked = order(f"{written}rewrite/", part="hook", wish="as a question").json()
    scripts.write_next()

    after = as_alice.get(written).json()
    assert (asked["state"], asked["rewriting"], asked["script"]) == ("queued", "hook", before)
    assert after["script"] == {**before, "hook": "hook, as a question"}


def test_a_part_that_cannot_be_written_leaves_the_script(as_alice, order, written):
    before = as_alice.get(written).json()["script"]

    order(f"{written}rewrite/", part="body", wish="fail")
    scripts.write_next()

    failed = as_alice.get(written).json()
    assert (failed["state"], failed["script"]) == ("failed", before)
    assert patch(as_alice, written, {"hook": "Mine."}).status_code == 200


def test_a_whole_retry_after_a_failed_part_tries_the_part_again(as_alice, order, written):
    order(f"{written}rewrite/", part="body", wish="fail")
    scripts.write_next()

    assert order(f"{written}retry/").json()["rewriting"] == "body"


def test_what_was_changed_by_hand_is_kept(as_alice, written):
    edited = patch(as_alice, written, {"hook": "Flour?", "hashtags": ["rye"]}).json()

    assert edited["is_edited"] is True
    assert (edited["script"]["hook"], edited["script"]["hashtags"]) == ("Flour?", ["rye"])
    assert edited["script"]["body"] == "Yeast eats sugar and breathes out."


@pytest.mark.parametrize(
    "changed",
    [
        {"hook": "", "body": "", "call_to_action": ""},
        {"hashtags": ["two words"]},
        {"title": "x" * 101},
    ],
    ids=["nothing to say", "hashtag", "title"],
)
def test_edits_that_cannot_be_used_are_refused(as_alice, written, changed):
    before = as_alice.get(written).json()

    assert patch(as_alice, written, changed).status_code == 400

    assert as_alice.get(written).json() == before


def test_there_is_nothing_to_edit_before_it_is_written(as_alice, order):
    address = f"{URL}{order().json()['id']}/"

    for refused in (
        patch(as_alice, address, {"hook": "Mine."}),
        order(f"{address}rewrite/", part="hook"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "script_not_ready")
    assert order(f"{address}retry/").json()["code"] == "script_busy"


def test_a_cancelled_order_is_not_written(as_alice, order):
    address = f"{URL}{order().json()['id']}/"

    cancelled = as_alice.post(f"{address}cancel/").json()
    scripts.write_next()

    assert (cancelled["state"], cancelled["script"]) == ("cancelled", None)
    assert as_alice.get(address).json()["state"] == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_cancelling_ends_the_writer_at_work(as_alice, writing, worker):
    made = as_alice.post(URL, {**BRIEF, "topic": "hang"}, content_type="application/json").json()
    address = f"{URL}{made['id']}/"
    deadline = time.monotonic() + 20
    while as_alice.get(address).json()["state"] != "running":
        assert time.monotonic() < deadline
        time.sleep(0.05)

    as_alice.post(f"{address}cancel/")

    while writing.pid is not None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert as_alice.get(address).json()["state"] == "cancelled"


def test_what_was_under_way_goes_on_after_a_restart(as_alice, order):
    address = f"{URL}{order().json()['id']}/"
    WrittenScript.objects.update(state="running", attempt=1)

    background.resume(all_running=True)
    scripts.write_next()

    assert as_alice.get(address).json()["state"] == "succeeded"


def test_what_is_still_worked_on_is_left_alone(order):
    order()
    WrittenScript.objects.update(state="running", attempt=1, heartbeat_at=timezone.now())

    background.resume(all_running=False)

    assert WrittenScript.objects.get().state == "running"


def test_a_video_of_a_script_takes_its_words_along(as_alice, alice, anna, written):
    row = WrittenScript.objects.get()
    speech = {"kind": "text", "text": row.spoken, "voice": "piper-joe-en"}

    made = as_alice.post(
        "/api/v1/videos/",
        {"avatar": anna.pk, "speech": speech, "script": row.pk, "aspect": "9:16"},
        content_type="application/json",
    ).json()
    as_alice.delete(written)

    video = as_alice.get(f"/api/v1/videos/{made['id']}/").json()
    assert (made["kind"], made["title"]) == ("topic", "Why bread rises")
    assert made["description"] == "Flour, water and time."
    assert made["hashtags"] == ["bread", "baking"]
    assert made["written_script"] == str(row.pk)
    assert made["script"].startswith("Bread is alive.\n\nYeast")
    assert (video["written_script"], video["hashtags"]) == (None, ["bread", "baking"])


def test_a_script_that_is_not_there_makes_no_video(as_alice, bob, anna, order):
    unfinished = order().json()["id"]
    theirs = WrittenScript.objects.create(owner=bob, script={"title": "x"}, state="succeeded").pk

    for script in (unfinished, theirs):
        with pytest.raises(services.ServiceError) as refused:
            services.create_video(
                WrittenScript.objects.get(pk=unfinished).owner,
                avatar=anna,
                text="Hi.",
                voice="piper-joe-en",
                script=script,
            )
        assert refused.value.code == "unknown_script"
    assert not Video.objects.exists()


def test_what_is_written_about_a_video_can_be_changed(as_alice, make_video):
    address = f"/api/v1/videos/{make_video().pk}/"

    changed = patch(as_alice, address, {"description": "New.", "hashtags": ["a"]}).json()
    refused = patch(as_alice, address, {"hashtags": ["x" * 61]})

    assert (changed["description"], changed["hashtags"]) == ("New.", ["a"])
    assert changed["title"] == "Hello there."
    assert refused.status_code == 400


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_someone_elses_script_is_not_found(client, bob, written, method):
    client.force_login(bob)

    assert getattr(client, method)(written).status_code == 404
    for action in ("cancel", "retry", "rewrite"):
        assert client.post(f"{written}{action}/", {}, "application/json").status_code == 404
    assert client.get(URL).json()["results"] == []


def test_old_scripts_go(written, settings):
    long_ago = timezone.now() - timedelta(days=settings.SCRIPTS_KEPT_DAYS, minutes=1)
    assert scripts.purge_old() == 0

    WrittenScript.objects.update(updated_at=long_ago)

    assert scripts.purge_old() == 1


def test_who_orders_too_much_is_told_when_to_come_back(as_alice, order):
    for _ in range(60):
        assert order(topic="…").status_code == 400

    refused = order()

    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert as_alice.get(URL).status_code == 200


def test_writers_say_whether_they_work_here_and_no_key(as_alice, monkeypatch):
    monkeypatch.setenv("GEMINI_API_KEY", "very-secret-key")

    answer = as_alice.get("/api/v1/writers/")

    rows = {row["id"]: row for row in answer.json()}
    assert sum(row["is_default"] for row in rows.values()) == 1
    assert rows["gemini"]["available"] is True
    assert rows["groq"]["unavailable_reason"]
    assert "very-secret-key" not in answer.content.decode()
    with pytest.raises(services.ServiceError) as refused:
        writers.check_writer("groq")
    assert refused.value.code == "writer_unavailable"


def test_keys_reach_only_who_needs_them(monkeypatch):
    for name in (
        "GEMINI_API_KEY",
        "GROQ_API_KEY",
        "AVATAR_SPEECH_API_KEY",
        "AVATAR_SECRET_KEY",
        "AVATAR_SMTP_URL",
        "AVATAR_DATABASE_URL",
    ):
        monkeypatch.setenv(name, name.lower())

    def keys_of(process):
        return {name for name, value in process._environment.items() if value == name.lower()}

    assert keys_of(pipeline_factory.make_render_process()) == set()
    speaking = keys_of(pipeline_factory.make_render_process(keys=pipeline_factory.SPEECH_KEYS))
    assert speaking == {"GEMINI_API_KEY", "AVATAR_SPEECH_API_KEY"}
    writing = keys_of(pipeline_factory.make_render_process(keys=pipeline_factory.WRITER_KEYS))
    assert writing == {"GEMINI_API_KEY", "GROQ_API_KEY"}
