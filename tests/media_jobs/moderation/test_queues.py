"""Tests for the moderators' pages: who gets in, what they show, what is decided there."""

import pytest

from accounts.models import AuditEvent, Suspension, User
from media_jobs import flags, reports
from media_jobs.models import Avatar, Flag, MediaJob, ReasonTemplate, Report, Video

QUEUES = ("videos", "avatars", "reports", "people")


@pytest.fixture
def reason(db) -> ReasonTemplate:
    return ReasonTemplate.objects.create(about="video", title="Fraud", text="It deceives.")


@pytest.fixture
def decide(as_moderator):
    def post(kind, verdict, *keys, **more):
        values = {"kind": kind, "verdict": verdict, "key": [str(key) for key in keys], **more}
        return as_moderator.post("/admin/moderation/decide/", values)

    return post


@pytest.fixture
def flagged(make_finished):
    def make(**choices) -> Video:
        video = make_finished(**choices)
        flags.raise_flag(Flag.Kind.BANNED_WORDS, video=video, facts={"words": ["cure"]})
        return video

    return make


@pytest.fixture
def held(settings, make_video):
    settings.MODERATION_HOLDS, settings.MODERATION_WORDS = True, ["cure"]
    return make_video("A cure.", title="Held one")


@pytest.fixture
def pending(make_avatar, bob):
    return make_avatar(name="Neighbour", slug="n", owner=bob, kind="photo", state="pending")


@pytest.fixture
def reported(make_finished, rf):
    video = make_finished(title="Volcanoes")
    return reports.file_report(video, "hate", text="<i>bad</i>", request=rf.get("/"))


@pytest.mark.parametrize("page", [*QUEUES, "dashboard"])
def test_only_moderators_get_in(client, alice, as_moderator, page):
    allowed = as_moderator.get(f"/admin/moderation/{page}/").status_code
    client.force_login(User.objects.create_user("staff@example.org", "x", is_staff=True))
    staff = client.get(f"/admin/moderation/{page}/").status_code
    client.force_login(alice)
    person = client.get(f"/admin/moderation/{page}/").status_code
    client.logout()

    assert (allowed, staff, person) == (200, 403, 302)
    assert client.get(f"/admin/moderation/{page}/").status_code == 302


def test_nobody_else_decides_or_gets_files(client, alice, flagged):
    video = flagged()
    client.force_login(alice)

    answers = [
        client.post("/admin/moderation/decide/", {"kind": "video", "verdict": "approve"}),
        client.get(f"/admin/moderation/videos/{video.pk}/"),
        client.get(f"/admin/moderation/videos/{video.pk}/video.mp4"),
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert Flag.objects.get().state == "open"


def test_a_moderator_needs_no_other_page_of_the_admin(as_moderator):
    page = as_moderator.get("/admin/")

    assert page.status_code == 200
    assert "/admin/moderation/videos/" in page.text
    assert as_moderator.get("/admin/accounts/user/").status_code == 403


def test_the_first_page_is_where_something_waits(as_moderator, pending):
    assert as_moderator.get("/admin/moderation/").url == "/admin/moderation/avatars/"


def test_videos_are_shown_with_player_flags_and_words(as_moderator, flagged):
    video = flagged(text="Take the cure <now>.", title="Cure")

    html = as_moderator.get("/admin/moderation/videos/").text

    assert f'src="/admin/moderation/videos/{video.pk}/video.mp4"' in html
    assert f'poster="/admin/moderation/videos/{video.pk}/poster.jpg"' in html
    assert "Take the <mark>cure</mark> &lt;now&gt;." in html


def test_files_are_served_to_moderators_and_a_look_is_on_record(as_moderator, moderator, flagged):
    path = f"/admin/moderation/videos/{flagged(content=b'film').pk}/video.mp4"

    answers = [as_moderator.get(path) for _ in range(2)]

    assert [answer.getvalue() for answer in answers] == [b"film", b"film"]
    assert "no-store" in answers[0]["Cache-Control"]
    assert AuditEvent.objects.get(action="video.looked_at").actor == moderator
    assert as_moderator.get(path.replace("video.mp4", "curves")).status_code == 404


def test_videos_are_sifted_by_flag_and_by_words(as_moderator, flagged, held):
    flagged(title="Other one")

    def titles(**wish):
        entries = as_moderator.get("/admin/moderation/videos/", wish).context["entries"]
        return {entry.row.title for entry in entries}

    assert titles() == {"Other one", "Held one"}
    assert titles(q="held") == {"Held one"}
    assert titles(q="alice@example") == {"Other one", "Held one"}
    assert titles(about="text") == set()
    assert titles(about="down") == set()


def test_approving_releases_what_is_held_and_closes_its_flags(decide, held):
    answer = decide("video", "approve", held.pk, back="/admin/moderation/videos/?q=x")

    assert answer.url == "/admin/moderation/videos/?q=x"
    assert Flag.objects.get().state == "dismissed"
    assert MediaJob.objects.claim_next().video == held
    assert AuditEvent.objects.filter(action="video.approved").exists()


def test_rejecting_what_is_held_fails_it_with_the_chosen_reason(decide, held, reason):
    decide("video", "reject", held.pk, template=str(reason.pk))

    job = held.jobs.get()
    assert (job.state, job.error_facts) == ("failed", {"reason": "It deceives."})
    assert Flag.objects.get().state == "upheld"


def test_rejecting_what_is_there_takes_it_down_in_own_words(decide, flagged, reason):
    video = flagged()

    decide("video", "reject", video.pk, template=str(reason.pk), reason="Own words.")

    video.refresh_from_db()
    assert video.taken_down_reason == "Own words."
    decide("video", "put_back", video.pk)
    video.refresh_from_db()
    assert video.taken_down_at is None


def test_without_a_reason_nothing_is_taken_down(decide, flagged, as_moderator):
    video = flagged()

    decide("video", "reject", video.pk)

    page = as_moderator.get("/admin/moderation/videos/").text
    assert "Say why" in page
    assert Flag.objects.get().state == "open"


def test_many_are_decided_about_at_once(decide, flagged, as_moderator):
    videos = [flagged(), flagged(), flagged()]

    decide("video", "reject", *(video.pk for video in videos), reason="Spam.")

    assert Video.objects.filter(taken_down_at__isnull=False).count() == 3
    assert "Decided: 3." in as_moderator.get("/admin/moderation/videos/").text


def test_presenters_are_approved_rejected_and_revoked(decide, pending, make_avatar, bob):
    other = make_avatar(slug="o", owner=bob, kind="photo", state="pending")
    flagged = make_avatar(slug="p", owner=bob, kind="photo")
    flags.raise_flag(Flag.Kind.MINOR, avatar=flagged)

    decide("avatar", "approve", pending.pk)
    decide("avatar", "reject", other.pk, reason="Blurred.")
    decide("avatar", "revoke", flagged.pk, reason="A minor.")

    states = dict(Avatar.objects.values_list("pk", "state"))
    assert states == {pending.pk: "approved", other.pk: "rejected", flagged.pk: "revoked"}
    assert Flag.objects.get().state == "upheld"


def test_the_picture_of_a_pending_presenter_is_shown(as_moderator, pending, picture):
    path = f"/admin/moderation/avatars/{pending.pk}/picture"

    assert path in as_moderator.get("/admin/moderation/avatars/").text
    assert as_moderator.get(path).getvalue() == picture
    assert as_moderator.get(f"{path}s").status_code == 404


def test_a_report_is_dismissed_or_the_video_goes(decide, reported, as_moderator):
    assert "&lt;i&gt;bad&lt;/i&gt;" in as_moderator.get("/admin/moderation/reports/").text

    decide("report", "reject", reported.pk, reason="Hate.")

    assert Video.objects.get().taken_down_reason == "Hate."
    assert Report.objects.get().state == "upheld"


def test_somebody_is_suspended_and_let_in_again(decide, as_moderator, flagged, alice, mailoutbox):
    decide("video", "suspend", flagged().pk, reason="Again and again.")
    alice.refresh_from_db()
    is_out = not alice.is_active
    listed = as_moderator.get("/admin/moderation/people/?about=down").text
    decide("person", "lift", alice.pk)

    alice.refresh_from_db()
    assert is_out
    assert "Again and again." in listed
    assert alice.is_active
    assert [mail.subject for mail in mailoutbox] == [
        "Your account is suspended",
        "Your account is open again",
    ]


def test_a_moderator_cannot_suspend_other_staff(decide, as_moderator, db):
    other = User.objects.create_user("boss@example.org", "x", is_staff=True)
    flags.raise_flag(Flag.Kind.UPLOADS, person=other)

    decide("person", "suspend", other.pk, reason="x")

    assert "Only a superuser" in as_moderator.get("/admin/moderation/people/").text
    assert not Suspension.objects.exists()


def test_flagged_people_are_listed_until_somebody_decides(decide, as_moderator, alice):
    flags.raise_flag(Flag.Kind.UPLOADS, person=alice, facts={"uploads": 300})
    before = as_moderator.get("/admin/moderation/people/").context["n_entries"]

    decide("person", "approve", alice.pk)

    assert before == 1
    assert as_moderator.get("/admin/moderation/people/").context["n_entries"] == 0


@pytest.mark.parametrize(("kind", "verdict"), [("video", "burn"), ("x", "approve"), ("", "")])
def test_unknown_decisions_are_refused(decide, kind, verdict):
    assert decide(kind, verdict).status_code == 400


def test_nonsense_keys_and_ways_back_lead_nowhere(decide, flagged):
    flagged()

    answer = decide("video", "approve", "nonsense", back="https://evil.example.org/")

    assert answer.url == "/admin/moderation/"
    assert Flag.objects.get().state == "open"


def test_one_video_is_shown_with_its_history(as_moderator, decide, flagged):
    video = flagged(title="History")
    decide("video", "reject", video.pk, reason="No.")

    html = as_moderator.get(f"/admin/moderation/videos/{video.pk}/").text

    assert "video.taken_down" in html
    assert "Put back" in html
