"""Tests for `inference.provenance.credentials`: signed and read with the real library."""

import json
import shutil
from datetime import datetime

import av
import c2pa
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from inference.errors import EngineError
from inference.provenance.credentials import (
    CredentialState,
    Statement,
    Trust,
    read_credentials,
    sign_video,
)
from inference.provenance.signing_identity import SigningIdentity, new_identity

SAID = Statement("123456789a", "photo", "2026-05-01T12:00:00+00:00", "account-7", "1", "de")


@pytest.fixture
def copied(plain_video, tmp_path):
    return shutil.copy(plain_video, tmp_path / "copy.mp4")


def test_a_signed_video_says_how_when_and_by_whom_it_was_made(marked_video, identity):
    found = read_credentials(marked_video, Trust(identity.signers))

    assert found.state is CredentialState.OURS
    assert (found.tool, found.issuer) == ("Avatar Studio", "Avatar Studio")
    assert found.source_type == "trainedAlgorithmicMedia"
    said = found.statement
    assert (said.identifier, said.kind, said.author, said.label) == (
        *("123456789a", "photo"),
        *("account-7", "de"),
    )
    assert datetime.fromisoformat(said.made_at).tzinfo is not None


def test_the_action_names_the_digital_source_type_in_full(marked_video):
    with c2pa.Reader(marked_video) as reader:
        stored = json.loads(reader.json())

    active = stored["manifests"][stored["active_manifest"]]
    (actions,) = (one for one in active["assertions"] if one["label"].startswith("c2pa.actions"))
    made = actions["data"]["actions"][0]
    assert made["action"] == "c2pa.created"
    assert made["digitalSourceType"] == (
        "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    )
    assert made["softwareAgent"] == {"name": "Avatar Studio", "version": "1"}


def test_a_signed_video_plays_as_before_with_its_index_in_front(copied, plain_video, identity):
    sign_video(copied, identity.signing, SAID)

    def decoded(path):
        with av.open(str(path)) as file:
            return [frame.to_ndarray(format="gray").tobytes() for frame in file.decode(video=0)]

    content = copied.read_bytes()
    assert decoded(copied) == decoded(plain_video)
    assert content.index(b"moov") < content.index(b"mdat")


def test_one_changed_bit_is_noticed(marked_video, identity, tmp_path):
    content = bytearray(marked_video.read_bytes())
    content[-200] ^= 1
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(content)

    found = read_credentials(changed, Trust(identity.signers))

    assert found.state is CredentialState.ALTERED
    assert not found.is_intact
    assert found.faults


def test_a_forged_statement_is_noticed(marked_video, identity, tmp_path):
    forged = tmp_path / "forged.mp4"
    forged.write_bytes(marked_video.read_bytes().replace(b"account-7", b"account-8"))

    found = read_credentials(forged, Trust(identity.signers))

    assert found.state is CredentialState.ALTERED


def test_another_installation_is_unknown_although_it_bears_the_same_name(copied, identity):
    sign_video(copied, new_identity("Avatar Studio"), SAID)

    found = read_credentials(copied, Trust(identity.signers))

    assert (found.state, found.issuer) == (CredentialState.UNKNOWN, "Avatar Studio")
    assert found.is_intact


KEYS = {
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
}


@pytest.mark.parametrize("make", KEYS.values(), ids=KEYS.keys())
def test_a_certificate_of_an_authority_signs(copied, chain_for, authority, identity, make):
    signing = SigningIdentity.of_pem(*chain_for(make()))
    sign_video(copied, signing, SAID)
    anchors = authority[1].public_bytes(serialization.Encoding.PEM)

    states = [
        read_credentials(copied, trust).state
        for trust in (Trust(signing.chain), Trust(identity.signers, anchors), Trust())
    ]

    assert states == [CredentialState.OURS, CredentialState.TRUSTED, CredentialState.UNKNOWN]


def test_others_with_a_certificate_of_the_same_authority_are_not_us(copied, chain_for):
    ours, theirs = (
        SigningIdentity.of_pem(*chain_for(ec.generate_private_key(ec.SECP256R1())))
        for _ in range(2)
    )
    sign_video(copied, theirs, SAID)

    assert read_credentials(copied, Trust(ours.chain)).state is CredentialState.UNKNOWN


def test_files_without_credentials_have_none(plain_video, identity, tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("nothing")

    for path in (plain_video, text):
        assert read_credentials(path, Trust(identity.signers)).state is CredentialState.NONE


def test_a_broken_file_is_not_signed_and_stays(tmp_path, identity):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x08ftypno video")
    before = broken.read_bytes()

    with pytest.raises(EngineError, match="signed"):
        sign_video(broken, identity.signing, SAID)

    assert broken.read_bytes() == before
    assert list(tmp_path.iterdir()) == [broken]
