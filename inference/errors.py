"""Everything the package raises on purpose.

* InferenceError
  x InputError                the caller's material is at fault; never retried
    + EmptyTextError
    + UnspeakableTextError
    + UnknownVoiceError
    + UnknownCatalogueVoiceError
    + InvalidPronunciationError
    + UnreadablePictureError
    + UnreadableVideoError
    + NoPictureError
    + VideoTooLongError
    + VideoTooLargeError
    + NoFaceError
    + SeveralFacesError
    + FaceUnusableError
    + UnsupportedFormatError
    + UnreadableSoundError
    + UnreadableMediaError
    + UnreadableSubtitlesError
    + UnsupportedLanguageError
    + NoSoundError
    + SilentSoundError
    + SoundTooShortError
    + SoundTooLongError
    + BriefError
    + WriterLanguageError
    + UnknownWriterError
  x CheckpointError           the installation is at fault
    + CheckpointMissingError
    + CheckpointCorruptError
    + Wav2LipWeightsMissingError
    + Wav2LipWeightsWrongError
    + TorchMissingError
    + VoiceFetchError
      * VoiceServerError
      * VoiceChecksumError
      * VoiceUnsuitableError
      * VoiceDiskFullError
      * VoiceFetchBusyError
  x EngineError               the model failed on valid input
    + ScriptUnusableError
  x ProviderError             a remote service failed
    + ProviderNotConfiguredError
    + ProviderKeyError
    + ProviderModelError
    + ProviderRefusedError
    + ProviderRateLimitError
    + ProviderQuotaError
    + ProviderTimeoutError
    + ProviderUnreachableError
    + ProviderMalformedError
* PipelineCancelled           not an error: someone asked us to stop
"""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar


class InferenceError(Exception):
    """Root of everything raised on purpose.

    Attributes:
        code: stable name of the kind of failure; stored, translated, never shown raw.
    """

    code: ClassVar[str] = "inference_error"


class InputError(InferenceError):
    """The caller's material is at fault; the same input fails again."""

    code = "bad_input"


class EmptyTextError(InputError):
    """There is nothing to say."""

    code = "empty_text"

    def __init__(self) -> None:
        super().__init__("the text is empty; write what the presenter should say")


class UnspeakableTextError(InputError):
    """The voice makes no sound of this text (only symbols, or a script it cannot read)."""

    code = "unspeakable_text"

    def __init__(self, voice: str) -> None:
        super().__init__(f"voice {voice} makes no sound of this text; choose another voice or text")
        self.voice = voice


class UnknownVoiceError(InputError):
    """No installed voice has this name."""

    code = "unknown_voice"

    def __init__(self, voice: str) -> None:
        super().__init__(f"unknown voice {voice!r}; `python -m inference voices` lists them")
        self.voice = voice


class InvalidPronunciationError(InputError):
    """An entry of a pronunciation dictionary cannot be used.

    Attributes:
        field: ``word`` or ``say``, whichever is at fault.
        why: in a few words, for a person.
        index: which entry, from 0; ``None`` where there is only one, or none.
    """

    code = "invalid_pronunciation"

    def __init__(self, field: str, why: str, index: int | None = None) -> None:
        place = "pronunciation" if index is None else f"pronunciation {index + 1}"
        super().__init__(f"{place}: {why}")
        self.field = field
        self.why = why
        self.index = index


class UnknownCatalogueVoiceError(InputError):
    """No voice of this name can be fetched."""

    code = "unknown_catalogue_voice"

    def __init__(self, voice: str) -> None:
        super().__init__(
            f"no voice {voice!r} can be fetched; `python -m inference voices catalogue` lists them"
        )
        self.voice = voice


class UnreadablePictureError(InputError):
    """The file is no picture that can be decoded."""

    code = "unreadable_picture"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"cannot read {path.name} as a picture: {why}")
        self.path = path


class UnreadableMediaError(InputError):
    """The file is neither a picture nor a video nor a sound that can be decoded."""

    code = "unreadable_media"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"cannot read {path.name}: {why}")
        self.path = path


class UnreadableSubtitlesError(InputError):
    """The file holds no subtitles that can be read."""

    code = "unreadable_subtitles"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"cannot read {path.name} as subtitles: {why}")
        self.path = path


class UnsupportedLanguageError(InputError):
    """The model that should recognise the speech does not know its language."""

    code = "unsupported_language"

    def __init__(self, language: str) -> None:
        super().__init__(f"speech in {language!r} cannot be recognised; leave the language out")
        self.language = language


class UnreadableVideoError(InputError):
    """The file is no video that can be decoded."""

    code = "unreadable_video"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"cannot read {path.name} as a video: {why}")
        self.path = path


class NoPictureError(InputError):
    """The file holds sound, but no moving picture."""

    code = "no_picture"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} has no picture; use it as a recording instead")
        self.path = path


class VideoTooLongError(InputError):
    """The video lasts longer than is allowed."""

    code = "video_too_long"

    def __init__(self, duration: float, maximum: float) -> None:
        super().__init__(f"the video lasts {duration:.0f} s; at most {maximum:.0f} s are allowed")
        self.duration = duration
        self.maximum = maximum


class VideoTooLargeError(InputError):
    """The video has more pixels than is allowed."""

    code = "video_too_large"

    def __init__(self, width: int, height: int, maximum: int) -> None:
        super().__init__(
            f"the video has {width}x{height} pixels; at most {maximum / 1e6:.0f} million"
            " are allowed"
        )
        self.width = width
        self.height = height
        self.maximum = maximum


class NoFaceError(InputError):
    """No face was found in the picture."""

    code = "no_face"

    def __init__(self) -> None:
        super().__init__("no face found; use a picture in which one face is large and visible")


class SeveralFacesError(InputError):
    """The picture shows several faces and nobody said which one speaks."""

    code = "several_faces"

    def __init__(self, n_faces: int) -> None:
        super().__init__(f"{n_faces} faces found; choose one with a face index, 0 is the largest")
        self.n_faces = n_faces


class FaceUnusableError(InputError):
    """There is a face, but its mouth cannot be moved: too small, or turned too far."""

    code = "face_unusable"

    def __init__(self, why: str) -> None:
        super().__init__(f"the face cannot be used: {why}")
        self.why = why


class UnsupportedFormatError(InputError):
    """The wished size, frame rate or file type cannot be made."""

    code = "unsupported_format"


class UnreadableSoundError(InputError):
    """The file holds nothing that can be decoded as sound, or is of a kind that is not opened."""

    code = "unreadable_sound"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"cannot read {path.name} as sound: {why}")
        self.path = path
        self.why = why


class NoSoundError(InputError):
    """The file is a video without a sound track."""

    code = "no_sound"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} has no sound track")
        self.path = path


class SilentSoundError(InputError):
    """Nothing can be heard in the whole recording."""

    code = "silent_sound"

    def __init__(self, duration: float, peak: float) -> None:
        super().__init__(
            f"the recording is silent: {duration:.1f} s, never louder than {peak:.0f} dBFS"
        )
        self.duration = duration
        self.peak = peak


class SoundTooShortError(InputError):
    """The recording, or the part of it that was chosen, holds too little to speak from."""

    code = "sound_too_short"

    def __init__(self, duration: float, minimum: float) -> None:
        super().__init__(f"the sound lasts {duration:.2f} s; at least {minimum:.2f} s are needed")
        self.duration = duration
        self.minimum = minimum


class SoundTooLongError(InputError):
    """The recording lasts longer than is accepted."""

    code = "sound_too_long"

    def __init__(self, duration: float, maximum: float) -> None:
        super().__init__(
            f"the sound lasts {duration:.0f} s or more; at most {maximum:.0f} s are accepted"
        )
        self.duration = duration
        self.maximum = maximum


class BriefError(InputError):
    """What a script should be about, or how it should be, cannot be met."""

    code = "bad_brief"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


class WriterLanguageError(InputError):
    """The writer that was chosen does not write this language."""

    code = "writer_language_unsupported"

    def __init__(self, writer: str, language: str) -> None:
        super().__init__(
            f"the writer {writer} does not write {language!r}; choose English, or another writer:"
            " docs/writing.md says which there are"
        )
        self.writer = writer
        self.language = language


class UnknownWriterError(InputError):
    """There is no writer of this name."""

    code = "unknown_writer"

    def __init__(self, writer: str, known: Sequence[str]) -> None:
        super().__init__(f"unknown writer {writer!r}; there are {', '.join(known)}")
        self.writer = writer


class CheckpointError(InferenceError):
    """The installation is at fault: a model file is missing or wrong."""

    code = "checkpoint_error"


class CheckpointMissingError(CheckpointError):
    """A model file is neither in the checkpoints folder nor in an installed package."""

    code = "checkpoint_missing"

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(f"model {name} is missing: {hint}")
        self.name = name


class CheckpointCorruptError(CheckpointError):
    """A model file is not the one the manifest names."""

    code = "checkpoint_corrupt"

    def __init__(self, name: str, expected: str, found: str) -> None:
        super().__init__(f"model {name} has sha256 {found[:12]}, expected {expected[:12]}")
        self.name = name
        self.expected = expected
        self.found = found


class Wav2LipWeightsMissingError(CheckpointError):
    """The administrator has not put Wav2Lip's weights into the checkpoints folder."""

    code = "wav2lip_weights_missing"

    def __init__(self, folder: Path, files: Sequence[str]) -> None:
        super().__init__(
            f"no Wav2Lip weights: put {' or '.join(files)} into {folder}; "
            "docs/wav2lip.md says where they come from and what they may be used for"
        )
        self.folder = folder
        self.files = tuple(files)


class Wav2LipWeightsWrongError(CheckpointError):
    """A file that should hold Wav2Lip's weights holds something else."""

    code = "wav2lip_weights_wrong"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} cannot be used: {why}; see docs/wav2lip.md")
        self.path = path
        self.why = why


class TorchMissingError(CheckpointError):
    """PyTorch, which reads Wav2Lip's weights, is not installed."""

    code = "torch_missing"

    def __init__(self) -> None:
        super().__init__("Wav2Lip needs PyTorch, which is not installed; see docs/wav2lip.md")


class VoiceFetchError(CheckpointError):
    """A voice could not be fetched."""

    code = "voice_fetch_failed"

    def __init__(self, voice: str, why: str) -> None:
        super().__init__(f"voice {voice} was not fetched: {why}")
        self.voice = voice
        self.why = why


class VoiceServerError(VoiceFetchError):
    """The server with the voices does not answer, or does not have this one."""

    code = "voice_server_unreachable"


class VoiceChecksumError(VoiceFetchError):
    """What arrived is not the file that the catalogue names."""

    code = "voice_checksum_wrong"

    def __init__(self, voice: str, file: str) -> None:
        super().__init__(voice, f"{file} is not the file that the catalogue names; try again later")
        self.file = file


class VoiceUnsuitableError(VoiceFetchError):
    """The voice arrived whole, but cannot be used here."""

    code = "voice_unsuitable"


class VoiceDiskFullError(VoiceFetchError):
    """There is not enough room for the voice."""

    code = "voice_disk_full"

    def __init__(self, voice: str, needed_bytes: int) -> None:
        super().__init__(voice, f"the disk is full; {needed_bytes / 1e6:.0f} MB are needed")
        self.needed_bytes = needed_bytes


class VoiceFetchBusyError(VoiceFetchError):
    """The voice is being fetched by somebody else right now."""

    code = "voice_fetch_busy"

    def __init__(self, voice: str) -> None:
        super().__init__(voice, "it is being fetched already")


class EngineError(InferenceError):
    """A model failed on valid input."""

    code = "engine_error"


class ScriptUnusableError(EngineError):
    """Several tries of a writer gave nothing that could be said."""

    code = "script_unusable"

    def __init__(self, writer: str, why: str) -> None:
        super().__init__(f"the writer {writer} made no usable script: {why}")
        self.writer = writer
        self.why = why


class ProviderError(InferenceError):
    """A remote service failed.

    Messages never hold a key, nor what was sent.

    Attributes:
        provider: name of the service, for people.
    """

    code = "provider_failed"

    def __init__(self, provider: str, why: str = "it failed without a reason") -> None:
        super().__init__(f"{provider}: {why}")
        self.provider = provider


class ProviderNotConfiguredError(ProviderError):
    """Nobody has set up this service here."""

    code = "provider_not_configured"

    def __init__(self, provider: str, settings: str) -> None:
        super().__init__(provider, f"not set up; an administrator sets {settings}")
        self.settings = settings


class ProviderKeyError(ProviderError):
    """The service does not accept the key, or the key may not do this."""

    code = "provider_key_rejected"

    def __init__(self, provider: str) -> None:
        super().__init__(provider, "the key is not accepted; an administrator has to look at it")


class ProviderModelError(ProviderError):
    """The service knows no such model, or the model cannot do what is asked."""

    code = "provider_model_rejected"

    def __init__(self, provider: str, model: str) -> None:
        super().__init__(provider, f"it refuses model {model!r}; an administrator names another")
        self.model = model


class ProviderRefusedError(ProviderError):
    """The service or its model declined for what the content is about."""

    code = "provider_refused"

    def __init__(self, provider: str, reason: str = "") -> None:
        super().__init__(provider, f"declined this content ({reason or 'no reason given'})")
        self.reason = reason


class ProviderRateLimitError(ProviderError):
    """Too many requests for the moment.

    Attributes:
        retry_after: seconds that the service asks to wait; 0 where it says nothing.
    """

    code = "provider_rate_limited"

    def __init__(self, provider: str, retry_after: float = 0.0) -> None:
        wait = f"; try again in {retry_after:.0f} s" if retry_after else ""
        super().__init__(provider, f"too many requests for the moment{wait}")
        self.retry_after = retry_after


class ProviderQuotaError(ProviderError):
    """What was paid for, or is free, is used up; waiting a little does not help."""

    code = "provider_quota"

    def __init__(self, provider: str) -> None:
        super().__init__(provider, "its quota is used up")


class ProviderTimeoutError(ProviderError):
    """No complete answer within the time allowed."""

    code = "provider_timeout"

    def __init__(self, provider: str, seconds: float) -> None:
        super().__init__(provider, f"no answer within {seconds:.0f} s")
        self.seconds = seconds


class ProviderUnreachableError(ProviderError):
    """Nobody answers at the address: no network, a wrong address, or the service is down."""

    code = "provider_unreachable"

    def __init__(self, provider: str) -> None:
        super().__init__(provider, "cannot be reached")


class ProviderMalformedError(ProviderError):
    """The answer is not what was asked for, even after a second try."""

    code = "provider_malformed"

    def __init__(self, provider: str, why: str) -> None:
        super().__init__(provider, f"its answer cannot be used: {why}")
        self.why = why


class PipelineCancelled(Exception):  # noqa: N818
    """Someone asked us to stop. Deliberately not an ``InferenceError``."""
