"""Tests for what the Django admin may change of how people sign in."""

import pytest
from allauth.account.models import EmailAddress

from accounts import tokens
from accounts.models import SignIn, User

NEW = {
    "password1": "a very long pass",
    "password2": "a very long pass",
    "usable_password": "true",
}


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root@example.org", "the first pass of root")


@pytest.fixture
def as_root(client, root):
    client.force_login(root)
    return client


def changed(client, person, **changes):
    """The answer to the form of a person with some of its fields changed."""
    page = f"/admin/accounts/user/{person.pk}/change/"
    form = client.get(page).context["adminform"].form
    values = {name: form.initial.get(name) for name in form.fields if name != "password"}
    inline = {"suspensions-TOTAL_FORMS": 0, "suspensions-INITIAL_FORMS": 0}
    sent = {**values, **inline, **changes}
    kept = {name: value for name, value in sent.items() if value is not None and value is not False}
    return client.post(page, kept)


def test_a_password_that_is_given_ends_browsers_and_programs(as_root, alice, rf):
    pair = tokens.begin(alice, rf.get("/"))

    as_root.post(f"/admin/accounts/user/{alice.pk}/password/", NEW)

    assert not SignIn.objects.live().filter(user=alice).exists()
    with pytest.raises(tokens.BadTokenError, match="signed out"):
        tokens.rotate(pair.refresh, rf.get("/"))


@pytest.mark.parametrize("written", [str, lambda key: key.hex, lambda key: str(key).upper()])
def test_ones_own_password_is_not_changed_without_the_old_one(as_root, root, written):
    answer = as_root.post(f"/admin/accounts/user/{written(root.pk)}/password/", NEW)

    root.refresh_from_db()
    assert answer.url == "/accounts/password/change/"
    assert root.check_password("the first pass of root")
    assert SignIn.objects.live().filter(user=root).exists()


def test_an_address_that_is_replaced_opens_nothing(as_root, client, alice, mailoutbox):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)

    changed(as_root, alice, email="elsewhere@example.org")
    client.logout()
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})

    alice.refresh_from_db()
    assert alice.email == "elsewhere@example.org"
    assert not EmailAddress.objects.filter(user=alice).exists()
    assert not mailoutbox


def test_ones_own_address_is_not_changed_in_the_admin(as_root, root):
    changed(as_root, root, email="elsewhere@example.org")

    root.refresh_from_db()
    assert root.email == "root@example.org"
