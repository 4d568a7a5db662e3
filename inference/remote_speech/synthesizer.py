"""Speaks with the voices of remote services."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from inference.errors import UnknownVoiceError
from inference.language_models.failures import retrying
from inference.language_models.settings import ProviderSettings, timeout
from inference.media import AudioClip
from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from inference.remote_speech.answers import clip_of
from inference.remote_speech.services import SpeechService, open_service
from inference.script_pieces import ScriptPiece, parts_between_pauses
from inference.speech import SynthesizedSpeech
from inference.synthesis.finishing import finished_sentence
from inference.synthesis.psola import Contours, reshaped
from inference.synthesis.requests import checked_voice, not_silent
from inference.synthesis.speakable import speakable
from inference.synthesis.utterance import respelt
from inference.voice_catalogue.remote import RemoteVoice, find_remote

SEMITONES: Final = 12  # of an octave


class RemoteSynthesizer:
    """Speaks the voices of one kind of service; see ``SpeechSynthesizer``.

    Nothing is told of phonemes and words: who needs them listens. Sounds that a dictionary gives in
    IPA are not asked for, respellings are.

    Args:
        adapter: ``openai`` or ``gemini``.
        sleep: waits between attempts.
    """

    def __init__(self, adapter: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._adapter = adapter
        self._sleep = sleep
        self._lock = threading.Lock()
        self._services: dict[ProviderSettings, SpeechService] = {}

    def load(self, voice: str = "") -> None:
        """Make the client ready; asks nobody."""
        if voice:
            self._service(self._remote(voice))

    def synthesize(
        self,
        text: str,
        *,
        voice: str,
        rate: float = 1.0,
        pitch: float = 0.0,
        pronunciations: Pronunciations = NO_PRONUNCIATIONS,
    ) -> Iterator[SynthesizedSpeech]:
        """Yield the text sentence by sentence; see ``SpeechSynthesizer.synthesize``.

        Raises:
            ProviderError: the service failed, after trying again where that may help.
        """
        checked_voice(text, voice, rate, self._adapter, pitch)
        remote = self._remote(voice)
        spoken = (
            self._spoken(piece, remote, rate, pitch, pronunciations)
            for piece in parts_between_pauses(text)
        )
        return not_silent(spoken, voice)

    def _remote(self, voice: str) -> RemoteVoice:
        remote = find_remote(voice)
        if remote is None or remote.service.adapter != self._adapter:
            raise UnknownVoiceError(voice)
        return remote

    def _service(self, remote: RemoteVoice) -> SpeechService:
        settings = _settings(remote)
        with self._lock:
            if settings not in self._services:  # others once an administrator changes them
                self._services = {settings: open_service(self._adapter, settings)}
            return self._services[settings]

    def _spoken(
        self,
        piece: ScriptPiece,
        remote: RemoteVoice,
        rate: float,
        pitch: float,
        pronunciations: Pronunciations,
    ) -> SynthesizedSpeech | None:
        text = speakable(respelt(piece.text, pronunciations), remote.voice.language)
        if not text:
            return None
        service = self._service(remote)
        answer = retrying(lambda: service.ask(text, remote.name, rate), self._sleep)
        clip = clip_of(answer, remote.service.title)
        clip = _reshaped(clip, 1.0 if service.does_rate else rate, pitch)
        sentence = finished_sentence(
            piece.text,
            clip.samples,
            clip.sample_rate,
            (),
            piece.silence_after(rate),
            lead=piece.lead,
        )
        return replace(sentence, phonemes=None)


def _settings(remote: RemoteVoice) -> ProviderSettings:
    service = remote.service
    return ProviderSettings(
        service.title, service.model, service.api_key, service.base_url, timeout()
    )


def _reshaped(clip: AudioClip, rate: float, pitch: float) -> AudioClip:
    """The sound at another speed and height."""
    if rate == 1.0 and not pitch:
        return clip
    contours = Contours.unchanged(clip.duration)
    contours.length[:] = 1 / rate
    contours.pitch[:] = np.exp2(pitch / SEMITONES)
    return AudioClip(reshaped(clip.samples, clip.sample_rate, contours).samples, clip.sample_rate)
