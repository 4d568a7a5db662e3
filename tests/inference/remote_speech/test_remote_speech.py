"""Tests for `inference.remote_speech`, against servers that speak the real protocols."""

import base64
import io
import threading

import av
import numpy as np
import pytest

from inference.errors import EmptyTextError, InputError, UnknownVoiceError, UnspeakableTextError
from inference.pronunciations import Pronunciation, Pronunciations
from inference.provider_errors import (
    ProviderError,
    ProviderKeyError,
    ProviderMalformedError,
    ProviderModelError,
    ProviderQuotaError,
    ProviderRateLimitError,
    ProviderRefusedError,
    ProviderTimeoutError,
    ProviderUnreachableError,
)
from inference.registry import Registry
from inference.remote_speech.answers import SoundAnswer, clip_of
from inference.remote_speech.synthesizer import RemoteSynthesizer
from inference.voices import available_voices, find_voice
from tests.inference.language_models.provider_servers import ProviderServer, Reply

SECRET = "sk-very-secret-key"
RATE = 24_000
SECONDS = 1.2


def tone(seconds=SECONDS, rate=RATE) -> np.ndarray:
    """Something like a voice: a hundred pulses a second, with silence around."""
    times = np.arange(int(seconds * rate)) / rate
    voice = 0.2 * np.sign(np.sin(2 * np.pi * 100 * times)) * np.hanning(len(times))
    return (voice * 32767).astype("<i2")


def encoded(kind, codec) -> bytes:
    with io.BytesIO() as file:
        with av.open(file, "w", format=kind) as container:
            stream = container.add_stream(codec, rate=RATE)
            stream.layout = "mono"
            frame = av.AudioFrame.from_ndarray(tone()[None], format="s16", layout="mono")
            frame.rate = RATE
            resampler = av.AudioResampler(
                stream.format, "mono", stream.rate, stream.frame_size or 0
            )
            for piece in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))
        return file.getvalue()


WAV = encoded("wav", "pcm_s16le")


def spoken(content=WAV, media_type="audio/wav"):
    return Reply(content, headers={"content-type": media_type})


def gemini_answer(data=None, reason="STOP"):
    data = tone().tobytes() if data is None else data
    sound = {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": base64.b64encode(data).decode()}
    parts = [{"inlineData": sound}] if data else []
    return {"candidates": [{"content": {"parts": parts, "role": "model"}, "finishReason": reason}]}


@pytest.fixture
def server(monkeypatch):
    for variable in ("AVATAR_SPEECH_MODEL", "AVATAR_SPEECH_VOICES", "AVATAR_GEMINI_SPEECH_MODEL"):
        monkeypatch.delenv(variable, raising=False)
    with ProviderServer() as running:
        monkeypatch.setenv("AVATAR_SPEECH_BASE_URL", f"{running.url}/v1")
        monkeypatch.setenv("AVATAR_SPEECH_API_KEY", SECRET)
        monkeypatch.setenv("AVATAR_GEMINI_BASE_URL", running.url)
        monkeypatch.setenv("GEMINI_API_KEY", SECRET)
        running.replies = [spoken()]
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.hung_up.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def openai_speech(server, waits):
    return RemoteSynthesizer("openai", waits.append)


def test_without_settings_no_voice_is_remote(monkeypatch):
    for variable in ("AVATAR_SPEECH_BASE_URL", "AVATAR_SPEECH_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.delenv(variable, raising=False)

    assert all(voice.kind == "local" for voice in available_voices())


def test_settings_bring_voices_that_are_marked_as_remote(server, monkeypatch):
    monkeypatch.setenv("AVATAR_SPEECH_VOICES", "alloy, af_heart:en-US:female, b?d, x:klingon")
    remote = [voice for voice in available_voices() if voice.kind == "remote"]

    assert [voice.id for voice in remote[:2]] == ["openai-alloy", "openai-af_heart"]
    assert (remote[0].language, remote[1].language) == ("mul", "en-US")
    assert remote[1].gender == "female"
    assert [voice.adapter for voice in remote].count("gemini") == 30
    assert SECRET not in repr(remote)


def test_each_sentence_is_asked_for_by_itself_and_comes_back_as_sound(server, openai_speech):
    sentences = list(openai_speech.synthesize("Good morning. How are you?", voice="openai-alloy"))

    assert [sentence.text for sentence in sentences] == ["Good morning.", "How are you?"]
    assert all(sentence.phonemes is None for sentence in sentences)
    assert all(sentence.audio.duration > 0.8 for sentence in sentences)
    path, headers, body = server.requests[0]
    assert path == "/v1/audio/speech"
    assert headers["authorization"] == f"Bearer {SECRET}"
    assert body == {
        "model": "gpt-4o-mini-tts",
        "voice": "alloy",
        "input": "Good morning.",
        "response_format": "wav",
    }


def test_sentences_are_asked_for_as_they_are_wanted(server, openai_speech):
    sentences = openai_speech.synthesize("One. Two. Three. Four.", voice="openai-alloy")
    next(sentences)

    assert len(server.requests) == 1


def test_the_service_is_told_the_rate_and_pauses_are_made_here(server, openai_speech):
    script = "Wait. [pause 2s] Go on."
    first, second = openai_speech.synthesize(script, voice="openai-alloy", rate=1.5)

    assert server.requests[0][2]["speed"] == 1.5
    assert first.audio.duration > 2.5 > second.audio.duration
    assert [body["input"] for _, _, body in server.requests] == ["Wait.", "Go on."]


def test_respellings_are_sent_and_captions_keep_what_was_written(server, openai_speech):
    dictionary = Pronunciations((Pronunciation("Nguyen", "win"),))
    (sentence,) = openai_speech.synthesize(
        "Ask Nguyen.", voice="openai-alloy", pronunciations=dictionary
    )

    assert server.requests[0][2]["input"] == "Ask win."
    assert sentence.text == "Ask Nguyen."


@pytest.mark.parametrize(
    ("kind", "codec"),
    [
        ("wav", "pcm_s16le"),
        ("mp3", "libmp3lame"),
        ("flac", "flac"),
        ("ogg", "libopus"),
        ("adts", "aac"),
    ],
    ids=["wav", "mp3", "flac", "ogg", "aac"],
)
def test_sound_is_read_whatever_it_is_packed_in(kind, codec):
    clip = clip_of(SoundAnswer(encoded(kind, codec), "application/octet-stream"), "test")

    assert clip.sample_rate == (48_000 if codec == "libopus" else RATE)  # Opus always has 48 kHz
    assert clip.duration == pytest.approx(SECONDS, abs=0.1)
    assert 0.15 < np.abs(clip.samples).max() < 0.35


def test_bare_samples_have_the_rate_that_they_name():
    samples = tone(rate=16_000).tobytes()
    clip = clip_of(SoundAnswer(samples, "audio/L16;codec=pcm;rate=16000"), "test")

    assert clip.sample_rate == 16_000
    assert clip.duration == pytest.approx(SECONDS, abs=0.01)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", "audio/wav"),
        (b'{"error": "no"}', "application/json"),
        (b"<html>sign in</html>", "text/html"),
        (b"RIFF\0\0\0\0WAVEjunk", "audio/wav"),
        (WAV[:44], "audio/wav"),
        (b"\0\0" * 100, "audio/L16;rate=4000"),
    ],
    ids=["nothing", "json", "page", "broken", "header-only", "odd-rate"],
)
def test_what_is_no_sound_is_refused(server, openai_speech, content, media_type):
    server.replies = [spoken(content, media_type)]

    with pytest.raises(ProviderMalformedError):
        next(openai_speech.synthesize("Hello.", voice="openai-alloy"))


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, {"error": {"message": f"Incorrect API key {SECRET}"}}, ProviderKeyError),
        (404, {"error": {"message": "no such model"}}, ProviderModelError),
        (400, {"error": {"code": "content_policy_violation"}}, ProviderRefusedError),
        (429, {"error": {"code": "insufficient_quota"}}, ProviderQuotaError),
    ],
    ids=["key", "model", "refused", "quota"],
)
def test_failures_that_no_repetition_helps_are_told_apart_at_once(  # noqa: PLR0917
    server, openai_speech, waits, status, body, error
):
    server.replies = [Reply(body, status)]

    with pytest.raises(error) as caught:
        next(openai_speech.synthesize("Hello.", voice="openai-alloy"))

    assert waits == []
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_busy_service_is_asked_again_when_it_says(server, openai_speech, waits):
    busy = Reply({"error": {"message": "slow down"}}, 429, {"retry-after": "3"})
    server.replies = [busy, Reply({"error": {}}, 500), spoken()]
    (sentence,) = openai_speech.synthesize("Hello there.", voice="openai-alloy")

    assert waits == [3.0, 2.0]
    assert sentence.audio.duration > 0.8


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply({}, 429, {"retry-after": "1"}), ProviderRateLimitError),
        (Reply({}, 503), ProviderError),
    ],
    ids=["busy", "down"],
)
def test_a_service_that_stays_down_ends_in_an_error(server, openai_speech, waits, reply, error):
    server.replies = [reply]

    with pytest.raises(error):
        next(openai_speech.synthesize("Hello.", voice="openai-alloy"))

    assert len(server.requests) == 3


def test_a_service_that_hangs_ends_in_a_timeout(server, openai_speech, monkeypatch):
    monkeypatch.setenv("AVATAR_PROVIDER_TIMEOUT", "1")
    server.replies = [Reply({}, hang=5)]

    with pytest.raises(ProviderTimeoutError):
        next(openai_speech.synthesize("Hello.", voice="openai-alloy"))

    assert len(server.requests) == 1


def test_nobody_at_the_address_is_an_error(server, monkeypatch, waits):
    monkeypatch.setenv("AVATAR_SPEECH_BASE_URL", "http://127.0.0.1:9/v1")

    with pytest.raises(ProviderUnreachableError):
        next(RemoteSynthesizer("openai", waits.append).synthesize("Hi.", voice="openai-alloy"))


def test_gemini_speaks_too(server):
    server.replies = [Reply(gemini_answer())]
    (sentence,) = RemoteSynthesizer("gemini").synthesize("Good morning.", voice="gemini-Kore")
    path, _, body = server.requests[0]

    assert path.endswith("/models/gemini-3.8-flash-lite-tts:generateContent")
    assert body["contents"][0]["parts"][0]["text"] == "Good morning."
    config = body["generationConfig"]
    assert config["responseModalities"] == ["AUDIO"]
    assert config["speechConfig"] == {"voice_config": {"voice": "Kore"}}
    assert sentence.phonemes is None
    assert 0.8 < sentence.audio.duration < 2


def test_gemini_is_sped_up_here(server):
    server.replies = [Reply(gemini_answer())]
    synthesizer = RemoteSynthesizer("gemini")
    (slow,) = synthesizer.synthesize("Good morning.", voice="gemini-Kore", rate=0.7)
    (fast,) = synthesizer.synthesize("Good morning.", voice="gemini-Kore", rate=1.8)

    assert slow.audio.duration > 1.6 * fast.audio.duration


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(gemini_answer(b"", "SAFETY")), ProviderRefusedError),
        (Reply({"promptFeedback": {"blockReason": "SAFETY"}}), ProviderRefusedError),
        (Reply(gemini_answer(b"", "OTHER")), ProviderMalformedError),
        (
            Reply(
                {
                    "error": {
                        "code": 400,
                        "status": "INVALID_ARGUMENT",
                        "message": "x",
                        "details": [{"reason": "API_KEY_INVALID"}],
                    }
                },
                400,
            ),
            ProviderKeyError,
        ),
    ],
    ids=["safety", "blocked", "nothing", "key"],
)
def test_what_gemini_does_not_say_is_told_apart(server, reply, error):
    server.replies = [reply]

    with pytest.raises(error):
        next(RemoteSynthesizer("gemini").synthesize("Hello.", voice="gemini-Kore"))


def test_bad_requests_ask_nobody(server, openai_speech):
    with pytest.raises(EmptyTextError):
        openai_speech.synthesize(" ", voice="openai-alloy")
    with pytest.raises(InputError, match="rate"):
        openai_speech.synthesize("Hello.", voice="openai-alloy", rate=3.0)
    with pytest.raises(UnknownVoiceError):
        openai_speech.synthesize("Hello.", voice="gemini-Kore")
    with pytest.raises(UnspeakableTextError):
        list(openai_speech.synthesize("🙂 🙂", voice="openai-alloy"))

    assert server.requests == []


def test_the_registry_opens_remote_voices_and_follows_changed_settings(server, monkeypatch):
    registry = Registry()
    next(registry.synthesizer("openai-echo").synthesize("One.", voice="openai-echo"))
    monkeypatch.setenv("AVATAR_SPEECH_MODEL", "another")
    next(registry.synthesizer("openai-echo").synthesize("Two.", voice="openai-echo"))

    assert [body["model"] for _, _, body in server.requests] == ["gpt-4o-mini-tts", "another"]
    assert find_voice("openai-echo").name == "Echo"
