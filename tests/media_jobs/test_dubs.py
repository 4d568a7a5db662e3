"""Tests for dub projects: made, prepared, deleted."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone

from media_jobs import background, dub_preparation, dubs, storage
from media_jobs.broker import broker
from media_jobs.models import DubProject, DubTarget, MediaAsset, MediaJob, Upload, Video

URL = "/api/v1/dubs/"
PEAKS = '{"rate": 20, "peaks": [0.5]}'  # what the fake child writes into each file


@pytest.fixture(autouse=True)
def no_throttle():
    cache.clear()


@pytest.fixture
def post(as_alice, fake_dubbing, django_capture_on_commit_callbacks):
    def send(address=URL, client=as_alice, **content):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, content, content_type="application/json")

    return send


def shown(client, project):
    return client.get(f"{URL}{project.pk}/").json()


def test_a_video_is_prepared_and_its_lines_are_known(as_alice, post, make_upload):
    film = make_upload("me.mp4", purpose="dub", duration=8.0)

    ordered = post(upload=str(film.pk), targets=["pt-BR", "de"], title="Bread")

    made = ordered.json()
    assert (ordered.status_code, made["state"], made["script"]) == (202, "queued", None)
    assert [target["language"] for target in made["targets"]] == ["pt", "de"]
    assert made["seconds_left"] > 5  # before anything has begun
    dub_preparation.prepare_next()
    done = as_alice.get(f"{URL}{made['id']}/").json()
    assert (done["state"], done["error"], done["stage"]) == ("succeeded", None, "")
    assert [line["id"] for line in done["script"]["lines"]] == ["l1", "l2", "l3"]
    assert (done["source_language"], done["n_lines"], done["revision"]) == ("en", 3, 1)
    assert done["advice"][0]["code"] == "several_speakers"
    told = as_alice.get("/api/v1/storage/").json()
    assert told["dubs_bytes"] == 3 * len(PEAKS)
    kinds = ("uploads_bytes", "dubs_bytes", "videos_bytes")
    assert told["used_bytes"] == sum(told[kind] for kind in kinds)
    for name in ("preview_url", "poster_url", "peaks_url"):
        assert as_alice.get(done[name]).status_code == 200
    assert done["upload"]["expires_at"] is None
    assert broker.queues["translations"].qsize() == 2


def test_a_list_has_no_lines(as_alice, make_prepared):
    project = make_prepared()

    (row,) = as_alice.get(URL).json()["results"]

    assert (row["id"], row["script"], row["n_lines"]) == (str(project.pk), None, 3)
    (target,) = row["targets"]
    assert "translation" not in target
    assert (target["n_translated"], target["can_render"]) == (3, True)


def test_just_doing_it_makes_every_language_by_itself(make_prepared):
    project = make_prepared(targets=("pt", "es"), just_do_it=True)

    jobs = MediaJob.objects.filter(kind="dub")
    assert {job.spec["target"] for job in jobs} == {"pt", "es"}
    assert all(target.video for target in project.targets.all())


def test_a_look_at_the_words_first_makes_nothing(make_prepared):
    make_prepared()

    assert not MediaJob.objects.exists()


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"targets": []}, "no_targets", "targets"),
        ({"targets": ["xx-invented"]}, "no_voice_for_language", "targets"),
        ({"targets": ["not a tag"]}, "unknown_language", "targets"),
        ({"source_language": "pt-PT"}, "same_language", "targets"),
        ({"source_language": "?"}, "unknown_language", "source_language"),
        ({"subtitles": "7d0b1a52-55d0-4a21-9a0c-4b7d3c8f0d11"}, "unknown_upload", "subtitles"),
        ({"voices": {"pt": "gone"}}, "unknown_voice", "voices.pt"),
        ({"voices": {"pt": "piper-joe-en"}}, "wrong_voice_language", "voices.pt"),
        ({"translator": "nobody"}, "unknown_translator", "translator"),
        ({"engine": "wav2lip"}, "engine_unavailable", "engine"),
        ({"captions": {"colour": "red"}}, "bad_captions", "captions"),
        ({"glossary": [{"term": " "}]}, "invalid", "glossary"),
        ({"glossary": [{"term": "A"}, {"term": "a"}]}, "bad_glossary", "entries.1.term"),
        ({"background": "loud"}, "invalid", "background"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_order_that_cannot_be_met_is_refused(post, make_upload, changed, code, field):
    film = make_upload("me.mp4", purpose="dub", duration=8.0)

    refused = post(**{"upload": str(film.pk), "targets": ["pt"], **changed})

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (400, code)
    assert list(problem["fields"]) == [field]
    assert not DubProject.objects.exists()


def test_only_own_videos_with_sound_can_be_dubbed(post, make_upload, bob):
    theirs = make_upload("me.mp4", purpose="dub", owner=bob)
    picture = make_upload("me.png", purpose="background")
    silent = make_upload("me.mp4", purpose="face", has_sound=False)

    codes = [
        post(upload=str(each.pk), targets=["pt"]).json()["code"]
        for each in (theirs, picture, silent)
    ]

    assert codes == ["unknown_upload", "not_a_video", "no_sound"]


def test_what_fails_says_why_and_can_be_tried_again(as_alice, post, make_dub, monkeypatch):
    project = make_dub(behave={"dub_listen": "fail"})
    dub_preparation.prepare_next()
    failed = shown(as_alice, project)

    again = post(f"{URL}{project.pk}/retry/")

    assert (failed["state"], failed["error"]["code"]) == ("failed", "unspeakable_text")
    assert failed["preview_url"]  # what was done is kept
    assert (again.status_code, again.json()["state"]) == (202, "queued")
    kept = DubProject.objects.get().preview_id
    dub_preparation.prepare_next()
    assert DubProject.objects.get().preview_id == kept


def test_the_page_knows_what_is_being_done_and_how_long_it_takes(as_alice, make_dub):
    from media_jobs import dub_estimates

    project = make_dub()
    claimed = DubProject.objects.claim_next()
    reporter = dub_estimates.PhaseReporter(claimed, dub_estimates.preparation(project))

    reporter.begin("preview")
    first = shown(as_alice, project)
    reporter.begin("listening")
    second = shown(as_alice, project)

    assert (first["stage"], second["stage"]) == ("preview", "listening")
    assert 0 <= first["progress"] < second["progress"] < 1
    assert first["seconds_left"] >= second["seconds_left"] > 0


def test_preparing_is_estimated_by_what_it_took_before(make_prepared):
    from media_jobs import dub_estimates

    project = make_prepared()
    DubProject.objects.update(timings={"preview": 9.0, "listening": 21.0, "amount": 16.0})
    project.preview = None

    # For half of the video half of the time, but for the start of the process.
    assert dub_estimates.preparation(project) == {"preview": 5.0, "listening": 13.0}


@pytest.mark.django_db(transaction=True)
def test_cancelling_ends_the_preparation_at_work(as_alice, make_dub, fake_dubbing, worker):
    project = make_dub(behave={"dub_listen": "hang"})
    deadline = time.monotonic() + 20
    while shown(as_alice, project)["stage"] != "listening":
        assert time.monotonic() < deadline
        time.sleep(0.05)

    as_alice.post(f"{URL}{project.pk}/cancel/")

    while fake_dubbing.pid is not None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert shown(as_alice, project)["state"] == "cancelled"


def test_what_was_under_way_goes_on_after_a_restart(as_alice, make_dub):
    project = make_dub()
    DubProject.objects.update(state="running", attempt=1)
    broker.flush_all()

    background.resume(all_running=True)

    assert broker.queues["dubs"].qsize() == 1
    dub_preparation.prepare_next()
    assert shown(as_alice, project)["state"] == "succeeded"


def test_a_project_deleted_while_it_is_prepared_leaves_nothing(make_dub, monkeypatch):
    project = make_dub()
    call = fake_dubs_call(monkeypatch, lambda: dubs.delete_dub(DubProject.objects.get()))

    dub_preparation.prepare_next()

    assert call == ["dub_preview"]
    assert not DubProject.objects.filter(pk=project.pk).exists()
    assert not MediaAsset.objects.exists()


def fake_dubs_call(monkeypatch, meanwhile) -> list[str]:
    """Have something happen while the preview is made; returns the operations asked for."""
    asked = []
    ask = dub_preparation._call

    def call(op, *args):
        asked.append(op)
        made = ask(op, *args)
        if op == "dub_preview":
            meanwhile()
        return made

    monkeypatch.setattr(dub_preparation, "_call", call)
    return asked


def test_listening_again_forgets_what_was_made_of_the_old_lines(as_alice, post, make_prepared):
    project = make_prepared()

    again = post(f"{URL}{project.pk}/listen/", language="fr")
    refused = post(f"{URL}{project.pk}/listen/")

    assert (again.status_code, again.json()["script"]) == (202, None)
    (target,) = again.json()["targets"]
    assert (target["state"], target["translation"], target["can_render"]) == ("queued", {}, False)
    assert (refused.status_code, refused.json()["code"]) == (409, "dub_busy")
    dub_preparation.prepare_next()
    done = shown(as_alice, project)
    assert (done["source_language"], done["revision"]) == ("fr", 2)


def test_options_can_be_changed_one_by_one(as_alice, make_dub):
    address = f"{URL}{make_dub().pk}/"
    content = {
        "title": "Bread, again",
        "options": {"lip_sync": False},
        "glossary": [{"term": "bread", "translation": "pão"}],
    }

    changed = as_alice.patch(address, content, "application/json").json()
    refused = as_alice.patch(address, {"options": {"translator": "nobody"}}, "application/json")

    assert (changed["title"], changed["glossary"]) == ("Bread, again", content["glossary"])
    assert changed["options"]["lip_sync"] is False
    assert changed["options"]["background"] == "duck"
    assert refused.json()["code"] == "unknown_translator"


def test_deleting_a_project_deletes_its_files_and_leaves_its_videos(as_alice, make_prepared, post):
    from media_jobs import actors

    project = make_prepared()
    post(f"{URL}{project.pk}/render/")
    actors.run_next_job()
    files = [Path(asset.file.path) for asset in (project.upload.asset, *project.files)]

    gone = as_alice.delete(f"{URL}{project.pk}/")

    assert gone.status_code == 204
    assert not DubProject.objects.exists()
    assert not DubTarget.objects.exists()
    assert not Upload.objects.exists()
    assert not any(path.exists() for path in files)
    video = Video.objects.get()
    assert set(MediaAsset.objects.all()) == set(video.files)
    row = as_alice.get(f"/api/v1/videos/{video.pk}/").json()
    assert row["file_url"]
    assert row["dub"]["project"] is None


def test_an_upload_that_is_used_elsewhere_stays(as_alice, make_dub, post):
    project = make_dub()
    other = post(upload=str(project.upload_id), targets=["de"]).json()

    as_alice.delete(f"{URL}{project.pk}/")

    assert as_alice.get(f"{URL}{other['id']}/").json()["upload"]["id"] == str(project.upload_id)


def test_the_original_cannot_be_deleted_while_it_is_needed(as_alice, make_dub):
    project = make_dub()

    refused = as_alice.delete(f"/api/v1/uploads/{project.upload_id}/")

    assert (refused.status_code, refused.json()["code"]) == (409, "upload_in_use")


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_someone_elses_project_is_not_found(client, bob, make_prepared, method):
    project = make_prepared()
    client.force_login(bob)
    address = f"{URL}{project.pk}/"

    assert getattr(client, method)(address).status_code == 404
    for action in ("cancel", "retry", "listen", "render", "targets"):
        assert client.post(f"{address}{action}/", {}, "application/json").status_code == 404
    assert client.put(f"{address}script/", {}, "application/json").status_code == 404
    assert client.get(URL).json()["results"] == []
    assert client.get(storage.asset_url(project.preview, "x").partition("?")[0]).status_code == 404


def test_nobody_is_told_to_sign_in(client, alice):
    for address in (URL, "/api/v1/languages/", "/api/v1/translators/", "/api/v1/glossary/"):
        assert client.get(address).status_code == 401


def test_the_cache_of_dubs_is_kept_small_and_young(settings, db):
    folder = Path(settings.JOBS_DUBS_DIR)
    folder.mkdir(parents=True)
    now = time.time()
    for name, age in (("old", 40), ("middle", 2), ("new", 1)):
        path = folder / name
        path.write_bytes(b"x" * (1 << 20))
        moment = now - timedelta(days=age).total_seconds()
        import os

        os.utime(path, (moment, moment))
    settings.DUBS_CACHE_MB = 1

    dubs.shrink_cache()

    assert [path.name for path in folder.iterdir()] == ["new"]


def test_the_cache_is_left_alone_while_a_dub_is_made(settings, make_job):
    folder = Path(settings.JOBS_DUBS_DIR)
    folder.mkdir(parents=True)
    (folder / "piece").write_bytes(b"x" * (2 << 20))
    settings.DUBS_CACHE_MB = 1
    make_job()
    MediaJob.objects.update(kind="dub", state="running", heartbeat_at=timezone.now())

    dubs.shrink_cache()

    assert (folder / "piece").exists()


def test_who_asks_for_too_much_is_told_when_to_come_back(as_alice, post, alice):
    for _ in range(60):
        assert post(targets=[]).status_code == 400

    refused = post(targets=[])

    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert int(refused["Retry-After"]) > 0
    assert as_alice.get(URL).status_code == 200
