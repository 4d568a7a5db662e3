"""Tests for `studio.views`."""

import json
import re
import uuid

import pytest
from django.urls import reverse

from inference.voices import VOICES
from media_jobs import personal, services
from media_jobs.models import Video
from studio.views import RECENT


def data_of(response, name="studio-data"):
    """A data block of a page."""
    block = re.search(rf'<script id="{name}"[^>]*>(.*?)</script>', response.content.decode())
    return json.loads(block[1])


def titles(response):
    return [film.video.title for film in response.context["films"]]


# -- studio ---------------------------------------------------------------------------------------


def test_a_newcomer_is_greeted_and_can_begin_at_once(as_alice, anna):
    response = as_alice.get("/")

    assert "Welcome, Alice" in response.content.decode()
    assert data_of(response)["start"]["avatar"] == str(anna.pk)
    assert data_of(response)["start"]["voice"] == "piper-joe-en"
    assert data_of(response)["samples"]["en-US"]


def test_the_studio_offers_every_voice_and_marks_the_basic_ones(as_alice, anna):
    response = as_alice.get("/")

    assert len(data_of(response)["voices"]) == len(VOICES)
    page = response.content.decode()
    assert page.count('name="voice"') == len(VOICES)
    basic = sum(voice.quality == "basic" for voice in VOICES)
    assert page.count('<span class="badge">Basic</span>') == basic


def test_natural_voices_come_first(as_alice, anna):
    groups = as_alice.get("/").context["voice_groups"]

    natural = [any(voice["quality"] == "neural" for voice in group["voices"]) for group in groups]
    assert natural == sorted(natural, reverse=True)
    assert natural[0]


def test_a_presenter_without_analysis_is_not_offered(as_alice, make_avatar):
    make_avatar(analysis={})

    response = as_alice.get("/")

    assert response.context["avatars"] == []
    assert "There is no presenter yet" in response.content.decode()


def test_duplicating_begins_with_the_choices_of_the_video(as_alice, make_video):
    video = make_video()

    start = data_of(as_alice.get(f"/?from={video.pk}"))["start"]

    assert start["text"] == "How a volcano is born."
    assert (start["aspect"], start["background"], start["rate"]) == ("9:16", "sand", 1.1)


def test_a_video_of_somebody_else_cannot_be_duplicated(as_alice, bob, make_video):
    video = make_video(owner=bob)

    data = data_of(as_alice.get(f"/?from={video.pk}"))

    assert data["is_copy"] is False
    assert data["start"]["text"] == ""


@pytest.mark.parametrize("value", ["", "no-uuid", str(uuid.uuid4())], ids=["empty", "odd", "gone"])
def test_a_wrong_source_is_ignored(as_alice, anna, value):
    response = as_alice.get("/", {"from": value})

    assert data_of(response)["is_copy"] is False


def test_a_duplicate_of_a_removed_presenter_begins_with_the_first(as_alice, make_video):
    video = make_video()
    Video.objects.filter(pk=video.pk).update(
        settings={**video.settings, "avatar": str(uuid.uuid4()), "voice": "gone"}
    )

    start = data_of(as_alice.get(f"/?from={video.pk}"))["start"]

    assert start["avatar"] == str(video.avatar_id)
    assert start["voice"] == "piper-joe-en"


def test_unfinished_jobs_come_with_the_page_the_newest_last(as_alice, make_video):
    make_video("succeeded")
    older, newer = make_video("running"), make_video("queued")

    jobs = data_of(as_alice.get("/"))["jobs"]

    assert [job["video"] for job in jobs] == [str(older.pk), str(newer.pk)]


def test_jobs_of_others_and_of_deleted_videos_do_not_come(as_alice, bob, make_video):
    make_video("running", owner=bob)
    services.delete_video(make_video("running"))

    assert data_of(as_alice.get("/"))["jobs"] == []


def test_only_the_newest_videos_are_below_the_studio(as_alice, make_video):
    for n in range(RECENT + 1):
        make_video(title=f"Part {n}")

    assert titles(as_alice.get("/")) == ["Part 4", "Part 3", "Part 2", "Part 1"]


def test_a_face_of_ones_own_can_be_changed_and_a_presenter_not(as_alice, anna, my_face):
    page = as_alice.get("/").content.decode()

    assert f'data-edit-face="{my_face.pk}"' in page
    assert f'data-edit-face="{anna.pk}"' not in page


def test_a_video_face_begins_with_its_own_shape_and_length(as_alice, my_video_face, make_video):
    video = make_video(avatar=my_video_face, settings={"avatar": str(my_video_face.pk)})

    response = as_alice.get(f"/?from={video.pk}")

    assert response.context["is_video"] is True
    assert "As the video" in response.content.decode()


def test_a_recording_can_be_heard_again_by_its_owner_alone(client, alice, bob, make_recording):
    upload = make_recording()
    client.force_login(alice)

    answer = client.get(reverse("studio:recording", args=[upload.pk]))

    assert answer.status_code == 302
    assert str(upload.asset_id) in answer["Location"]
    client.force_login(bob)
    assert client.get(reverse("studio:recording", args=[upload.pk])).status_code == 404


def test_the_draft_of_another_device_comes_with_the_page(as_alice, alice, bob, anna):
    form = {"input": "text", "ways": {"text": {"text": "Begun on the train."}}}
    personal.save_draft(alice, form, seen=None)
    personal.save_draft(bob, {"ways": {}}, seen=None)

    draft = data_of(as_alice.get("/"))["draft"]

    assert draft["data"] == form
    assert draft == as_alice.get("/api/v1/draft/").json()


def test_without_a_draft_the_page_says_so(as_alice, anna):
    assert data_of(as_alice.get("/"))["draft"] == {"data": None, "updated_at": None}


def test_every_id_of_the_studio_is_there_once(as_alice, anna):
    page = as_alice.get("/").content.decode()

    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_words_can_come_from_four_places(as_alice, anna):
    page = as_alice.get("/").content.decode()

    assert page.count('role="tab"') == page.count('role="tabpanel"') == 4
    for panel in re.findall(r'role="tab".*?aria-controls="([\w-]+)"', page, re.DOTALL):
        assert f'id="{panel}"' in page


# -- library --------------------------------------------------------------------------------------


def test_a_video_has_a_page_with_player_facts_and_script(as_alice, make_video):
    video = make_video()

    page = as_alice.get(reverse("studio:video", args=[video.pk])).content.decode()

    assert "<video" in page
    assert "How a volcano is born." in page
    assert "Joe" in page
    assert "720 × 1280" in page


def test_a_voice_that_is_gone_keeps_its_id_on_the_page(as_alice, make_video):
    video = make_video()
    Video.objects.filter(pk=video.pk).update(settings={"voice": "kokoro-old-en"})

    page = as_alice.get(reverse("studio:video", args=[video.pk])).content.decode()

    assert "kokoro-old-en" in page


@pytest.mark.parametrize("state", ["queued", "running", "failed", "cancelled"])
def test_a_video_without_a_file_has_a_page_too(as_alice, make_video, state):
    video = make_video(state)

    response = as_alice.get(reverse("studio:video", args=[video.pk]))

    assert "<video" not in response.content.decode()
    assert data_of(response, "video-job")["state"] == state


@pytest.mark.parametrize("name", ["studio:video", "studio:film"])
def test_a_video_of_somebody_else_is_not_there(as_alice, bob, make_video, name):
    video = make_video(owner=bob)

    assert as_alice.get(reverse(name, args=[video.pk])).status_code == 404


@pytest.mark.parametrize("name", ["studio:video", "studio:film"])
def test_a_deleted_video_is_not_there(as_alice, make_video, name):
    video = make_video()
    services.delete_video(video)

    assert as_alice.get(reverse(name, args=[video.pk])).status_code == 404


def test_a_card_can_be_fetched_alone(as_alice, make_video):
    video = make_video()

    page = as_alice.get(reverse("studio:film", args=[video.pk])).content.decode()

    assert page.strip().startswith("<article")
    assert page.count("<article") == 1


# -- all pages ------------------------------------------------------------------------------------

PAGES = ["/", "/library/", f"/videos/{uuid.uuid4()}/", f"/library/{uuid.uuid4()}/card/"]
PAGE_NAMES = ["studio", "library", "video", "card"]


@pytest.mark.parametrize("path", PAGES, ids=PAGE_NAMES)
def test_strangers_are_led_to_the_sign_in_page(client, alice, path):
    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("path", PAGES, ids=PAGE_NAMES)
def test_pages_only_show(as_alice, path):
    assert as_alice.post(path).status_code == 405


@pytest.mark.parametrize("state", ["succeeded", "running", "failed"])
def test_pages_obey_the_content_security_policy(as_alice, make_video, state):
    video = make_video(state)

    for path in ("/", "/library/", f"/videos/{video.pk}/"):
        response = as_alice.get(path)
        page = response.content.decode()

        assert "unsafe" not in response["Content-Security-Policy"]
        assert not re.search(r"\sstyle=|<style|\son\w+=\"|javascript:", page)
        scripts = re.findall(r"<script([^>]*)>", page)
        assert all("src=" in tag or "application/json" in tag for tag in scripts)


def test_the_error_page_needs_nothing_from_the_request(rf):
    from django.views.defaults import page_not_found, server_error

    assert b"That went wrong" in server_error(rf.get("/")).content
    assert b"There is nothing here" in page_not_found(rf.get("/x"), KeyError()).content
