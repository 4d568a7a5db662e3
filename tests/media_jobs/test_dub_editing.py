"""Tests for what a person edits in a dub: lines, translations, voices, glossaries."""

import json

import pytest
from django.core.cache import cache

from media_jobs import dub_preparation, dub_translating
from media_jobs.models import DubProject, DubTarget

URL = "/api/v1/dubs/"


@pytest.fixture(autouse=True)
def no_throttle():
    cache.clear()


@pytest.fixture
def project(make_prepared):
    return make_prepared()


@pytest.fixture
def send(as_alice, django_capture_on_commit_callbacks):
    def call(method, address, content=None, client=as_alice):
        with django_capture_on_commit_callbacks(execute=True):
            return getattr(client, method)(address, content or {}, "application/json")

    return call


@pytest.fixture
def target_url(project):
    return f"{URL}{project.pk}/targets/pt/"


def edited(script, line_id, **changes):
    lines = [{**line, **changes} if line["id"] == line_id else line for line in script["lines"]]
    return {**script, "lines": lines}


def test_lines_are_kept_in_order_and_words_only_where_they_fit(send, project):
    moved = edited(project.script, "l3", start=0.2, end=1.0)
    renamed = edited(moved, "l1", text="Good  evening.")

    saved = send("put", f"{URL}{project.pk}/script/", {"revision": 1, "script": renamed})

    made = saved.json()
    assert (saved.status_code, made["revision"]) == (200, 2)
    assert [line["id"] for line in made["script"]["lines"]] == ["l3", "l1", "l2"]
    assert made["script"]["lines"][1]["text"] == "Good evening."
    assert made["script"]["lines"][1]["words"] == []
    assert made["targets"][0]["outdated"] == ["l1"]


def test_words_stay_with_a_line_of_the_same_text(send, project):
    longer = edited(project.script, "l1", end=2.2)

    made = send("put", f"{URL}{project.pk}/script/", {"revision": 1, "script": longer}).json()

    assert len(made["script"]["lines"][0]["words"]) == 2


def test_lines_end_with_the_video(send, project):
    script = edited(project.script, "l3", start=7.5, end=99.0)

    made = send("put", f"{URL}{project.pk}/script/", {"revision": 1, "script": script}).json()

    assert made["script"]["lines"][-1]["end"] == project.script["duration"]


def test_two_windows_do_not_overwrite_each_other(send, project):
    address = f"{URL}{project.pk}/script/"
    first = edited(project.script, "l1", text="Mine.")
    send("put", address, {"revision": 1, "script": first})

    refused = send("put", address, {"revision": 1, "script": project.script})

    stored = refused.json()
    assert (refused.status_code, stored["code"], stored["revision"]) == (409, "dub_changed", 2)
    assert stored["script"]["lines"][0]["text"] == "Mine."


@pytest.mark.parametrize(
    "script",
    [
        {},
        {"lines": "none", "speakers": []},
        {"lines": [{"id": "a", "start": 1, "end": 0, "text": "x", "speaker": "s1"}]},
        {"lines": [{"id": "a", "start": 0, "end": 1, "text": "x", "speaker": "s9"}]},
        {"lines": [{"id": "../../etc", "start": 0, "end": 1, "text": "x", "speaker": "s1"}]},
        {"lines": [{"id": "a", "start": 0, "end": 1, "text": "x" * 1001, "speaker": "s1"}]},
        {"lines": [{"id": "a", "start": "nan", "end": 1, "text": "x", "speaker": "s1"}]},
    ],
    ids=["nothing", "no list", "backwards", "nobody", "id", "long", "no number"],
)
def test_lines_that_cannot_be_used_are_refused(send, project, script):
    given = {"speakers": project.script["speakers"], **script}

    refused = send("put", f"{URL}{project.pk}/script/", {"revision": 1, "script": given})

    assert (refused.status_code, refused.json()["code"]) == (400, "bad_script")
    assert DubProject.objects.get().revision == 1


def test_there_is_nothing_to_edit_before_the_lines_are_known(send, make_dub):
    address = f"{URL}{make_dub().pk}/"

    for refused in (
        send("put", f"{address}script/", {"revision": 0, "script": {}}),
        send("post", f"{address}targets/pt/translate/"),
        send("post", f"{address}render/"),
        send("get", f"{address}targets/pt/plan/"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "dub_not_ready")


def test_lines_are_translated_in_the_background(as_alice, project, target_url):
    shown = as_alice.get(target_url).json()

    assert (shown["state"], shown["translator"], shown["problems"]) == ("succeeded", "fake", {})
    assert shown["translation"]["l1"] == "pt: Good morning."
    assert (shown["n_translated"], shown["can_render"], shown["edited"]) == (3, True, [])
    assert set(shown["default_voices"]) == {"s1", "s2"}


def test_what_a_person_wrote_is_not_translated_again_by_itself(send, project, target_url):
    mine = {"l1": "Bom dia.", "l2": "pt: Bread is alive, and it rises."}
    saved = send("put", target_url, {"revision": 1, "translation": mine}).json()
    script = edited(edited(project.script, "l1", text="Hi."), "l2", text="Bread lives.")
    send("put", f"{URL}{project.pk}/script/", {"revision": 1, "script": script})

    send("post", f"{target_url}translate/")
    dub_translating.translate_next()

    done = send("get", target_url).json()
    assert (saved["edited"], saved["n_translated"], saved["revision"]) == (["l1"], 2, 2)
    assert done["translation"] == {
        "l1": "Bom dia.", "l2": "pt: Bread lives.", "l3": "pt: Does it?",
    }  # fmt: skip
    assert (done["edited"], done["outdated"]) == (["l1"], ["l1"])


def test_a_line_can_be_translated_again_on_request(send, target_url):
    send("put", target_url, {"revision": 1, "translation": {"l1": "Bom dia."}})

    asked = send("post", f"{target_url}translate/", {"lines": ["l1"]}).json()
    dub_translating.translate_next()

    done = send("get", target_url).json()
    assert asked["state"] == "queued"
    assert done["translation"] == {"l1": "pt: Good morning."}
    assert done["edited"] == []


def test_a_language_is_not_edited_while_it_is_translated(send, target_url):
    send("post", f"{target_url}translate/")

    busy = send("put", target_url, {"revision": 1, "translation": {}})
    again = send("post", f"{target_url}translate/")
    stopped = send("post", f"{target_url}cancel/").json()

    assert {busy.json()["code"], again.json()["code"]} == {"target_busy"}
    assert (stopped["state"], stopped["n_translated"]) == ("cancelled", 3)


def test_two_windows_do_not_overwrite_each_others_translation(send, target_url):
    send("put", target_url, {"revision": 1, "translation": {"l1": "Bom dia."}})

    refused = send("put", target_url, {"revision": 1, "translation": {"l1": "Olá."}})

    stored = refused.json()
    assert (refused.status_code, stored["code"]) == (409, "dub_changed")
    assert stored["target"]["translation"] == {"l1": "Bom dia."}
    assert stored["target"]["revision"] == 2


def test_what_was_translated_before_a_failure_is_kept(send, project, target_url):
    script = edited(project.script, "l2", text="untranslatable")
    send("put", f"{URL}{project.pk}/script/", {"revision": 1, "script": script})
    send("put", target_url, {"revision": 1, "translation": {}})

    send("post", f"{target_url}translate/")
    dub_translating.translate_next()

    failed = send("get", target_url).json()
    assert (failed["state"], failed["error"]["code"]) == ("failed", "provider_quota")
    assert failed["error"]["facts"] == {"n_missing": 1, "n_lines": 3}
    assert set(failed["translation"]) == {"l1", "l3"}
    assert failed["problems"] == {"l2": "provider_quota"}
    assert failed["error_before_render"] == "translation_missing"
    whole = {**failed["translation"], "l2": ""}
    by_hand = send("put", target_url, {"revision": failed["revision"], "translation": whole})
    assert (by_hand.json()["state"], by_hand.json()["can_render"]) == ("succeeded", True)


def test_when_nothing_is_translated_what_was_there_stays(send, project, target_url):
    script = edited(project.script, "l1", text="fail")
    send("put", f"{URL}{project.pk}/script/", {"revision": 1, "script": script})

    send("post", f"{target_url}translate/", {"lines": ["l1"]})
    dub_translating.translate_next()

    failed = send("get", target_url).json()
    assert (failed["state"], failed["error"]["code"]) == ("failed", "unspeakable_text")
    assert failed["translation"]["l1"] == "pt: Good morning."


def test_a_video_that_turns_out_to_speak_the_language_is_not_translated(send, make_dub):
    project = make_dub(targets=["en"])
    dub_preparation.prepare_next()
    dub_translating.translate_next()

    shown = send("get", f"{URL}{project.pk}/targets/en/").json()

    assert (shown["state"], shown["error"]["code"]) == ("failed", "same_language")
    assert shown["error"]["facts"] == {"language": "en"}


def test_a_language_is_added_and_taken_away(send, project):
    address = f"{URL}{project.pk}/targets/"

    added = send("post", address, {"language": "de-AT"})
    dub_translating.translate_next()
    codes = [
        send("post", address, {"language": tag}).json()["code"]
        for tag in ("de", "en-GB", "xx", "not a tag")
    ]

    assert (added.status_code, added.json()["language"]) == (201, "de")
    done = send("get", f"{address}de/").json()
    assert (done["state"], done["n_translated"]) == ("succeeded", 3)
    assert codes == [
        "target_exists", "same_language", "no_voice_for_language", "unknown_language",
    ]  # fmt: skip
    assert send("delete", f"{address}de/").status_code == 204
    assert send("get", f"{address}de/").status_code == 404


def test_a_voice_ordered_for_a_language_is_that_of_whoever_says_most(send, make_prepared):
    voice = {"voice": "kokoro-kumo-pt", "rate": 1.1, "pitch": -1.0}
    project = make_prepared(voices={"pt": voice})

    shown = send("get", f"{URL}{project.pk}/targets/pt/").json()

    assert shown["default_voices"]["s1"] == voice
    assert shown["default_voices"]["s2"]["voice"] != voice["voice"]


def test_voices_are_chosen_for_speakers_and_lines(send, target_url):
    chosen = {"s1": {"voice": "kokoro-kumo-pt", "rate": 1.2, "pitch": 0.0}, "s9": "kokoro-kumo-pt"}
    own = {"l3": "kokoro-nezumi-pt"}

    saved = send("put", target_url, {"revision": 1, "voices": chosen, "line_voices": own}).json()
    refused = send(
        "put", target_url, {"revision": 2, "line_voices": {"l1": {"voice": "piper-joe-en"}}}
    ).json()

    assert saved["voices"] == {"s1": chosen["s1"]}
    assert saved["line_voices"]["l3"]["voice"] == "kokoro-nezumi-pt"
    assert set(saved["default_voices"]) == {"s2"}
    assert refused["code"] == "wrong_voice_language"
    assert list(refused["fields"]) == ["line_voices.l1"]


def test_a_line_that_will_be_too_fast_is_told(send, target_url):
    words = "palavras compridas " * 12

    saved = send("put", target_url, {"revision": 1, "translation": {"l1": words}}).json()

    warning = saved["warnings"]["l1"]
    assert warning["code"] == "too_fast"
    assert warning["ratio"] > 1.25
    assert warning["seconds"] > warning["slot"] > 0


def test_a_translation_has_an_end(send, target_url):
    refused = send("put", target_url, {"revision": 1, "translation": {"l1": "x" * 1001}}).json()

    assert refused["code"] == "line_too_long"
    assert list(refused["fields"]) == ["translation.l1"]


def test_terms_of_the_project_come_before_those_of_the_person(send, project, target_url):
    entries = [
        {"term": "Does it?", "translation": "Mesmo?", "language": ""},
        {"term": "Good morning.", "translation": "Viva!", "language": "pt-PT"},
        {"term": "Bread", "translation": "Brot", "language": "de"},
    ]
    glossary = [{"term": "does it?", "translation": "Sim?"}]
    saved = send("put", "/api/v1/glossary/", {"entries": entries})
    send("patch", f"{URL}{project.pk}/", {"glossary": glossary})
    send("put", target_url, {"revision": 1, "translation": {}})

    send("post", f"{target_url}translate/")
    dub_translating.translate_next()

    assert saved.json()["entries"][1]["language"] == "pt"
    assert send("get", "/api/v1/glossary/").json() == saved.json()
    from media_jobs import glossaries

    terms = glossaries.terms_for(DubProject.objects.get(), "pt")
    assert [(term["term"], term["translation"]) for term in terms] == [
        ("does it?", "Sim?"), ("Good morning.", "Viva!"),
    ]  # fmt: skip
    assert DubTarget.objects.get().translation["l1"] == "pt: Viva!"


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"term": " "}, "entries.0.term"),
        ({"term": "a", "translation": "x" * 201}, "entries.0.translation"),
    ],
    ids=["empty", "long"],
)
def test_a_glossary_that_cannot_be_used_is_refused(send, alice, entry, field):
    refused = send("put", "/api/v1/glossary/", {"entries": [entry]}).json()

    assert (refused["code"], list(refused["fields"])) == ("bad_glossary", [field])


def test_a_line_is_heard_as_the_dub_will_say_it(send, target_url):
    said = send("post", f"{target_url}say/", {"line": "l3"})

    spec = json.loads(said.content)
    assert (said.status_code, said["Content-Type"]) == (200, "audio/mp4")
    assert (said["X-Seconds"], said["X-Natural-Seconds"]) == ("1.500", "2.000")
    assert said["X-Verdict"] == "compressed"
    assert (spec["text"], spec["target"]) == ("pt: Does it?", "pt")
    assert spec["seconds"] > 1
    assert spec["voice"]["voice"].endswith("pt")


def test_what_is_typed_can_be_heard_before_it_is_saved(send, target_url):
    voice = {"voice": "kokoro-kumo-pt", "rate": 1.5, "pitch": 2.0}

    spec = json.loads(
        send("post", f"{target_url}say/", {"line": "l3", "text": "Sim?", "voice": voice}).content
    )
    codes = [
        send("post", f"{target_url}say/", content).json()["code"]
        for content in ({"line": "l9"}, {"text": " "}, {"text": "Olá."}, {"line": "l1", "text": ""})
    ]

    assert (spec["text"], spec["voice"]) == ("Sim?", voice)
    assert codes == ["unknown_line", "empty_text", "unknown_voice", "empty_text"]


def test_a_shorter_translation_is_suggested_and_not_saved(send, target_url):
    address = f"{target_url}shorten/"

    shorter = send("post", address, {"line": "l2"})

    assert (shorter.status_code, shorter.json()) == (200, {"text": "pt: Bread is alive"})
    assert send("post", address, {"line": "l1"}).json()["code"] == "cannot_shorten"
    assert send("post", address, {"line": "l9"}).json()["code"] == "unknown_line"
    failed = send("post", address, {"line": "l2", "text": "fail, please"})
    assert (failed.status_code, failed.json()["code"]) == (502, "unspeakable_text")
    assert send("get", target_url).json()["revision"] == 1


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_someone_elses_language_is_not_found(client, bob, target_url, send, method):
    client.force_login(bob)

    assert send(method, target_url, client=client).status_code == 404
    for action in ("translate", "cancel", "shorten", "say"):
        refused = send("post", f"{target_url}{action}/", {"line": "l1"}, client=client)
        assert refused.status_code == 404
    assert send("get", f"{target_url}plan/", client=client).status_code == 404


def test_an_address_that_is_none_is_not_found(send, alice):
    for address in (f"{URL}{'-' * 36}/", f"{URL}{'-' * 36}/targets/pt/", f"{URL}x/"):
        assert send("get", address).status_code == 404


def test_languages_and_translators_are_listed(send, alice):
    languages = {row["language"]: row for row in send("get", "/api/v1/languages/").json()}
    rows = send("get", "/api/v1/translators/?source=en&target=pt").json()

    assert languages["pt"]["can_speak"] is True
    assert languages["pt"]["name"] == "Portuguese"
    assert [language["name"] for language in languages.values()] == sorted(
        language["name"] for language in languages.values()
    )
    assert {row["id"] for row in rows} >= {"groq", "gemini", "openai"}
    assert set(rows[0]) == {
        "id", "name", "kind", "available", "unavailable_reason", "can_shorten", "is_default",
    }  # fmt: skip
