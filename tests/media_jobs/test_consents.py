"""Tests for consent: what is stated, how the person shown answers and takes it back."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from accounts.models import AuditEvent
from media_jobs import consent_recordings, consent_statements, consents, own_avatars, transcripts
from media_jobs.models import Avatar, Consent, Flag, MediaJob, Upload
from media_jobs.refusals import ServiceError

URL = "/api/v1/avatars/"
MARC = {"who": "other", "person_name": "Marc  Dupont", "person_email": "Marc@Example.org"}


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def photo(make_upload):
    return make_upload("us.png", "face")


@pytest.fixture
def make_own(alice, photo):
    """Makes an own presenter with what is stated about it."""

    def make(name="Me", **consent) -> Avatar:
        return own_avatars.create_avatar(
            alice, upload=photo, name=name, may_use=True, consent=consent or None
        )

    return make


def consent_of(avatar) -> Consent:
    return Consent.objects.get(avatar=avatar)


def page_of(avatar) -> str:
    return f"/consent/{consents.token_of(consent_of(avatar))}/"


def test_what_was_stated_is_kept_with_time_account_and_hashes(make_own, alice, photo):
    avatar = make_own()

    consent = consent_of(avatar)
    text = consent_statements.text_of("me")
    assert (consent.owner, consent.who, consent.answer) == (alice, "me", "none")
    assert consent.statement_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert consent.picture_sha256 == photo.asset.sha256
    assert timezone.now() - consent.stated_at < timedelta(minutes=1)
    event = AuditEvent.objects.get(action="consent.given")
    assert (event.actor, event.changes["avatar"]) == (alice, str(avatar.pk))


def test_the_words_of_a_version_never_change():
    digests = {
        who: consent_statements.sha256_of(who, "2026-11") for who in ("me", "other", "nobody")
    }

    assert digests == {
        "me": "f36faeb6c498b80ea2754b6eb13d520e675f0360b0c8abc96a62bacd0f9e6c90",
        "other": "e82b6cf19f66014c56411239521507d372372a67b466c96861bcca87568dc2f0",
        "nobody": "cf039782a0ef364a71242ae5bcbf81380ad1ddb892f69da36bdf5c90d6347c83",
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"person_name": " "}, "person_name_required"),
        ({"person_email": ""}, "person_email_required"),
        ({"person_email": "marc"}, "bad_person_email"),
        ({"person_email": "ALICE@example.org"}, "person_is_you"),
        ({"version": "2020-01"}, "statement_changed"),
        ({"who": "everybody"}, "invalid"),
    ],
)
def test_a_statement_about_another_person_has_to_be_complete(
    as_alice, photo, settings, change, code
):
    settings.AVATARS_CONSENT_PROOF = "email"
    wanted = {"upload": str(photo.pk), "name": "M", "may_use": True, "consent": {**MARC, **change}}

    response = as_alice.post(URL, wanted, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (400, code)
    assert not Avatar.objects.exists()


@pytest.mark.parametrize(
    ("said", "is_reviewed", "state"),
    [
        ({"who": "me"}, False, "approved"),
        ({"who": "me"}, True, "pending"),
        ({"who": "me", "is_minor": True}, False, "pending"),
        ({**MARC, "is_public_figure": True}, False, "pending"),
        ({**MARC}, False, "approved"),
        ({"who": "nobody", "is_minor": True}, False, "approved"),
    ],
)
def test_minors_and_the_widely_known_are_looked_at_the_others_by_setting(
    make_own, settings, said, is_reviewed, state
):
    settings.AVATARS_ARE_REVIEWED = is_reviewed

    assert make_own(**said).state == state


def test_the_person_shown_is_asked_and_the_owner_cannot_answer_for_them(
    make_own, settings, as_alice
):
    settings.AVATARS_CONSENT_PROOF = "email"

    avatar = make_own(**MARC)

    [message] = mail.outbox
    told = as_alice.get(f"{URL}{avatar.pk}/").json()
    assert (avatar.state, told["consent"]["answer"]) == ("draft", "waiting")
    assert message.to == ["marc@example.org"]
    assert page_of(avatar) in message.body
    assert consents.token_of(consent_of(avatar)) not in str(told)


def test_who_agrees_lets_it_speak(make_own, settings, client):
    settings.AVATARS_CONSENT_PROOF = "email"
    avatar = make_own(**MARC)

    assert b"I agree" in client.get(page_of(avatar)).content
    client.post(page_of(avatar), {"act": "agree"})

    avatar.refresh_from_db()
    assert (avatar.state, consent_of(avatar).answer) == ("approved", "agreed")
    assert b"I agree" not in client.get(page_of(avatar)).content


def test_who_refuses_has_the_picture_deleted(make_own, settings, client, photo):
    settings.AVATARS_CONSENT_PROOF = "email"
    avatar = make_own(**MARC)
    files = [Path(each.path) for each in (avatar.picture, avatar.thumbnail, photo.asset.file)]

    client.post(page_of(avatar), {"act": "refuse"})

    avatar.refresh_from_db()
    assert (avatar.state, avatar.analysis, bool(avatar.picture)) == ("revoked", {}, False)
    assert not any(file.exists() for file in files)
    assert not Upload.objects.exists()


def test_an_answer_is_taken_once_and_within_a_month(make_own, settings, client):
    settings.AVATARS_CONSENT_PROOF = "email"
    avatar = make_own(**MARC)
    Consent.objects.update(asked_at=timezone.now() - timedelta(days=31))

    response = client.post(page_of(avatar), {"act": "agree"})

    avatar.refresh_from_db()
    assert (response.status_code, avatar.state) == (409, "draft")


def test_what_nobody_agrees_to_within_a_month_is_deleted(make_own, settings):
    avatar = make_own()
    settings.AVATARS_CONSENT_PROOF = "email"
    asked, other = make_own(**MARC), make_own(**MARC)
    month = timezone.now() - timedelta(days=31)
    Consent.objects.exclude(avatar=other).update(asked_at=month, stated_at=month)

    assert consents.end_unanswered() == 1

    states = {row.pk: row.state for row in Avatar.objects.all()}
    assert states == {avatar.pk: "approved", asked.pk: "revoked", other.pk: "draft"}


def test_moderators_are_asked_to_look_at_minors_and_the_widely_known(make_own):
    avatar = make_own(is_minor=True, is_public_figure=True)

    kinds = Flag.objects.filter(avatar=avatar).values_list("kind", flat=True)

    assert sorted(kinds) == ["minor", "public_figure"]


def test_the_person_shown_takes_it_back_at_any_time(make_own, client):
    avatar = make_own(**MARC)

    client.post(page_of(avatar), {"act": "take-back"})

    consent = consent_of(avatar)
    avatar.refresh_from_db()
    assert (avatar.state, consent.revoked_by) == ("revoked", "person")
    assert client.post(page_of(avatar), {"act": "take-back"}).status_code == 409


@pytest.mark.parametrize("token", ["x", "x:y:z", "WyJhIl0:1abc:xyz"])
def test_a_token_that_was_not_made_here_opens_nothing(client, alice, token):
    assert client.get(f"/consent/{token}/").status_code == 404


def test_the_page_of_a_deleted_avatar_says_so(make_own, client, alice):
    avatar = make_own(**MARC)
    address = page_of(avatar)
    own_avatars.delete_avatar(alice, avatar)

    assert "It is over" in client.get(address).content.decode()
    assert Consent.objects.get().avatar_name == "Me"


def test_asking_again_waits_an_hour(make_own, settings, as_alice):
    settings.AVATARS_CONSENT_PROOF = "email"
    avatar = make_own(**MARC)

    early = as_alice.post(f"{URL}{avatar.pk}/ask/")
    Consent.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    late = as_alice.post(f"{URL}{avatar.pk}/ask/")

    assert (early.status_code, early.json()["code"]) == (409, "asked_already")
    assert (late.status_code, late.json()["consent"]["may_ask_again"]) == (200, False)


def test_only_so_many_people_a_day_are_asked(make_own, settings, monkeypatch):
    monkeypatch.setattr(consents, "ASKED_A_DAY", 1)
    make_own(**MARC)

    with pytest.raises(ServiceError) as refused:
        make_own(**MARC)

    assert refused.value.code == "too_many_asked"


# -- The recorded sentence ---------------------------------------------------------------------


def spoken(consent, *, name="Mark Dupon", number=None) -> str:
    number = consent_recordings.number_of(consent) if number is None else number
    return f"My name is {name}. I agree that a talking avatar is made of me. My number is {number}."


@pytest.fixture
def waiting(make_own, settings):
    settings.AVATARS_CONSENT_PROOF = "recording"
    return make_own(**MARC)


def test_the_sentence_is_enough_though_the_name_is_misheard(waiting, make_upload):
    consent, recording = consent_of(waiting), make_upload("yes.wav")
    consent_recordings.attach(consent, recording)

    consent_recordings.heard(recording, spoken(consent))

    waiting.refresh_from_db()
    assert (waiting.state, consent_of(waiting).answer) == ("approved", "agreed")


@pytest.mark.parametrize("said", ["", "My name is Marc Dupont.", "number"])
def test_another_sentence_or_number_is_not(waiting, make_upload, said):
    consent, recording = consent_of(waiting), make_upload("no.wav")
    consent_recordings.attach(consent, recording)
    wrong = f"{(int(consent_recordings.number_of(consent)) + 1) % 10_000:04d}"

    consent_recordings.heard(recording, spoken(consent, number=wrong) if said == "number" else said)

    waiting.refresh_from_db()
    assert (waiting.state, consent_of(waiting).answer) == ("draft", "waiting")


@pytest.mark.parametrize(
    "digits", ["4 7 0 9", "four seven zero nine", "4709", "Four, seven, oh, 9"]
)
def test_digits_may_be_written_or_said(digits):
    sentence = "My number is four seven zero nine."

    assert consent_recordings.says(f"My number is {digits}.", sentence, "4709")


def test_a_recording_is_listened_to_anew_not_read_from_an_edited_transcript(
    as_alice, waiting, make_upload, django_capture_on_commit_callbacks
):
    recording, consent = make_upload("yes.wav"), consent_of(waiting)
    line = {"start": 0.0, "end": 3.0, "text": spoken(consent)}
    transcripts.save_edited(recording, [line])

    with django_capture_on_commit_callbacks(execute=False):
        response = as_alice.post(
            f"{URL}{waiting.pk}/recording/",
            {"upload": str(recording.pk)},
            content_type="application/json",
        )

    told = response.json()["consent"]
    assert (response.status_code, told["recording_state"]) == (202, "queued")
    assert (told["answer"], told["heard"]) == ("waiting", "")


def test_a_long_recording_is_refused(waiting, make_upload):
    with pytest.raises(ServiceError) as refused:
        consent_recordings.attach(consent_of(waiting), make_upload("long.wav", duration=61.0))

    assert refused.value.code == "not_a_consent_recording"


def test_nobody_else_brings_a_recording_or_asks(waiting, bob, client):
    client.force_login(bob)

    for act in ("ask", "recording", "share", "revoke"):
        assert (
            client.post(
                f"{URL}{waiting.pk}/{act}/", {}, content_type="application/json"
            ).status_code
            == 404
        )


def test_revoking_ends_videos_under_way(
    make_own, alice, django_capture_on_commit_callbacks, as_alice
):
    from media_jobs import services

    avatar = make_own()
    with django_capture_on_commit_callbacks():
        services.create_video(alice, avatar=avatar.pk, text="Hello.", voice="piper-joe-en")

    response = as_alice.post(f"{URL}{avatar.pk}/revoke/")

    assert response.json()["state"] == "revoked"
    assert MediaJob.objects.get().state == "cancelled"
    assert consent_of(avatar).revoked_by == "owner"
    with pytest.raises(ServiceError, match="may not be used"):
        services.create_video(alice, avatar=avatar.pk, text="Hello.", voice="piper-joe-en")
