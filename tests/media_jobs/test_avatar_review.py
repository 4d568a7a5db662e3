"""Tests for states, review and sharing of own presenters."""

from pathlib import Path

import pytest
from django.core import mail

from accounts import groups
from accounts.models import AuditEvent, Membership, User
from media_jobs import avatar_review, own_avatars, pipeline_factory, services, uploads
from media_jobs.models import Avatar, MediaJob, Upload
from media_jobs.refusals import ServiceError

URL = "/api/v1/avatars/"


@pytest.fixture
def staff(db) -> User:
    return User.objects.create_user("mod@example.org", "pw", is_staff=True, display_name="Mo")


@pytest.fixture
def pending(make_avatar, alice):
    return make_avatar(owner=alice, kind="photo", slug="me", name="Me", state="pending")


@pytest.fixture
def team(alice, bob):
    """A group of Alice's that Bob has joined."""
    group = groups.make(alice, "Team")
    invited = groups.invite(group, bob.email)
    groups.join(bob, invited.pk)
    return group


def share(client, avatar, **wish):
    return client.post(f"{URL}{avatar.pk}/share/", wish, content_type="application/json")


def test_what_waits_is_seen_by_its_owner_and_used_by_nobody(as_alice, alice, bob, pending, client):
    told = as_alice.get(f"{URL}{pending.pk}/").json()
    client.force_login(bob)

    assert (told["state"], told["is_own"]) == ("pending", True)
    assert not Avatar.objects.usable_by(alice.pk).exists()
    assert client.get(f"{URL}{pending.pk}/").status_code == 404
    with pytest.raises(ServiceError) as refused:
        services.create_video(alice, avatar=pending.pk, text="Hi.", voice="piper-joe-en")
    assert refused.value.code == "avatar_not_ready"


def test_an_approved_one_may_be_used_and_its_owner_is_told(pending, staff, alice):
    avatar_review.approve(pending, staff)

    [message], event = mail.outbox, AuditEvent.objects.get()
    assert Avatar.objects.usable_by(alice.pk).get().reviewed_by == staff
    assert (message.to, message.subject) == ([alice.email], "“Me” can speak now")
    assert (event.action, event.changes) == ("avatar.approved", {"state": ["pending", "approved"]})


def test_a_rejected_one_says_why_and_ends_videos_under_way(
    pending, staff, alice, as_alice, django_capture_on_commit_callbacks
):
    avatar_review.approve(pending, staff)
    with django_capture_on_commit_callbacks():
        services.create_video(alice, avatar=pending.pk, text="Hi.", voice="piper-joe-en")

    avatar_review.reject(pending, staff, "  Somebody  else. ")

    told = as_alice.get(f"{URL}{pending.pk}/").json()
    assert (told["state"], told["review_note"]) == ("rejected", "Somebody else.")
    assert MediaJob.objects.get().state == "cancelled"


def test_a_decision_needs_a_reason_and_a_state_to_decide(pending, staff, anna):
    with pytest.raises(ServiceError, match="Say why"):
        avatar_review.reject(pending, staff, " ")
    avatar_review.approve(pending, staff)
    for decide in (avatar_review.approve, avatar_review.revoke):
        with pytest.raises(ServiceError) as refused:
            decide(anna, staff)

        assert refused.value.code == "avatar_not_reviewable"
    with pytest.raises(ServiceError):
        avatar_review.approve(pending, staff)


def test_the_queue_holds_the_oldest_first(pending, make_avatar, bob):
    later = make_avatar(owner=bob, kind="photo", slug="b", state="pending")
    make_avatar(owner=bob, kind="photo", slug="c", state="draft")

    assert list(avatar_review.waiting()) == [pending, later]


def test_revoking_leaves_nothing_of_a_video_but_the_entry(
    alice, make_upload, staff, settings, data_dir
):
    film = make_upload("me.mp4", "face")
    avatar = own_avatars.create_avatar(alice, upload=film, name="Me", may_use=True)
    tracks = pipeline_factory.tracks_folder(avatar)
    (tracks / "key").mkdir(parents=True)
    files = [Path(each.path) for each in (avatar.picture, avatar.thumbnail, film.asset.file)]

    avatar_review.revoke(avatar, staff, "Not allowed.")

    assert (avatar.state, avatar.source, avatar.review_note) == ("revoked", None, "Not allowed.")
    assert not any(file.exists() for file in [*files, tracks])
    assert not Upload.objects.exists()
    assert mail.outbox[-1].subject == "“Me” is gone"
    assert "Not allowed." in mail.outbox[-1].body


def test_a_video_that_speaks_in_its_own_film_keeps_the_film(alice, make_upload, make_video):
    film = make_upload("me.mp4", "face")
    avatar = own_avatars.create_avatar(alice, upload=film, name="Me", may_use=True)
    make_video().__class__.objects.update(recording=film)

    own_avatars.revoke_avatar(alice, avatar)

    with pytest.raises(ServiceError, match="needs"):
        uploads.delete(Upload.objects.get())


def test_a_job_of_a_withdrawn_presenter_fails_with_a_reason(pending, alice, tmp_path):
    Avatar.objects.update(state="approved")
    services.create_video(alice, avatar=pending.pk, text="Hi.", voice="piper-joe-en")
    Avatar.objects.update(state="rejected")

    with pytest.raises(pipeline_factory.MaterialGoneError) as gone:
        pipeline_factory.prepare(MediaJob.objects.get(), tmp_path)

    assert gone.value.code == "avatar_withdrawn"


# -- Sharing -----------------------------------------------------------------------------------


@pytest.fixture
def mine(pending):
    Avatar.objects.update(state="approved")
    pending.refresh_from_db()
    return pending


def test_a_group_may_use_what_is_shared_with_it(as_alice, client, bob, team, mine):
    assert share(as_alice, mine, visibility="group", group=str(team.pk)).status_code == 200

    client.force_login(bob)
    [told] = client.get(URL).json()["results"]
    assert (told["is_own"], told["shared_by"], told["consent"]) == (False, "Alice", None)
    assert (told["may_use_at"], told["group"]) == (None, None)
    assert Avatar.objects.usable_by(bob.pk).get() == mine
    assert share(client, mine, visibility="private").json()["code"] == "not_your_avatar"


@pytest.mark.parametrize("how", ["leaving", "ending", "deleting the group", "withdrawing"])
def test_what_is_no_longer_shared_is_gone_for_the_others(mine, alice, bob, team, how):
    own_avatars.share_avatar(alice, mine, "group", team)

    if how == "leaving":
        groups.leave(bob, team)
    elif how == "ending":
        own_avatars.share_avatar(alice, mine, "private")
    elif how == "deleting the group":
        groups.delete(team)
    else:
        Avatar.objects.update(state="rejected")

    assert not Avatar.objects.usable_by(bob.pk).exists()


def test_an_invitation_alone_shows_nothing(mine, alice, bob):
    group = groups.make(alice, "Team")
    groups.invite(group, bob.email)
    own_avatars.share_avatar(alice, mine, "group", group)

    assert not Avatar.objects.visible_to(bob.pk).exists()
    assert Membership.objects.get().person is None


def test_only_ones_own_groups_can_be_chosen(as_alice, mine, bob):
    theirs = groups.make(bob, "Theirs")

    refused = share(as_alice, mine, visibility="group", group=str(theirs.pk))

    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_group")


def test_only_administrators_give_one_to_everybody(as_alice, mine, alice, bob):
    refused = share(as_alice, mine, visibility="library")
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    allowed = share(as_alice, mine, visibility="library")

    assert (refused.status_code, refused.json()["code"]) == (403, "staff_only")
    assert allowed.json()["visibility"] == "library"
    assert Avatar.objects.usable_by(bob.pk).get() == mine


def test_what_waits_cannot_be_shared(as_alice, pending, team):
    refused = share(as_alice, pending, visibility="group", group=str(team.pk))

    assert (refused.status_code, refused.json()["code"]) == (409, "avatar_not_approved")


# -- Crop --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("crop", "code"),
    [
        ([0.0, 0.0, 0.05, 1.0], "bad_crop"),
        ([0.5, 0.0, 0.4, 1.0], "bad_crop"),
        ([-0.1, 0.0, 1.0, 1.0], "bad_crop"),
        ([0.0, 0.0, 0.5, 1.0], "bad_crop"),
        ([0.0, 0.0, 1.0], "invalid"),
    ],
    ids=["too small", "turned round", "outside", "face cut off", "three sides"],
)
def test_a_crop_has_to_hold_the_face(as_alice, make_upload, crop, code):
    photo = make_upload("us.png", "face")
    wanted = {"upload": str(photo.pk), "name": "Me", "may_use": True, "face_index": 1}

    response = as_alice.post(URL, {**wanted, "crop": crop}, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (400, code)


def test_a_crop_is_kept_and_the_whole_picture_is_none(as_alice, make_upload):
    photo = make_upload("us.png", "face")
    for crop in ([0.5, 0.1, 1.0, 0.9], [0, 0, 1, 1]):
        wanted = {"upload": str(photo.pk), "name": "Me", "may_use": True, "crop": crop}
        as_alice.post(URL, wanted, content_type="application/json")

    crops = Avatar.objects.order_by("created_at").values_list("crop", flat=True)

    assert list(crops) == [[0.5, 0.1, 1.0, 0.9], None]
