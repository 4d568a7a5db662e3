"""Nothing of somebody's is shown to or changed by anybody else, at any address there is."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.cache import cache

from tests.security.addresses import Address, every_address
from tests.security.belongings import OURS, SECRET, Belongings

METHODS = ("get", "post", "put", "patch", "delete")
REFUSED = {401, 403, 404, 405}
SERVER_ERROR = 500
SIGNING_IN = ("/accounts/login/", "/accounts/reauthenticate/", "/admin/login/")
# A page of the asker's own, with a word that there is nothing like that.
BACK = {"accounts:answer-group": "/profile/groups/"}

# Addresses that anybody may ask, and why. Everything else asks who is there.
PUBLIC = {
    "": "the page's icon",
    "account_login": "signing in",
    "account_signup": "leads to signing in, or signs up where that is open",
    "account_inactive": "says that an account is closed",
    "account_logout": "leads to signing in",
    "account_reset_password": "whoever forgot the password cannot sign in",
    "account_reset_password_done": "says that an e-mail went out, whether or not it did",
    "account_reset_password_from_key": "the key of the e-mail is the permission",
    "account_reset_password_from_key_done": "says that it is done",
    "mfa_index": "leads to the page on security, which asks to sign in",
    "mfa_list_webauthn": "the same",
    "mfa_login_webauthn": "signing in with a passkey",
    "socialaccount_login_cancelled": "says that Google did not sign anybody in",
    "socialaccount_login_error": "the same",
    "accounts:invitation": "the token of the invitation is the permission",
    "accounts:setup": "closed as soon as there is an owner",
    "accounts-api:token": "signing in of programs",
    "accounts-api:refresh": "the refresh token is the permission",
    "accounts-api:revoke": "the same",
    "api:verify": "anybody may ask what a video is",
    "studio:verify": "the same",
    "studio:terms": "everybody may read them",
}
# Whoever knows the token in the address may use it; a wrong one is refused.
BY_TOKEN = {"token", "key", "uidb36", "signed"}

# What each parameter of an address stands for: a model and one of its fields.
PARAMETERS = {
    "asset_id": "MediaAsset",
    "avatar_id": "Avatar",
    "delivery_id": "WebhookDelivery",
    "dub_id": "DubProject",
    "export_id": "DataExport",
    "group_id": "Group",
    "invitation_id": "Membership",
    "key_id": "ApiKey",
    "link_id": "ShareLink",
    "mail_id": "Mail",
    "membership_id": "Membership",
    "person_id": "User",
    "sign_in_id": "SignIn",
    "upload_id": "Upload",
    "video_id": "Video",
    "webhook_id": "Webhook",
}
KEYS = {
    "dub": "DubProject",
    "avatar": "Avatar",
    "export": "DataExport",
    "mfa_edit_webauthn": "Authenticator",
    "mfa_remove_webauthn": "Authenticator",
    "webhook": "Webhook",
    "upload-session": "UploadSession",
    "script": "WrittenScript",
    "upload": "Upload",
    "video": "Video",
    "job": "MediaJob",
}
# Where a parameter of the same name stands for something else.
ELSEWHERE = {
    ("accounts:send-invitation", "key"): "Invitation",
    ("accounts:revoke-invitation", "key"): "Invitation",
}
FIXED = {
    "language": "pt",
    "name": "hush.bin",
    "voice_id": "piper-joe-en",
    "which": "picture",
}
ADMINISTRATION = {"app_label": "media_jobs", "content_type_id": 1, "url": "x"}


@pytest.fixture
def belongings(alice, db, settings) -> Belongings:
    return Belongings(alice)


def values(address: Address, belongings: Belongings) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in address.parameters:
        if (address.name, name) in ELSEWHERE:
            found[name] = belongings.rows[ELSEWHERE[address.name, name]].pk
        elif name in BY_TOKEN:
            found[name] = "0" * 43
        elif name in FIXED:
            found[name] = FIXED[name]
        elif name == "pk":
            basename = address.name.rpartition(":")[2]
            while basename not in KEYS:
                assert "-" in basename, f"say in KEYS whose rows {address.name} shows"
                basename = basename.rpartition("-")[0]
            found[name] = belongings.rows[KEYS[basename]].pk
        else:
            assert name in PARAMETERS, f"say in PARAMETERS what {name} of {address.route} is"
            found[name] = belongings.rows[PARAMETERS[name]].pk
    return found


def answers(client, address: Address, belongings: Belongings) -> Iterator[tuple[str, object]]:
    url = address.filled(values(address, belongings))
    for method in METHODS:
        cache.clear()  # that nobody is refused for asking too often
        yield (
            f"{method.upper()} {url}",
            getattr(client, method)(
                url, **({} if method == "get" else {"content_type": "application/json"})
            ),
        )


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def is_refused(response) -> bool:
    return response.status_code in REFUSED or leads_to_signing_in(response)


def leads_to_signing_in(response) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith(SIGNING_IN)


def snapshot() -> dict[tuple[str, object], object]:
    return {
        (model.__name__, row["pk"]): {k: v for k, v in row.items() if k != "last_login"}
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        for row in model._base_manager.values(
            "pk", *[f.attname for f in model._meta.concrete_fields]
        )
    }


def pages() -> list[Address]:
    return [each for each in every_address() if not each.name.startswith("admin:")]


def test_strangers_are_told_to_sign_in_or_that_there_is_nothing(client, belongings):
    before = snapshot()

    told = [
        f"{asked}: {response.status_code}"
        for address in pages()
        for asked, response in answers(client, address, belongings)
        if not (address.name in PUBLIC or is_refused(response))
        or response.status_code >= SERVER_ERROR
        or SECRET.encode() in body(response)
    ]

    assert not told, "\n".join(told)
    assert {key: snapshot().get(key) for key in before} == before


def test_whoever_is_signed_in_finds_nothing_of_other_people(client, belongings, bob):
    before = snapshot()
    client.force_login(bob)

    told = []
    for address in pages():
        owned = set(address.parameters) & (set(PARAMETERS) | {"pk"})
        for asked, response in answers(client, address, belongings):
            if not response.wsgi_request.user.is_authenticated:
                client.force_login(bob)
            refused = is_refused(response) or (
                response.status_code == 302
                and response.headers["Location"] == BACK.get(address.name)
            )
            if (owned and not refused) or response.status_code >= SERVER_ERROR:
                told.append(f"{asked}: {response.status_code}")
            if SECRET.encode() in body(response):
                told.append(f"{asked} tells something")

    assert not told, "\n".join(told)
    assert {key: snapshot().get(key) for key in before} == before


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_the_administration_is_closed_to_all_but_staff(client, belongings, bob, is_signed_in):
    if is_signed_in:
        client.force_login(bob)
    before = snapshot()
    told = []

    for address in every_address():
        if not address.name.startswith("admin:") or address.name in ("admin:login", "admin:logout"):
            continue
        values = {
            **dict.fromkeys(address.parameters, belongings.rows["Video"].pk),
            **ADMINISTRATION,
        }
        url = address.filled(values)
        for method in METHODS:
            response = getattr(client, method)(url)
            if not is_refused(response):
                told.append(f"{method.upper()} {url}: {response.status_code}")

    assert not told, "\n".join(told)
    assert {key: snapshot().get(key) for key in before} == before
