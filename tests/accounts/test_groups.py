"""Tests for groups: made, joined by invitation, left; and their page."""

import pytest
from allauth.account.models import EmailAddress

from accounts import groups
from accounts.models import AuditEvent, Group, Membership, User

URL = "/profile/groups/"


@pytest.fixture
def team(alice):
    return groups.make(alice, "  The   team ")


@pytest.fixture
def invitation(team, bob):
    return groups.invite(team, " BOB@example.org ")


def names_of(person) -> list[str]:
    return [group.name for group in groups.of(person)]


def test_nobody_is_in_a_group_before_they_accept(team, invitation, bob):
    assert names_of(bob) == []

    assert groups.join(bob, invitation.pk)

    assert names_of(bob) == ["The team"]
    assert not groups.invitations_of(bob).exists()
    assert AuditEvent.objects.filter(action="group.joined", actor=bob).exists()


def test_an_invitation_is_for_one_address(team, invitation, alice):
    eve = User.objects.create_user("eve@example.org", "pw")

    assert not groups.join(eve, invitation.pk)
    assert not groups.decline(eve, invitation.pk)
    assert Membership.objects.get().person is None


def test_an_address_that_is_not_verified_sees_no_invitation(invitation, bob):
    row = EmailAddress.objects.create(user=bob, email=bob.email, verified=False, primary=True)
    before = list(groups.invitations_of(bob))
    row.verified = True
    row.save()

    assert before == []
    assert list(groups.invitations_of(bob)) == [invitation]


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("bob@example.org", "already_invited"),
        ("alice@example.org", "your_own_address"),
    ],
)
def test_an_address_is_invited_once_and_not_ones_own(team, invitation, email, code):
    with pytest.raises(groups.GroupError) as refused:
        groups.invite(team, email)

    assert refused.value.code == code


def test_groups_and_people_have_limits(alice, team, monkeypatch):
    monkeypatch.setattr(groups, "MAX_GROUPS", 1)
    monkeypatch.setattr(groups, "MAX_MEMBERS", 0)

    for act in (lambda: groups.make(alice, "More"), lambda: groups.invite(team, "x@example.org")):
        with pytest.raises(groups.GroupError, match="too_many"):
            act()


def test_the_page_says_nothing_about_who_has_an_account(as_alice, team, bob):
    for email in (bob.email, "nobody@example.org"):
        as_alice.post(f"{URL}{team.pk}/invite/", {"email": email})

    content = as_alice.get(URL).content.decode()

    assert content.count("Invited</span>") == 2
    assert "Bob" not in content


def test_a_group_is_made_renamed_and_deleted_on_the_page(as_alice):
    as_alice.post(URL, {"name": "Team"})
    group = Group.objects.get()
    as_alice.post(f"{URL}{group.pk}/rename/", {"name": "Crew"})
    content = as_alice.get(URL).content.decode()
    as_alice.post(f"{URL}{group.pk}/delete/")

    assert "Crew" in content
    assert not Group.objects.exists()


def test_a_group_without_a_name_is_refused_at_its_field(as_alice):
    response = as_alice.post(URL, {"name": " "})

    assert response.status_code == 400
    assert b"Give the group a name" in response.content
    assert not Group.objects.exists()


def test_an_invitation_is_answered_and_a_group_left_on_the_page(client, bob, team, invitation):
    client.force_login(bob)

    assert b"Alice invites you" in client.get(URL).content
    client.post(f"{URL}invitations/{invitation.pk}/", {"act": "join"})
    assert names_of(bob) == ["The team"]
    client.post(f"{URL}{team.pk}/leave/")

    assert names_of(bob) == []


def test_the_owner_takes_people_out(as_alice, bob, invitation):
    groups.join(bob, invitation.pk)

    as_alice.post(f"{URL}members/{invitation.pk}/remove/")

    assert names_of(bob) == []


@pytest.mark.parametrize("act", ["rename", "delete", "invite", "leave"])
def test_somebody_elses_group_is_not_found(client, bob, team, act):
    client.force_login(bob)

    assert (
        client.post(f"{URL}{team.pk}/{act}/", {"name": "x", "email": "x@y.org"}).status_code == 404
    )


def test_an_invited_person_takes_nobody_out(client, bob, invitation):
    client.force_login(bob)

    assert client.post(f"{URL}members/{invitation.pk}/remove/").status_code == 404


def test_the_page_is_for_who_is_signed_in(client, team):
    assert client.get(URL)["Location"].startswith("/accounts/login/")
    assert client.post(f"{URL}{team.pk}/delete/")["Location"].startswith("/accounts/login/")
