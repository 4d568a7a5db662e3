"""Everything the package raises on purpose.

* InferenceError
  x InputError                the caller's material is at fault; never retried
    + EmptyTextError
    + UnspeakableTextError
    + UnknownVoiceError
    + NoVoiceForLanguageError
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
  x CheckpointError           the installation is at fault (inference.checkpoint_errors)
    + CheckpointMissingError
    + CheckpointCorruptError
    + Wav2LipWeightsMissingError
    + Wav2LipWeightsWrongError
    + ArgosPackError
    + TorchMissingError
    + SigningIdentityError
    + VoiceFetchError
      * VoiceServerError
      * VoiceChecksumError
      * VoiceUnsuitableError
      * VoiceDiskFullError
      * VoiceFetchBusyError
  x EngineError               the model failed on valid input
  x ProviderError             a remote service failed (inference.provider_errors)
    + ProviderNotConfiguredError
    + ProviderKeyError
    + ProviderModelError
    + ProviderRefusedError
    + ProviderRateLimitError
    + ProviderQuotaError
    + ProviderTimeoutError
    + ProviderUnreachableError
    + ProviderMalformedError
* what concerns scripts and translations: ``inference.language_errors``
* PipelineCancelled           not an error: someone asked us to stop
"""

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


class NoVoiceForLanguageError(InputError):
    """No voice on this machine speaks the language."""

    code = "no_voice_for_language"

    def __init__(self, language: str) -> None:
        super().__init__(f"no voice speaks {language!r}; fetch one from the catalogue of voices")
        self.language = language


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
    """There is a face, but its mouth cannot be moved: too small, turned away or covered."""

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


class EngineError(InferenceError):
    """A model failed on valid input."""

    code = "engine_error"


class PipelineCancelled(Exception):  # noqa: N818
    """Someone asked us to stop. Deliberately not an ``InferenceError``."""
