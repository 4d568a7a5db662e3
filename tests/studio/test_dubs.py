"""Tests for `studio.dubs`, `studio.dub_choices` and the page of dubs."""

import uuid

import pytest
from django.urls import reverse

from media_jobs.dub_states import project_state
from media_jobs.models import DubTarget, MediaJob
from studio.dub_choices import pace, targets
from studio.dub_words import DUB_ADVICE, VERDICTS
from studio.dubs import Phase, advice_of, card_of, editor_url

TRANSLATED = {"state": "succeeded", "translation": {"l1": "Bom dia.", "l2": "O pão vive."}}


def card(project):
    project.refresh_from_db()
    return card_of(project_state(project, None, is_whole=False))


@pytest.mark.parametrize(
    ("project", "target", "phase"),
    [
        ({"state": "running"}, {}, Phase.WAITING),
        ({"state": "failed"}, {}, Phase.STOPPED),
        ({}, {"state": "queued"}, Phase.TRANSLATING),
        ({}, {"state": "failed"}, Phase.UNTRANSLATED),
        ({}, {"state": "cancelled"}, Phase.UNTRANSLATED),
        ({}, TRANSLATED, Phase.WORDS),
    ],
    ids=["waits", "never begun", "translates", "translator failed", "stopped", "words are there"],
)
def test_a_language_stands_where_its_lines_do(make_dub, project, target, phase):
    shown = card(make_dub(project=project, target=target))

    assert [one.phase for one in shown.targets] == [phase]


@pytest.mark.parametrize(
    ("state", "phase"),
    [
        ("queued", Phase.RENDERING),
        ("running", Phase.RENDERING),
        ("succeeded", Phase.READY),
        ("failed", Phase.FAILED),
        ("cancelled", Phase.CANCELLED),
    ],
)
def test_a_language_with_a_video_stands_where_its_job_does(make_dubbed, state, phase):
    video = make_dubbed(state)

    shown = card(video.dub_target.project)

    assert shown.targets[0].phase == phase
    assert shown.is_unfinished is (phase == Phase.RENDERING)
    assert shown.targets[0].has_file is (state == "succeeded")


def test_a_dub_goes_on_while_one_of_its_languages_does(make_dub):
    project = make_dub(target=TRANSLATED)
    DubTarget.objects.create(project=project, language="es", is_ready=True, state="running")

    shown = card(project)

    assert [one.is_unfinished for one in shown.targets] == [False, True]
    assert shown.is_unfinished


def test_a_failed_translation_says_why(make_dub):
    project = make_dub(target={"state": "failed", "error_code": "translation_unavailable"})

    shown = card(project).targets[0]

    assert "translates" in str(shown.error.title)
    assert not shown.error.can_retry


def test_lines_without_translation_are_counted(make_dub):
    project = make_dub(target={"state": "succeeded", "translation": {"l1": "Bom dia."}})

    assert card(project).targets[0].n_missing == 1


def test_a_translation_that_somebody_brought_needs_no_translator(make_dub):
    project = make_dub(target={**TRANSLATED, "state": "failed", "error_code": "provider_quota"})

    assert card(project).targets[0].phase == Phase.WORDS


def test_advice_names_its_facts():
    [(level, words)] = advice_of([{"code": "damaged", "level": "warning", "facts": {"at": 12.5}}])

    assert level == "warning"
    assert words.title == "The file is damaged at second 12.5."


def test_advice_that_does_not_matter_to_dubs_is_left_out():
    assert advice_of([{"code": "of_tomorrow", "level": "info", "facts": {}}]) == []


def test_every_advice_of_the_preflight_has_words():
    from inference.dubbing import preflight

    assert set(preflight.CODES) <= set(DUB_ADVICE)


def test_every_verdict_on_a_line_has_words():
    from inference.dubbing.spoken_line import Verdict

    assert {verdict.value for verdict in Verdict} == set(VERDICTS)


def test_languages_that_can_be_translated_come_first():
    from media_jobs.dub_languages import known_languages
    from studio import choices

    rows = targets(known_languages(), choices.voices())

    translated = [row["can_translate"] for row in rows]
    assert translated == sorted(translated, reverse=True)
    assert {row["language"] for row in rows if row["can_translate"]} >= {"en", "pt"}
    assert all(row["name"] and row["n_voices"] for row in rows)


def test_moving_lips_takes_longer_than_leaving_them(db):
    known = pace()

    assert known["engines"]["none"] < known["engines"]["warp"]
    assert known["listening"] > 0


# -- the page -------------------------------------------------------------------------------------


def test_the_page_offers_a_new_dub_and_shows_those_that_are_there(as_alice, make_dub):
    project = make_dub(title="How bread rises", target=TRANSLATED)

    page = as_alice.get(reverse("studio:dubs")).content.decode()

    assert 'id="new-dub"' in page
    assert "How bread rises" in page
    assert "The words are ready" in page
    assert editor_url(project.pk, "pt") in page


def test_a_newcomer_sees_the_form_alone(as_alice):
    response = as_alice.get(reverse("studio:dubs"))

    assert response.context["cards"] == []
    assert 'role="option"' in response.content.decode()


def test_dubs_of_others_are_not_shown(as_alice, bob, make_dub):
    project = make_dub(owner=bob, title="Not yours")

    assert "Not yours" not in as_alice.get(reverse("studio:dubs")).content.decode()
    assert as_alice.get(reverse("studio:dub-card", args=[project.pk])).status_code == 404


def test_a_card_can_be_fetched_alone(as_alice, make_dub):
    project = make_dub(project={"state": "failed", "error_code": "unreadable_video"})

    page = as_alice.get(reverse("studio:dub-card", args=[project.pk])).content.decode()

    assert page.count("<article") == 1
    assert "<html" not in page
    assert "Bring subtitles" in page


def test_where_nobody_was_heard_subtitles_are_asked_for(as_alice, make_dub):
    project = make_dub(project={"script": {}})

    page = as_alice.get(reverse("studio:dub-card", args=[project.pk])).content.decode()

    assert "Nobody was heard speaking" in page
    assert "data-dub-subtitles" in page


def test_an_unknown_dub_is_not_found(as_alice):
    assert as_alice.get(reverse("studio:dub-card", args=[uuid.uuid4()])).status_code == 404


def test_dubs_ask_who_one_is(client, alice):
    response = client.get(reverse("studio:dubs"))

    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_the_navigation_and_the_studio_lead_to_dubs(as_alice, anna):
    page = as_alice.get("/").content.decode()

    assert page.count(f'href="{reverse("studio:dubs")}"') == 2


def test_a_running_dub_tells_what_is_going_on(as_alice, make_dubbed):
    video = make_dubbed("running", job={"stage": "lip_sync"})

    page = as_alice.get(reverse("studio:dubs")).content.decode()

    assert "Moving the lips" in page
    job = MediaJob.objects.get(video=video)
    assert f'data-job="{job.pk}"' in page
