"""Tests for `studio.wording`."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

from inference import checkpoint_errors, errors, provider_errors
from inference.progress import Stage
from media_jobs.models import MediaJob
from studio import wording

REPOSITORY = Path(__file__).parents[2]


def inference_codes():
    roots = (
        errors.InferenceError,
        checkpoint_errors.CheckpointError,
        provider_errors.ProviderError,
    )
    found = list(roots)
    for error in found:
        found.extend(error.__subclasses__())
    return sorted({error.code for error in found})


def service_codes():
    """First argument of every ``ServiceError``, second of every ``refuse``."""
    modules = (REPOSITORY / "media_jobs").rglob("*.py")
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in modules]
    place = {"ServiceError": 0, "UnusableMaterialError": 0, "refuse": 1}
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in place]
    arguments = [node.args[place[node.func.id]] for node in named]
    return sorted({node.value for node in arguments if isinstance(node, ast.Constant)})


def documented_codes():
    """Every code in the tables of ``docs/errors.md``."""
    import re

    text = (REPOSITORY / "docs" / "errors.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?) \|", text, re.MULTILINE)
    return sorted({code for row in rows for code in re.findall(r"`(\w+)`", row)})


def job_codes():
    return [
        "avatar_gone",
        "internal_error",
        "job_out_of_memory",
        "job_time_limit",
        "render_error",
        "render_process_died",
    ]


@pytest.mark.parametrize("code", [*inference_codes(), *job_codes()])
def test_every_failure_says_what_happened_why_and_what_to_do(code):
    words = wording.ERRORS[code]

    assert words.title
    assert words.explanation
    assert words.advice


@pytest.mark.parametrize("code", service_codes())
def test_every_refusal_has_words(code):
    assert wording.ERRORS[code].title


def test_refusals_are_found_at_all():
    assert {"empty_text", "job_finished"} <= set(service_codes())


@pytest.mark.parametrize("code", documented_codes())
def test_every_documented_code_has_words(code):
    assert wording.ERRORS[code].title


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_name_and_says_what_is_going_on(stage):
    assert wording.STAGES[stage].title
    assert wording.STAGES[stage].doing


@pytest.mark.parametrize("state", MediaJob.State)
def test_every_state_has_words(state):
    assert wording.STATES[state]


def test_bad_material_is_edited_and_everything_else_may_be_tried_again():
    material = [errors.InputError, *errors.InputError.__subclasses__()]

    for code in inference_codes():
        at_fault = code in {error.code for error in material}
        assert wording.error_words(code).can_retry is not at_fault, code


def test_what_is_edited_says_where_in_the_form_it_is_fixed():
    places = {"text", "recording", "voice", "avatar", "aspect", "engine", ""}

    assert {words.field for words in wording.ERRORS.values()} <= places
    assert wording.ERRORS["silent_sound"].field == "recording"


def test_every_advice_of_an_inspection_has_words():
    from inference.inspection.advice import CODES

    assert set(CODES) == set(wording.ADVICE)
    for words in wording.ADVICE.values():
        assert words.title
        assert words.advice
        assert words.about in {"picture", "sound", "file"}


def test_every_reason_to_leave_a_frame_alone_has_words():
    from inference.tracks import Hindrance

    reasons = {hindrance.name.lower() for hindrance in Hindrance if hindrance}

    assert reasons == set(wording.UNTOUCHED)


def test_an_unknown_code_is_an_internal_error():
    assert wording.error_words("never_heard_of") == wording.ERRORS["internal_error"]


def test_scripts_get_plain_text_by_the_names_that_jobs_use():
    with override("en"):
        words = wording.for_scripts()

    assert words["stages"]["lip_sync"] == {"title": "Lip-sync", "doing": "Moving the lips"}
    assert words["errors"]["job_time_limit"]["title"] == "It took too long"
    assert words["phrases"]["undo"] == "Undo"


def test_scripts_ask_only_for_phrases_that_exist():
    import re

    wanted = set()
    for script in (REPOSITORY / "static" / "js").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        wanted |= set(re.findall(r"\bphrase\(\"(\w+)\"", text))
        for key in re.findall(r"\bcounted\(\"(\w+)\"", text):
            wanted |= {f"{key}_one", f"{key}_other"}

    assert wanted
    assert wanted <= set(wording.PHRASES)
