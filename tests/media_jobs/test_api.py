"""Tests for the API: shapes, errors, and that everybody sees only their own."""

import pytest
import yaml

from media_jobs import voice_samples
from media_jobs.models import MediaJob, Video

SNAPSHOT = {
    "type", "id", "video", "title", "kind", "state", "stage", "stages", "progress",
    "seconds_left", "queue_position", "is_held", "attempt", "error", "created_at", "started_at",
    "finished_at", "result",
}  # fmt: skip
FILM = {
    "id", "title", "kind", "language", "script", "settings", "avatar", "created_at", "duration",
    "width", "height", "size_bytes", "file_url", "download_url", "poster_url", "page_url", "job",
    "engine", "recording", "report", "curves_url", "has_quality", "subtitles", "transcript_url",
    "description", "hashtags", "written_script", "dub",
}  # fmt: skip


def post(client, url, content=None):
    return client.post(url, content or {}, content_type="application/json")


@pytest.fixture
def order(anna):
    return {"avatar": str(anna.pk), "text": "Hello there.", "voice": "piper-joe-en"}


def test_a_video_is_accepted_with_its_job(as_alice, order):
    response = post(as_alice, "/api/v1/videos/", order)

    made = response.json()
    assert response.status_code == 202
    assert set(made) == FILM
    assert set(made["job"]) == SNAPSHOT
    assert (made["job"]["state"], made["job"]["queue_position"]) == ("queued", 1)
    assert made["avatar"] == {"id": order["avatar"], "name": "Anna"}
    assert made["page_url"] == f"/videos/{made['id']}/"
    assert made["file_url"] is None


def test_a_finished_video_has_addresses(as_alice, make_finished):
    video = make_finished(title="My film")

    shown = as_alice.get(f"/api/v1/videos/{video.pk}/").json()

    assert shown["file_url"].startswith(f"/media/{video.file.pk}/my-film.mp4?expires=")
    assert shown["download_url"] == shown["file_url"].replace("?", "?download=1&")
    assert shown["poster_url"].startswith(f"/media/{video.poster.pk}/my-film.jpg?expires=")
    assert shown["job"]["result"]["file_url"] == shown["file_url"]
    assert shown["job"]["result"]["size_bytes"] == shown["size_bytes"] == 10
    assert {stage["state"] for stage in shown["job"]["stages"]} == {"done"}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"text": ""}, "empty_text", "text"),
        ({"voice": "nobody"}, "unknown_voice", "voice"),
        ({"avatar": "x"}, "invalid", "avatar"),
        ({"rate": 9}, "invalid", "rate"),
        ({"aspect": "4:3"}, "invalid", "aspect"),
        ({"text": None}, "invalid", "text"),
    ],
)
def test_refusals_have_one_shape(as_alice, order, change, code, field):
    response = post(as_alice, "/api/v1/videos/", order | change)

    problem = response.json()
    assert response.status_code == 400
    assert set(problem) == {"code", "detail", "fields"}
    assert problem["code"] == code
    assert list(problem["fields"]) == [field]
    assert isinstance(problem["fields"][field][0], str)


def test_what_is_no_json_is_refused_in_the_same_shape(as_alice):
    response = as_alice.post("/api/v1/videos/", "{", content_type="application/json")

    assert response.status_code == 400
    assert response.json()["code"] == "parse_error"


def test_renaming(as_alice, make_video):
    url = f"/api/v1/videos/{make_video().pk}/"

    renamed = as_alice.patch(url, {"title": " New  name "}, content_type="application/json")
    refused = as_alice.patch(url, {"title": " "}, content_type="application/json")

    assert renamed.json()["title"] == "New name"
    assert refused.status_code == 400
    assert Video.objects.get().title == "New name"


def test_deleting_and_restoring(as_alice, make_video):
    url = f"/api/v1/videos/{make_video().pk}/"

    assert as_alice.delete(url).status_code == 204
    assert as_alice.get(url).status_code == 404
    assert as_alice.get("/api/v1/jobs/").json()["count"] == 0
    assert post(as_alice, f"{url}restore/").status_code == 200
    assert as_alice.get(url).status_code == 200
    again = post(as_alice, f"{url}restore/")
    assert (again.status_code, again.json()["code"]) == (409, "not_deleted")


def test_cancelling_and_retrying(as_alice, make_job):
    url = f"/api/v1/jobs/{make_job().pk}/"

    cancelled = post(as_alice, f"{url}cancel/")
    too_late = post(as_alice, f"{url}cancel/")
    retried = post(as_alice, f"{url}retry/")

    assert cancelled.json()["state"] == "cancelled"
    assert (too_late.status_code, too_late.json()["code"]) == (409, "job_finished")
    assert retried.json()["state"] == "queued"


def test_a_failure_is_a_code_with_facts(as_alice, make_job):
    job = MediaJob.objects.claim(make_job().pk)
    job.advance(stage="face", progress=0.4)
    job.finish(MediaJob.State.FAILED, error_code="no_face", error_facts={"n": 0})

    shown = as_alice.get(f"/api/v1/jobs/{job.pk}/").json()

    assert shown["error"] == {"code": "no_face", "facts": {"n": 0}}
    assert [stage["state"] for stage in shown["stages"]] == ["done"] * 2 + ["waiting"] * 3


def test_lists_come_in_pages_newest_first(as_alice, make_video):
    first, second = make_video("One."), make_video("Two.")

    page = as_alice.get("/api/v1/videos/", {"page_size": 1}).json()

    assert (page["count"], len(page["results"])) == (2, 1)
    assert page["results"][0]["id"] == str(second.pk)
    assert "page=2" in page["next"]
    assert as_alice.get(page["next"]).json()["results"][0]["id"] == str(first.pk)


def test_a_list_costs_a_fixed_number_of_queries(
    as_alice, make_finished, django_assert_max_num_queries
):
    for _ in range(4):
        make_finished()

    with django_assert_max_num_queries(9):
        as_alice.get("/api/v1/videos/")


def test_queue_positions_follow_the_turns(as_alice, make_job, bob):
    mine = [make_job(f"Mine {i}.") for i in range(2)]
    make_job("His.", owner=bob)

    positions = [as_alice.get(f"/api/v1/jobs/{job.pk}/").json()["queue_position"] for job in mine]

    assert positions == [1, 3]


def test_presenters_come_with_where_to_draw_them(as_alice, make_avatar):
    box = [20.0, 10.0, 40.0, 36.0]
    make_avatar(
        analysis={"version": 1, "width": 64, "height": 48, "has_alpha": True, "face_box": box}
    )

    (anna,) = as_alice.get("/api/v1/avatars/").json()["results"]

    assert set(anna["framing"]) == {"16:9", "9:16", "1:1"}
    assert all(set(place) == {"left", "top", "width"} for place in anna["framing"].values())
    wide = anna["framing"]["16:9"]
    face_centre = wide["left"] + wide["width"] * 30 / 64
    assert face_centre == pytest.approx(0.5, abs=0.01)
    assert as_alice.get(anna["picture_url"]).status_code == 200
    assert as_alice.get(anna["thumbnail_url"]).status_code == 200


def test_presenters_that_are_not_offered_are_not_listed(as_alice, make_avatar, bob):
    make_avatar(is_active=False)
    make_avatar(owner=bob, slug="private")

    assert as_alice.get("/api/v1/avatars/").json()["results"] == []


def test_voices_are_listed_and_can_be_heard(as_alice):
    path = voice_samples.path_of("piper-joe-en")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"sound")

    voices = {voice["id"]: voice for voice in as_alice.get("/api/v1/voices/").json()}

    joe = voices["piper-joe-en"]
    assert (joe["language"], joe["quality"]) == ("en-US", "neural")
    assert joe["language_name"] == "English (America)"
    assert voices["kokoro-kumo-en"]["sample_url"] is None
    response = as_alice.get(joe["sample_url"])
    assert response["Content-Type"] == "audio/mp4"
    assert response.getvalue() == b"sound"


@pytest.mark.parametrize("voice", ["nobody", "..%2F..%2Fsecret-key", "kokoro-kumo-en"])
def test_there_is_no_sample_of_other_things(as_alice, voice):
    assert as_alice.get(f"/api/v1/voices/{voice}/sample/").status_code == 404


def test_backgrounds_are_listed(as_alice):
    first, *_ = as_alice.get("/api/v1/backgrounds/").json()

    assert set(first) == {"id", "label", "css"}


def test_strangers_are_told_to_sign_in_in_the_shape_of_every_error(client, alice):
    response = client.get("/api/v1/videos/")

    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "videos/{video}/"),
        ("patch", "videos/{video}/"),
        ("delete", "videos/{video}/"),
        ("post", "videos/{video}/restore/"),
        ("get", "jobs/{job}/"),
        ("post", "jobs/{job}/cancel/"),
        ("post", "jobs/{job}/retry/"),
    ],
)
def test_someone_elses_is_not_found_and_stays_as_it_is(client, bob, make_video, method, address):
    video = make_video()
    client.force_login(bob)
    path = address.format(video=video.pk, job=video.jobs.get().pk)

    response = getattr(client, method)(
        f"/api/v1/{path}", {"title": "Mine now"}, content_type="application/json"
    )

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    video.refresh_from_db()
    assert (video.deleted_at, video.title) == (None, "Hello there.")
    assert video.jobs.get().state == "queued"


def test_lists_hold_only_ones_own(client, bob, make_video):
    make_video()
    client.force_login(bob)

    assert client.get("/api/v1/videos/").json()["count"] == 0
    assert client.get("/api/v1/jobs/").json()["count"] == 0


def test_a_request_from_another_site_is_refused(alice, order):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)

    response = strict.post("/api/v1/videos/", order, content_type="application/json")

    assert response.status_code == 403
    assert response.json()["code"] == "permission_denied"
    assert not Video.objects.exists()


def test_a_nonsense_id_is_not_found(as_alice):
    assert as_alice.get("/api/v1/videos/not-a-uuid/").status_code == 404
    assert as_alice.get("/api/v1/jobs/not-a-uuid/").status_code == 404


def test_the_schema_is_served_and_complete(as_alice):
    schema = yaml.safe_load(as_alice.get("/api/schema/").content)

    assert schema["openapi"].startswith("3.1")
    assert len(schema["paths"]) >= 11
    film = schema["components"]["schemas"]["Video"]["properties"]
    assert set(film) == FILM
    assert set(schema["components"]["schemas"]["Job"]["properties"]) == SNAPSHOT


def test_the_schema_has_no_warnings(tmp_path):
    from django.core.management import call_command

    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "api.yml"))
