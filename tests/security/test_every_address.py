"""Nothing of somebody's is shown to or changed by anybody else, at any address there is."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.cache import cache

from tests.security.addresses import Address, every_address
from tests.security.belongings import OURS, SECRET, Belongings

METHODS = ("get", "post", "put", "patch", "delete")
REFUSED = {401, 403, 404, 405}

# Addresses that anybody may ask, and why. Everything else asks who is there.
PUBLIC = {
    "": "the page's icon",
    "account_login": "signing in",
    "account_signup": "leads to signing in, or signs up where that is open",
    "account_inactive": "says that an account is closed",
    "account_logout": "leads to signing in",
    "accounts:setup": "closed as soon as there is an owner",
}
# Whoever knows the token in the address may use it; a wrong one is refused.
BY_TOKEN = {"token", "key", "uidb36", "signed"}

# What each parameter of an address stands for: a model and one of its fields.
PARAMETERS = {
    "asset_id": "MediaAsset",
    "avatar_id": "Avatar",
    "dub_id": "DubProject",
    "link_id": "ShareLink",
    "mail_id": "Mail",
    "upload_id": "Upload",
    "video_id": "Video",
}
KEYS = {
    "dub": "DubProject",
    "avatar": "Avatar",
    "upload-session": "UploadSession",
    "script": "WrittenScript",
    "upload": "Upload",
    "video": "Video",
    "job": "MediaJob",
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
        if name in BY_TOKEN:
            found[name] = "0" * 43
        elif name in FIXED:
            found[name] = FIXED[name]
        elif name == "pk":
            basename = address.name.rpartition(":")[2].rpartition("-")[0]
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


def leads_to_signing_in(response) -> bool:
    place = response.headers.get("Location", "")
    return response.status_code == 302 and place.startswith(("/accounts/login/", "/admin/login/"))


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
        if address.name not in PUBLIC
        for asked, response in answers(client, address, belongings)
        if not (response.status_code in REFUSED or leads_to_signing_in(response))
        or SECRET.encode() in body(response)
    ]

    assert told == []
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
            refused = response.status_code in REFUSED
            if (owned and not refused) or response.status_code >= 500:
                told.append(f"{asked}: {response.status_code}")
            if SECRET.encode() in body(response):
                told.append(f"{asked} tells something")

    assert told == []
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
            refused = response.status_code in REFUSED
            if not refused and not leads_to_signing_in(response):
                told.append(f"{method.upper()} {url}: {response.status_code}")

    assert told == []
    assert {key: snapshot().get(key) for key in before} == before
