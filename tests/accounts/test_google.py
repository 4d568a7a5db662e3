"""Tests for `accounts.google`: the whole way through an OpenID provider of our own."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.core.cache import cache
from PIL import Image

from accounts import google, google_pictures
from accounts.models import AuditEvent, User
from tests.accounts.google_server import GoogleServer


@pytest.fixture(scope="module")
def provider():
    with GoogleServer() as server:
        yield server


@pytest.fixture
def gee(provider, monkeypatch, settings):
    """Gee, with an account of an organisation at Google; sign-up is open."""
    cache.clear()
    settings.SIGN_UP = "open"
    provider.connect(monkeypatch, settings)
    provider.denies = False
    provider.knows()
    return provider


def visit(client, query=""):
    """Press the button, be led to the provider and back; the answer to the way back."""
    away = client.post(f"/accounts/google/login/{query}")
    assert away.status_code == 302
    back = requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"]
    url = urlsplit(back)
    return client.get(f"{url.path}?{url.query}")


def confirmed(person):
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)


def test_a_first_visit_makes_an_account_as_google_tells(client, alice, gee):
    response = visit(client)

    person = User.objects.get(email="gee@example.org")
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(person.pk)
    assert (person.display_name, person.google_id) == ("Gee Gomez", "1187")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified
    assert not SocialToken.objects.exists()
    assert AuditEvent.objects.get(action="account.made").changes == {"way": "google"}


def test_the_request_carries_a_proof_key_and_asks_for_no_more_than_is_needed(client, alice, gee):
    visit(client)

    assert gee.asked["code_challenge_method"] == "S256"
    assert set(gee.asked["scope"].split()) == {"openid", "profile", "email"}
    assert gee.asked["access_type"] == "online"


def test_the_second_visit_signs_in_even_when_the_address_has_changed(client, alice, gee):
    visit(client)
    client.post("/accounts/logout/")
    gee.knows(email="other@example.org")

    visit(client)

    assert User.objects.count() == 2
    assert client.session["_auth_user_id"] == str(User.objects.get(google_id="1187").pk)


def test_an_account_whose_address_is_confirmed_is_linked(client, alice, gee):
    confirmed(alice)
    gee.knows(email="Alice@example.org")

    visit(client)

    alice.refresh_from_db()
    assert client.session["_auth_user_id"] == str(alice.pk)
    assert alice.google_id == "1187"
    assert AuditEvent.objects.filter(action="google.linked").exists()


@pytest.mark.parametrize("has_row", [True, False], ids=["unconfirmed", "none"])
def test_an_account_whose_address_was_only_typed_in_is_never_linked(client, alice, gee, has_row):
    if has_row:
        EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=False)
    gee.knows(email=alice.email)

    response = visit(client)

    assert response.status_code == 403
    assert "Sign in once with your password" in response.text
    assert "_auth_user_id" not in client.session
    assert alice.check_password("correct horse battery")
    assert not SocialAccount.objects.exists()


def test_an_address_that_google_does_not_keep_links_nothing(client, alice, gee):
    confirmed(alice)
    gee.knows(email=alice.email, hd=None)

    response = visit(client)

    assert response.status_code == 403
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        ({"email": "x@gmail.com", "email_verified": True}, True),
        ({"email": "x@example.org", "email_verified": True, "hd": "example.org"}, True),
        ({"email": "x@example.org", "email_verified": True}, False),
        ({"email": "x@gmail.com", "email_verified": False}, False),
        ({"email": "x@gmail.com.example.org", "email_verified": True}, False),
        ({"email": "x@gmail.com", "email_verified": "true"}, False),
        ({}, False),
    ],
)
def test_google_knows_the_owners_of_its_own_addresses(facts, known):
    assert google.knows_owner(facts) is known


def test_an_address_that_google_has_not_confirmed_makes_no_account(client, alice, gee):
    gee.knows(email_verified=False)

    assert visit(client).status_code == 403
    assert User.objects.count() == 1


def test_an_address_of_another_host_is_confirmed_by_us(client, alice, gee, settings, mailoutbox):
    settings.SIGN_UP_CONFIRMS_ADDRESSES = True
    gee.knows(email="gee@example.net", hd=None)

    response = visit(client)

    assert response["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
    assert mailoutbox[0].to == ["gee@example.net"]


def test_only_allowed_domains_make_accounts(client, alice, gee, settings):
    settings.SIGN_UP_DOMAINS = ["example.com"]

    response = visit(client)

    assert response.status_code == 403
    assert "example.com" in response.text
    assert User.objects.count() == 1


def test_nobody_signs_up_where_it_is_closed_but_accounts_go_on(client, alice, gee, settings):
    confirmed(alice)
    settings.SIGN_UP = "closed"

    stranger = visit(client)
    gee.knows(sub="9", email=alice.email)
    visit(client)

    assert "No new accounts here" in stranger.text
    assert User.objects.count() == 1
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_a_second_factor_is_asked_for_after_google(client, alice, gee):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    confirmed(alice)
    TOTP.activate(alice, generate_totp_secret())
    gee.knows(email=alice.email)

    response = visit(client)

    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_a_closed_account_stays_closed(client, alice, gee):
    visit(client)
    client.post("/accounts/logout/")
    User.objects.filter(google_id="1187").update(is_active=False)

    response = visit(client)

    assert response["Location"] == "/accounts/inactive/"


def test_somebody_signed_in_links_and_unlinks(client, alice, gee):
    confirmed(alice)
    sign_in(client, alice)
    gee.knows(email="somebody.else@gmail.com")

    visit(client, "?process=connect")
    alice.refresh_from_db()
    linked = alice.google_id
    page = client.get("/profile/security/")
    row = SocialAccount.objects.get(user=alice)
    client.post("/accounts/google/unlink/", {"account": row.pk})

    alice.refresh_from_db()
    assert linked == "1187"
    assert "somebody.else@gmail.com" in page.text
    assert alice.google_id is None
    assert not SocialAccount.objects.exists()


def test_linking_waits_for_the_password(client, alice, gee):
    client.force_login(alice)

    back = visit(client, "?process=connect")
    before = SocialAccount.objects.exists()
    client.post(back["Location"], {"password": "correct horse battery"})

    alice.refresh_from_db()
    assert back["Location"] == "/accounts/reauthenticate/"
    assert not before
    assert alice.google_id == "1187"


def test_a_google_account_belongs_to_one_person(client, alice, bob, gee):
    SocialAccount.objects.create(user=bob, provider="google", uid="1187")
    sign_in(client, alice)

    visit(client, "?process=connect")

    assert SocialAccount.objects.get().user == bob


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/accounts/password/set/", {"password1": "a new phrase 1", "password2": "a new phrase 1"}),
        ("/accounts/2fa/totp/activate/", {"code": "000000"}),
        ("/accounts/2fa/passkeys/add/", {"credential": "{}"}),
        ("/accounts/email/", {"email": "eve@example.org", "action_add": ""}),
    ],
)
def test_a_browser_left_open_adds_no_way_in(client, alice, gee, page, form):
    visit(client)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()

    response = client.post(page, form)

    assert response["Location"] == f"/accounts/login/?next={page}"
    assert "_auth_user_id" not in client.session
    assert not User.objects.get(google_id="1187").has_usable_password()
    assert not mail.outbox


def test_who_came_with_google_just_now_sets_a_password(client, alice, gee):
    visit(client)

    client.post(
        "/accounts/password/set/", {"password1": "a new phrase 1", "password2": "a new phrase 1"}
    )

    assert User.objects.get(google_id="1187").check_password("a new phrase 1")


def test_the_only_way_in_is_not_taken_away(client, alice, gee):
    visit(client)
    row = SocialAccount.objects.get()

    response = client.post("/accounts/google/unlink/", {"account": row.pk}, follow=True)

    assert "no password" in response.text
    assert SocialAccount.objects.exists()


def test_nobody_unlinks_for_others(client, alice, bob, gee):
    row = SocialAccount.objects.create(user=bob, provider="google", uid="1187")
    sign_in(client, alice)

    client.post("/accounts/google/unlink/", {"account": row.pk})

    assert SocialAccount.objects.filter(user=bob).exists()


def sign_in(client, person):
    """By password and anew, so that what is dangerous is allowed for a while."""
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery"})


def test_stopping_at_google_is_no_error(client, alice, gee):
    gee.denies = True

    response = visit(client)

    assert response["Location"] == "/accounts/google/cancelled/"


def test_a_way_back_that_was_not_begun_here_opens_nothing(client, alice, gee):
    response = client.get("/accounts/google/login/callback/?code=x&state=y")

    assert response.status_code == 401
    assert "_auth_user_id" not in client.session


def test_looking_at_the_address_alone_leads_nowhere(client, alice, gee):
    response = client.get("/accounts/google/login/")

    assert response.status_code == 200
    assert f"form-action 'self' {gee.address};" in response["Content-Security-Policy"]


def test_without_a_client_there_is_no_google(client, alice):
    assert "Google" not in client.get("/accounts/login/").text
    assert client.post("/accounts/google/login/").status_code == 404
    assert client.get("/accounts/google/login/callback/").status_code == 404


def test_the_picture_is_drawn_anew(client, alice, gee, monkeypatch, settings):
    settings.ACCOUNTS_PICTURE_MAKER = "tests.accounts.test_google.small"
    monkeypatch.setattr(google_pictures, "ALLOWED", _anything_of(gee.address))
    file = BytesIO()
    Image.new("RGB", (40, 40), "teal").save(file, "PNG")
    gee.picture = file.getvalue()
    gee.knows(picture=f"{gee.address}/picture")

    visit(client)

    person = User.objects.get(google_id="1187")
    with person.picture.open() as drawn:
        assert Image.open(drawn).size == (8, 8)


def small(content: bytes) -> bytes:
    """Stands in for the render process that cuts pictures."""
    file = BytesIO()
    Image.open(BytesIO(content)).resize((8, 8)).save(file, "WEBP")
    return file.getvalue()


def _anything_of(address):
    import re

    return re.compile(re.escape(address) + ".*")


def test_a_picture_that_leads_elsewhere_is_left_alone(client, alice, gee, monkeypatch):
    monkeypatch.setattr(google_pictures, "ALLOWED", _anything_of(gee.address))
    gee.picture = b""
    gee.knows(picture=f"{gee.address}/picture")

    visit(client)

    assert not User.objects.get(google_id="1187").picture


def test_a_picture_that_is_too_large_is_given_up(gee, monkeypatch):
    monkeypatch.setattr(google_pictures, "ALLOWED", _anything_of(gee.address))
    monkeypatch.setattr(google_pictures, "MAX_BYTES", 100)
    gee.picture = bytes(200)

    with pytest.raises(google_pictures.NoPictureError):
        google_pictures.fetched(f"{gee.address}/picture")


@pytest.mark.parametrize(
    "url",
    [
        "http://lh3.googleusercontent.com/a/x",
        "https://lh3.googleusercontent.com.example.org/a/x",
        "https://example.org/lh3.googleusercontent.com/x",
        "https://lh3.googleusercontent.com@169.254.169.254/x",
        "https://lh3.googleusercontent.com:8443/x",
        "file:///etc/passwd",
    ],
)
def test_pictures_come_from_google_alone(url):
    with pytest.raises(google_pictures.NoPictureError):
        google_pictures.fetched(url)
