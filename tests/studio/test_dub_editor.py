"""Tests for the pages of `studio.dub_editor_views` and the words of the dub editor."""

import json
import re
import uuid
from pathlib import Path

from django.urls import reverse

from studio.dub_editor_words import PHRASES
from studio.wording import for_scripts

SCRIPTS = Path(__file__).parents[2] / "static" / "js" / "dubeditor"
SAID = re.compile(r'\b(phrase|counted)\("(\w+)"')


def page_of(client, dub):
    return client.get(reverse("studio:dub", args=[dub.pk]))


def data_of(response):
    block = re.search(r'<script id="dub-data"[^>]*>(.*?)</script>', response.content.decode())
    return json.loads(block[1])


def test_the_editor_comes_with_the_dub_as_the_api_gives_it(as_alice, make_dub):
    dub = make_dub()

    response = page_of(as_alice, dub)

    api = as_alice.get(f"/api/v1/dubs/{dub.pk}/").json()
    assert response.status_code == 200
    assert data_of(response)["project"] == api
    assert dub.title in response.content.decode()


def test_the_editor_of_somebody_else_is_not_found(as_alice, bob, make_dub):
    dub = make_dub(owner=bob)

    response = page_of(as_alice, dub)

    assert response.status_code == 404


def test_a_dub_that_nobody_made_is_not_found(as_alice):
    response = as_alice.get(reverse("studio:dub", args=[uuid.uuid4()]))

    assert response.status_code == 404


def test_whoever_is_not_signed_in_is_sent_to_the_door(client, make_dub):
    response = page_of(client, make_dub())

    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_the_page_has_no_scripts_or_styles_of_its_own(as_alice, make_dub):
    page = page_of(as_alice, make_dub()).content.decode()

    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", page)
    assert scripts == []
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)


def test_all_that_the_scripts_say_has_words():
    known = {**for_scripts()["phrases"], **PHRASES}

    for script in SCRIPTS.glob("*.js"):
        for how, key in SAID.findall(script.read_text()):
            forms = [key] if how == "phrase" else [f"{key}_one", f"{key}_other"]
            assert all(form in known for form in forms), f"{script.name}: {key}"


def test_every_key_of_the_editor_has_words():
    table = (SCRIPTS / "keys.js").read_text().partition("const CODES")[0]
    acts = re.findall(r'^ +\["(\w+)", \["', table, re.MULTILINE)

    assert len(acts) > 30
    assert all(f"key_{act}" in PHRASES for act in acts)


def test_no_word_is_there_in_vain():
    text = "\n".join(script.read_text() for script in SCRIPTS.glob("*.js"))
    made = ("act_", "begin_", "conflict_", "key_", "keys_", "problem_", "remove_language_question")

    for key in PHRASES:
        stem = re.sub(r"_(one|other)$", "", key)
        is_made = key.startswith((*made, "translate_all_question"))
        assert is_made or f'"{stem}"' in text or f'"{key}"' in text, key
