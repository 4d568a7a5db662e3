"""Tests for the list of sessions: who is signed in where, and the end of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import sessions, tokens
from accounts.models import SignIn

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def elsewhere(alice):
    """Another browser of the same person."""
    client = Client(headers={"User-Agent": FIREFOX})
    client.force_login(alice)
    client.get("/library/")
    return client


def is_in(client) -> bool:
    return client.get("/library/").status_code == 200


def listed(client):
    return client.get("/api/v1/sessions/").json()


def test_each_browser_is_one_entry_and_ones_own_is_marked(as_alice, elsewhere):
    entries = listed(as_alice)

    assert len(entries) == 2
    assert [entry["is_current"] for entry in entries].count(True) == 1
    assert {entry["kind"] for entry in entries} == {"browser"}


def test_what_others_have_open_is_not_listed(as_alice, bob):
    Client().force_login(bob)

    assert len(listed(as_alice)) == 1


def test_a_session_ended_from_elsewhere_is_over_at_once(as_alice, elsewhere):
    other = next(entry for entry in listed(as_alice) if not entry["is_current"])

    response = as_alice.delete(f"/api/v1/sessions/{other['id']}/")

    assert response.status_code == 204
    assert not is_in(elsewhere)
    assert is_in(as_alice)


def test_everything_else_is_ended_with_one_request(as_alice, alice, elsewhere, rf):
    pair = tokens.begin(alice, rf.get("/"))

    as_alice.delete("/api/v1/sessions/")

    assert is_in(as_alice)
    assert not is_in(elsewhere)
    assert SignIn.objects.live().count() == 1
    with pytest.raises(tokens.BadTokenError):
        tokens.opened(pair.access)


def test_a_program_with_tokens_keeps_its_own(alice, as_alice, rf):
    pair = tokens.begin(alice, rf.get("/"))

    Client().delete("/api/v1/sessions/", headers={"Authorization": f"Bearer {pair.access}"})

    assert tokens.opened(pair.access).user == alice
    assert not is_in(as_alice)


def test_sessions_of_others_cannot_be_ended(as_alice, bob):
    theirs = Client()
    theirs.force_login(bob)
    sign_in = SignIn.objects.get(user=bob)

    response = as_alice.delete(f"/api/v1/sessions/{sign_in.pk}/")

    assert response.status_code == 404
    assert is_in(theirs)


def test_signing_out_ends_the_entry(as_alice):
    as_alice.post("/accounts/logout/")

    assert SignIn.objects.get().end_reason == "left"


def test_a_copied_cookie_does_not_outlive_the_signing_out(as_alice, alice):
    session = dict(as_alice.session.items())
    as_alice.post("/accounts/logout/")
    copy = as_alice.session
    copy.update(session)
    copy.save()

    assert not is_in(as_alice)


def test_a_session_without_an_entry_counts_as_ended(as_alice):
    session = as_alice.session
    del session[sessions.KEY]
    session.save()

    assert not is_in(as_alice)


def test_an_entry_of_somebody_else_does_not_help(as_alice, bob):
    Client().force_login(bob)
    session = as_alice.session
    session[sessions.KEY] = str(SignIn.objects.get(user=bob).pk)
    session.save()

    assert not is_in(as_alice)


def test_all_ends_all(as_alice, alice, elsewhere):
    n_ended = sessions.end_all(alice)

    assert n_ended == 2
    assert not is_in(as_alice)
    assert not is_in(elsewhere)


def test_others_are_left_alone(as_alice, bob):
    sessions.end_all(bob)

    assert is_in(as_alice)


def test_being_there_is_noted_now_and_then(as_alice):
    earlier = timezone.now() - timedelta(hours=2)
    SignIn.objects.update(last_seen_at=earlier)

    as_alice.get("/library/")
    first = SignIn.objects.get().last_seen_at
    as_alice.get("/library/")

    assert first > earlier
    assert SignIn.objects.get().last_seen_at == first


def test_no_address_is_kept(as_alice, alice):
    SignIn.objects.update(last_seen_at=timezone.now() - timedelta(hours=2))
    as_alice.get("/library/")

    assert SignIn.objects.get().address
    assert "127.0.0.1" not in str(vars(SignIn.objects.get()))


@pytest.mark.parametrize("path", ["", "00000000-0000-0000-0000-000000000000/"])
def test_strangers_are_refused(db, alice, path):
    assert Client().delete(f"/api/v1/sessions/{path}").status_code == 401
