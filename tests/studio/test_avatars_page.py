"""Tests for the page of avatars and the rules."""

import pytest

from accounts import groups
from media_jobs import own_avatars
from media_jobs.models import Avatar, Consent
from studio import avatar_views, terms

URL = "/avatars/"


@pytest.fixture
def consent(my_face, alice):
    return Consent.objects.create(
        avatar=my_face,
        avatar_name=my_face.name,
        owner=alice,
        who="other",
        statement_version="2026-11",
        person_name="Marc Dupont",
        person_email="marc@example.org",
    )


def page(client) -> str:
    return client.get(URL).content.decode()


def test_the_page_is_for_who_is_signed_in(client, alice):
    assert client.get(URL).status_code == 302


def test_every_state_has_words():
    assert set(avatar_views.STATES) == set(Avatar.State)


@pytest.mark.parametrize("state", Avatar.State.values)
def test_own_ones_are_shown_in_every_state(as_alice, my_face, state):
    Avatar.objects.filter(pk=my_face.pk).update(state=state, review_note="Too small.")

    content = page(as_alice)

    assert str(avatar_views.STATES[state].label) in content
    assert "Too small." in content
    assert (f"/?avatar={my_face.pk}" in content) == (state == "approved")


def test_others_own_ones_are_not_shown(client, bob, my_face, anna):
    client.force_login(bob)

    content = page(client)

    assert str(my_face.pk) not in content
    assert str(anna.pk) in content


def test_shared_ones_are_shown_with_their_owner(client, alice, bob, my_face):
    group = groups.make(alice, "Team")
    groups.join(bob, groups.invite(group, bob.email).pk)
    own_avatars.share_avatar(alice, my_face, "group", group)
    client.force_login(bob)

    content = page(client)

    assert "Shared by Alice" in content
    assert "data-own-avatar" not in content


def test_who_was_written_to_is_told(as_alice, my_face, consent):
    Avatar.objects.filter(pk=my_face.pk).update(state="draft")
    Consent.objects.update(proof="email", answer="waiting")

    content = page(as_alice)

    assert "We wrote to marc@example.org." in content
    assert "Send it again" in content


def test_the_sentence_to_say_is_shown_while_it_is_waited_for(as_alice, my_face, consent):
    Avatar.objects.filter(pk=my_face.pk).update(state="draft")
    Consent.objects.update(proof="recording", answer="waiting")
    before = page(as_alice)
    Consent.objects.update(answer="agreed")

    assert "My name is Marc Dupont." in before
    assert "My name is Marc Dupont." not in page(as_alice)


def test_only_administrators_are_offered_the_library(as_alice, alice):
    before = page(as_alice)
    alice.is_staff = True
    alice.save()

    assert 'value="library"' not in before
    assert 'value="library"' in page(as_alice)


def test_scripts_get_the_lists_alone(as_alice, my_face):
    content = as_alice.get(URL, HTTP_HX_REQUEST="true").content.decode()

    assert content.lstrip().startswith('<div id="avatars"')


def test_a_pending_one_is_not_offered_in_the_studio(as_alice, anna, my_face):
    Avatar.objects.filter(pk=my_face.pk).update(state="pending")

    content = as_alice.get("/").content.decode()

    assert str(anna.pk) in content
    assert str(my_face.pk) not in content


def test_the_rules_are_open_to_anybody(client, alice):
    content = client.get("/terms/").content.decode()

    assert "<h2>Minors</h2>" in content
    assert "widely known" in content


def test_the_owners_rules_replace_ours_and_are_no_markup(client, alice, settings, tmp_path):
    file = tmp_path / "rules.txt"
    file.write_text("# Here\nBe\nkind.\n\n- One\n- <b>Two</b>\n")
    settings.AVATARS_TERMS_FILE = file

    content = client.get("/terms/").content.decode()

    assert [block.kind for block in terms.read(file)] == ["heading", "text", "list"]
    assert "<p>Be kind.</p>" in content
    assert "&lt;b&gt;Two&lt;/b&gt;" in content


def test_rules_that_cannot_be_read_are_none(tmp_path):
    assert terms.read(tmp_path / "none.txt") == []
