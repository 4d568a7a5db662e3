"""Tests for `accounts.sign_up`: who may make an account, its address, a forgotten password."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from accounts.models import AuditEvent, User
from tests.conftest import PASSWORD

FORM = {
    "display_name": "  Eve   Evans ",
    "email": "Eve@Example.org",
    "password1": "a long enough phrase",
    "password2": "a long enough phrase",
}
NEW = {"password1": "a quite new phrase", "password2": "a quite new phrase"}


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


@pytest.fixture
def open_site(settings, alice):
    settings.SIGN_UP = "open"
    return settings


@pytest.fixture
def mailing_site(open_site):
    open_site.SIGN_UP_CONFIRMS_ADDRESSES = True
    open_site.MFA_ALLOW_UNVERIFIED_EMAIL = False
    return open_site


def code_in(mail) -> str:
    return re.search(r"^\w{3,}(-\w+)*$", mail.body, re.MULTILINE)[0]


def reauthenticated(client, person):
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


@pytest.mark.parametrize("mode", ["closed", "invitation"])
def test_strangers_make_no_account_unless_everybody_may(client, alice, settings, mode):
    settings.SIGN_UP = mode

    response = client.post("/accounts/signup/", FORM)

    assert "No new accounts here" in response.text
    assert "Create an account" not in client.get("/accounts/login/").text
    assert User.objects.count() == 1


def test_signing_up_is_closed_when_nothing_is_set(settings):
    assert settings.SIGN_UP == "closed"


def test_who_signs_up_is_signed_in(client, open_site):
    response = client.post("/accounts/signup/", FORM)

    eve = User.objects.get(email="eve@example.org")
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(eve.pk)
    assert eve.display_name == "Eve Evans"
    assert eve.check_password(FORM["password1"])
    assert [eve.is_staff, eve.is_superuser, eve.is_owner] == [False] * 3
    assert not EmailAddress.objects.get(user=eve).verified
    assert AuditEvent.objects.get(action="account.made").changes == {"way": "password"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("display_name", " ", "Write your name"),
        ("email", "eve", "valid email"),
        ("email", "ALICE@example.org", "already registered"),
        ("password1", "short", "too short"),
        ("password1", "eve@example.org", "too similar"),
        ("password2", "another phrase", "same password"),
    ],
)
def test_what_is_wrong_is_told(client, open_site, field, value, said):
    form = {**FORM, field: value}
    if field == "password1":
        form["password2"] = value

    response = client.post("/accounts/signup/", form)

    assert said in response.text
    assert User.objects.count() == 1


def test_a_password_like_the_name_is_refused(client, open_site):
    form = {**FORM, "display_name": "Evelyn Hargreaves", "password1": "evelyn hargreaves"}

    response = client.post("/accounts/signup/", {**form, "password2": form["password1"]})

    assert "too similar" in response.text


def test_only_allowed_domains_sign_up(client, open_site):
    open_site.SIGN_UP_DOMAINS = ["example.com"]

    page = client.get("/accounts/signup/")
    refused = client.post("/accounts/signup/", FORM)
    client.post("/accounts/signup/", {**FORM, "email": "eve@example.com"})

    assert "For people with an address of example.com" in page.text
    assert "Only addresses of example.com" in refused.text
    assert list(
        User.objects.exclude(email="alice@example.org").values_list("email", flat=True)
    ) == ["eve@example.com"]


def test_the_code_of_the_e_mail_opens_the_account(client, mailing_site, mailoutbox):
    first = client.post("/accounts/signup/", FORM)
    early = "_auth_user_id" in client.session
    code = code_in(mailoutbox[0])
    client.post("/accounts/confirm-email/", {"action": "verify", "code": code})

    eve = User.objects.get(email="eve@example.org")
    assert first["Location"] == "/accounts/confirm-email/"
    assert not early
    assert mailoutbox[0].to == ["eve@example.org"]
    assert mailoutbox[0].subject.startswith(code)
    assert client.session["_auth_user_id"] == str(eve.pk)
    assert EmailAddress.objects.get(user=eve).verified


def test_three_wrong_codes_end_the_try(client, mailing_site, mailoutbox):
    client.post("/accounts/signup/", FORM)
    for _ in range(3):
        client.post("/accounts/confirm-email/", {"action": "verify", "code": "WRONG1"})

    client.post("/accounts/confirm-email/", {"action": "verify", "code": code_in(mailoutbox[0])})

    assert "_auth_user_id" not in client.session


def test_nobody_learns_by_signing_up_who_has_an_account(client, mailing_site, mailoutbox):
    known = client.post("/accounts/signup/", {**FORM, "email": "alice@example.org"})
    page = client.get(known["Location"])

    assert known["Location"] == "/accounts/confirm-email/"
    assert "alice@example.org" in page.text
    assert "There is one already" in mailoutbox[0].body
    assert User.objects.count() == 1


def test_nobody_learns_by_asking_for_a_password_who_has_an_account(client, alice, mailoutbox):
    known = client.post("/accounts/password/reset/", {"email": alice.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "eve@x.org"}, follow=True)

    assert re.sub(r"token.*", "", known.text) == re.sub(r"token.*", "", unknown.text)
    assert [mail.to for mail in mailoutbox] == [["alice@example.org"]]


def test_a_forgotten_password_is_replaced_once(client, alice, settings, mailoutbox):
    settings.SITE_URL = "https://studio.example.org"
    elsewhere = type(client)()
    elsewhere.force_login(alice)
    client.post("/accounts/password/reset/", {"email": "ALICE@example.org"})
    url = re.search(r"https://studio\.example\.org(/\S+)", mailoutbox[0].body)[1]

    form = client.get(url, follow=True)
    done = client.post(form.request["PATH_INFO"], NEW, follow=True)
    again = client.get(url, follow=True)

    alice.refresh_from_db()
    assert "Your new password counts" in done.text
    assert alice.check_password(NEW["password1"])
    assert "This link is over" in again.text
    assert elsewhere.get("/library/").status_code == 302
    assert AuditEvent.objects.filter(action="password.reset").exists()


def test_the_link_is_made_of_the_address_of_the_site_and_not_of_the_request(
    client, alice, settings, mailoutbox
):
    settings.SITE_URL = "https://studio.example.org"
    settings.ALLOWED_HOSTS = ["*"]

    client.post("/accounts/password/reset/", {"email": alice.email}, headers={"host": "evil.org"})

    assert "evil.org" not in mailoutbox[0].body
    assert "https://studio.example.org/accounts/password/reset/key/" in mailoutbox[0].body


def test_a_new_address_counts_once_its_code_is_entered(client, mailing_site, alice, mailoutbox):
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    reauthenticated(client, alice)

    client.post("/accounts/email/", {"email": "Alice@Example.net", "action_add": ""})
    alice.refresh_from_db()
    before = alice.email
    client.post("/accounts/confirm-email/", {"action": "verify", "code": code_in(mailoutbox[0])})

    alice.refresh_from_db()
    assert before == "alice@example.org"
    assert alice.email == "alice@example.net"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [
        ("alice@example.net", True)
    ]
    changed = AuditEvent.objects.get(action="account.address_changed")
    assert changed.changes == {"email": ["alice@example.org", "alice@example.net"]}


def test_the_password_is_asked_for_before_the_address_changes(client, alice, mailoutbox):
    client.force_login(alice)

    response = client.post("/accounts/email/", {"email": "a@example.net", "action_add": ""})

    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not mailoutbox


def test_a_new_address_is_of_an_allowed_domain(client, alice, settings, mailoutbox):
    settings.SIGN_UP_DOMAINS = ["example.org"]
    reauthenticated(client, alice)

    response = client.post("/accounts/email/", {"email": "a@example.net", "action_add": ""})

    assert "Only addresses of example.org" in response.text
    assert not mailoutbox


def test_an_address_of_somebody_else_is_refused(client, alice, bob, mailoutbox):
    reauthenticated(client, alice)

    response = client.post("/accounts/email/", {"email": "BOB@example.org", "action_add": ""})

    assert "already registered" in response.text
    assert not mailoutbox


def test_too_many_tries_at_an_account_are_a_429(client, alice):
    form = {"login": alice.email, "password": "wrong"}

    answers = [client.post("/accounts/login/", form) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "Too many failed login attempts" in answers[-1].text


def test_too_many_tries_of_a_visitor_are_a_429(client, open_site):
    answers = [client.post("/accounts/signup/", {}) for _ in range(21)]

    assert answers[19].status_code == 200
    assert answers[20].status_code == 429
    assert answers[20]["Retry-After"] == "60"


def test_e_mails_have_a_plain_and_a_drawn_part_that_say_the_same(client, alice, mailoutbox):
    client.post("/accounts/password/reset/", {"email": alice.email})

    mail = mailoutbox[0]
    html, kind = mail.alternatives[0]
    url = re.search(r"http\S+", mail.body)[0]
    assert kind == "text/html"
    assert f'href="{url}"' in html
    assert "for three days" in mail.body
    assert "for three days" in html
    assert mail.subject == "A new password for Avatar Studio"
    assert "unsubscribe" not in html


def test_changes_are_told_by_e_mail_where_a_server_takes_them(client, alice, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    client.force_login(alice)

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **NEW})

    assert mailoutbox[0].to == ["alice@example.org"]
    assert "Your password has been changed." in mailoutbox[0].body
    assert "If that was not you" in mailoutbox[0].body
    assert "127.0.0.1" in mailoutbox[0].body
