"""Where models come from: created and loaded on first use, then kept warm.

The one place with late imports, so that listing voices or refusing a request loads no model.
"""

import threading
from typing import TYPE_CHECKING

from inference.checkpoints import locate
from inference.protocols import SpeechSynthesizer
from inference.speech import REMOTE_ADAPTERS
from inference.voices import find_voice

if TYPE_CHECKING:
    from pathlib import Path

    from inference.enhancement.deepfilter import DeepFilter
    from inference.enhancement.silero import SileroActivity
    from inference.facetracking.mediapipe_finder import FaceFinder
    from inference.language_models.local import LocalModel
    from inference.language_models.protocol import LanguageModel
    from inference.lipsync.wav2lip.drawing import Drawer
    from inference.listening.listener import SpeechListener
    from inference.segmentation.person import PersonSegmenter
    from inference.separation.spleeter import Spleeter
    from inference.transcription.faster_whisper import FasterWhisper
    from inference.transcription.speaker_embedding import SpeakerEmbedder
    from inference.translation.offline_translator import OfflineTranslator
    from inference.translation.protocol import Translator


class Registry:
    """A store of loaded models; one per process is enough, and threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._synthesizers: dict[str, SpeechSynthesizer] = {}
        self._face_finder: FaceFinder | None = None
        self._listener: SpeechListener | None = None
        self._person_segmenter: PersonSegmenter | None = None
        self._enhancer: DeepFilter | None = None
        self._speech_activity: SileroActivity | None = None
        self._voice_separator: Spleeter | None = None
        self._transcriber: FasterWhisper | None = None
        self._speaker_embedder: SpeakerEmbedder | None = None
        self._local_language_model: LocalModel | None = None
        self._wav2lip: dict[Path, Drawer] = {}
        self._offline_translators: dict[tuple[str, ...], OfflineTranslator] = {}

    def synthesizer(self, voice_id: str) -> SpeechSynthesizer:
        """The loaded synthesiser that speaks this voice.

        Raises:
            UnknownVoiceError: there is no such voice.
            CheckpointError: a model file is missing or wrong.
        """
        adapter = find_voice(voice_id).adapter
        with self._lock:
            if adapter not in self._synthesizers:
                self._synthesizers[adapter] = _new_synthesizer(adapter)
            synthesizer = self._synthesizers[adapter]
            synthesizer.load(voice_id)
            return synthesizer

    def face_finder(self) -> "FaceFinder":
        """The loaded face landmark model.

        Raises:
            CheckpointError: its file is missing or wrong.
        """
        with self._lock:
            if self._face_finder is None:
                from inference.facetracking.mediapipe_finder import FaceFinder

                finder = FaceFinder(locate("face-landmarker"))
                finder.load()
                self._face_finder = finder
            return self._face_finder

    def person_segmenter(self) -> "PersonSegmenter":
        """The loaded network that tells a person from what is behind them.

        Raises:
            CheckpointError: its file is missing or wrong.
        """
        with self._lock:
            if self._person_segmenter is None:
                from inference.segmentation.person import PersonSegmenter

                segmenter = PersonSegmenter(locate("person-segmenter"))
                segmenter.load()
                self._person_segmenter = segmenter
            return self._person_segmenter

    def listener(self) -> "SpeechListener":
        """The loaded network that turns speech into mouth shapes.

        Raises:
            CheckpointError: its file is missing or wrong.
        """
        with self._lock:
            if self._listener is None:
                from inference.listening.listener import SpeechListener

                listener = SpeechListener(locate("articulation"))
                listener.load()
                self._listener = listener
            return self._listener

    def transcriber(self) -> "FasterWhisper":
        """The loaded recogniser of speech.

        Raises:
            CheckpointError: one of its files is missing or wrong.
        """
        with self._lock:
            if self._transcriber is None:
                from inference.transcription.faster_whisper import FasterWhisper

                names = ("", "-config", "-tokenizer", "-vocabulary")
                files = [locate(f"whisper-base{name}") for name in names]
                transcriber = FasterWhisper(files[0].parent)
                transcriber.load()
                self._transcriber = transcriber
            return self._transcriber

    def language_model(self, provider: str) -> "LanguageModel":
        """A remote language model as it is set up now; made anew each time, for it holds nothing.

        Args:
            provider: ``gemini``, ``groq`` or ``openai``.

        Raises:
            ProviderNotConfiguredError: it is not set up.
        """
        from inference.language_models import settings

        if provider == "gemini":
            configured = settings.gemini_settings()
            from inference.language_models.gemini import Gemini

            return Gemini(configured)
        if provider == "groq":
            configured = settings.groq_settings()
            from inference.language_models.groq_cloud import open_groq

            return open_groq(configured)
        configured = settings.openai_settings()
        from inference.language_models.openai_compatible import open_openai

        return open_openai(configured)

    def local_language_model(self) -> "LocalModel":
        """The small language model of this machine; it loads itself when it first writes.

        Raises:
            CheckpointError: its file is missing or wrong.
        """
        with self._lock:
            if self._local_language_model is None:
                from inference.language_models.local import LocalModel

                self._local_language_model = LocalModel(locate("smollm2"))
            return self._local_language_model

    def translator(self, source: str, target: str, translator: str = "") -> "Translator":
        """Who translates between two languages; models load with the first line.

        Args:
            source: BCP 47 tag of the language to translate from.
            target: tag of the language wanted.
            translator: id of ``inference.translation.translators``; empty for the default.

        Raises:
            UnknownTranslatorError: there is none of this name.
            SameLanguageError: both languages are one.
            TranslationUnavailableError: nobody here, or not the one wished for, knows both.
            ProviderNotConfiguredError: the service wished for is not set up.
            CheckpointError: a model file is missing or wrong.
        """
        from inference.translation.translators import REMOTE, choose_translator

        chosen = choose_translator(source, target, translator)
        if chosen in REMOTE:
            from inference.translation.model_translator import ModelTranslator

            return ModelTranslator(self.language_model(chosen), chosen)
        from inference.translation.offline_engines import open_offline

        with self._lock:
            return open_offline(chosen, source, target, self._offline_translators)

    def enhancer(self) -> "DeepFilter":
        """The loaded denoiser of speech.

        Raises:
            CheckpointError: one of its files is missing or wrong.
            EngineError: its runtime does not start on this system.
        """
        with self._lock:
            if self._enhancer is None:
                from inference.enhancement.deepfilter import DeepFilter, locate_runtime

                self._enhancer = DeepFilter(locate_runtime(), locate("deepfilternet"))
            return self._enhancer

    def speech_activity(self) -> "SileroActivity":
        """The loaded detector of speech, block by block.

        Raises:
            CheckpointError: its file is missing or wrong.
        """
        with self._lock:
            if self._speech_activity is None:
                from inference.enhancement.silero import SileroActivity

                self._speech_activity = SileroActivity(locate("silero-vad"))
            return self._speech_activity

    def voice_separator(self) -> "Spleeter":
        """The loaded networks that tell voices from music.

        Raises:
            CheckpointError: their file is missing or wrong.
        """
        with self._lock:
            if self._voice_separator is None:
                from inference.separation.spleeter import Spleeter

                self._voice_separator = Spleeter(locate("spleeter"))
            return self._voice_separator

    def speaker_embedder(self) -> "SpeakerEmbedder":
        """The loaded network that tells voices apart.

        Raises:
            CheckpointError: its file is missing or wrong.
        """
        with self._lock:
            if self._speaker_embedder is None:
                from inference.transcription.speaker_embedding import SpeakerEmbedder

                self._speaker_embedder = SpeakerEmbedder(locate("speaker-embedding"))
            return self._speaker_embedder

    @property
    def has_transcriber(self) -> bool:
        """Whether the recogniser of speech is loaded already."""
        return self._transcriber is not None

    def wav2lip(self, variant: str | None = None) -> "Drawer":
        """Wav2Lip's loaded network, for ``Wav2LipEngine``.

        Args:
            variant: name in ``inference.lipsync.wav2lip.weights.VARIANTS``; the best that is
                installed if ``None``.

        Raises:
            CheckpointError: its weights or PyTorch are missing, or the weights are wrong.
        """
        from inference.lipsync.wav2lip.drawing import open_drawer
        from inference.lipsync.wav2lip.weights import find_weights

        weights = find_weights(variant)
        with self._lock:
            if weights not in self._wav2lip:
                self._wav2lip = {weights: open_drawer(weights)}  # one in memory at a time
            return self._wav2lip[weights]

    def close(self) -> None:
        """Free what needs freeing; the registry loads again when it is asked again."""
        with self._lock:
            if self._face_finder is not None:
                self._face_finder.close()
            if self._person_segmenter is not None:
                self._person_segmenter.close()
            self._person_segmenter = None
            self._face_finder = None
            self._listener = None
            self._transcriber = None
            self._speaker_embedder = None
            self._local_language_model = None
            self._enhancer = None
            self._speech_activity = None
            self._voice_separator = None
            self._synthesizers.clear()
            self._wav2lip.clear()
            self._offline_translators.clear()


def _new_synthesizer(adapter: str) -> SpeechSynthesizer:
    if adapter == "piper":
        from inference.synthesis.piper import PiperSynthesizer

        return PiperSynthesizer()
    if adapter == "kokoro":
        from inference.synthesis.kokoro import KokoroSynthesizer

        return KokoroSynthesizer()
    if adapter in REMOTE_ADAPTERS:
        from inference.remote_speech.synthesizer import RemoteSynthesizer

        return RemoteSynthesizer(adapter)
    from inference.synthesis.espeak import EspeakSynthesizer

    return EspeakSynthesizer()
