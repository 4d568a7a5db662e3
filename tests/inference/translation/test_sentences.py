"""Tests for what small models are spared: shapes, marks, nouns that stand in, short utterances."""

import re

import pytest

from inference.translation import phrasebook
from inference.translation.masks import closed_up, masked, parts_to_mask
from inference.translation.own_gender import with_gender
from inference.translation.phrasebook import usual_translation
from inference.translation.sentence_shape import in_shape, shape_of, without_hesitations
from inference.translation.shorter import shorter_texts, shorter_translations
from inference.translation.stand_ins import is_feminine, stand_in


@pytest.mark.parametrize(
    ("sentence", "given", "answer", "back"),
    [
        ("Stop!", "Stop!", "Pare!", "Pare!"),
        ("and then", "And then.", "E então.", "e então"),
        ("DO NOT TOUCH IT!", "Do not touch it!", "Não toque!", "NÃO TOQUE!"),
        ("SO I LEFT", "So I left.", "Então saí.", "ENTÃO SAÍ"),
        ("NASA", "NASA.", "A NASA.", "A NASA"),
        ("I love it! 😍", "I love it!", "Adorei!", "Adorei! 😍"),
        ("Um, so, uh, yes.", "So, yes.", "Então, sim.", "Então, sim."),
        ("Really?", "Really?", "Sério", "Sério?"),
        ("cheese &amp;", "Cheese &amp;.", "Queijo &amp;.", "queijo &amp;"),
    ],
    ids=[
        "plain",
        "small",
        "loud",
        "loud I",
        "name",
        "picture",
        "hesitations",
        "mark lost",
        "entity",
    ],
)
def test_a_sentence_gets_its_shape_back(sentence, given, answer, back):
    shape = shape_of(sentence, "en")

    assert shape.text == given
    assert in_shape(answer, shape) == back


def test_words_that_only_sound_like_hesitations_stay():
    assert without_hesitations("Comprei um pão.", "pt") == "Comprei um pão."
    assert without_hesitations("Hmm.", "en") == "Hmm."


def parts_of(text, *glossary, unreadable=None):
    return parts_to_mask(text, glossary, "en", "pt", unreadable)


def test_marks_stand_for_what_must_stay_and_come_back_in_any_order():
    text = "Hello {name}, it costs $1,250.50 at https://a.com/b."
    sentence = masked(text, parts_of(text), "XQ")

    assert sentence.text == "Hello XQ1, it costs $61 at XQ3."
    assert (
        sentence.restored("Em XQ3 custa $61, XQ1.") == "Em https://a.com/b custa $1.250,50, {name}."
    )


@pytest.mark.parametrize("answer", ["Olá.", "Olá XQ1 XQ1.", "Olá XQ12."])
def test_a_mark_that_is_lost_or_doubled_is_noticed(answer):
    sentence = masked("Hello {name}.", parts_of("Hello {name}."), "XQ")

    assert sentence.restored(answer) is None


def test_tags_cling_to_their_words_again():
    text = "Click <b>Save</b> now."
    sentence = masked(text, parts_of(text), "XQ")

    assert sentence.text == "Click XQ1 Save XQ2 now."
    assert sentence.restored("Clique XQ1 Salvar XQ2 já.") == "Clique <b>Salvar</b> já."


def test_letters_that_a_model_does_not_have_are_kept_from_it():
    parts = parts_of("Tim said 你好 to me.", unreadable=re.compile("[\u4e00-\u9fff]+"))

    assert [part.wanted for part in parts] == ["你好"]


def test_a_number_that_is_taken_is_no_mark():
    text = "In 61 days we need 2,500 g."

    assert masked(text, parts_of(text), "XQ").text == "In 61 days we need 62 g."


@pytest.mark.parametrize(
    ("term", "wanted", "noun"),
    [
        ("mixer", "batedeira", "guitarra"),
        ("mixers", "batedeiras", "guitarras"),
        ("meeting", "encontro", "telescópio"),
        ("lip-sync", "sincronização labial", "guitarra"),
        ("Save", "Guardar", None),
        ("studio", "Estúdio", None),
    ],
)
def test_a_noun_of_the_same_gender_and_number_stands_in(term, wanted, noun):
    found = stand_in(term, wanted, "en", "pt-BR", [])

    assert (found and found.target) == noun


def test_two_words_of_the_glossary_have_two_nouns_that_stand_in():
    first = stand_in("mixer", "batedeira", "en", "pt", ["the", "guitar"])

    assert first.source == "pyramid"
    assert stand_in("mixer", "batedeira", "en", "pt", ["guitar", "pyramid"]) is None
    assert stand_in("mixer", "Mixer", "en", "de", []) is None


@pytest.mark.parametrize("phrase", ["casa", "viagens", "opções", "cidade", "batedeira elétrica"])
def test_feminine_endings_are_known(phrase):
    assert is_feminine(phrase)


@pytest.mark.parametrize("phrase", ["problema", "sistemas", "dia", "carro", "botões"])
def test_masculine_endings_are_known(phrase):
    assert not is_feminine(phrase)


@pytest.mark.parametrize(
    ("sentence", "pair", "usual"),
    [
        ("Thank you.", ("en-US", "pt-BR"), "Obrigado."),
        ("Got it?", ("en", "pt"), "Entendeu?"),
        ("thanks a lot", ("en", "pt"), "muito obrigado"),
        ("“Pois é!”", ("pt", "en"), "“That's right!”"),
        ("Thank you.", ("en", "de"), ""),
        ("Thank you for nothing.", ("en", "pt"), ""),
        ("...", ("en", "pt"), ""),
    ],
)
def test_short_utterances_have_a_usual_translation(sentence, pair, usual):
    assert usual_translation(sentence, *pair) == usual


@pytest.mark.parametrize(
    ("text", "language", "shorter"),
    [
        ("Eu vou mostrar a casa.", "pt", "Vou mostrar a casa."),
        ("Eu e você vamos.", "pt", None),
        ("Do not go in order to win.", "en", "Don't go to win."),
        ("DO NOT TOUCH IT!", "en", "DON'T TOUCH IT!"),
        ("Amanhã chove, né?", "pt-BR", "Amanhã chove."),
        ("Das ist gut.", "de", None),
    ],
)
def test_rules_say_the_same_in_fewer_words(text, language, shorter):
    assert next(shorter_translations(text, language), None) == shorter


def test_fillers_are_left_out_before_translating():
    assert list(shorter_texts("Well, you know, we actually did it.", "en")) == ["We did it."]
    assert list(shorter_texts("Well.", "en")) == []


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Obrigado, Ana.", "Obrigada, Ana."),
        ("MUITO OBRIGADO!", "MUITO OBRIGADA!"),
        ("Oi! Muito obrigado a todos.", "Oi! Muito obrigada a todos."),
        ("Eu estou muito cansado.", "Eu estou muito cansada."),
        ("Ele está cansado e foi obrigado a sair.", "Ele está cansado e foi obrigado a sair."),
    ],
)
def test_a_woman_speaks_of_herself_and_not_of_others(text, spoken):
    assert with_gender(text, "pt-BR", "female") == spoken
    assert with_gender(text, "pt-BR", "male") == text


def test_pieces_are_joined_without_spaces_before_marks():
    assert closed_up("Olá  {name} , tudo bem ?") == "Olá {name}, tudo bem?"


def test_the_phrasebook_can_be_looked_up():
    for pair, phrases in phrasebook._phrases().items():
        source, target = pair.split("-")
        for phrase, usual in phrases.items():
            found = usual_translation(phrase, source, target)

            assert found.rstrip("?") == usual
