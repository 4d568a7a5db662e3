"""What models on disk can fail with; see ``inference.errors`` for the whole tree."""

from collections.abc import Sequence
from pathlib import Path

from inference.errors import InferenceError


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


class ArgosPackError(CheckpointError):
    """An Argos pack, which an administrator put there, cannot be read."""

    code = "argos_pack_unusable"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"the Argos pack {path.name} cannot be used: {why}")
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


class SigningIdentityError(CheckpointError):
    """Certificate or keys of content credentials cannot be used."""

    code = "signing_identity"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} cannot be used: {why}; see docs/provenance.md")
        self.path = path
        self.why = why
