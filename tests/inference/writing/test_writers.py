"""Tests for `inference.writing.writers`, the operations and the command."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from inference import cli
from inference.language_errors import BriefError, UnknownWriterError
from inference.operations import operations_of
from inference.provider_errors import ProviderNotConfiguredError
from inference.registry import Registry
from inference.writing.writers import available_writers, default_writer, open_writer
from tests.inference.language_models.provider_servers import Reply, chat_answer, provider_server
from tests.inference.writing.test_model_writer import answer

VARIABLES = (
    "GEMINI_API_KEY",
    "GROQ_API_KEY",
    "AVATAR_OPENAI_API_KEY",
    "AVATAR_OPENAI_BASE_URL",
    "AVATAR_OPENAI_MODEL",
    "AVATAR_PROVIDER_TIMEOUT",
    "AVATAR_WRITER",
)


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def registry():
    with closing(Registry()) as registry:
        yield registry


@pytest.fixture
def server(monkeypatch):
    """An OpenAI-compatible server that the environment names."""
    with provider_server() as server:
        monkeypatch.setenv("AVATAR_OPENAI_BASE_URL", f"{server.url}/v1")
        monkeypatch.setenv("AVATAR_OPENAI_MODEL", "tiny")
        server.replies = [Reply(chat_answer(json.dumps(answer())))]
        yield server


def test_without_any_setting_only_the_local_writer_is_there():
    writers = {writer.id: writer for writer in available_writers()}

    assert list(writers) == ["gemini", "groq", "openai", "local"]
    assert [writer.id for writer in writers.values() if writer.is_available] == ["local"]
    assert writers["local"].is_default
    assert writers["local"].is_draft_quality
    assert "GEMINI_API_KEY" in writers["gemini"].unavailable_reason


def test_a_key_makes_a_writer_available_and_the_first_one_the_default(monkeypatch):
    monkeypatch.setenv("GROQ_API_KEY", "k")

    assert default_writer() == "groq"
    assert "k" not in [writer.unavailable_reason for writer in available_writers()]


def test_the_writer_to_offer_first_can_be_named(monkeypatch):
    monkeypatch.setenv("GEMINI_API_KEY", "k")
    monkeypatch.setenv("AVATAR_WRITER", "local")

    assert default_writer() == "local"


def test_a_preferred_writer_that_is_not_set_up_is_passed_over(monkeypatch):
    monkeypatch.setenv("AVATAR_WRITER", "gemini")

    assert default_writer() == "local"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("AVATAR_OPENAI_BASE_URL", "file:///etc/passwd"), ("AVATAR_PROVIDER_TIMEOUT", "soon")],
)
def test_settings_that_make_no_sense_are_named(registry, monkeypatch, variable, value):
    monkeypatch.setenv("AVATAR_OPENAI_MODEL", "tiny")
    monkeypatch.setenv("AVATAR_OPENAI_BASE_URL", "http://localhost:1/v1")
    monkeypatch.setenv(variable, value)

    with pytest.raises(ProviderNotConfiguredError, match=variable):
        open_writer(registry, "openai")


def test_writers_that_do_not_exist_are_unknown(registry):
    with pytest.raises(UnknownWriterError):
        open_writer(registry, "shakespeare")


def test_the_operation_writes_with_the_server_of_the_settings(registry, server):
    events = []
    spec = {"brief": {"topic": "bees", "seconds": 30}, "writer": "openai"}

    made = operations_of(registry)["write"](spec, Path(), events.append)

    assert made["script"]["title"] == "Busy bees"
    assert made["script"]["writer"] == "openai"
    assert events[0]["stage"] == "loading"
    assert events[-1]["fraction"] == 1.0


def test_the_operation_writes_a_part_anew(registry, server):
    operations = operations_of(registry)
    brief = {"topic": "bees", "seconds": 30}
    script = operations["write"]({"brief": brief}, Path(), lambda _: None)["script"]
    server.replies = [Reply(chat_answer('{"hook": "Psst! Do you hear the bees?"}'))]
    spec = {"brief": brief, "script": script, "part": "hook", "wish": "funnier"}

    made = operations["rewrite"](spec, Path(), lambda _: None)

    assert made["script"]["hook"] == "Psst! Do you hear the bees?"
    assert made["script"]["body"] == script["body"]


def test_the_operation_refuses_a_brief_before_it_opens_a_writer(registry):
    with pytest.raises(BriefError):
        operations_of(registry)["write"]({"brief": {"topic": ""}}, Path(), lambda _: None)


def test_the_command_prints_the_script(server, capsys):
    assert cli.main(["write", "--topic", "bees", "--seconds", "30", "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["call_to_action"].startswith("Plant a flower")


@pytest.mark.parametrize("name", ["script.json", "script.txt"])
def test_the_command_writes_a_file(server, tmp_path, capsys, name):
    out = tmp_path / name

    assert cli.main(["write", "--topic", "bees", "--seconds", "30", "--out", str(out)]) == 0

    assert "Have you heard a bee today?" in out.read_text()
    assert "by openai" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--seconds", "5"], "bad_brief"),
        (["--writer", "shakespeare"], "unknown_writer"),
        (["--writer", "local", "--language", "fr"], "writer_language_unsupported"),
    ],
)
def test_the_command_says_what_is_wrong_and_ends_with_two(arguments, code, capsys):
    assert cli.main(["write", "--topic", "bees", *arguments, "--json"]) == 2

    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
