"""Tests for `inference.language_detection`."""

import pytest

from inference.errors import UnknownVoiceError
from inference.language_detection import detect_language, language_mismatch
from inference.voices import main_language

SENTENCES = {
    "ar": "سنتحدث اليوم عن المناخ.",
    "bn": "আজ আমরা জলবায়ু নিয়ে কথা বলব।",
    "ca": "Avui parlarem del canvi climàtic.",
    "cs": "Dnes budeme mluvit o klimatu.",
    "de": "Heute sprechen wir über das Klima.",
    "el": "Σήμερα θα μιλήσουμε για το κλίμα.",
    "en": "Today we will talk about climate change.",
    "es": "Hoy vamos a hablar del clima.",
    "fa": "امروز درباره آب و هوا صحبت می‌کنیم.",
    "fi": "Tänään puhumme ilmastosta.",
    "fr": "Aujourd'hui nous parlerons du climat.",
    "gu": "આજે આપણે આબોહવા વિશે વાત કરીશું.",
    "he": "היום נדבר על האקלים.",
    "hi": "आज हम जलवायु के बारे में बात करेंगे।",
    "hu": "Ma az éghajlatról fogunk beszélni.",
    "id": "Hari ini kita akan membahas iklim.",
    "it": "Oggi parleremo del cambiamento climatico.",
    "ja": "今日は気候変動についてお話しします。",
    "ko": "오늘은 기후에 대해 이야기하겠습니다.",
    "mr": "आज आपण हवामानाबद्दल बोलणार आहोत.",
    "nl": "Vandaag praten we over het klimaat.",
    "pl": "Dziś porozmawiamy o klimacie.",
    "pt": "Hoje vamos falar sobre o clima.",
    "ro": "Astăzi vom vorbi despre climă.",
    "ru": "Сегодня мы поговорим о климате.",
    "sv": "Idag ska vi prata om klimatet.",
    "sw": "Leo tutazungumza kuhusu hali ya hewa.",
    "ta": "இன்று நாம் காலநிலை பற்றி பேசுவோம்.",
    "th": "สวัสดีตอนเช้าทุกคน",
    "tr": "Bugün iklim hakkında konuşacağız.",
    "uk": "Сьогодні ми поговоримо про клімат.",
    "ur": "آج ہم موسم کے بارے میں بات کریں گے۔",
    "vi": "Hôm nay chúng ta sẽ nói về khí hậu.",
    "zh": "今天我们来谈谈气候变化。",
}


@pytest.mark.parametrize(("language", "text"), SENTENCES.items(), ids=SENTENCES.keys())
def test_one_short_sentence_tells_the_language(language, text):
    found, probability = detect_language(text)

    assert main_language(found) == language
    assert 0.3 < probability <= 1


def test_the_tag_is_that_of_the_best_voice():
    assert detect_language("Hoje vamos falar sobre o clima.")[0] == "pt-BR"


@pytest.mark.parametrize(("text", "language"), [("Hello", "en"), ("¡Hola!", "es"), ("Ciao", "it")])
def test_a_greeting_is_enough(text, language):
    assert main_language(detect_language(text)[0]) == language


@pytest.mark.parametrize(
    "text",
    ["", " \n", "1, 2, 3!", "[pause 1s] ***", "https://example.org/hello", "ສະບາຍດີ"],
    ids=["empty", "blank", "figures", "markup", "address", "no-voice"],
)
def test_where_nothing_can_be_said_nothing_is_said(text):
    assert detect_language(text) == ("", 0.0)


def test_markup_and_addresses_do_not_count():
    text = "[pause 2s] Aujourd'hui nous parlerons *beaucoup*: https://www.the-weather.example/today"

    assert main_language(detect_language(text)[0]) == "fr"


def test_what_is_expected_decides_what_the_text_does_not():
    text = "Hvordan går det?"

    assert detect_language(text, ["da"])[0] == "da"
    assert detect_language(text, ["nb-NO"])[0] == "nb"


def test_a_long_text_takes_no_longer_than_its_beginning():
    assert main_language(detect_language("Heute sprechen wir über das Klima. " * 5000)[0]) == "de"


def test_a_text_in_another_language_than_the_voice_is_noticed():
    found = language_mismatch(SENTENCES["de"] + " Es wird wärmer.", "piper-joe-en")

    assert found is not None
    assert (found.language, found.voice_language) == ("de", "en-US")
    assert found.better_voice == "espeak-de"


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        (SENTENCES["en"], "piper-joe-en"),
        (SENTENCES["en"], "espeak-en"),
        ("Hallo", "piper-joe-en"),
        ("I dag skal vi tale om klimaet.", "espeak-nb"),
    ],
    ids=["same", "other-region", "too-short", "written-alike"],
)
def test_no_false_alarm(text, voice):
    assert language_mismatch(text, voice) is None


def test_an_unknown_voice_is_refused():
    with pytest.raises(UnknownVoiceError):
        language_mismatch("Good morning", "nobody")
