"""Content credentials (C2PA): a signed statement inside a video of how it was made."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import c2pa

from inference.errors import EngineError
from inference.provenance.marking import VideoKind
from inference.provenance.signing_identity import SigningIdentity, known_signers

# Of the IPTC's digital source types: made by a model that learnt from examples.
SOURCE_TYPE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
TOOL: Final = "Avatar Studio"
STATEMENT: Final = "org.avatar-studio.video"  # label of our own assertion
MIME_TYPE: Final = "video/mp4"
UNTRUSTED: Final = "signingCredential.untrusted"
LONGEST: Final = 200  # characters that are taken over from a stranger's file
MOST_FAULTS: Final = 10


class CredentialState(StrEnum):
    """What the credentials of a file are worth."""

    NONE = "none"  # there are none
    OURS = "ours"  # intact, and signed by this installation
    TRUSTED = "trusted"  # intact, signed by somebody whom this installation was told to trust
    UNKNOWN = "unknown"  # intact, signed by somebody whom this installation does not know
    ALTERED = "altered"  # the file or the statement was changed after signing


@dataclass(frozen=True)
class Statement:
    """What a video says of itself.

    Attributes:
        identifier: of the video, as in its watermark; ten hexadecimal digits.
        kind: whom it shows; see ``marking.VideoKind``.
        made_at: ISO 8601, by the clock of the machine that made it.
        author: id of the account; empty where it is private.
        version: of the tool.
        label: language of the visible label; empty where there is none.
    """

    identifier: str
    kind: str
    made_at: str
    author: str = ""
    version: str = ""
    label: str = ""


@dataclass(frozen=True)
class Credentials:
    """What was found in a file. All texts are the file's own words, at most 200 characters each.

    Attributes:
        state: what it is worth.
        issuer: organisation in the signer's certificate.
        signed_at: ISO 8601, where a time stamping authority confirmed it; else empty.
        tool: that made the file.
        source_type: IPTC digital source type of its making, without the address before it.
        statement: that of this product, where there is one.
        faults: codes of C2PA validation.
    """

    state: CredentialState
    issuer: str = ""
    signed_at: str = ""
    tool: str = ""
    source_type: str = ""
    statement: Statement | None = None
    faults: tuple[str, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Whether what they say is what the signer said, and of this very file."""
        return self.state in (
            CredentialState.OURS,
            CredentialState.TRUSTED,
            CredentialState.UNKNOWN,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"state": str(self.state), "faults": list(self.faults)}


@dataclass(frozen=True)
class Trust:
    """Whom an installation knows.

    Attributes:
        signers: PEM of its own signers' certificates with those of their issuers.
        anchors: PEM of certificates of authorities whose signers it trusts besides.
    """

    signers: bytes = b""
    anchors: bytes = field(default=b"", repr=False)


def sign_video(path: Path, signing: SigningIdentity, statement: Statement) -> None:
    """Sign an MP4, in place: it is replaced when the signed copy is whole.

    Raises:
        EngineError: it cannot be signed.
    """
    signed = path.with_suffix(".signed")
    info = c2pa.C2paSignerInfo(
        alg=signing.algorithm.encode(),
        sign_cert=signing.chain,
        private_key=signing.key,
        ta_url=None,
    )
    try:
        with (
            c2pa.Signer.from_info(info) as signer,
            # what was just signed is not checked again: a certificate that nobody knows is fine
            c2pa.Builder(json.dumps(_manifest(statement)), _context(checked=False)) as new,
            path.open("rb") as source,
            signed.open("w+b") as target,
        ):
            new.sign(signer, MIME_TYPE, source, target)
        signed.replace(path)
    except c2pa.C2paError as error:
        raise EngineError(f"the content credentials could not be signed: {error}") from error
    finally:
        signed.unlink(missing_ok=True)


def read_credentials(path: Path, trust: Trust) -> Credentials:
    """Read and check the credentials of a file; nothing is asked of any server.

    Args:
        path: of a video, picture or sound.
        trust: whom this installation knows.
    """
    numbers, issuers = known_signers(trust.signers)
    found, number = _read(path, issuers)
    if found.state is CredentialState.TRUSTED and number in numbers:
        return replace(found, state=CredentialState.OURS)
    if found.state in (CredentialState.TRUSTED, CredentialState.UNKNOWN):
        return _read(path, trust.anchors)[0]
    return found


def _read(path: Path, anchors: bytes) -> tuple[Credentials, str]:
    """What is found, and the number of the signer's certificate, which its issuer gave only once.

    Args:
        path: of the file.
        anchors: PEM of certificates whose signers are trusted; may be empty.
    """
    try:
        with c2pa.Reader(path, context=_context(anchors)) as reader:
            stored = json.loads(reader.json())
            state = reader.get_validation_state()
    except c2pa.C2paError as error:
        if _holds_none(error):
            return Credentials(CredentialState.NONE), ""
        return Credentials(CredentialState.ALTERED, faults=(_short(error),)), ""
    return _credentials(stored, state or "")


def _holds_none(error: c2pa.C2paError) -> bool:
    """Whether the file has no credentials, or is of a kind that cannot have any."""
    return isinstance(error, c2pa.C2paError.ManifestNotFound | c2pa.C2paError.NotSupported)


def _credentials(stored: Mapping[str, Any], state: str) -> tuple[Credentials, str]:
    manifest = stored["manifests"][stored["active_manifest"]]
    results = stored.get("validation_results", {}).get("activeManifest", {})
    faults = tuple(_short(entry["code"]) for entry in results.get("failure") or ())
    signature = manifest.get("signature_info") or {}
    tools = manifest.get("claim_generator_info") or [{}]
    assertions = manifest.get("assertions") or []
    found = Credentials(
        _worth(state, faults),
        _short(signature.get("issuer", "")),
        _short(signature.get("time", "")),
        _short(tools[0].get("name", "")),
        _source_type(assertions),
        _statement(assertions),
        faults[:MOST_FAULTS],
    )
    return found, str(signature.get("cert_serial_number", ""))


def _worth(state: str, faults: tuple[str, ...]) -> CredentialState:
    if state == "Trusted":
        return CredentialState.TRUSTED
    unknown_only = state == "Valid" and all(fault == UNTRUSTED for fault in faults)
    return CredentialState.UNKNOWN if unknown_only else CredentialState.ALTERED


def _source_type(assertions: list[Mapping[str, Any]]) -> str:
    for assertion in assertions:
        if str(assertion.get("label", "")).startswith("c2pa.actions"):
            for action in (assertion.get("data") or {}).get("actions") or []:
                if kind := action.get("digitalSourceType"):
                    return _short(str(kind).rpartition("/")[2])
    return ""


def _statement(assertions: list[Mapping[str, Any]]) -> Statement | None:
    for assertion in assertions:
        if assertion.get("label") == STATEMENT:
            told = assertion.get("data") or {}
            names = Statement.__dataclass_fields__
            return Statement(**{name: _short(told.get(name, "")) for name in names})
    return None


def _manifest(statement: Statement) -> dict[str, Any]:
    agent = {"name": TOOL, "version": statement.version or "0"}
    actions: list[dict[str, Any]] = [
        {
            "action": "c2pa.created",
            "digitalSourceType": SOURCE_TYPE,
            "softwareAgent": agent,
            "when": statement.made_at,
        }
    ]
    if statement.kind == VideoKind.DUB:
        actions.append({"action": "c2pa.dubbed", "softwareAgent": agent})
    return {
        "claim_generator_info": [agent],
        "title": f"{statement.identifier}.mp4",  # a video's own title may be private
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": actions}},
            {"label": STATEMENT, "data": asdict(statement)},
        ],
    }


def _context(anchors: bytes = b"", *, checked: bool = True) -> Any:
    return c2pa.Context.from_dict(
        {
            "trust": {"trust_anchors": anchors.decode()} if anchors else {},
            "verify": {
                "verify_after_sign": checked,
                "verify_trust": checked,
                "remote_manifest_fetch": False,
                "ocsp_fetch": False,
            },
        }
    )


def _short(text: object) -> str:
    return str(text)[:LONGEST]
