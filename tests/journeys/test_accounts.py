"""People of their own: invited, with Google, with a passkey and with a second factor.

The site runs inside the test, on the name that passkeys ask for, beside an OpenID provider of our
own in the place of Google.
"""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from playwright.sync_api import expect

from accounts.models import User
from tests.accounts.google_server import GoogleServer
from tests.conftest import PASSWORD

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def address(monkeypatch, settings, transactional_db, live_server) -> str:
    """Of a site with a host, Olga, where Gee of Google may make an account by invitation."""
    # Playwright's loop runs in this thread, in which Django then refuses the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    cache.clear()
    settings.SIGN_UP = "invitation"
    # The studio needs websockets, which this server has not.
    settings.LOGIN_REDIRECT_URL = "accounts:security"
    settings.ACCOUNTS_PICTURE_MAKER = "tests.accounts.test_google.small"
    User.objects.create_superuser("olga@example.org", PASSWORD, display_name="Olga")
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def google(monkeypatch, settings):
    with GoogleServer() as server:
        server.connect(monkeypatch, settings)
        server.knows()
        yield server


def sign_in(page, address, email="olga@example.org"):
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="your account")).to_be_visible()


def sign_out(page):
    page.get_by_role("button", name="your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_somebody_who_was_invited_comes_with_google(
    address, google, context, complaints, screenshot
):
    host = context.new_page()
    sign_in(host, address)
    host.get_by_role("button", name="your account").click()
    host.get_by_role("link", name="Invitations").click()
    host.get_by_label("Note").fill("For Gee")
    host.get_by_role("button", name="Invite", exact=True).click()
    link = host.get_by_label("Link of the invitation").input_value()
    screenshot(host, "invitations")

    guest = context.browser.new_context()
    page = guest.new_page()
    page.goto(re.sub(r"^http://[^/]+", address, link))
    expect(page.get_by_text("Olga invites you")).to_be_visible()
    page.get_by_role("button", name="Continue with Google").click()
    expect(page.get_by_role("button", name="your account")).to_be_visible()
    page.goto(f"{address}/profile/security/")
    expect(page.get_by_text("None: you sign in with Google.")).to_be_visible()
    screenshot(page, "security")
    sign_out(page)
    page.get_by_role("button", name="Continue with Google").click()
    expect(page.get_by_role("button", name="your account")).to_be_visible()
    guest.close()

    host.reload()
    expect(host.get_by_text("used Gee Gomez")).to_be_visible()
    assert complaints == []


def test_a_passkey_signs_in_and_proves_who_is_there(address, context, complaints, screenshot):
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, address)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Blue key")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    screenshot(page, "recovery-codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Blue key")).to_be_visible()
    sign_out(page)

    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="your account")).to_be_visible()
    page.goto(f"{address}/profile/security/")
    page.get_by_role("link", name="Remove Blue key").click()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("None yet.")).to_be_visible()
    assert complaints == []


def test_a_second_factor_is_set_up_and_asked_for(address, context, complaints, screenshot):
    page = context.new_page()
    sign_in(page, address)
    page.get_by_role("link", name="Turn on").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.get_by_label("Or type in this key").input_value()
    screenshot(page, "authenticator-app")
    page.get_by_label("Authenticator code").fill(_code(secret))
    page.get_by_role("button", name="Turn on").click()
    codes = page.get_by_role("list", name="Codes not used yet").get_by_role("listitem")
    expect(codes).to_have_count(10)
    recovery = codes.first.text_content().strip()
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)

    page.get_by_label("Email").fill("olga@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Incorrect code.")).to_be_visible()
    screenshot(page, "second-step")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="your account")).to_be_visible()
    assert complaints == []


def _code(secret: str) -> str:
    now = list(totp.yield_hotp_counters_from_time())[1]
    return totp.format_hotp_value(totp.hotp_value(secret, now))
