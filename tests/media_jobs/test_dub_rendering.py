"""Tests for dubs on their way into the library, and again after an edit."""

import json
from pathlib import Path

import pytest
from django.core.cache import cache

from media_jobs import (
    actors,
    dub_rendering,
    dub_translating,
    events,
    pipeline_factory,
    progress,
    services,
)
from media_jobs.models import DubProject, DubTarget, MediaAsset, MediaJob, Upload, Video

URL = "/api/v1/dubs/"


@pytest.fixture(autouse=True)
def no_throttle():
    cache.clear()


@pytest.fixture
def project(make_prepared):
    return make_prepared()


@pytest.fixture
def send(as_alice, django_capture_on_commit_callbacks):
    def call(method, address, content=None):
        with django_capture_on_commit_callbacks(execute=True):
            return getattr(as_alice, method)(address, content or {}, "application/json")

    return call


@pytest.fixture
def render(send, project):
    return lambda **content: send("post", f"{URL}{project.pk}/render/", content)


@pytest.fixture
def target_url(project):
    return f"{URL}{project.pk}/targets/pt/"


@pytest.fixture
def rendered(render):
    """The row of a finished dub."""
    render()
    actors.run_next_job()
    return Video.objects.get()


def edit(send, target_url, **changed):
    now = send("get", target_url).json()
    content = {"revision": now["revision"], "translation": {**now["translation"], **changed}}
    return send("put", target_url, content).json()


def test_a_dub_is_ordered_and_made(as_alice, render, project, alice):
    ordered = render(targets=["pt"])

    (made,) = ordered.json()
    assert (ordered.status_code, made["language"], made["job"]["kind"]) == (202, "pt", "dub")
    assert len(made["job"]["stages"]) == 7
    assert made["job"]["seconds_left"] > 0
    actors.run_next_job()
    row = as_alice.get(f"/api/v1/videos/{made['video']}/").json()
    assert (row["kind"], row["language"], row["avatar"]) == ("dub", "pt", None)
    assert row["title"] == "me (Portuguese)"
    assert row["job"]["state"] == "succeeded"
    assert row["report"]["n_fitted"] == 3
    assert row["settings"]["target"] == "pt"
    for address in (row["file_url"], row["subtitles"]["srt_url"], row["transcript_url"]):
        assert as_alice.get(address).status_code == 200
    assert as_alice.get("/api/v1/videos/?kind=dub").json()["count"] == 1
    assert as_alice.get("/api/v1/videos/?kind=script").json()["count"] == 0


def test_a_dub_says_what_it_came_from(as_alice, make_prepared, send):
    project = make_prepared(targets=("pt", "de"))
    made = send("post", f"{URL}{project.pk}/render/").json()
    for _ in made:
        actors.run_next_job()

    video = next(each["video"] for each in made if each["language"] == "pt")
    dub = as_alice.get(f"/api/v1/videos/{video}/").json()["dub"]

    assert (dub["project"], dub["target"], dub["source_language"]) == (str(project.pk), "pt", "en")
    sound = b"".join(as_alice.get(dub["audio_url"]).streaming_content)
    assert sound == b"dub.m4a"
    assert as_alice.get(dub["original_url"]).status_code == 200
    source = b"".join(as_alice.get(dub["source_subtitles"]["srt_url"]).streaming_content)
    assert source == b"source.srt"
    assert "?download=1&" in dub["source_transcript_url"]
    assert [sibling["language"] for sibling in dub["siblings"]] == ["de"]


def test_the_renderer_gets_what_was_frozen_and_nothing_of_ours(rendered, project, settings):
    spec = json.loads(Path(rendered.file.file.path).read_bytes())

    assert spec["path"] == project.upload.asset.file.path
    assert spec["cache"] == str(settings.JOBS_DUBS_DIR)
    assert (spec["target"], spec["source_language"], spec["lip_sync"]) == ("pt", "en", True)
    assert set(spec["voices"]) == {"s1", "s2"}
    assert spec["script"]["lines"][0]["id"] == "l1"
    assert not {"hashes", "share", "spoken", "duration", "is_tracked"} & set(spec)
    from inference.dubbing.dub_spec import DubSpec

    assert DubSpec.from_json(spec).translation["l1"] == "pt: Good morning."


def test_an_edit_makes_the_video_stale_until_it_is_ordered_again(
    send, rendered, target_url, render
):
    fresh = send("get", target_url).json()
    whole = MediaJob.objects.get()

    stale = edit(send, target_url, l1="Bom dia!")
    listed = send("get", URL).json()["results"][0]["targets"]
    render()

    assert (fresh["is_stale"], stale["is_stale"], listed[0]["is_stale"]) == (False, True, True)
    again = MediaJob.objects.exclude(pk=whole.pk).get()
    assert (whole.spec["spoken"], whole.spec["is_tracked"]) == (1.0, False)
    assert (round(again.spec["spoken"], 2), again.spec["is_tracked"]) == (0.33, True)
    assert send("get", target_url).json()["is_stale"] is False  # its job has the edit


def test_undoing_an_edit_makes_the_video_fresh_again(send, rendered, target_url):
    edit(send, target_url, l1="Bom dia!")

    undone = edit(send, target_url, l1="pt: Good morning.")

    assert undone["is_stale"] is False


def test_options_and_lines_make_a_video_stale_too(send, rendered, target_url, project):
    send("patch", f"{URL}{project.pk}/", {"options": {"lip_sync": False}})
    options = send("get", target_url).json()["is_stale"]
    send("patch", f"{URL}{project.pk}/", {"options": {"lip_sync": True}})
    before = send("get", target_url).json()["is_stale"]
    script = project.script
    script["lines"][0]["end"] = 2.2
    saved = send("put", f"{URL}{project.pk}/script/", {"revision": 1, "script": script}).json()

    assert (options, before) == (True, False)
    assert saved["targets"][0]["is_stale"] is True


def test_the_same_video_gets_the_new_file_and_keeps_the_old_one_until_then(
    as_alice, send, rendered, target_url, render
):
    old = rendered.file_id
    edit(send, target_url, l1="Bom dia!")

    (made,) = render().json()

    waiting = as_alice.get(f"/api/v1/videos/{made['video']}/").json()
    assert made["video"] == str(rendered.pk)
    assert waiting["file_url"] is not None
    assert waiting["job"]["state"] == "queued"
    actors.run_next_job()
    rendered.refresh_from_db()
    assert rendered.file_id != old
    assert not MediaAsset.objects.filter(pk=old).exists()
    assert "Bom dia!" in Path(rendered.file.file.path).read_text()


def test_a_failed_render_leaves_the_file_that_was_there(
    as_alice, send, rendered, target_url, render
):
    edit(send, target_url, l1="fail")
    render()

    actors.run_next_job()

    row = as_alice.get(f"/api/v1/videos/{rendered.pk}/").json()
    assert (row["job"]["state"], row["job"]["error"]["code"]) == ("failed", "unspeakable_text")
    assert row["file_url"] is not None
    assert send("get", target_url).json()["is_stale"] is True


def test_ordering_the_same_twice_makes_it_once(render):
    first, second = render().json(), render().json()

    assert first[0]["job"]["id"] == second[0]["job"]["id"]
    assert MediaJob.objects.count() == 1


def test_an_order_under_way_gives_way_to_a_newer_one(send, render, target_url):
    render()
    edit(send, target_url, l1="Bom dia!")

    (newer,) = render().json()

    states = dict(MediaJob.objects.values_list("pk", "state"))
    assert sorted(states.values()) == ["cancelled", "queued"]
    assert [str(pk) for pk, state in states.items() if state == "queued"] == [newer["job"]["id"]]


def test_all_languages_are_made_or_none(send, make_prepared):
    project = make_prepared(targets=("pt", "de"))
    send("put", f"{URL}{project.pk}/targets/de/", {"revision": 1, "translation": {"l1": "Hallo."}})

    refused = send("post", f"{URL}{project.pk}/render/")

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "translation_missing")
    assert problem["targets"] == {"de": ["l2", "l3"]}
    assert not Video.objects.exists()
    allowed = send("post", f"{URL}{project.pk}/render/", {"allow_silent": True})
    assert len(allowed.json()) == 2
    spec = MediaJob.objects.get(video__language="de").spec
    assert spec["translation"] == {"l1": "Hallo.", "l2": "", "l3": ""}


def test_a_video_in_which_nobody_speaks_is_not_made(send, project, target_url, render):
    script = {**project.script, "lines": []}
    send("put", f"{URL}{project.pk}/script/", {"revision": 1, "script": script})

    refused = render()

    assert (refused.status_code, refused.json()["code"]) == (409, "no_lines")
    assert send("get", target_url).json()["error_before_render"] == "no_lines"


@pytest.mark.parametrize("targets", [["fr"], []], ids=["another", "none"])
def test_only_languages_of_the_project_are_made(render, targets):
    refused = render(targets=targets)

    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_language")


def test_voices_that_are_gone_are_refused_before_a_job_waits(render, target_url):
    gone = {"s1": {"voice": "gone", "rate": 1.0, "pitch": 0.0}}
    DubTarget.objects.update(voices=gone)

    refused = render()

    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_voice")
    assert not MediaJob.objects.exists()


def test_a_video_in_the_trash_is_not_made_again_but_a_new_one(send, rendered, render, project):
    services.delete_video(rendered)
    shown = send("get", f"{URL}{project.pk}/").json()["targets"][0]["video"]

    (made,) = render().json()

    assert shown is None
    assert made["video"] != str(rendered.pk)
    assert MediaJob.objects.get(pk=made["job"]["id"]).spec["share"] == 1.0


def test_deleting_the_language_stops_what_is_made_of_it(send, render, target_url):
    (made,) = render().json()

    send("delete", target_url)

    job = MediaJob.objects.get(pk=made["job"]["id"])
    assert job.state == "cancelled"
    services.retry_job(job)
    actors.run_next_job()
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "dub_gone")


def test_deleting_the_project_stops_what_is_made_of_it(send, render, project):
    render()

    send("delete", f"{URL}{project.pk}/")

    assert MediaJob.objects.get().state == "cancelled"
    assert not Upload.objects.exists()


def test_a_plan_says_what_will_be_done_anew(send, target_url):
    plan = send("get", f"{target_url}plan/")

    assert (plan.status_code, plan.json()["pieces"]) == (200, 1)
    edit_to_nothing = send("put", target_url, {"revision": 1, "translation": {}})
    assert edit_to_nothing.status_code == 200
    refused = send("get", f"{target_url}plan/")
    assert (refused.status_code, refused.json()["code"]) == (409, "translation_missing")
    assert refused.json()["lines"] == ["l1", "l2", "l3"]


def test_a_dub_that_cannot_be_made_by_itself_waits_for_its_owner(make_prepared, send):
    project = make_prepared(targets=("pt",), just_do_it=False)
    DubProject.objects.update(is_automatic=True)
    DubTarget.objects.update(first_voice={"voice": "gone", "rate": 1.0, "pitch": 0.0})

    assert dub_rendering.start_automatic() == 0
    assert dub_rendering.start_automatic() == 0

    assert not Video.objects.exists()
    assert send("get", f"{URL}{project.pk}/").json()["targets"][0]["can_render"] is True


def test_lines_that_a_person_completed_do_not_render_behind_their_back(make_prepared, send):
    project = make_prepared(targets=("pt",))
    target = f"{URL}{project.pk}/targets/pt/"
    edit(send, target, l1="Bom dia.")
    DubProject.objects.update(is_automatic=True)

    dub_translating.translate_next()

    assert not Video.objects.exists()


def test_messages_do_not_carry_the_whole_order(render):
    render()
    job = MediaJob.objects.select_related("video").get()

    message = json.dumps(events.snapshot(job))

    assert "Good morning" not in message
    assert len(message) < 2500


def test_dubs_wait_behind_other_videos_and_go_on_after_them(render, make_job, monkeypatch):
    (made,) = render().json()
    other = make_job()
    monkeypatch.setattr(progress, "TURN", 0.0)
    dub = MediaJob.objects.get(pk=made["job"]["id"])
    first = [events.queue_positions()[each.pk] for each in (other, dub)]

    actors.run_job(MediaJob.objects.claim(dub.pk))
    dub.refresh_from_db()
    interrupted = dub.state
    actors.run_next_job()
    actors.run_next_job()

    assert first == [1, 2]
    assert interrupted == "queued"
    dub.refresh_from_db()
    other.refresh_from_db()
    assert (other.state, dub.state, dub.crashes) == ("succeeded", "succeeded", 0)
    assert dub.timings == {}  # of the second half only; nothing is learnt from it


def test_a_dub_is_measured_against_its_original(rendered, project, send):
    Video.objects.update(report={"lines": [{"text": "Bom dia."}, {"text": "Sim."}]})
    send("post", f"/api/v1/videos/{rendered.pk}/quality/")
    job = MediaJob.objects.get(kind="quality")

    spec = pipeline_factory.prepare(job, Path("work")).request.spec

    assert spec["source"] == project.upload.asset.file.path
    assert spec["known_text"] == "Bom dia. Sim."


def test_two_windows_that_order_at_once_get_one_video(project, monkeypatch):
    stale = DubTarget.objects.select_related("video", "project__owner").get()
    dub_rendering.render(project)

    again = dub_rendering._order(stale)

    assert again.video == Video.objects.get()
    assert MediaJob.objects.count() == 1
