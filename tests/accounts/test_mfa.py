"""Tests for second factors: `accounts.mfa` and the pages of django-allauth that use it."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from bson import ObjectId
from cryptography.fernet import InvalidToken
from django.core.cache import cache

from accounts import mfa
from accounts.models import AuditEvent, User
from accounts.session_json import SessionSerializer
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


@pytest.fixture
def careful(client, alice):
    """Alice, who has entered her password just now."""
    client.force_login(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def secret(alice) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(alice, secret)
    return secret


def code_of(secret, step=0) -> str:
    counter = list(totp.yield_hotp_counters_from_time())[1] + step
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def sign_in(client, person):
    return client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})


def test_an_app_is_turned_on_with_its_first_code_and_brings_recovery_codes(
    careful, alice, django_capture_on_commit_callbacks
):
    page = careful.get("/accounts/2fa/totp/activate/")
    code = code_of(page.context["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):
        done = careful.post("/accounts/2fa/totp/activate/", {"code": code}, follow=True)

    kinds = set(Authenticator.objects.filter(user=alice).values_list("type", flat=True))
    assert "data:image/svg+xml" in page.text
    assert kinds == {"totp", "recovery_codes"}
    assert done.request["PATH_INFO"] == "/accounts/2fa/recovery-codes/"
    assert mfa.has_second_factor(alice)
    assert AuditEvent.objects.filter(action="mfa.added").exists()


def test_the_password_is_asked_for_first(client, alice):
    client.force_login(alice)

    response = client.get("/accounts/2fa/totp/activate/")

    assert response["Location"].startswith("/accounts/reauthenticate/")


def test_a_password_alone_no_longer_signs_in(client, alice, secret):
    first = sign_in(client, alice)
    early = "_auth_user_id" in client.session
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    wrong = "_auth_user_id" in client.session
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert first["Location"] == "/accounts/2fa/authenticate/"
    assert not early
    assert not wrong
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_a_code_counts_once(client, alice, secret):
    code = code_of(secret)
    sign_in(client, alice)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    client.post("/accounts/logout/")

    sign_in(client, alice)
    client.post("/accounts/2fa/authenticate/", {"code": code})

    assert "_auth_user_id" not in client.session


def test_codes_cannot_be_guessed(client, alice, secret):
    sign_in(client, alice)
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert "_auth_user_id" not in client.session


def test_a_recovery_code_signs_in_once(client, alice, secret):
    code = RecoveryCodes.activate(alice).get_unused_codes()[0]
    sign_in(client, alice)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    first = client.session.get("_auth_user_id")
    client.post("/accounts/logout/")
    sign_in(client, alice)
    client.post("/accounts/2fa/authenticate/", {"code": code})

    assert first == str(alice.pk)
    assert "_auth_user_id" not in client.session


def test_secrets_are_kept_encrypted(alice, secret):
    codes = RecoveryCodes.activate(alice)

    kept = "".join(str(row.data) for row in Authenticator.objects.all())
    assert secret not in kept
    assert codes.get_unused_codes()[0] not in kept


def test_secrets_survive_a_change_of_the_sites_key(settings):
    kept = mfa.MfaAdapter().encrypt("JBSWY3DP")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key"

    with pytest.raises(InvalidToken):
        mfa.MfaAdapter().decrypt(kept)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert mfa.MfaAdapter().decrypt(kept) == "JBSWY3DP"


def test_turning_off_the_last_factor_ends_recovery_codes(careful, alice, secret):
    RecoveryCodes.activate(alice)

    careful.post("/accounts/2fa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=alice).exists()
    assert AuditEvent.objects.filter(action="mfa.removed").exists()


@pytest.fixture
def strict(settings, alice):
    settings.REQUIRE_MFA_FOR_STAFF = True
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    alice.refresh_from_db()
    return settings


def test_staff_without_a_second_factor_are_led_to_one(client, strict, alice):
    client.force_login(alice)

    page = client.get("/admin/")
    api = client.get("/api/v1/videos/")

    assert page["Location"] == "/profile/security/"
    assert api.status_code == 403
    assert api.json()["code"] == "mfa_required"
    assert "needs two-step sign-in" in client.get("/profile/security/").text
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302


def test_staff_with_one_and_people_without_a_role_go_on(client, strict, alice, bob, secret):
    client.force_login(alice)
    staff = client.get("/library/")
    client.force_login(bob)

    assert staff.status_code == 200
    assert client.get("/library/").status_code == 200


def test_staff_do_not_give_up_their_last_factor(careful, strict, alice, secret):
    careful.post("/accounts/2fa/totp/deactivate/")

    assert mfa.has_second_factor(alice)


def test_an_address_that_is_not_confirmed_gets_no_second_factor(careful, alice, settings):
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=False)

    response = careful.get("/accounts/2fa/totp/activate/", follow=True)

    assert response.request["PATH_INFO"] == "/profile/security/"


def test_the_page_shows_what_there_is(careful, alice, secret):
    RecoveryCodes.activate(alice)

    page = careful.get("/profile/security/").text

    assert "10 codes are left" in page
    assert "Turn off" in page
    assert "alice@example.org" in page


def test_the_page_is_for_who_is_signed_in(client, alice):
    assert client.get("/profile/security/").status_code == 302


@pytest.mark.parametrize("key", ["999999", "507f1f77bcf86cd799439011", "abc", "x"])
@pytest.mark.parametrize("act", ["edit", "remove"])
def test_keys_of_nobody_are_not_found(careful, key, act):
    assert careful.get(f"/accounts/2fa/passkeys/{key}/{act}/").status_code == 404


@pytest.mark.parametrize("act", ["edit", "remove"])
def test_passkeys_of_others_are_not_found(careful, bob, act):
    row = Authenticator.objects.create(user=bob, type="webauthn", data={"name": "Bob's"})

    assert careful.get(f"/accounts/2fa/passkeys/{row.pk}/{act}/").status_code == 404
    careful.post(f"/accounts/2fa/passkeys/{row.pk}/remove/")
    assert Authenticator.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("credential", ["", "{}", "[]", '"x"', "null", '{"response": []}', "{"])
def test_a_made_up_passkey_signs_nobody_in(client, alice, credential):
    client.get("/accounts/2fa/passkeys/login/", headers={"accept": "application/json"})

    response = client.post("/accounts/2fa/passkeys/login/", {"credential": credential})

    assert response["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_sessions_hold_keys_of_mongodb_as_text_and_nothing_else_unknown():
    kept = SessionSerializer().dumps({"id": ObjectId("507f1f77bcf86cd799439011"), "n": 1})

    assert SessionSerializer().loads(kept) == {"id": "507f1f77bcf86cd799439011", "n": 1}
    with pytest.raises(TypeError, match="object"):
        SessionSerializer().dumps({"x": object()})
