"""Tests for shutting people out and letting them in again."""

import pytest

from accounts import suspension
from accounts.models import AuditEvent, Suspension, User


@pytest.fixture
def root(db) -> User:
    return User.objects.create_superuser("root@example.org", "x")


def test_who_is_suspended_is_signed_out_and_told_why(as_alice, alice, root, mailoutbox):
    before = as_alice.get("/library/").status_code

    suspension.suspend(alice, root, "Spam, again.")

    assert (before, as_alice.get("/library/").status_code) == (200, 302)
    assert mailoutbox[0].to == ["alice@example.org"]
    assert "Spam, again." in mailoutbox[0].body
    assert suspension.standing(alice).reason == "Spam, again."


def test_who_is_suspended_cannot_sign_in_until_let_in(client, alice, root):
    suspension.suspend(alice, root, "Spam.")
    shut = client.login(email=alice.email, password="correct horse battery")

    suspension.lift(alice, root)

    assert shut is False
    assert client.login(email=alice.email, password="correct horse battery")
    assert suspension.standing(alice) is None


def test_both_are_on_record(alice, root):
    suspension.suspend(alice, root, "Spam.")
    suspension.lift(alice, root)

    events = AuditEvent.objects.filter(object_id=str(alice.pk)).order_by("at")
    assert [(event.action, event.actor) for event in events] == [
        ("account.suspended", root),
        ("account.reinstated", root),
    ]


def test_twice_changes_nothing(alice, root, mailoutbox):
    first = suspension.suspend(alice, root, "Spam.")

    assert suspension.suspend(alice, root, "More spam.") is None
    assert list(Suspension.objects.all()) == [first]
    assert suspension.lift(alice, root)
    assert not suspension.lift(alice, root)
    assert len(mailoutbox) == 2


@pytest.mark.parametrize("fields", [{"is_owner": True}, {"is_staff": True}])
def test_moderators_suspend_neither_owner_nor_staff(alice, fields):
    moderator = User.objects.create_user("mo@example.org", "x", is_staff=True)
    User.objects.filter(pk=alice.pk).update(**fields)
    alice.refresh_from_db()

    with pytest.raises(suspension.NotSuspendableError):
        suspension.suspend(alice, moderator, "x")


def test_nobody_suspends_themselves_or_without_a_reason(alice, root):
    with pytest.raises(suspension.NotSuspendableError):
        suspension.suspend(root, root, "x")
    with pytest.raises(suspension.NotSuspendableError):
        suspension.suspend(alice, root, "  ")

    assert User.objects.filter(is_active=True).count() == 2
