"""Tests for the scripts of the dub editor, in a browser; the server is `tests.studio.dub_api`."""

import os
import shutil
import threading

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect, sync_playwright

from studio import dub_editor
from tests.studio.dub_api import ANY_ID, DubApi, DubSite, project

TEXT = ".line__text[data-field={}]"


@pytest.fixture(scope="module")
def context():
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is missing: apt-get install chromium")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        made = browser.new_context(viewport={"width": 1300, "height": 800})
        made.set_default_timeout(10_000)
        yield made
        browser.close()


@pytest.fixture(scope="module")
def site():
    shown = dub_editor.page_of({**project(), "id": ANY_ID}, may_fetch=False)
    shown["data"]["project"] = None  # the scripts ask for it
    shown["voice_groups"] = [one for one in shown["voice_groups"] if one["language"] == "pt"]
    with DubSite(render_to_string(dub_editor.TEMPLATE, shown)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def api(site) -> DubApi:
    site.api = DubApi(project())
    return site.api


@pytest.fixture
def page(context) -> Page:
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Security Policy" in said.text else None,
    )
    yield page
    page.evaluate("localStorage.clear()")
    page.close()
    assert complaints == []


@pytest.fixture
def editor(page, site, api) -> Page:
    page.goto(site.address)
    for n in range(len(api.stored["script"]["lines"])):
        expect(text_of(page, n)).to_be_visible()
    return page


def text_of(page, n, field="target"):
    return page.locator(".line").nth(n).locator(TEXT.format(field))


def lines_of(page, field="source"):
    # Lines are filled as they come into sight, a moment after they are there.
    expect(page.locator(TEXT.format(field))).to_have_count(page.locator(".line").count())
    return [one.input_value() for one in page.locator(TEXT.format(field)).all()]


def times_of(page, n):
    fields = page.locator(".line").nth(n).locator(".line__time")
    return [fields.nth(0).input_value(), fields.nth(1).input_value()]


def is_saved(page):
    expect(page.locator("[data-part=state]")).to_have_attribute("data-state", "saved")


def put(page, n, words, field="target"):
    text_of(page, n, field).fill(words)


# -- keeping --------------------------------------------------------------------------------------


def test_what_is_typed_reaches_the_server_by_itself(editor, api):
    put(editor, 0, "O chão mexe-se.")
    is_saved(editor)

    assert api.target["translation"]["l0"] == "O chão mexe-se."
    assert len([path for method, path in api.asked if method == "PUT"]) == 1


def test_undo_and_redo_reach_the_server_as_well(editor, api):
    before = text_of(editor, 0).input_value()
    put(editor, 0, "Outra coisa.")
    editor.keyboard.press("Control+z")

    expect(text_of(editor, 0)).to_have_value(before)
    editor.keyboard.press("Control+Shift+z")
    expect(text_of(editor, 0)).to_have_value("Outra coisa.")
    is_saved(editor)
    assert api.target["translation"]["l0"] == "Outra coisa."


def test_changes_of_two_windows_in_different_lines_are_both_kept(editor, api):
    api.write_elsewhere("l1", "De outra janela.")
    put(editor, 0, "Desta janela.")

    expect(text_of(editor, 1)).to_have_value("De outra janela.")
    is_saved(editor)
    assert api.target["translation"]["l0"] == "Desta janela."
    assert api.target["translation"]["l1"] == "De outra janela."


def test_of_two_versions_of_a_line_a_person_chooses_and_neither_is_lost(editor, api):
    api.write_elsewhere("l0", "De outra janela.")
    put(editor, 0, "Desta janela.")
    dialog = editor.get_by_role("dialog", name="Changed in two places")
    dialog.get_by_role("radio", name="De outra janela.").check()
    dialog.get_by_role("button", name="Keep what is chosen").click()

    expect(text_of(editor, 0)).to_have_value("De outra janela.")
    is_saved(editor)
    editor.get_by_role("button", name="Undo").click()
    expect(text_of(editor, 0)).to_have_value("Desta janela.")


def test_without_a_connection_changes_wait_in_the_browser_and_are_back_after_a_reload(editor, api):
    api.is_down = True
    put(editor, 0, "Sem rede.")
    expect(editor.locator("[data-part=state]")).to_have_attribute("data-state", "offline")
    editor.reload()
    expect(text_of(editor, 0)).to_have_value("Sem rede.")
    api.is_down = False
    editor.keyboard.press("Control+s")

    is_saved(editor)
    assert api.target["translation"]["l0"] == "Sem rede."


def test_while_a_language_is_translated_changes_of_it_wait(editor, api):
    api.held["targets/pt"] = (409, {"code": "target_busy", "detail": "", "fields": {}})
    put(editor, 0, "À espera.")

    expect(editor.locator("[data-part=state]")).to_have_attribute("data-state", "waiting")
    is_saved(editor)
    assert api.target["translation"]["l0"] == "À espera."


def test_a_translation_that_was_asked_for_can_be_taken_back(editor, api):
    put(editor, 0, "À mão.")
    is_saved(editor)
    editor.keyboard.press("Escape")
    editor.keyboard.press("t")
    expect(text_of(editor, 0)).to_have_value("Traduzido de novo.")
    editor.get_by_role("button", name="Undo").click()

    expect(text_of(editor, 0)).to_have_value("À mão.")
    is_saved(editor)
    assert api.target["translation"]["l0"] == "À mão."


# -- lines ----------------------------------------------------------------------------------------


def test_a_line_is_divided_at_the_cursor_in_both_languages(editor, api):
    text_of(editor, 1, "source").click()
    text_of(editor, 1, "source").evaluate("field => field.setSelectionRange(12, 12)")
    editor.keyboard.press("Control+Enter")

    assert lines_of(editor)[1:3] == ["Deep below,", "rock presses upwards."]
    assert lines_of(editor, "target")[1:3] == ["A rocha", "sobe."]
    is_saved(editor)
    first, second = api.stored["script"]["lines"][1:3]
    assert first["end"] == second["start"]
    assert [word[0] for word in second["words"]] == ["rock", "presses", "upwards."]


def test_lines_that_are_joined_are_one_and_come_apart_again(editor):
    text_of(editor, 0).click()
    editor.keyboard.press("Control+m")

    assert lines_of(editor, "target")[0] == "O chão nunca está parado. A rocha sobe."
    assert times_of(editor, 0) == ["0:00.50", "0:07.00"]
    editor.keyboard.press("Control+z")
    assert len(lines_of(editor)) == 4


def test_a_word_written_anew_leaves_the_times_of_the_others(editor, api):
    before = api.stored["script"]["lines"][0]["words"]
    put(editor, 0, "The soil is never quite still.", "source")
    is_saved(editor)

    words = api.stored["script"]["lines"][0]["words"]
    assert words[1][0] == "soil"
    assert [word[1:] for word in words] == [word[1:] for word in before]


def test_a_deleted_line_takes_its_translation_along(editor, api):
    text_of(editor, 2).click()
    editor.keyboard.press("Escape")
    editor.keyboard.press("Delete")
    is_saved(editor)

    assert [line["id"] for line in api.stored["script"]["lines"]] == ["l0", "l1", "l3"]
    assert "l2" not in api.target["translation"]


def test_a_line_goes_to_another_speaker_by_a_number(editor, api):
    text_of(editor, 0).click()
    editor.keyboard.press("Escape")
    editor.keyboard.press("2")
    is_saved(editor)

    assert api.stored["script"]["lines"][0]["speaker"] == "s2"
    expect(editor.locator(".line__who").first).to_have_text("Speaker 2")


# -- times ----------------------------------------------------------------------------------------


def test_keys_move_the_ends_of_a_line_by_a_twentieth_of_a_second(editor):
    text_of(editor, 1).click()
    editor.keyboard.press("Alt+ArrowLeft")
    editor.keyboard.press("Alt+Shift+ArrowRight")
    editor.keyboard.press("Alt+Shift+ArrowRight")

    assert times_of(editor, 1) == ["0:04.45", "0:07.10"]


def test_a_line_never_runs_into_the_next_one_of_its_speaker(editor):
    field = editor.locator(".line").nth(0).locator(".line__time").nth(1)
    field.fill("0:30")
    field.press("Enter")

    assert times_of(editor, 0) == ["0:00.50", "0:04.50"]


def test_what_is_no_time_changes_nothing(editor):
    field = editor.locator(".line").nth(0).locator(".line__time").nth(0)
    field.fill("soon")
    field.press("Enter")

    assert times_of(editor, 0) == ["0:00.50", "0:03.00"]


def test_a_line_is_dragged_in_the_waveform_as_one_step(editor):
    box = editor.locator("[data-part=timeline]").bounding_box()
    second = box["width"] / 16  # pixels; the whole video is seen
    x, y = box["x"] + 5.5 * second, box["y"] + 60
    editor.mouse.move(x, y)
    editor.mouse.down()
    editor.mouse.move(x + second / 2, y, steps=6)
    editor.mouse.up()

    assert times_of(editor, 1) == ["0:05.00", "0:07.50"]
    editor.keyboard.press("Control+z")
    assert times_of(editor, 1) == ["0:04.50", "0:07.00"]


# -- what is to be looked at ----------------------------------------------------------------------


def test_too_many_words_are_marked_and_shorter_ones_are_taken_with_one_press(editor, api):
    put(editor, 1, "Uma frase que é demasiado comprida para o tempo que há, e muito mais ainda.")
    line = editor.locator(".line").nth(1)
    expect(line.get_by_text("too fast")).to_be_visible()
    line.get_by_role("button", name="Shorten").click()
    line.get_by_role("button", name="Use it").click()

    expect(text_of(editor, 1)).to_have_value("Mais curto.")
    expect(line.get_by_text("too fast")).to_be_hidden()
    is_saved(editor)
    assert api.target["translation"]["l1"] == "Mais curto."


def test_find_and_replace_shows_beforehand_what_becomes_of_every_place(editor, api):
    editor.keyboard.press("Control+f")
    dialog = editor.get_by_role("dialog", name="Find and replace")
    dialog.get_by_label("Where").select_option("target")
    dialog.get_by_label("Find", exact=True).fill("a")
    dialog.get_by_label("Whole words").check()
    dialog.get_by_label("Replace with").fill("UMA")

    expect(dialog.get_by_text("2 places in 2 lines")).to_be_visible()
    expect(dialog.locator("ins")).to_have_text(["UMA", "UMA"])
    dialog.get_by_label("Replace in line 3").uncheck()
    dialog.get_by_role("button", name="Replace 1").click()
    assert lines_of(editor, "target")[1:3] == ["UMA rocha sobe.", "A montanha abre-se."]


def test_searching_alone_changes_nothing(editor, api):
    before = lines_of(editor)
    editor.keyboard.press("Control+f")
    editor.get_by_label("Find", exact=True).fill("mountain")
    editor.keyboard.press("Enter")

    expect(text_of(editor, 2, "source")).to_be_focused()
    assert lines_of(editor) == before


def test_a_line_against_the_glossary_is_marked(editor, api):
    editor.get_by_role("button", name="Glossary").click()
    part = editor.get_by_role("region", name="For this video")
    part.get_by_role("button", name="Add a term").click()
    part.get_by_label("Term", exact=True).fill("mountain")
    part.get_by_label("Translation", exact=True).fill("serra")
    editor.keyboard.press("Escape")

    expect(editor.get_by_text("“mountain” should be “serra”")).to_be_visible()
    is_saved(editor)
    assert api.stored["glossary"] == [{"term": "mountain", "translation": "serra"}]


# -- many lines -----------------------------------------------------------------------------------


def test_of_many_lines_only_those_near_the_screen_are_drawn(page, site):
    site.api = DubApi(project(400))
    page.goto(site.address)
    expect(text_of(page, 0)).to_be_visible()

    drawn = page.locator(TEXT.format("source"))
    expect(page.locator(".line")).to_have_count(400)
    expect(drawn.nth(10)).to_be_attached()
    assert drawn.count() < 80
    page.locator(".lines").evaluate("list => { list.scrollTop = list.scrollHeight; }")
    expect(text_of(page, 399)).to_have_value("Sempre viveram.")
