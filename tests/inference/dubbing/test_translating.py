"""Tests for `inference.dubbing.translating` and the operations that call it."""

from contextlib import closing
from pathlib import Path

import pytest

from inference.dubbing.dub_script import DubLine, DubScript, Speaker
from inference.dubbing.translating import source_language, translate_script
from inference.errors import InputError
from inference.language_errors import SameLanguageError
from inference.operations import operations_of
from inference.registry import Registry
from inference.translation.protocol import Translation

LINES = (
    DubLine("a", 0.0, 2.0, "Thank you.", "s1"),
    DubLine("b", 2.2, 4.0, "I left my keys in the right pocket.", "s2"),
    DubLine("c", 8.0, 9.0, "Bye!", "s1"),
)


def script(language="en", lines=LINES):
    return DubScript(language, 1.0, 9.2, (Speaker("s1"), Speaker("s2")), lines)


class Listener:
    """A translator that keeps the order and answers nothing."""

    id = "listener"

    def translate(self, order, report):
        self.order = order
        return Translation({})

    def shorten(self, line):
        return line.text


def test_a_line_may_last_into_the_pause_behind_it():
    listener = Listener()

    translate_script(listener, script(), "pt")

    seconds = [line.seconds for line in listener.order.lines]
    assert seconds == pytest.approx([2.2, 2.3, 1.2])
    assert [line.speaker for line in listener.order.lines] == ["s1", "s2", "s1"]


def test_lines_that_overlap_keep_their_own_time():
    listener = Listener()
    both = (DubLine("a", 0.0, 3.0, "One.", "s1"), DubLine("b", 1.0, 2.0, "Two.", "s1"))

    translate_script(listener, script(lines=both), "pt")

    assert [line.seconds for line in listener.order.lines] == pytest.approx([3.0, 1.5])


def test_no_lines_are_no_work():
    listener = Listener()

    translate_script(listener, script(lines=()), "pt")

    assert listener.order.lines == ()


def test_the_language_is_read_off_the_lines_where_it_is_not_known():
    assert source_language(script("")).startswith("en")
    with pytest.raises(InputError):
        source_language(script("", ()))


@pytest.fixture
def operations(monkeypatch):
    for name in ("GROQ_API_KEY", "GEMINI_API_KEY", "AVATAR_OPENAI_MODEL", "AVATAR_TRANSLATOR"):
        monkeypatch.delenv(name, raising=False)
    with closing(Registry()) as registry:
        yield operations_of(registry)


def test_the_operation_translates_the_lines_asked_for(operations):
    events = []
    spec = {
        "script": script().to_json(),
        "line_ids": ["b", "c"],
        "target": "pt-BR",
        "translator": "",
        "glossary": [{"term": "keys", "translation": "chaves"}],
    }

    made = operations["translate_lines"](spec, Path(), events.append)

    assert set(made["translation"]) == {"b", "c"}
    assert "chaves" in made["translation"]["b"]
    assert made["problems"] == {}
    assert made["translator"] == "builtin"
    assert events[0]["stage"] == "loading"
    assert (events[-1]["stage"], events[-1]["fraction"]) == ("translating", 1.0)


def test_the_operation_shortens_a_line(operations):
    spec = {
        "source_text": "Well, I bought the house.",
        "text": "Bem, eu comprei a casa.",
        "source": "en",
        "target": "pt",
        "seconds": 1.0,
    }

    made = operations["shorten_line"](spec, Path(), lambda _: None)

    assert made == {"text": "Comprei a casa.", "translator": "builtin"}


def test_the_operation_refuses_the_language_that_is_spoken(operations):
    with pytest.raises(SameLanguageError):
        operations["translate_lines"](
            {"script": script().to_json(), "target": "en"}, Path(), lambda _: None
        )
