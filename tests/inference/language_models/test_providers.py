"""Tests for the adapters of remote language models, through their real client libraries."""

import logging
import socket
from dataclasses import dataclass

import pytest

from inference import errors, provider_errors
from inference.language_models.gemini import Gemini
from inference.language_models.groq_cloud import open_groq
from inference.language_models.openai_compatible import open_openai
from inference.language_models.protocol import MAX_PROMPT_LENGTH
from inference.language_models.settings import ProviderSettings
from tests.inference.language_models.provider_servers import (
    Reply,
    chat_answer,
    chat_error,
    gemini_answer,
    gemini_blocked,
    gemini_error,
    provider_server,
)

SCHEMA = {
    "type": "object",
    "properties": {"hook": {"type": "string"}},
    "required": ["hook"],
    "additionalProperties": False,
}
KEY = "secret-key"
NAMES = ("gemini", "groq", "openai")


@dataclass
class Provider:
    """A model at a local server, and how that server says things."""

    name: str
    server: object
    waits: list
    timeout: float = 5.0
    url: str = ""

    @property
    def model(self):
        url = self.url or self.server.url + ("/v1" if self.name == "openai" else "")
        settings = ProviderSettings(self.name.title(), "tiny", KEY, url, self.timeout)
        make = {"gemini": Gemini, "groq": open_groq, "openai": open_openai}[self.name]
        return make(settings, sleep=self.waits.append)

    def answer(self, text, **more):
        return (gemini_answer if self.name == "gemini" else chat_answer)(text, **more)

    def error(self, status, code="", details=()):
        if self.name == "gemini":
            return gemini_error(status, code or "INTERNAL", details)
        return chat_error(f"no, {KEY}", code=code or None)

    def will(self, *replies):
        self.server.replies = list(replies)
        return self.model

    @property
    def n_requests(self):
        return len(self.server.requests)


@pytest.fixture(params=NAMES)
def provider(request):
    with provider_server() as server:
        yield Provider(request.param, server, [])


@pytest.fixture
def gemini():
    with provider_server() as server:
        yield Provider("gemini", server, [])


def raised(model, kind):
    with pytest.raises(kind) as caught:
        model.complete("Be kind.", "Hello?", schema=SCHEMA)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


def test_the_answer_is_the_text(provider):
    model = provider.will(Reply(provider.answer("Good morning.")))

    assert model.complete("Be kind.", "Hello?") == "Good morning."
    assert model.name == provider.name.title()


def test_instructions_and_material_travel_apart_and_the_key_in_a_header(provider):
    provider.will(Reply(provider.answer("{}"))).complete(
        "Be kind.", "Hello?", max_tokens=50, temperature=0.5
    )

    path, headers, sent = provider.server.requests[0]
    assert KEY in "".join(headers.values())
    assert KEY not in path
    if provider.name == "gemini":
        assert path.endswith("/models/tiny:generateContent")
        assert sent["systemInstruction"]["parts"] == [{"text": "Be kind."}]
        assert sent["contents"][0]["parts"] == [{"text": "Hello?"}]
        assert sent["generationConfig"]["temperature"] == 0.5
    else:
        assert path.endswith("/v1/chat/completions")
        assert [part["role"] for part in sent["messages"]] == ["system", "user"]
        assert [part["content"] for part in sent["messages"]] == ["Be kind.", "Hello?"]
        assert 50 in (sent.get("max_tokens"), sent.get("max_completion_tokens"))


def test_the_schema_travels_as_the_provider_wants_it(provider):
    provider.will(Reply(provider.answer('{"hook": "Hi"}'))).complete("a", "b", schema=SCHEMA)

    sent = provider.server.requests[0][2]
    if provider.name == "gemini":
        assert sent["generationConfig"]["responseJsonSchema"] == SCHEMA
        assert sent["generationConfig"]["responseMimeType"] == "application/json"
    else:
        assert sent["response_format"]["json_schema"]["schema"] == SCHEMA
        assert sent["response_format"]["json_schema"]["strict"] is True


def test_a_server_that_knows_no_schemas_is_asked_without():
    with provider_server() as server:
        provider = Provider("openai", server, [])
        unknown = Reply(provider.error(400, "unsupported"), 400)
        model = provider.will(unknown, Reply(provider.answer("{}")))

        assert model.complete("a", "b", schema=SCHEMA) == "{}"
        assert "response_format" not in provider.server.requests[1][2]


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_accepted_is_said_at_once(provider, status):
    model = provider.will(Reply(provider.error(status), status))

    assert raised(model, provider_errors.ProviderKeyError).provider == provider.name.title()
    assert provider.n_requests == 1


def test_gemini_calls_a_wrong_key_a_bad_request(gemini):
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
    model = gemini.will(Reply(gemini.error(400, "INVALID_ARGUMENT", [info]), 400))

    raised(model, provider_errors.ProviderKeyError)


def test_a_model_that_is_gone_is_named(provider):
    model = provider.will(Reply(provider.error(404, "model_not_found"), 404))

    assert raised(model, provider_errors.ProviderModelError).model == "tiny"


def test_a_server_that_is_busy_is_asked_again_when_it_says(provider):
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3s"}]
    headers = {} if provider.name == "gemini" else {"retry-after": "3"}
    busy = Reply(provider.error(429, "RESOURCE_EXHAUSTED", details), 429, headers)
    model = provider.will(busy, Reply(provider.answer("Here.")))

    assert model.complete("a", "b") == "Here."
    assert provider.waits == [3.0]


def test_a_long_wait_is_left_to_the_person(provider):
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "300s"}]
    headers = {} if provider.name == "gemini" else {"retry-after": "300"}
    busy = Reply(provider.error(429, "RESOURCE_EXHAUSTED", details), 429, headers)

    assert raised(provider.will(busy), provider_errors.ProviderRateLimitError).retry_after == 300.0
    assert provider.waits == []


def test_a_question_that_is_too_large_for_a_minute_is_a_limit_and_no_fault_of_the_model(provider):
    model = provider.will(Reply(provider.error(413, "rate_limit_exceeded"), 413))

    assert raised(model, provider_errors.ProviderRateLimitError).retry_after == 0.0


def test_a_used_up_quota_is_not_waited_for(provider):
    violation = {"violations": [{"quotaId": "GenerateRequestsPerDayPerProject"}]}
    busy = Reply(provider.error(429, "insufficient_quota", [violation]), 429)

    raised(provider.will(busy), provider_errors.ProviderQuotaError)
    assert provider.n_requests == 1


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_fails_three_times_has_failed(provider, status):
    model = provider.will(Reply(provider.error(status), status))

    error = raised(model, provider_errors.ProviderError)
    assert type(error) is provider_errors.ProviderError
    assert provider.n_requests == 3
    assert provider.waits == [1.0, 2.0]


def test_a_server_that_hangs_is_given_up_and_not_asked_again(provider):
    provider.timeout = 0.3
    model = provider.will(Reply({}, hang=20))

    raised(model, provider_errors.ProviderTimeoutError)
    assert provider.n_requests == 1


def test_where_nobody_listens_nobody_is_reached(provider):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        provider.url = f"http://127.0.0.1:{free.getsockname()[1]}"

        raised(provider.model, provider_errors.ProviderUnreachableError)
    assert provider.waits == [1.0, 2.0]


@pytest.mark.parametrize("content", [b"<html>oops", b'{"candidates": [', b"[]", b"{}", b"null"])
def test_an_answer_that_is_no_answer_is_malformed(provider, content):
    raised(provider.will(Reply(content)), provider_errors.ProviderMalformedError)


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_an_empty_answer_is_malformed(provider, text):
    raised(provider.will(Reply(provider.answer(text))), provider_errors.ProviderMalformedError)


def test_a_truncated_answer_is_malformed(provider):
    reason = "MAX_TOKENS" if provider.name == "gemini" else "length"
    model = provider.will(Reply(provider.answer('{"hook": "H', finish_reason=reason)))

    assert raised(model, provider_errors.ProviderMalformedError).why == "it was cut off"


@pytest.mark.parametrize("reason", ["SAFETY", "PROHIBITED_CONTENT", "RECITATION"])
def test_an_answer_that_gemini_withholds_was_refused(gemini, reason):
    model = gemini.will(Reply(gemini.answer(None, finish_reason=reason)))

    assert raised(model, provider_errors.ProviderRefusedError).reason == reason.lower()


def test_a_message_that_gemini_blocks_was_refused(gemini):
    assert raised(
        gemini.will(Reply(gemini_blocked("SAFETY"))), provider_errors.ProviderRefusedError
    ).reason == ("safety")


@pytest.mark.parametrize("name", ["groq", "openai"])
@pytest.mark.parametrize(
    "reply",
    [
        Reply(chat_answer(None, refusal="I cannot help with that.")),
        Reply(chat_answer("", finish_reason="content_filter")),
        Reply(chat_error("blocked", code="content_filter"), 400),
    ],
    ids=["refusal", "finish reason", "status"],
)
def test_a_refusal_in_chat_completions_is_a_refusal(name, reply):
    with provider_server() as server:
        raised(Provider(name, server, []).will(reply), provider_errors.ProviderRefusedError)
        assert len(server.requests) == 1


def test_a_prompt_without_end_is_not_sent(provider):
    model = provider.will(Reply(provider.answer("Here.")))

    with pytest.raises(errors.InputError):
        model.complete("a", "b" * MAX_PROMPT_LENGTH)
    assert provider.n_requests == 0


def test_no_log_holds_the_key(provider, caplog):
    caplog.set_level(logging.DEBUG)

    provider.will(Reply(provider.answer("Here."))).complete("a", "b")
    raised(provider.will(Reply(provider.error(401), 401)), provider_errors.ProviderKeyError)

    assert KEY not in caplog.text


def test_settings_do_not_show_the_key():
    assert KEY not in repr(ProviderSettings("Groq", "tiny", KEY))
