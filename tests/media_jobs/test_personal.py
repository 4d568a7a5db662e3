"""Tests for what people keep in the studio: draft, pronunciations, and trying them."""

import json

import pytest

from media_jobs import personal

DRAFT = "/api/v1/draft/"
WORDS = "/api/v1/pronunciations/"
TRY = f"{WORDS}try/"
ENTRY = {"word": "Siobhán", "say": "shivawn"}


def put(client, address, content):
    return client.put(address, content, content_type="application/json")


def test_a_draft_comes_back_as_it_was_left(as_alice):
    form = {"text": "Grüße", "speech": {"tab": "topic"}, "list": [1, None]}

    assert as_alice.get(DRAFT).json() == {"data": None, "updated_at": None}
    saved = put(as_alice, DRAFT, {"data": form}).json()

    assert as_alice.get(DRAFT).json() == saved
    assert saved["data"] == form


def test_two_windows_do_not_overwrite_each_other(as_alice):
    first = put(as_alice, DRAFT, {"data": {"text": "one"}, "updated_at": None}).json()
    second = put(as_alice, DRAFT, {"data": {"text": "two"}, "updated_at": first["updated_at"]})

    for seen in (None, first["updated_at"]):
        refused = put(as_alice, DRAFT, {"data": {"text": "three"}, "updated_at": seen})
        assert (refused.status_code, refused.json()["code"]) == (409, "draft_changed")
        assert refused.json()["data"] == {"text": "two"}
    assert second.status_code == 200
    assert as_alice.get(DRAFT).json()["data"] == {"text": "two"}


def test_what_the_refusal_shows_can_be_built_upon(as_alice):
    put(as_alice, DRAFT, {"data": {"text": "one"}})
    refused = put(as_alice, DRAFT, {"data": {"text": "two"}, "updated_at": None}).json()

    again = put(as_alice, DRAFT, {"data": {}, "updated_at": refused["updated_at"]})

    assert again.status_code == 200


def test_a_draft_has_a_limit(as_alice):
    refused = put(as_alice, DRAFT, {"data": {"text": "x" * personal.MAX_DRAFT}})

    assert (refused.status_code, refused.json()["code"]) == (413, "draft_too_large")


@pytest.mark.parametrize("data", ["text", [1], 3], ids=["text", "list", "number"])
def test_a_draft_is_an_object(as_alice, data):
    assert put(as_alice, DRAFT, {"data": data}).status_code == 400


def test_drafts_and_words_are_ones_own(client, as_alice, bob):
    put(as_alice, DRAFT, {"data": {"text": "mine"}})
    put(as_alice, WORDS, {"entries": [ENTRY]})
    client.force_login(bob)

    assert client.get(DRAFT).json()["data"] is None
    assert client.get(WORDS).json() == {"entries": []}
    client.delete(DRAFT)
    assert personal.StudioDraft.objects.exists()


def test_a_forgotten_draft_is_gone(as_alice):
    put(as_alice, DRAFT, {"data": {"text": "mine"}})

    assert as_alice.delete(DRAFT).status_code == 204

    assert as_alice.get(DRAFT).json()["data"] is None


def test_a_dictionary_goes_into_every_order(as_alice, alice, make_video):
    entries = [ENTRY, {"word": "tomato", "say": "/təˈmɑːtəʊ/"}]

    saved = put(as_alice, WORDS, {"entries": entries})
    video = make_video()
    put(as_alice, WORDS, {"entries": []})

    assert saved.json() == {"entries": entries}
    assert video.jobs.get().spec["speech"]["pronunciations"] == entries
    assert "pronunciations" not in json.dumps(video.settings)


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ([ENTRY, {"word": "", "say": "x"}], "entries.1.word"),
        ([{"word": "a", "say": ""}], "entries.0.say"),
        ([{"word": "a", "say": "/☃/"}], "entries.0.say"),
        ([ENTRY, ENTRY], "entries.1.word"),
        ([{"word": "a"}], "entries"),
    ],
    ids=["no word", "no sound", "no IPA", "twice", "half an entry"],
)
def test_a_wrong_entry_is_named(as_alice, entries, field):
    refused = put(as_alice, WORDS, {"entries": entries})

    assert (refused.status_code, list(refused.json()["fields"])) == (400, [field])
    assert as_alice.get(WORDS).json() == {"entries": []}


def test_a_word_can_be_heard_before_it_is_kept(as_alice, quick):
    put(as_alice, WORDS, {"entries": [{"word": "Kiewit", "say": "keewit"}, ENTRY]})
    tried = {"word": "siobhán", "say": "/ʃɪˈvɔːn/", "voice": "piper-joe-en"}

    heard = as_alice.post(TRY, {**tried, "text": "Ask Siobhán."}, content_type="application/json")

    spec = json.loads(heard.content)
    assert (heard.status_code, heard["Content-Type"]) == (200, "audio/mp4")
    assert (spec["text"], spec["voice"]) == ("Ask Siobhán.", "piper-joe-en")
    assert spec["pronunciations"] == [
        {"word": "Kiewit", "say": "keewit"},
        {"word": "siobhán", "say": "/ʃɪˈvɔːn/"},
    ]
    assert as_alice.get(WORDS).json()["entries"][1] == ENTRY


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"voice": "nobody"}, "unknown_voice"),
        ({"say": "/☃/"}, "bad_pronunciation"),
        ({"text": "x" * 301}, "invalid"),
    ],
)
def test_a_trial_that_cannot_work_is_refused(as_alice, changed, code):
    tried = {**ENTRY, "voice": "piper-joe-en", **changed}

    refused = as_alice.post(TRY, tried, content_type="application/json")

    assert (refused.status_code, refused.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    ("address", "content", "rate"),
    [
        (TRY, {**ENTRY, "voice": "nobody"}, 30),
        ("/api/v1/languages/detect/", {"text": ""}, 60),
    ],
    ids=["trials", "detection"],
)
def test_who_asks_too_often_is_told_when_to_come_back(as_alice, address, content, rate):
    from django.core.cache import cache

    cache.clear()
    for _ in range(rate):
        assert as_alice.post(address, content, content_type="application/json").status_code < 429

    refused = as_alice.post(address, content, content_type="application/json")

    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 60
    cache.clear()


def test_the_language_of_a_text_is_told(as_alice):
    answer = as_alice.post(
        "/api/v1/languages/detect/",
        {"text": "Guten Morgen, wie geht es Ihnen heute?", "voice": "piper-joe-en"},
        content_type="application/json",
    ).json()

    assert answer["language"].startswith("de")
    assert answer["probability"] > 0.8
    assert "de" in answer["better_voice"]
