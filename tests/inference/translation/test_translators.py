"""Every translator keeps one contract; who is offered, and who is chosen.

Remote ones are asked through their real client libraries at servers that speak their protocols.
"""

import json
from contextlib import closing

import pytest

from inference.language_errors import (
    SameLanguageError,
    TranslationUnavailableError,
    UnknownTranslatorError,
)
from inference.provider_errors import ProviderNotConfiguredError, ProviderRefusedError
from inference.registry import Registry
from inference.translation.protocol import LongLine, SourceLine, TranslationOrder
from inference.translation.translators import (
    available_translators,
    choose_translator,
    default_translator,
)
from tests.inference.language_models.provider_servers import (
    Reply,
    chat_answer,
    chat_error,
    gemini_answer,
    gemini_blocked,
    gemini_error,
    provider_server,
)
from tests.inference.translation.argos_material import write_pack

REMOTE = ("groq", "gemini", "openai")
ENVIRONMENT = {
    "groq": {"GROQ_API_KEY": "secret-key", "AVATAR_GROQ_BASE_URL": "{url}"},
    "gemini": {"GEMINI_API_KEY": "secret-key", "AVATAR_GEMINI_BASE_URL": "{url}"},
    "openai": {"AVATAR_OPENAI_BASE_URL": "{url}/v1", "AVATAR_OPENAI_MODEL": "tiny"},
}
LINES = (SourceLine("x-1", "The house is red.", 2.0), SourceLine("x-2", "Hello!"))
GERMAN = {"x-1": "Das Haus ist rot.", "x-2": "Hallo!"}
PORTUGUESE = {"x-1": "A casa é vermelha.", "x-2": "Olá!"}


@pytest.fixture
def registry():
    with closing(Registry()) as registry:
        yield registry


@pytest.fixture
def server(monkeypatch):
    """A server that every remote provider is reached at."""
    with provider_server() as server:
        for values in ENVIRONMENT.values():
            for name, value in values.items():
                monkeypatch.setenv(name, value.format(url=server.url))
        yield server


def said(provider, answer):
    text = json.dumps(answer)
    return Reply(gemini_answer(text) if provider == "gemini" else chat_answer(text))


def sent_texts(provider, request):
    sent = request[2]
    if provider == "gemini":
        return [part["text"] for part in sent["contents"][0]["parts"]]
    return [message["content"] for message in sent["messages"] if message["role"] == "user"]


@pytest.fixture(params=[*REMOTE, "argos", "builtin"])
def translator(request, registry, server, argos_folder):
    """Each translator, and what it has to make of ``LINES``."""
    target, texts = ("pt", PORTUGUESE) if request.param == "builtin" else ("de", GERMAN)
    if request.param == "argos":
        words = {"The": "Das", "house": "Haus", "is": "ist", "red": "rot", "Hello": "Hallo"}
        write_pack(argos_folder / "en_de.argosmodel", "en", "de", words)
    answer = {"lines": [{"n": n, "text": text} for n, text in enumerate(texts.values(), start=1)]}
    server.replies = [said(request.param, answer)]
    return registry.translator("en", target, request.param), target, texts


def test_every_line_comes_back_in_the_other_language(translator):
    made, target, texts = translator
    reports = []

    translation = made.translate(TranslationOrder(LINES, "en", target), reports.append)

    assert translation.texts == texts
    assert translation.problems == {}
    assert reports == sorted(reports)
    assert (reports[0], reports[-1]) == (0.0, 1.0)


def test_only_wanted_lines_come_back(translator, server):
    made, target, texts = translator
    if made.id in REMOTE:
        server.replies = [said(made.id, {"lines": [{"n": 1, "text": texts["x-2"]}]})]

    translation = made.translate(
        TranslationOrder(LINES, "en", target, wanted=["x-2"]), lambda _: None
    )

    assert translation.texts == {"x-2": texts["x-2"]}


def test_nothing_to_do_is_done_at_once(translator, server):
    made, target, _ = translator

    assert made.translate(TranslationOrder((), "en", target), lambda _: None).texts == {}
    assert server.requests == []


def test_a_shorter_line_is_never_longer(translator, server):
    made, target, texts = translator
    if made.id in REMOTE:
        server.replies = [said(made.id, {"text": "A much longer line than there was before."})]
    line = LongLine(LINES[0].text, texts["x-1"], "en", target, 0.2)

    assert made.shorten(line) == texts["x-1"]


@pytest.mark.parametrize("provider", REMOTE)
def test_a_remote_translator_is_sent_the_lines_and_no_key(provider, registry, server):
    server.replies = [said(provider, {"lines": [{"n": 1, "text": "Das Haus ist rot."}]})]
    order = TranslationOrder(LINES[:1], "en", "de")

    registry.translator("en", "de", provider).translate(order, lambda _: None)

    (text,) = sent_texts(provider, server.requests[0])
    assert json.loads(text)["lines"][0]["text"] == "The house is red."
    assert "secret-key" not in json.dumps(server.requests[0][2])
    assert "schema" in json.dumps(server.requests[0][2]).lower()


@pytest.mark.parametrize("provider", REMOTE)
def test_a_line_that_a_provider_declines_is_named(provider, registry, server):
    declined = gemini_blocked("SAFETY") if provider == "gemini" else chat_answer("", refusal="no")
    server.replies = [
        Reply(declined),
        said(provider, {"lines": [{"n": 1, "text": "Das Haus ist rot."}]}),
        Reply(declined),
    ]

    made = registry.translator("en", "de", provider).translate(
        TranslationOrder(LINES, "en", "de"), lambda _: None
    )

    assert made.texts == {"x-1": "Das Haus ist rot."}
    assert made.problems == {"x-2": ProviderRefusedError.code}


@pytest.mark.parametrize("provider", REMOTE)
@pytest.mark.parametrize(
    ("status", "code"), [(401, "provider_key_rejected"), (404, "provider_model_rejected")]
)
def test_failures_have_their_codes(provider, status, code, registry, server):
    error = gemini_error(status, "NO") if provider == "gemini" else chat_error("no")
    server.replies = [Reply(error, status)]

    with pytest.raises(Exception) as caught:  # noqa: PT011 - the code is what matters
        registry.translator("en", "de", provider).translate(
            TranslationOrder(LINES, "en", "de"), lambda _: None
        )
    assert caught.value.code == code
    assert "secret-key" not in str(caught.value)


def offered(source="", target=""):
    return {each.id: each for each in available_translators(source, target)}


def test_without_any_setting_only_english_and_portuguese_are_there():
    assert list(offered()) == ["groq", "gemini", "openai", "argos", "builtin"]
    assert [each.id for each in offered("en-GB", "pt-BR").values() if each.is_available] == [
        "builtin"
    ]
    assert offered("pt", "en")["builtin"].is_default
    assert default_translator("en", "de") == ""
    assert not any(each.is_available for each in offered("en", "de").values())


def test_what_is_missing_is_said(argos_folder):
    reasons = {each.id: each.unavailable_reason for each in offered("en", "de").values()}

    assert "GROQ_API_KEY" in reasons["groq"]
    assert str(argos_folder) in reasons["argos"]
    assert "'de'" in reasons["builtin"]


def test_a_key_makes_a_service_the_default_for_every_language(server):
    assert default_translator("en", "pt") == "groq"
    assert default_translator("sw", "ja") == "groq"
    assert offered("en", "pt")["groq"].kind == "remote"


def test_the_translator_to_offer_first_can_be_named(server, monkeypatch):
    monkeypatch.setenv("AVATAR_TRANSLATOR", "builtin")

    assert default_translator("en", "pt") == "builtin"
    assert default_translator("en", "de") == "groq"


def test_packs_count_for_the_languages_they_know(argos_folder):
    write_pack(argos_folder / "en_de.argosmodel", "en", "de", {"Hello": "Hallo"})

    assert offered("en", "de")["argos"].is_available
    assert offered("", "de")["argos"].is_available
    assert not offered("de", "en")["argos"].is_available
    assert offered()["argos"].is_available
    assert default_translator("en", "pt") == "builtin"


def test_a_translator_that_does_not_exist_is_unknown():
    with pytest.raises(UnknownTranslatorError):
        choose_translator("en", "pt", "babelfish")


def test_a_language_is_not_translated_into_itself(server):
    with pytest.raises(SameLanguageError):
        choose_translator("pt-BR", "pt-br")
    assert choose_translator("pt-BR", "pt-PT") == "groq"


@pytest.mark.parametrize(
    ("translator", "error"),
    [
        ("", TranslationUnavailableError),
        ("builtin", TranslationUnavailableError),
        ("groq", ProviderNotConfiguredError),
    ],
)
def test_who_cannot_translate_says_why(translator, error):
    with pytest.raises(error):
        choose_translator("en", "de", translator)
