"""Tests for `accounts.invitations` and their pages."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts import invitations
from accounts.models import AuditEvent, Invitation, User

FORM = {
    "display_name": "Eve",
    "email": "eve@example.org",
    "password1": "a long enough phrase",
    "password2": "a long enough phrase",
}


@pytest.fixture(autouse=True)
def by_invitation(settings):
    cache.clear()
    settings.SIGN_UP = "invitation"


@pytest.fixture
def host(as_alice, alice):
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    return as_alice


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def invite(alice):
    def make(**fields) -> Invitation:
        fields = {"expires_at": timezone.now() + timedelta(days=1), **fields}
        return Invitation.objects.create(invited_by=alice, **fields)

    return make


def test_an_invitation_by_e_mail_makes_one_account_without_a_code(
    host, visitor, settings, mailoutbox
):
    settings.SIGN_UP_CONFIRMS_ADDRESSES = True
    host.post("/invitations/", {"email": "Eve@example.org", "days": "7"})
    path = re.search(r"http://testserver(/\S+)", mailoutbox[0].body)[1]

    welcome = visitor.get(path)
    done = visitor.post("/accounts/signup/", FORM)

    eve = User.objects.get(email="eve@example.org")
    row = Invitation.objects.get()
    assert "Alice invites you" in welcome.text
    assert done["Location"] == "/"
    assert visitor.session["_auth_user_id"] == str(eve.pk)
    assert EmailAddress.objects.get(user=eve).verified
    assert (row.state, row.accepted_by) == ("accepted", eve)
    assert "This invitation is over" in Client().get(path).text
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"invitation.made", "invitation.accepted", "account.made"} <= actions


def test_a_link_that_was_copied_proves_no_address(visitor, invite, settings, mailoutbox):
    settings.SIGN_UP_CONFIRMS_ADDRESSES = True
    visitor.get(invitations.link_path(invite(email="eve@example.org")))

    response = visitor.post("/accounts/signup/", FORM)

    assert response["Location"] == "/accounts/confirm-email/"
    assert mailoutbox[0].to == ["eve@example.org"]


def test_an_invitation_counts_for_its_own_address_alone(visitor, invite):
    row = invite(email="other@example.org")
    visitor.get(invitations.link_path(row))

    response = visitor.post("/accounts/signup/", FORM)

    row.refresh_from_db()
    assert response.status_code == 403
    assert "other@example.org" in response.text
    assert row.state == "open"
    assert not User.objects.filter(email="eve@example.org").exists()


def test_a_link_without_an_address_is_for_whoever_holds_it(visitor, invite):
    visitor.get(invitations.link_path(invite()))

    visitor.post("/accounts/signup/", FORM)

    assert User.objects.filter(email="eve@example.org").exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "revoked"},
        {"state": "accepted"},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
    ],
    ids=["taken back", "used", "run out"],
)
def test_an_invitation_that_is_over_opens_nothing(visitor, invite, fields):
    row = invite(**fields)

    page = visitor.get(invitations.link_path(row))
    form = visitor.post("/accounts/signup/", FORM)

    assert page.status_code == 410
    assert "No new accounts here" in form.text


def test_an_invitation_taken_back_after_it_was_opened_makes_no_account(visitor, invite):
    row = invite()
    visitor.get(invitations.link_path(row))
    Invitation.objects.filter(pk=row.pk).update(state="revoked")

    visitor.post("/accounts/signup/", FORM)

    assert not User.objects.filter(email="eve@example.org").exists()


def test_of_two_who_use_one_link_one_gets_the_account(rf, invite):
    row = invite()
    first, second = rf.get("/"), rf.get("/")
    for request in (first, second):
        request.session = {invitations.SESSION_KEY: str(row.pk)}

    seen_by_both = Invitation.objects.get(pk=row.pk)
    with (
        patch.object(invitations, "held_by", return_value=seen_by_both),
        invitations.used(first, "a@example.org"),
        pytest.raises(invitations.NotInvitedError),
        invitations.used(second, "b@example.org"),
    ):
        pytest.fail("both were let in")


def test_an_account_that_could_not_be_made_leaves_the_invitation_open(rf, invite):
    row = invite()
    request = rf.get("/")
    request.session = {invitations.SESSION_KEY: str(row.pk)}

    with pytest.raises(IntegrityError), invitations.used(request, "a@example.org"):
        raise IntegrityError

    row.refresh_from_db()
    assert row.state == "open"


def test_a_token_that_was_not_made_here_opens_nothing(visitor, alice):
    assert visitor.get("/invitation/made-up/").status_code == 410


def test_invitations_rest_while_nobody_may_sign_up(visitor, invite, settings):
    settings.SIGN_UP = "closed"

    assert visitor.get(invitations.link_path(invite())).status_code == 410


def test_staff_take_an_invitation_back_and_send_one_again(host, invite, mailoutbox):
    row = invite(email="eve@example.org")

    host.post(f"/invitations/{row.pk}/send/")
    host.post(f"/invitations/{row.pk}/send/")
    host.post(f"/invitations/{row.pk}/revoke/")

    row.refresh_from_db()
    assert len(mailoutbox) == 1
    assert row.state == "revoked"
    assert AuditEvent.objects.filter(action="invitation.revoked").exists()


def test_the_list_says_what_became_of_each(host, invite, bob):
    invite(note="For the choir")
    invite(email="gone@example.org", state="revoked")
    invite(state="accepted", accepted_by=bob)

    page = host.get("/invitations/").text

    assert "For the choir" in page
    assert "taken back" in page
    assert "used Bob" in page
    assert page.count("Copy link") == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"email": "bob@example.org", "days": "7"}, "has an account"),
        ({"email": "eve@example.net", "days": "7"}, "Only addresses of example.org"),
        ({"email": "eve@example.org", "days": "400"}, "Select a valid choice"),
    ],
    ids=["known", "domain", "days"],
)
def test_nobody_is_invited_in_vain(host, bob, settings, form, said):
    settings.SIGN_UP_DOMAINS = ["example.org"]

    response = host.post("/invitations/", form)

    assert response.status_code == 400
    assert said in response.text
    assert not Invitation.objects.exists()


def test_invitations_are_for_staff(client, alice, bob, invite):
    row = invite()
    client.force_login(bob)

    answers = [
        client.get("/invitations/"),
        client.post("/invitations/", {"days": "7"}),
        client.post(f"/invitations/{row.pk}/send/"),
        client.post(f"/invitations/{row.pk}/revoke/"),
    ]

    row.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403] * 4
    assert row.state == "open"
    assert "/invitations/" not in client.get("/profile/security/").text


def test_invitations_of_an_account_go_with_it(invite, alice):
    invite()

    alice.delete()

    assert not Invitation.objects.exists()
